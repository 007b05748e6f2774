"""The text several write at once: merged in any order, and closed to whatever is no text."""

import time

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


def test_word_replaced_everywhere_in_a_long_text_is_taken():
    merged = Document([joint_text.begun({"resolution": "Der Weg. " * 6000})])

    merged.take(joint_text.edits_since(merged.state, {"resolution": "Ein Weg. " * 6000}))

    assert merged.texts["resolution"] == "Ein Weg. " * 6000


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
    [b"", b"\x00", b"\xff" * 50, b"\x01\xff\xff\xff\xff\x0f\x05\x00", b"\xff\xff\xff\xff\x0f"],
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


def number(value) -> bytes:
    """As the protocol writes it."""
    rest, low = divmod(value, 128)
    return bytes([low]) if not rest else bytes([low | 128]) + number(rest)


def piece(letter, *, after=None, before=None) -> bytes:
    """A piece of the reasons; its neighbours are (client, place)."""
    neighbours = b"".join(number(part) for side in (after, before) if side for part in side)
    belongs = neighbours or b"\x01\x07reasons"
    return bytes([4 | 0x80 * bool(after) | 0x40 * bool(before)]) + belongs + b"\x01" + letter


def bomb(count) -> bytes:
    """Pieces of one client, and as many of another that are all to be compared with all of the first."""
    first = [piece(b"a"), *(piece(b"a", after=(1, place)) for place in range(count - 1))]
    second = [piece(b"b", before=(1, count - 1))] * count
    return (
        b"\x02"
        + b"".join(
            number(count) + bytes([client, 0]) + b"".join(pieces) for client, pieces in ((1, first), (2, second))
        )
        + b"\x00"
    )


def test_update_of_too_many_pieces_is_refused_before_it_holds_up_everybody():
    began = time.thread_time()

    with pytest.raises(Unfit, match="zu groß"):
        document().take(bomb(8000))

    assert time.thread_time() - began < 2  # merging it would take a quarter of a minute


def test_document_of_too_many_pieces_takes_no_more(monkeypatch):
    monkeypatch.setattr(joint_text, "MOST_PIECES", 40)
    merged = document()
    merged.take(bomb(10))

    with pytest.raises(Unfit, match="so viel geändert"):
        for place in range(30):
            merged.take(b"\x01\x01\x03" + number(place) + piece(b"c", before=(1, 5)) + b"\x00")

    assert merged.texts["reasons"].count("c") < 30


def test_deleting_what_nobody_wrote_yet_is_refused():
    with pytest.raises(Unfit, match="eine frühere"):
        document().take(b"\x00\x01\x05\x01\x00\x7f")


def test_what_is_hidden_beside_the_text_is_refused():
    hidden = b"\x01\x01\x05\x00" + b"\x24\x01\x07reasons\x03key\x01x" + b"\x00"

    with pytest.raises(Unfit) as refusal:
        document().take(hidden)

    assert str(refusal.value) == joint_text.NO_TEXT


def test_deletion_from_half_a_letter_on_that_would_read_differently_next_time_is_refused():
    mine = Doc()
    mine.get("resolution", type=Text).insert(0, "a😀c")
    mine.get("reasons", type=Text).insert(0, "Weil")
    merged = Document()
    merged.take(mine.get_update())

    with pytest.raises(Unfit) as refusal:
        merged.take(b"\x00\x01" + number(mine.client_id) + b"\x01\x02\x03")

    assert str(refusal.value) == joint_text.NO_TEXT


@pytest.mark.parametrize("written", ["%", "äöü", "YQ", "a\0b"])
def test_what_is_no_base64_is_refused(written):
    with pytest.raises(Unfit):
        joint_text.read(written)


def test_bidi_overrides_and_scripts_are_text_like_any_other():
    merged = document()

    merged.take(by(typed("\u202e<script>alert(1)</script>")))

    assert "\u202e<script>alert(1)</script>" in merged.texts["reasons"]
