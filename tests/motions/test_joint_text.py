"""The text several write at once: merged in any order, and closed to whatever is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from motions import joint_text
from motions.joint_text import Document, Unfit

BEGUN = {"name": "Radweg", "resolution": "Der Magistrat baut.", "reasons": "Weil Kinder fahren.", "plain_summary": ""}
BASE = joint_text.begun(BEGUN)
letters = st.text(alphabet="ab äß😀\n.", max_size=40)


def document() -> Document:
    return Document([BASE])


def by(change) -> bytes:
    """The update of somebody who does as they please."""
    wild = Doc()
    change(wild)
    return wild.get_update()


def test_document_says_what_was_typed_before():
    assert document().texts == BEGUN


def test_edits_of_two_who_began_from_the_same_text_both_stay():
    base = document().state
    one = joint_text.edits_since(base, {"reasons": "Weil viele Kinder fahren."})
    other = joint_text.edits_since(base, {"reasons": "Weil Kinder fahren. Und Ältere gehen.", "name": "Radweg Ost"})
    here, there = document(), document()
    for merged, updates in ((here, (one, other)), (there, (other, one))):
        for update in updates:
            merged.take(update)

    assert here.texts == there.texts
    assert here.texts["reasons"] == "Weil viele Kinder fahren. Und Ältere gehen."
    assert here.texts["name"] == "Radweg Ost"


def test_only_what_somebody_changed_is_changed():
    base = document().state
    mine = joint_text.edits_since(base, {"resolution": "Der Magistrat baut sofort.", "reasons": BEGUN["reasons"]})
    merged = document()
    merged.take(joint_text.edits_since(base, {"reasons": ""}))

    merged.take(mine)

    assert merged.texts["reasons"] == ""
    assert merged.texts["resolution"] == "Der Magistrat baut sofort."


@given(before=letters, after=letters)
def test_typed_text_is_what_the_document_says_afterwards(before, after):
    base = joint_text.begun({"resolution": before})
    merged = Document([base])

    merged.take(joint_text.edits_since(base, {"resolution": after}))

    assert merged.texts["resolution"] == after


@given(start=letters, one=letters, other=letters)
def test_two_edits_converge_in_any_order(start, one, other):
    base = joint_text.begun({"reasons": start})
    updates = [joint_text.edits_since(base, {"reasons": text}) for text in (one, other)]
    here, there = Document([base, *updates]), Document([base, *reversed(updates)])

    assert here.texts == there.texts


def test_long_texts_are_merged_in_good_time():
    base = joint_text.begun({"resolution": "alt neu " * 12_000})
    merged = Document([base])

    merged.take(joint_text.edits_since(base, {"resolution": "neu alt " * 12_000}))

    assert merged.texts["resolution"] == "neu alt " * 12_000


def test_what_forms_leave_in_lines_and_signs_is_cleaned():
    merged = Document([joint_text.begun({"name": "Zwei\r\nZeilen", "reasons": "a\r\nb\rc\0d\x0b"})])

    assert merged.texts["name"] == "Zwei Zeilen"
    assert merged.texts["reasons"] == "a\nb\ncd"


def bold(wild):
    wild.get("reasons", type=Text).insert(0, "fett", {"bold": True})


def embedded(wild):
    wild.get("reasons", type=Text).insert_embed(0, {"image": "x"})


def listed(wild):
    wild.get("reasons", type=Array).append("x")


def elsewhere(wild):
    wild.get("evil", type=Map)["x"] = "1"


def typed(words, field="reasons"):
    return lambda wild: wild.get(field, type=Text).insert(0, words)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (bold, joint_text.NO_TEXT),
        (embedded, joint_text.NO_TEXT),
        (listed, joint_text.NO_TEXT),
        (elsewhere, joint_text.NO_TEXT),
        (typed("\0"), joint_text.NO_TEXT),
        (typed("\x1b[2J"), joint_text.NO_TEXT),
        (typed("zwei\nZeilen", "name"), joint_text.NO_TEXT),
        (typed("x" * 300, "name"), "„Titel“ wäre länger als 300 Zeichen. Bitte kürzen."),
        (typed("x" * 1001, "plain_summary"), "„Kurz und einfach“ wäre länger als 1000 Zeichen. Bitte kürzen."),
        (
            typed("x" * 200_000),
            "Beschlusstext und Begründung wären zusammen länger als 200000 Zeichen. Bitte kürzen.",
        ),
    ],
)
def test_what_no_form_would_take_is_refused_with_a_sentence(change, sentence):
    with pytest.raises(Unfit) as refusal:
        document().take(by(change))

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "update",
    [b"", b"\x00", b"\xff" * 50, b"garbage" * 10, b"\x01\xff\xff\xff\xff\x0f\x05\x00", b"\xff\xff\xff\xff\x0f"],
)
def test_bytes_that_are_no_update_are_refused(update):
    with pytest.raises(Unfit, match="nicht zu lesen"):
        document().take(update)


def test_update_whose_beginning_is_missing_is_refused():
    mine = Doc()
    text = mine.get("reasons", type=Text)
    text.insert(0, "a")
    begun = mine.get_state()
    text.insert(1, "b")

    with pytest.raises(Unfit, match="eine frühere"):
        document().take(mine.get_update(begun))


def test_update_that_is_too_large_is_refused():
    with pytest.raises(Unfit, match="zu groß"):
        document().take(b"\x00" * (joint_text.LARGEST + 1))


@pytest.mark.parametrize("written", ["%", "äöü", "YQ", "a\0b"])
def test_what_is_no_base64_is_refused(written):
    with pytest.raises(Unfit):
        joint_text.read(written)


def test_bidi_overrides_and_scripts_are_text_like_any_other():
    merged = document()

    merged.take(by(typed("\u202e<script>alert(1)</script>")))

    assert "\u202e<script>alert(1)</script>" in merged.texts["reasons"]
