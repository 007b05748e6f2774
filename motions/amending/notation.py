"""Edits as they are stored: plain lists and dictionaries for JSON, read back strictly."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

from documents import text
from motions.amending.edits import Delete, Edit, Insert, Relabel, ReplaceAll, ReplaceBlock, ReplaceWords, Unfit

MOST = 2_000  # edits in one amendment
LONGEST = 200_000  # code points of one edit's text
_SEAL = 16

_NAMES: Mapping[str, type[Edit]] = {
    "insert": Insert,
    "delete": Delete,
    "replace_block": ReplaceBlock,
    "replace_words": ReplaceWords,
    "relabel": Relabel,
    "replace_all": ReplaceAll,
}
_KINDS: Mapping[type[Edit], str] = {kind: name for name, kind in _NAMES.items()}
_MAY_LACK = {"reason"}


def dump(edits: Sequence[Edit]) -> list[dict[str, object]]:
    """The edits for JSON; `load` gives the same ones back. Raises Unfit for one without the seal of its block."""
    dumped = [{"kind": _KINDS[type(edit)]} | asdict(edit) for edit in edits]
    load(dumped)
    return dumped


def load(data: object) -> tuple[Edit, ...]:
    """The edits of a JSON value. Raises Unfit with a German sentence for anything that is not exactly such."""
    if not isinstance(data, list):
        raise Unfit("Die Änderungen sind keine Liste.")
    if len(data) > MOST:
        raise Unfit(f"Das sind zu viele einzelne Änderungen; es gehen höchstens {MOST:,}.".replace(",", "."))
    return tuple(_read(entry, number) for number, entry in enumerate(data, start=1))


def _read(entry: object, number: int) -> Edit:
    if not isinstance(entry, dict) or not isinstance(kind := entry.get("kind"), str) or kind not in _NAMES:
        raise Unfit(f"Änderung {number} ist von keiner bekannten Art.")
    wanted = {field.name: field.type for field in fields(_NAMES[kind])}
    given = {name: value for name, value in entry.items() if name != "kind"}
    if set(given) - set(wanted) or set(wanted) - set(given) - _MAY_LACK:
        raise Unfit(f"Änderung {number} hat nicht die Angaben, die zu ihrer Art gehören.")
    for name, value in given.items():
        _check(name, value, wanted[name], number)
    edit = _NAMES[kind](**given)
    _check_seal(edit, number)
    return edit


def _check(name: str, value: object, wanted: object, number: int) -> None:
    if wanted is int:
        if type(value) is not int or value < 0:
            raise Unfit(f"Änderung {number}: „{name}“ ist keine ganze Zahl ab 0.")
    elif not isinstance(value, str):
        raise Unfit(f"Änderung {number}: „{name}“ ist kein Text.")
    elif len(value) > LONGEST:
        raise Unfit(f"Änderung {number}: Der Text ist zu lang.")
    elif text.normalise(value) != value:
        raise Unfit(f"Änderung {number}: Der Text enthält Zeichen, die nicht gespeichert werden.")


def _check_seal(edit: Edit, number: int) -> None:
    if isinstance(edit, ReplaceAll) or (isinstance(edit, Insert) and edit.after == 0):
        return
    if len(edit.seen) != _SEAL or not set(edit.seen) <= set("0123456789abcdef"):
        raise Unfit(f"Änderung {number} sagt nicht, für welchen Wortlaut sie gedacht ist.")
