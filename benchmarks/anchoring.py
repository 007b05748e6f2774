"""How well notes outlive new versions: 300 notes on real texts, each text edited in ten ways, and each place known."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from benchmarks.figures import table
from collaboration import anchoring
from documents import text as canonical

NOTES = 300
A_TEXT = 10  # notes on one text
ENOUGH = 0.95  # of the passages that survived an edit are found again
SHORTEST, LONGEST = 1_500, 60_000  # code points of a text worth measuring
SEED = 5


class Word(NamedTuple):
    """A word that keeps its number whatever becomes of the text around it, and the blank behind it."""

    number: int
    text: str
    blank: str = " "
    label: bool = False


Blocks = list[list[Word]]
Edit = Callable[[Blocks, random.Random], Blocks]


class Note(NamedTuple):
    """A passage by the numbers of its words."""

    words: tuple[int, ...]


def run() -> None:
    """Print for each way of editing what became of the notes; without the sample texts say so."""
    folder = settings.SHARED_DIR / "data" / "karlsruhe-oparl" / "texts"
    if not folder.is_dir():
        print("\nWiederfinden von Anmerkungen: ../shared/data liegt nicht vor, es wird nichts gemessen.")
        return
    rows, survived, found, unsure, wrong = [], 0, 0, 0, 0
    measured = measure(texts_of(folder), notes=NOTES, seed=SEED)
    for name, counts in measured.items():
        again = counts["sure"] + counts["unsure"]
        rows.append((name, counts["survived"], counts["sure"], counts["unsure"], counts["lost"], counts["wrong"]))
        survived, found, wrong = survived + counts["survived"], found + again, wrong + counts["wrong"]
        unsure += counts["unsure"]
    head = ("Bearbeitung", "überlebt", "sicher", "vorgelegt", "nicht gefunden", "falsch gesetzt")
    table(f"Wiederfinden von {NOTES} Anmerkungen in bearbeiteten Texten", head, rows)
    share = found / max(1, survived)
    verdict = "ja" if share >= ENOUGH and not wrong else "NEIN"
    print(f"\nWiedergefunden: {share:.1%} von {survived} (≥ {ENOUGH:.0%}), falsch gesetzt: {wrong} (0): {verdict}")
    print(f"Davon ohne Zweifel {1 - unsure / max(1, found):.1%}, dem Verfasser vorgelegt {unsure / max(1, found):.1%}")


def texts_of(folder: Path) -> list[str]:
    """The sample texts of a fitting length, in the order of their names."""
    found = (canonical.normalise(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt")))
    return [text for text in found if SHORTEST <= len(text) <= LONGEST]


def measure(texts: Sequence[str], *, notes: int, seed: int) -> dict[str, Counter[str]]:
    """Set notes on the texts, edit each text in every way, and count by way what became of the notes.

    `survived` are passages whose words still stand together in one block; of these `sure` and `unsure` are found at
    their place, `lost` are not. `wrong` is every note that was set without doubt where its passage is not.
    """
    chance = random.Random(seed)
    chosen = chance.sample(list(texts), k=min(len(texts), -(-notes // A_TEXT)))
    each = -(-notes // len(chosen))
    counts = {name: Counter[str]() for name in EDITS}
    left = notes
    for text in chosen:
        blocks = taken_apart(text)
        placed = [_note(blocks, chance) for _ in range(min(each, left))]
        left -= len(placed)
        for name, edit in EDITS.items():
            counts[name].update(_outcomes(blocks, edit([list(block) for block in blocks], chance), placed))
    return counts


def _outcomes(old: Blocks, new: Blocks, notes: Sequence[Note]) -> Iterator[str]:
    old_text, old_places = put_together(old)
    new_text, new_places = put_together(new)
    borders = canonical.blocks(new_text)
    for note in notes:
        start, end = old_places[note.words[0]][0], old_places[note.words[-1]][1]
        selector = anchoring.describe(old_text, start, end)
        there = anchoring.reanchor(selector, old_text, new_text)
        true = _true_place(note, new, new_places, borders)
        right = true is not None and (there.start, there.end) == true
        if there.state == "sure" and not right:
            yield "wrong"
        if true is not None:
            yield "survived"
            yield there.state if right else "lost"


def _true_place(
    note: Note, blocks: Blocks, places: dict[int, tuple[int, int]], borders: Sequence[canonical.Block]
) -> tuple[int, int] | None:
    """Where the words of the note still stand one behind the other in one block of the text."""
    for block in blocks:
        numbers = [word.number for word in block]
        if note.words[0] not in numbers:
            continue
        first = numbers.index(note.words[0])
        if tuple(numbers[first : first + len(note.words)]) != note.words:
            return None
        start, end = places[note.words[0]][0], places[note.words[-1]][1]
        touched = [border for border in borders if border.start < end and start < border.end]
        return (start, end) if len(touched) == 1 else None
    return None


def taken_apart(text: str) -> Blocks:
    """The blocks of a text as numbered words, each with its label in front."""
    numbers = iter(range(len(text)))
    found = []
    for block in canonical.blocks(text):
        label = [Word(next(numbers), block.label, label=True)] if block.label else []
        pieces = re.findall(r"(\S+)(\s*)", block.text)
        words = [Word(next(numbers), word, "\n" if "\n" in blank else " ") for word, blank in pieces]
        found.append([*label, *words])
    return [block for block in found if block]


def put_together(blocks: Blocks) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text of the blocks, and where each word stands in it, in code points."""
    text, places = "", {}
    for block in blocks:
        text += "\n\n" if text else ""
        for index, word in enumerate(block):
            places[word.number] = (len(text), len(text) + len(word.text))
            text += word.text + (word.blank if index + 1 < len(block) else "")
    return text, places


def _note(blocks: Blocks, chance: random.Random) -> Note:
    """A whole paragraph, as they are chosen by finger and keyboard, or some words of one."""
    block = chance.choice([block for block in blocks if len(block) > 3 and len(put_together([block])[0]) < 4_000])
    words = [word for word in block if not word.label]
    if chance.random() < 0.4:
        return Note(tuple(word.number for word in words))
    length = chance.randint(min(2, len(words)), min(15, len(words)))
    first = chance.randrange(len(words) - length + 1)
    return Note(tuple(word.number for word in words[first : first + length]))


# The ways of editing --------------------------------------------------------------------------------------------------

_STOCK = (
    *("Der", "Ausschuss", "bittet", "den", "Magistrat,", "die", "Kosten", "im", "Haushalt"),
    *("der", "Stadt", "bis", "zum", "Herbst", "neu", "zu", "berechnen"),
)


def _fresh(chance: random.Random, count: int) -> list[Word]:
    """New words; their numbers are those of no old one."""
    return [Word(-1 - chance.randrange(10**9), chance.choice(_STOCK)) for _ in range(count)]


def _another(word: Word, chance: random.Random) -> Word:
    """A new word that reads otherwise than the old one."""
    fresh = _fresh(chance, 1)[0]
    return fresh if fresh.text != word.text else fresh._replace(text="stattdessen")


def _insert_paragraphs(blocks: Blocks, chance: random.Random) -> Blocks:
    for _ in range(max(1, len(blocks) // 8)):
        blocks.insert(chance.randrange(len(blocks) + 1), _fresh(chance, chance.randint(8, 40)))
    return blocks


def _delete_paragraphs(blocks: Blocks, chance: random.Random) -> Blocks:
    return [block for block in blocks if chance.random() > 0.15] or blocks


def _move_paragraphs(blocks: Blocks, chance: random.Random) -> Blocks:
    for _ in range(max(1, len(blocks) // 10)):
        moved = blocks.pop(chance.randrange(len(blocks)))
        blocks.insert(chance.randrange(len(blocks) + 1), moved)
    return blocks


def _rephrase(blocks: Blocks, chance: random.Random) -> Blocks:
    return [
        [_another(word, chance) if chance.random() < 0.06 else word for word in block]
        if chance.random() < 0.5
        else block
        for block in blocks
    ]


def _insert_words(blocks: Blocks, chance: random.Random) -> Blocks:
    for block in blocks:
        if chance.random() < 0.4:
            at = chance.randrange(len(block) + 1)
            block[at:at] = _fresh(chance, chance.randint(1, 8))
    return blocks


def _delete_words(blocks: Blocks, chance: random.Random) -> Blocks:
    for block in blocks:
        if len(block) > 6 and chance.random() < 0.4:
            at = chance.randrange(len(block) - 4)
            del block[at : at + chance.randint(1, 4)]
    return blocks


def _split_paragraphs(blocks: Blocks, chance: random.Random) -> Blocks:
    found: Blocks = []
    for block in blocks:
        at = chance.randrange(4, len(block) - 3) if len(block) > 12 and chance.random() < 0.3 else len(block)
        found += [part for part in (block[:at], block[at:]) if part]
    return found


def _join_paragraphs(blocks: Blocks, chance: random.Random) -> Blocks:
    found: Blocks = []
    for block in blocks:
        if found and chance.random() < 0.2 and not block[0].label:
            found[-1] = [*found[-1], *block]
        else:
            found.append(block)
    return found


def _extract_otherwise(blocks: Blocks, chance: random.Random) -> Blocks:
    """As another reading of the PDF gives it: lines break elsewhere, some words are parted, pages have heads."""
    found: Blocks = []
    for block in blocks:
        words, width = [], 0
        for word in block:
            width += len(word.text) + 1
            breaks = width > chance.randint(70, 95)
            width = 0 if breaks else width
            if breaks and len(word.text) > 9 and chance.random() < 0.15:
                word = _fresh(chance, 1)[0]._replace(text=f"{word.text[:5]}-\n{word.text[5:]}")
            words.append(word._replace(blank="\n" if breaks else " "))
        found.append(words)
        if chance.random() < 0.05:
            found.append(_fresh(chance, 3))
    return found


def _everything(blocks: Blocks, chance: random.Random) -> Blocks:
    for edit in (_insert_paragraphs, _move_paragraphs, _delete_paragraphs, _insert_words, _rephrase):
        blocks = edit(blocks, chance)
    return blocks


EDITS: dict[str, Edit] = {
    "Absätze eingefügt": _insert_paragraphs,
    "Absätze gestrichen": _delete_paragraphs,
    "Absätze verschoben": _move_paragraphs,
    "umformuliert": _rephrase,
    "Wörter eingefügt": _insert_words,
    "Wörter gestrichen": _delete_words,
    "Absätze geteilt": _split_paragraphs,
    "Absätze verbunden": _join_paragraphs,
    "PDF anders gelesen": _extract_otherwise,
    "alles zugleich": _everything,
}
