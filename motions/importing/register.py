"""Finds, or enters once, the municipality, terms and bodies that an imported text names."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.db.models import Q

from council.actions import bodies
from council.models import Body, LegislativeTerm, Organization, User
from council.states import BodyKind
from motions.importing.plain.decided import MunicipalityDecision
from motions.importing.plain.proposal import TextProblem

LONGEST_NAME = 300

# The name says what a body is; "Ausschuss" or "Fraktion" alone names none.
_KINDS = (
    (re.compile(r"Fraktion \S|\S+-Fraktion$"), BodyKind.FACTION),
    (re.compile(r"Ortsbeirat \S"), BodyKind.DISTRICT_COUNCIL),
    (re.compile(r"(?!Ortsbeirat)[\w-]+beirat\b|Beirat \S"), BodyKind.ADVISORY_BOARD),
    (re.compile(r"Ausschuss \S|(?:[\w-]+,? (?:und )?)*[\w-]+ausschuss\b"), BodyKind.COMMITTEE),
    (re.compile(r"Stadtverordnetenversammlung\b"), BodyKind.ASSEMBLY),
    (re.compile(r"Magistrat\b"), BodyKind.EXECUTIVE),
    (re.compile(r"Ältestenrat\b"), BodyKind.ELDERS),
    (re.compile(r"[\w-]+kommission\b|Kommission \S"), BodyKind.COMMISSION),
    (re.compile(r"Bürger\*?(?:innen)?rat\b"), BodyKind.PANEL),
)


def kind_of(name: str) -> BodyKind | None:
    """What a body of that name is; None if the name does not say, or is none."""
    if len(name) > LONGEST_NAME:
        return None
    return next((kind for pattern, kind in _KINDS if pattern.match(name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The bodies of one municipality; what is entered is entered by `by` (None: the system)."""

    body: Body
    by: User | None

    def organization(
        self, name: str | None, *, kind: BodyKind | None = None, classification: str = ""
    ) -> Organization | None:
        """The body of that name, entered if it is new; None if the name does not say what it is and `kind` neither."""
        if not name:
            return None
        known = self.body.organizations.living().filter(name=name).order_by("pk").first()
        kind = kind or kind_of(name)
        if known is not None or kind is None:
            return known
        return bodies.enter(
            Organization(body=self.body, kind=kind, name=name, classification=classification), by=self.by
        )

    def term(self, day: datetime.date | None) -> LegislativeTerm | None:
        """The term that day lies in; None for an unknown day, or one in no known term."""
        if day is None:
            return None
        rows = self.body.terms.filter(Q(end_date=None) | Q(end_date__gte=day), start_date__lte=day, deleted_at=None)
        return rows.order_by("-start_date").first()


def of(decision: MunicipalityDecision | None, *, by: User | None) -> Register:
    """The register of the decided municipality, entered with its terms if it is new; else of the installation's own.

    Raises TextProblem if neither is known.
    """
    if decision is None:
        home = Body.objects.filter(home=True).first()
        if home is None:
            raise TextProblem("Es ist noch keine Stadt eingerichtet, zu der der Text gehören könnte.")
        return Register(body=home, by=by)
    body = Body.objects.filter(name=decision.name, deleted_at=None).order_by("-home", "pk").first()
    if body is None:
        body = bodies.enter(Body(name=decision.name), by=by)
    for said in decision.terms:
        if not body.terms.filter(name=said.name, deleted_at=None).exists():
            term = LegislativeTerm(
                body=body, name=said.name, number=said.number, start_date=said.start, end_date=said.end
            )
            bodies.enter(term, by=by)
    return Register(body=body, by=by)
