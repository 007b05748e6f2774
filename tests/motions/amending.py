"""A main text with amendments before a meeting, for the tests of amendments: the case T-O1 of the domain brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from council.actions import agenda, meetings
from council.law.majorities import Tally
from council.models import AgendaItem
from documents.actions import consultations, papers
from documents.models import Paper
from documents.states import ConsultationRole
from motions import slate
from motions.actions import amendments
from motions.actions.amendments import Wording
from motions.actions.ballots import Poll
from motions.amending import typed
from motions.amending.parent import Parent
from motions.models import Amendment
from tests import factories

TEXT = """## Beschlusstext

Der Magistrat wird beauftragt:

1. Vor allen Grundschulen gilt Tempo 30.

2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.

3. Dem Ausschuss ist bis zum 30.06.2026 zu berichten.

4. Die Ortsbeiräte werden gehört.

## Begründung

Kinder sollen sicher zur Schule kommen."""
ANOTHER = "Der Magistrat prüft, ob und wo weitere Querungshilfen nötig sind."
# Block 4 is point 2, block 6 point 4.
DELETE_POINT_2 = {"strike-4": "on"}
REPLACE_ALL = {"whole": ANOTHER}
CHANGE_SUM = {"text-4": "Für neue Zebrastreifen werden 500.000 Euro bereitgestellt."}
INSERT_POINT_5 = {"after-6": "5. Die Polizei wird beteiligt."}
YES, NO = Poll(Tally(40, 20, 2)), Poll(Tally(20, 40, 2))


def main_paper(**fields) -> Paper:
    fields = {"name": "Sichere Schulwege", "reference": "101.20.1", "text": TEXT} | fields
    return factories.paper(**fields)


def wording(main: Paper, changes: dict[str, str], **more) -> Wording:
    """What the form would make of these changes."""
    edits = typed.edits_of(changes, parent=Parent(slate.base_of(main).text))
    given = {
        "name": f"Änderungsantrag zu „{main.name}“",
        "reason": "Weil es so besser ist.",
        "plain_summary": "Der Text wird geändert.",
        "typed": {"name": f"Änderungsantrag zu „{main.name}“", **changes},
    }
    return Wording(edits=edits, **given | more)


def drafted(main: Paper, changes: dict[str, str], *, by, mover=None) -> Amendment:
    amendment = amendments.draft(main, mover=mover, by=by)
    return amendments.revise(amendment, wording=wording(main, changes), revision=1, by=by)


def submitted(main: Paper, changes: dict[str, str], *, by, mover=None, at: datetime | None = None) -> Amendment:
    amendment = drafted(main, changes, by=by, mover=mover)
    made = amendments.submit(amendment, wording=wording(main, changes), revision=2, by=by)
    if at is not None:
        Paper.objects.filter(pk=made.pk).update(submitted_at=at)
    return Amendment.objects.get(pk=made.pk)


def admitted(main: Paper, changes: dict[str, str], *, by, clerk, mover=None, at: datetime | None = None) -> Amendment:
    made = amendments.admit(submitted(main, changes, by=by, mover=mover, at=at), by=clerk, on=date(2026, 6, 12))
    return Amendment.objects.get(pk=made.pk)


def called(main: Paper, *, cast, body=None, role: str = ConsultationRole.DECISION) -> AgendaItem:
    """Put the text on the agenda of a running meeting and call it up."""
    meeting = factories.meeting(body or cast.assembly)
    item = factories.item(meeting, name=main.name)
    consultations.schedule(papers.refer(main, to=body or cast.assembly, role=role, by=None), item=item, by=None)
    meetings.publish_agenda(meeting, by=None)
    meetings.start(meeting, by=cast.clerk)
    return agenda.call(item, by=cast.chair)


@dataclass
class Case:
    """T-O1: the main text, its four amendments by name, and the item at which they are voted."""

    main: Paper
    item: AgendaItem
    a1: Amendment
    a2: Amendment
    a3: Amendment
    a4: Amendment

    @property
    def slate(self) -> slate.Slate:
        """As it stands now."""
        return slate.of(self.main, base=slate.base_of(self.main))

    def labels(self, rows) -> list[str]:
        names = {self.a1.pk: "A1", self.a2.pk: "A2", self.a3.pk: "A3", self.a4.pk: "A4", self.main.pk: "M"}
        return [names[getattr(row, "pk", row)] for row in rows]

    @property
    def states(self) -> dict[str, str]:
        return {name: state_of(getattr(self, name.lower())) for name in ("A1", "A2", "A3", "A4")}


def t_o1(cast) -> Case:
    """Four amendments handed in between 9 and 11 o'clock, numbered in the order of the brief."""
    main = main_paper()
    hours = {"a3": (CHANGE_SUM, 9, 0), "a1": (DELETE_POINT_2, 10, 0), "a2": (REPLACE_ALL, 10, 30)}
    hours["a4"] = (INSERT_POINT_5, 11, 0)
    made = {
        name: admitted(
            main, changes, by=cast.councillor, clerk=cast.clerk, at=datetime(2026, 6, 12, hour, minute, tzinfo=UTC)
        )
        for name, (changes, hour, minute) in hours.items()
    }
    item = called(main, cast=cast)
    return Case(Paper.objects.get(pk=main.pk), item, **made)


def state_of(amendment: Amendment) -> str:
    return Paper.objects.get(pk=amendment.pk).state
