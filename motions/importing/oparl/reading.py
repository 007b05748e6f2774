"""One pass over a source: every object once, every doubt told, and the sum that proves that nothing vanished."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motions.importing.oparl import doubts, normalise, records
from motions.importing.oparl.doubts import Doubt, Remark
from motions.importing.oparl.records import Kind, Origin, Outcome, Record, Skipped, Tombstone
from motions.importing.oparl.source import Found, Position, Problem, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One raw object read: its place, what it and all it embeds became, and what is doubtful about them.

    `fingerprints` goes with `outcomes` ("" for a tombstone or a skipped object). Copies of what this pass has already
    delivered are left out and only counted.
    """

    position: Position
    outcomes: tuple[Outcome, ...]
    fingerprints: tuple[str, ...]
    remarks: tuple[Remark, ...]


WORDS: Mapping[str, str] = {
    "agenda": "Tagesordnung",
    "agenda_item": "Tagesordnungspunkt",
    "agenda_items": "Tagesordnungspunkte",
    "auxiliary_files": "Anlagen",
    "consultation": "Beratung",
    "consultations": "Beratungen",
    "derivative_files": "Abgeleitete Dateien",
    "external_body": "Andere Körperschaft",
    "invitation": "Einladung",
    "legislative_terms": "Wahlperioden",
    "location": "Ort",
    "locations": "Orte",
    "main_file": "Hauptdokument",
    "master_file": "Ursprüngliche Datei",
    "meeting": "Sitzung",
    "meetings": "Sitzungen",
    "memberships": "Mitgliedschaften",
    "on_behalf_of": "Entsandt von",
    "organization": "Gremium",
    "organizations": "Gremien",
    "originator_organizations": "Einreichende Gremien",
    "originator_persons": "Einreichende Personen",
    "paper": "Vorlage",
    "papers": "Vorlagen",
    "parent": "Übergeordnetes Gremium",
    "participants": "Teilnehmende",
    "person": "Person",
    "related": "Verwandte Vorlagen",
    "resolution_file": "Beschlussdatei",
    "results_protocol": "Niederschrift",
    "subordinated": "Untergeordnete Vorlagen",
    "superordinated": "Übergeordnete Vorlagen",
    "system": "System",
    "under_direction_of": "Federführung",
    "verbatim_protocol": "Wortprotokoll",
}
"""What the properties that refer to something are called in the report."""


class Reading:
    """One pass. Iterate over `pieces` to its end; then `dangling` and the counts are complete."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._delivered: dict[bytes, bytes] = {}
        self._unresolved: dict[tuple[str, str, str], set[Origin]] = {}
        self._bodies: Counter[Origin] = Counter()
        self.found = 0
        self.records: Counter[str] = Counter()
        self.tombstones: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.doubts: Counter[Doubt] = Counter()

    def pieces(self, *, after: Position | None = None) -> Iterator[Piece | Problem]:
        """What the source holds, or what comes after a position; the first copy of an object counts."""
        for found in self._source.objects(after=after):
            yield found if isinstance(found, Problem) else self._piece(found)

    def counts_agree(self) -> bool:
        """Whether every object found has become a record, a tombstone, a skipped object or a repeated copy."""
        ended = (self.records, self.tombstones, self.skipped, self.repeated)
        return self.found == sum(counter.total() for counter in ended)

    def dangling(self, *, known: frozenset[str] = frozenset()) -> Iterator[Remark]:
        """One remark for each object and property that refers to what neither this pass delivered nor is `known`.

        A missing body is told once, since everything refers to it.
        """
        for body, uses in self._bodies.items():
            if not self.has(body) and body not in known:
                message = f"{uses} Objekte nennen diese Körperschaft; sie ist in der Quelle nicht enthalten."
                yield Remark(origin=body, kind=Kind.BODY, field="", doubt=Doubt.DANGLING, message=message)
        for (kind, origin, field), targets in self._unresolved.items():
            lost = sorted(target for target in targets if not self.has(target) and target not in known)
            if lost:
                more = f" und {len(lost) - 1} weitere" if len(lost) > 1 else ""
                message = f"„{WORDS.get(field, field)}“ verweist auf {lost[0]}{more}; in der Quelle nicht enthalten."
                yield Remark(
                    origin=origin, kind=kind, field=field, doubt=Doubt.DANGLING, message=message, target=lost[0]
                )

    def _piece(self, found: Found) -> Piece:
        normalised = normalise.normalise(found.raw, expected=found.expected)
        self.found += len(normalised.outcomes)
        remarks = list(normalised.remarks)
        kept: list[tuple[Outcome, str]] = []
        for outcome in normalised.outcomes:
            fingerprint = records.fingerprint(outcome) if isinstance(outcome, Record) else ""
            if self._is_new(outcome, fingerprint, remarks):
                kept.append((outcome, fingerprint))
        self.doubts.update(remark.doubt for remark in remarks)
        return Piece(
            position=found.position,
            outcomes=tuple(outcome for outcome, _ in kept),
            fingerprints=tuple(fingerprint for _, fingerprint in kept),
            remarks=tuple(remarks),
        )

    def _is_new(self, outcome: Outcome, fingerprint: str, remarks: list[Remark]) -> bool:
        """Count the outcome; False for a copy, which is told if it differs from the first."""
        if isinstance(outcome, Skipped):
            self.skipped[outcome.kind] += 1
            return True
        kind = outcome.kind if isinstance(outcome, Tombstone) else outcome.KIND
        key, content = _short(outcome.origin), _short(fingerprint)
        if key in self._delivered:
            self.repeated[kind] += 1
            if self._delivered[key] != content:
                remarks.append(_copies_differ(outcome.origin, kind))
            return False
        self._delivered[key] = content
        if isinstance(outcome, Tombstone):
            self.tombstones[kind] += 1
            return True
        self.records[kind] += 1
        self._note_references(outcome)
        return True

    def _note_references(self, record: Record) -> None:
        for field, target in records.references(record):
            if field == "body":
                self._bodies[target] += 1
            elif not self.has(target):
                self._unresolved.setdefault((record.KIND, record.origin, field), set()).add(target)

    def has(self, origin: str) -> bool:
        """Whether this pass has delivered an object of this origin."""
        return _short(origin) in self._delivered


def _short(text: str) -> bytes:
    """Eight bytes instead of a long address, so that a pass over a whole city fits in little memory."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _copies_differ(origin: Origin, kind: str) -> Remark:
    return doubts.Remark(
        origin=origin,
        kind=kind,
        field="",
        doubt=Doubt.COPIES_DIFFER,
        message="Das Objekt wurde mehrfach mit verschiedenem Inhalt geliefert; es gilt die erste Fassung.",
    )
