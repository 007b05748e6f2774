"""Edits in the words of a motion: „In Punkt 2 werden die Worte „300.000“ durch „500.000“ ersetzt.“"""

from collections.abc import Sequence
from itertools import takewhile

from documents.text import Block
from motions import drafts
from motions.amending import edits as kinds
from motions.amending import scope
from motions.amending.edits import Delete, Edit, Insert, Relabel, ReplaceAll, ReplaceBlock, ReplaceWords
from motions.amending.parent import Parent

CONTEXT = 40  # code points before a place at which words are inserted


def compose(edits: Sequence[Edit], *, parent: Parent, of: str, reason: str) -> str:
    """The canonical text of an amendment of the paper called `of`: what it changes, and why."""
    sentences = [say(edit, parent=parent) for edit in edits]
    numbered = sentences if len(sentences) == 1 else [f"{at}. {said}" for at, said in enumerate(sentences, start=1)]
    opening = f"{of} wird wie folgt geändert:"
    return "\n\n".join(
        piece for piece in (drafts.RESOLUTION, opening, *numbered, drafts.REASONS, drafts.tidy(reason)) if piece
    )


def say(edit: Edit, *, parent: Parent) -> str:
    """One edit as a sentence; longer text follows it after a colon."""
    match edit:
        case ReplaceAll():
            return f"Der Text erhält folgende Fassung:\n\n{scope.resolution(edit.text)}"
        case Delete():
            return f"{kinds.name(parent.block(edit.block))} wird gestrichen."
        case ReplaceBlock():
            return f"{kinds.name(parent.block(edit.block))} erhält folgende Fassung: „{edit.text}“"
        case Relabel():
            return f"{kinds.name(parent.block(edit.block))} wird „{edit.label}“."
        case Insert():
            place = "Vor dem ersten Absatz" if edit.after == 0 else f"Nach {kinds.name(parent.block(edit.after))}"
            return f"{place} wird eingefügt: „{edit.text}“"
        case ReplaceWords():
            return _of_words(edit, parent.block(edit.block))


def brief(edit: Edit, *, parent: Parent) -> str:
    """What the edit does, without its words: „streicht Punkt 2“."""
    match edit:
        case ReplaceAll():
            return "ersetzt den ganzen Text"
        case Delete():
            return f"streicht {kinds.name(parent.block(edit.block))}"
        case ReplaceBlock():
            return f"fasst {kinds.name(parent.block(edit.block))} neu"
        case Relabel():
            return f"zählt {kinds.name(parent.block(edit.block))} anders"
        case Insert():
            return "fügt am Anfang ein" if edit.after == 0 else f"fügt nach {kinds.name(parent.block(edit.after))} ein"
        case ReplaceWords():
            return f"ändert Worte in {kinds.name(parent.block(edit.block))}"


def _of_words(edit: ReplaceWords, block: Block) -> str:
    old, new = block.text[edit.start : edit.end].strip(), edit.text.strip()
    place = f"In {kinds.name(block)}"
    if not old:
        before = _before(block.text[: edit.start])
        where = f"nach „{before}“" if before else "am Anfang"
        return f"{place} wird {where} eingefügt: „{new}“."
    verb = "wird" if " " not in old else "werden die Worte"
    return f"{place} {verb} „{old}“ gestrichen." if not new else f"{place} {verb} „{old}“ durch „{new}“ ersetzt."


def _before(said: str) -> str:
    """The last words before a place, so many as are needed to find it."""
    lengths = (len(said) - at for at in (index for index, sign in enumerate(said) if index == 0 or sign == " "))
    return said[-max(takewhile(lambda length: length <= CONTEXT, sorted(lengths)), default=CONTEXT) :].strip()
