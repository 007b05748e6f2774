"""Notes on the texts of the demo town are found again after every kind of edit, and never set on a wrong passage."""

import random
from pathlib import Path

import pytest

from benchmarks import anchoring as measuring
from collaboration.demo import content
from documents import text as canonical


@pytest.fixture(scope="module")
def measured():
    folder = Path(content.__file__).parent / "papers"
    return measuring.measure(measuring.texts_of(folder), notes=60, seed=7)


@pytest.mark.parametrize("edit", measuring.EDITS)
def test_passages_that_survived_an_edit_are_found_again(measured, edit):
    counts = measured[edit]

    assert counts["survived"] > 20
    assert counts["sure"] + counts["unsure"] >= 0.95 * counts["survived"]


def test_no_note_is_set_on_a_wrong_passage(measured):
    assert {edit: counts["wrong"] for edit, counts in measured.items()} == dict.fromkeys(measuring.EDITS, 0)


def test_measuring_knows_where_each_word_stands():
    text = canonical.normalise("Titel\n\n1. Der Magistrat\nprüft.\n\nEr berichtet.")

    whole, places = measuring.put_together(measuring.taken_apart(text))

    assert [whole[start:end] for start, end in places.values()] == whole.split()


def test_every_edit_changes_the_text():
    blocks = measuring.taken_apart(
        "\n\n".join(
            f"Satz {number} über den Radweg an der Mühlgasse und seine Kosten im Haushalt." for number in range(30)
        )
    )
    before = measuring.put_together(blocks)[0]

    after = {
        name: measuring.put_together(edit([list(block) for block in blocks], random.Random(1)))[0]
        for name, edit in measuring.EDITS.items()
    }

    assert [name for name, text in after.items() if text == before] == []
