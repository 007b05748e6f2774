"""Reads which factions brought in which papers, where a folder keeps that beside its OParl objects."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from council.models import Organization
from council.states import BodyKind
from motions.importing.oparl import doubts, vocabulary
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.records import Kind, Origin
from motions.importing.oparl.source import Source

FILE = "paper-submitters.json"
_FACTION = re.compile(r"\b(stadt|gemeinde|kreis|rats)*-?fraktion\b|\b(im|der|des|die)\b|[^\w ]")


class Submitters:
    """The names of factions by paper: guessed from letterheads, so they only ever stand beside what a source says."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._names = names
        self._assigned: dict[str, int] = {}
        self._factions: dict[str, int] | None = None
        self._unknown: dict[str, set[Origin]] = {}

    def assign(self, names: Mapping[str, int]) -> None:
        """Take these names for these bodies (primary keys), as the office said."""
        self._assigned.update(names)

    def of(self, paper: Origin, *, body: int | None) -> tuple[int, ...]:
        """The primary keys of the factions of a paper that the municipality's list of bodies knows."""
        found = [(name, self._faction(name, body=body)) for name in self._names.get(paper, ())]
        for name, pk in found:
            if pk is None:
                self._unknown.setdefault(name, set()).add(paper)
        return tuple(dict.fromkeys(pk for _, pk in found if pk is not None))

    def remarks(self) -> list[Remark]:
        """One remark for each faction that is not known."""
        return [
            doubts.Remark(
                origin="",
                kind=Kind.PAPER,
                field="originatorOrganization",
                doubt=Doubt.SUBMITTER_UNKNOWN,
                message=f"„{name}“ ({len(papers)} × auf Briefköpfen) ist unter den Gremien nicht verzeichnet.",
                target=name,
            )
            for name, papers in sorted(self._unknown.items())
        ]

    def _faction(self, name: str, *, body: int | None) -> int | None:
        if name in self._assigned:
            return self._assigned[name]
        if self._factions is None:
            rows = Organization.objects.living().filter(body=body, kind=BodyKind.FACTION).order_by("-pk")
            named = rows.values_list("pk", "name", "short_name")
            self._factions = {_plain(word): pk for pk, *words in named for word in words if word}
        return self._factions.get(_plain(name))


def beside(source: Source) -> Submitters | None:
    """What the folder of a source keeps; None if it is no folder, or keeps nothing readable of that kind."""
    if not isinstance(source, FolderSource):
        return None
    try:
        raw = json.loads((source.folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Submitters(_names(raw)) if isinstance(raw, Mapping) else None


def _names(raw: Mapping[str, Any]) -> dict[str, list[str]]:
    words, papers = raw.get("factions"), raw.get("papers")
    if not isinstance(words, Mapping) or not isinstance(papers, Mapping):
        return {}
    return {
        str(paper): [str(words[code]) for code in codes if isinstance(code, str) and code in words]
        for paper, codes in papers.items()
        if isinstance(codes, list)
    }


def _plain(name: str) -> str:
    """The name without the word for a faction: „SPD-Gemeinderatsfraktion“ and „Fraktion der SPD“ are „spd“."""
    return " ".join(_FACTION.sub(" ", vocabulary.folded(name)).split())
