"""What a run of the importer did, for the clerk, the command line and the books."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motions.importing.oparl.known import MODELS
from motions.importing.oparl.records import Kind

WORDS: Mapping[str, str] = {
    Kind.SYSTEM: "Systeme",
    Kind.BODY: "Körperschaften",
    Kind.LEGISLATIVE_TERM: "Wahlperioden",
    Kind.LOCATION: "Orte",
    Kind.ORGANIZATION: "Gremien und Stellen",
    Kind.PERSON: "Personen",
    Kind.MEMBERSHIP: "Mitgliedschaften",
    Kind.MEETING: "Sitzungen",
    Kind.AGENDA_ITEM: "Tagesordnungspunkte",
    Kind.PAPER: "Vorlagen",
    Kind.CONSULTATION: "Beratungen",
    Kind.FILE: "Dateien",
}
_COLUMNS = ("new", "changed", "unchanged", "deleted", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come after so many seconds; `expected` objects are a guess, None where there is none."""

    found: int
    expected: int | None
    seconds: float

    @property
    def rate(self) -> float:
        """Objects a second."""
        return self.found / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds still to go, None where nobody knows."""
        if self.expected is None or self.rate == 0:
            return None
        return max(0.0, (self.expected - self.found) / self.rate)

    def __str__(self) -> str:
        share = f" von etwa {_number(self.expected)}" if self.expected else ""
        left = "" if self.remaining is None else f", noch etwa {_duration(self.remaining)}"
        return f"{_number(self.found)}{share} Objekte, {_number(round(self.rate))} je Sekunde{left}"


@dataclass(slots=True)
class Report:
    """Counts by kind. Every object found is new, changed, unchanged, deleted, skipped, or a repeated copy."""

    found: int = 0
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    tombstones: Counter[str] = field(default_factory=Counter)
    deleted: Counter[str] = field(default_factory=Counter)
    """Those of the tombstones whose object we held and marked as deleted now."""
    skipped: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    placed: int = 0
    """Files that were put where somebody showed them after they had come in."""
    files: int = 0
    """Files whose bytes came into the vault."""
    batches: int = 0
    longest: float = 0.0
    """Seconds of the longest batch, from its first lock to its commit."""
    seconds: float = 0.0

    @property
    def changes(self) -> int:
        """How many things this run entered, changed or marked as deleted."""
        return self.new.total() + self.changed.total() + self.deleted.total() + self.placed

    def counts(self) -> dict[str, Any]:
        """All of it as JSON for the books."""
        by_kind = {str(kind): [getattr(self, name)[kind] for name in _COLUMNS] for kind in MODELS}
        return {
            "kinds": {kind: numbers for kind, numbers in by_kind.items() if any(numbers)},
            "tombstones": self.tombstones.total(),
            "reasons": dict(self.reasons.most_common()),
            "doubts": dict(self.doubts.most_common()),
            "problems": len(self.problems),
            "files": self.files,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """The report as the administrator reads it."""
        speed = Progress(found=self.found, expected=None, seconds=self.seconds)
        lines = [
            f"Gelesen: {_number(self.found)} Objekte in {_duration(self.seconds)}, {round(speed.rate)} je Sekunde."
        ]
        for kind, (new, changed, unchanged, deleted, skipped) in self.counts()["kinds"].items():
            counted = f"{new:>7} neu {changed:>7} geändert {unchanged:>7} unverändert"
            rest = f"{deleted:>5} gelöscht" * bool(deleted) + f"{skipped:>5} übersprungen" * bool(skipped)
            lines.append(f"  {WORDS[kind]:<20}{counted}{rest}")
        if self.tombstones:
            known = self.deleted.total()
            lines.append(f"Gelöscht gemeldet: {self.tombstones.total()}, davon jetzt hier gelöscht: {known}.")
        if self.files:
            lines.append(f"Dateien in das Archiv übernommen: {_number(self.files)}.")
        if self.batches:
            longest = round(self.longest * 1000)
            lines.append(f"Geschrieben in {_number(self.batches)} Schüben, der längste dauerte {longest} ms.")
        lines += _grouped("Übersprungen", self.reasons)
        lines += _grouped("Zweifelhaft", self.doubts)
        lines += [f"Nicht lesbar: {problem}" for problem in self.problems]
        lines.append(f"Änderungen: {_number(self.changes)}.")
        return lines


def _grouped(title: str, counts: Counter[str]) -> Sequence[str]:
    if not counts:
        return []
    return [f"{title}: {_number(counts.total())}", *(f"  {count:>7}  {what}" for what, count in counts.most_common())]


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".", ",")
    if seconds < 120:
        return f"{round(seconds)} s"
    return f"{round(seconds / 60)} min"
