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
    gone: int = 0
    """Things we held that the source no longer has and never said it deleted."""
    placed: int = 0
    """Files that were put where somebody showed them after they had come in."""
    files: int = 0
    """Files whose bytes came into the vault."""
    batches: int = 0
    longest: float = 0.0
    """Seconds of the longest batch, from its first lock to its commit."""
    seconds: float = 0.0

    before: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """New, changed and deleted things by kind that the run had written before it was broken off."""

    @classmethod
    def after(cls, counts: Mapping[str, Any]) -> "Report":
        """The report of a run that goes on where these counts were noted."""
        kinds = counts.get("kinds", {})
        return cls(before={kind: numbers for kind, numbers in kinds.items() if numbers[0] or numbers[1] or numbers[3]})

    @classmethod
    def noted(cls, counts: Mapping[str, Any]) -> "Report":
        """The report of a run whose records are all in, from what was noted of it."""
        report = cls(found=counts.get("found", 0), gone=counts.get("gone", 0))
        for kind, numbers in counts.get("kinds", {}).items():
            for name, number in zip(_COLUMNS, numbers, strict=True):
                getattr(report, name)[kind] = number
        report.tombstones["alle"] = counts.get("tombstones", 0)
        report.reasons.update(counts.get("reasons", {}))
        report.doubts.update(counts.get("doubts", {}))
        return report

    @property
    def changes(self) -> int:
        """How many things this run entered, changed or marked as deleted."""
        earlier = sum(numbers[0] + numbers[1] + numbers[3] for numbers in self.before.values())
        return self.new.total() + self.changed.total() + self.deleted.total() + self.placed + earlier

    def counts(self) -> dict[str, Any]:
        """All of it as JSON for the books."""
        by_kind = {str(kind): self._numbers(kind) for kind in MODELS}
        return {
            "found": self.found,
            "kinds": {kind: numbers for kind, numbers in by_kind.items() if any(numbers)},
            "tombstones": self.tombstones.total(),
            "gone": self.gone,
            "reasons": dict(self.reasons.most_common()),
            "doubts": dict(self.doubts.most_common()),
            "problems": len(self.problems),
            "files": self.files,
            "seconds": round(self.seconds, 1),
        }

    def _numbers(self, kind: str) -> list[int]:
        """New, changed, unchanged, deleted, skipped; what was written before the break now reads as unchanged."""
        numbers = [getattr(self, name)[kind] for name in _COLUMNS]
        new, changed, _, deleted, _ = self.before.get(str(kind), (0, 0, 0, 0, 0))
        numbers[0] += new
        numbers[1] += changed
        numbers[2] = max(0, numbers[2] - new - changed)
        numbers[3] += deleted
        return numbers

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
        if self.gone:
            lines.append(f"In der Quelle nicht mehr vorhanden: {_number(self.gone)}.")
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
