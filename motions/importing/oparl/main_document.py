"""Which of a paper's files is the paper itself, when the source names no main file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from motions.importing.oparl import vocabulary

_COMPANION = re.compile(
    r"stellung\w*nahme|\bstn\b|protokoll|\bab\w*ergebnis|\banlage|\banhang|präsentation|lageplan|luftbild|synopse|entwurf"
)
_WORDS_OF_TYPES = ("vorlage", "antrag", "anfrage", "beschluss", "mitteilung", "bericht")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Place of the chosen file in the list, and whether its name leaves no doubt."""

    index: int
    sure: bool


def choose(names: Sequence[str], *, paper_type: str) -> Choice | None:
    """The file whose name fits the paper type best, the first of equals; None if no name fits.

    Sure is a name that is, begins with or contains the type. Doubtful: another word for a paper, or the only file
    that is no companion (statement, minutes, ballot, attachment).
    """
    wanted = vocabulary.folded(paper_type)
    plain = [vocabulary.folded(name) for name in names]
    candidates = [n for n, name in enumerate(plain) if name == wanted or not _is_companion(name, wanted=wanted)]
    if not candidates:
        return None
    best = max(candidates, key=lambda n: _fit(plain[n], wanted=wanted))
    fit = _fit(plain[best], wanted=wanted)
    if fit == 0 and len(candidates) > 1:
        return None
    return Choice(index=best, sure=fit >= 2)


def _is_companion(name: str, *, wanted: str) -> bool:
    found = _COMPANION.search(name)
    return found is not None and found[0] not in wanted


def _fit(name: str, *, wanted: str) -> int:
    if wanted and name == wanted:
        return 4
    if wanted and name.startswith(wanted):
        return 3
    if wanted and re.search(rf"\b{re.escape(wanted)}\b", name):
        return 2
    return 1 if any(word in name for word in _WORDS_OF_TYPES) else 0
