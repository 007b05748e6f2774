"""JSON is read whole or piece by piece; whatever is none is said in German."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motions.importing.oparl import answers


class Dripping(io.StringIO):
    """A stream that gives a few characters at a time."""

    def read(self, size=-1):
        return super().read(min(size, 3) if size > 0 else 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Die Antwort ist leer."),
        (b" \n", "Die Antwort ist leer."),
        (b"\xff\xfe\x00", "Die Antwort ist kein lesbarer Text (kein UTF-8)."),
        (b"\n<!DOCTYPE html><p>", "Die Antwort ist eine Internetseite (HTML oder XML), kein JSON."),
        (b'{"a": [1, 2', "Das JSON bricht nach 11 Zeichen mitten ab."),
        (b'{"a": "b', "Das JSON bricht nach 8 Zeichen mitten ab."),
        (b'{"a": 1} und mehr', "Das JSON ist fehlerhaft (Zeile 1, Spalte 10)."),
        (b"[" * 100_000, "Das JSON ist zu tief verschachtelt oder enthält übergroße Zahlen."),
        (b"[" + b"9" * 5000 + b"]", "Das JSON ist zu tief verschachtelt oder enthält übergroße Zahlen."),
    ],
)
def test_what_is_no_json_is_said(data, reason):
    with pytest.raises(answers.UnreadableError) as told:
        answers.decode(data)

    assert str(told.value) == reason


def test_byte_order_mark_and_nan_do_no_harm():
    assert answers.decode(b'\xef\xbb\xbf{"a": NaN}') == {"a": None}


@given(st.lists(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists)))
def test_an_array_read_in_drips_is_the_array(values):
    text = json.dumps(values, indent=1, ensure_ascii=True)

    assert list(answers.elements(Dripping(text))) == values


@pytest.mark.parametrize(
    ("text", "whole", "reason"),
    [
        ('[{"a": 1}, {"a": 2}, {"a"', 2, "Die Liste bricht mitten in einem Objekt ab."),
        ('[{"a": 1}, {"a": 2}', 2, "Die Liste bricht mitten ab."),
        ('[{"a": 1}, {"a": 2},', 2, "Die Liste bricht mitten in einem Objekt ab."),
        ('[{"a": 1} {"a": 2}]', 1, "Die Liste ist fehlerhaft."),
        ('[{"a": 1}, {a: 2}]', 1, "Ein Objekt der Liste ist fehlerhaftes JSON."),
    ],
)
def test_a_broken_array_gives_its_whole_elements_first(text, whole, reason):
    read = []

    with pytest.raises(answers.UnreadableError) as told:
        read.extend(answers.elements(Dripping(text)))

    assert str(told.value) == reason
    assert len(read) == whole
