"""Who may take which step of which life, and by which act: written by hand, from the law and domain brief §2.2 and §3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from collaboration import anchoring
from collaboration.actions import notes
from council.actions import agenda, meetings
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import Consultation, Paper
from documents.states import ConsultationRole, PaperState, PaperType
from motions.actions import inquiries, promises, treatment
from motions.actions.inquiries import NewAnswer, NewFollowUp
from motions.models import FollowUp, Promise
from tests import factories

ON = date(2026, 6, 15)
OFFICE = frozenset({"clerk", "deputy"})
PRESIDING = OFFICE | {"chair"}
ANSWERING = OFFICE | {"mayor", "officer"}
AUTHOR = frozenset({"councillor"})
ASKERS = frozenset({"councillor", "colleague"})


@dataclass(frozen=True)
class Step:
    """A step as a person takes it: the act, who of the cast may, and which other steps the act takes by the state."""

    act: Callable[[Any, Any], Any]
    roles: frozenset[str]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A life with a thing that lives it; `place` puts the thing into a state, `row` is what carries the state."""

    make: Callable[[Any], Any]
    steps: dict[str, Step]
    row: Callable[[Any], Any] = lambda thing: thing
    place: Callable[[Any, str], dict[str, Any]] = lambda thing, state: {}
    by_itself: frozenset[str] = field(default=frozenset())  # steps that only another act or the clock takes


def paper(cast: Any, kind: str = PaperType.OTHER) -> Paper:
    factories.term()
    return factories.paper(paper_type=kind, owner=cast.councillor)


def _office_step(name: str) -> Step:
    return Step(lambda thing, by: papers.step(thing, name, by=by), OFFICE)


PAPER = Told(
    make=paper,
    steps={
        "submit": Step(lambda thing, by: papers.submit(thing, by=by), AUTHOR),
        "return": Step(lambda thing, by: papers.give_back(thing, by=by), OFFICE),
        "admit": Step(lambda thing, by: papers.admit(thing, by=by, on=ON), OFFICE),
        "refuse": Step(lambda thing, by: papers.refuse(thing, by=by), OFFICE),
        "withdraw": Step(lambda thing, by: papers.withdraw(thing, by=by), AUTHOR),
    }
    | {
        name: _office_step(name)
        for name in (
            "schedule",
            "take_off",
            "postpone",
            "refer_back",
            "hear",
            "recommend",
            "adopt",
            "adopt_amended",
            "reject",
            "note",
            "settle",
            "lapse",
            "suspend",
            "confirm",
            "overturn",
            "commission",
            "implement",
            "reopen",
            "archive",
        )
    },
    by_itself=frozenset({"refer"}),
)


def inquiry(cast: Any) -> Any:
    factories.term()
    drafted = Paper(body=cast.town, paper_type=PaperType.INQUIRY, name="Radweg an der Mühlgasse")
    made = inquiries.draft(
        drafted, questions=["Wann?", "Was kostet er?"], written=False, by=cast.councillor, faction=cast.our_faction
    )
    FollowUp.objects.create(inquiry=made, number=1, text="Und wann genau?", asker_person=cast.councillor.person)
    return made


INQUIRY = Told(
    make=inquiry,
    row=lambda thing: thing.paper,
    steps={
        "submit": Step(lambda thing, by: inquiries.submit(thing, by=by), AUTHOR),
        "admit": Step(lambda thing, by: inquiries.admit(thing, by=by, on=ON), OFFICE),
        "request_answer": Step(
            lambda thing, by: inquiries.request_answer(thing, office=factories.organization("office"), by=by), OFFICE
        ),
        "extend": Step(
            lambda thing, by: inquiries.extend(thing, due=date(2099, 1, 1), reason="Umfang", by=by), PRESIDING
        ),
        "answer_in_writing": Step(
            lambda thing, by: inquiries.answer_in_writing(thing, answer=NewAnswer(mode="written"), by=by),
            ANSWERING,
            also=("complete_in_writing",),
        ),
        "answer_orally": Step(
            lambda thing, by: inquiries.answer_orally(thing, answer=NewAnswer(mode="oral"), by=by), ANSWERING
        ),
        "ask_followup": Step(
            lambda thing, by: inquiries.follow_up(thing, followup=NewFollowUp(text="Und dann?"), by=by),
            frozenset({"councillor", "colleague", "rival", "chair", "clerk", "deputy", "mayor", "officer", "district"})
            | {"moderator"},
        ),
        "answer_followup_orally": Step(
            lambda thing, by: inquiries.answer_follow_up(
                thing.followups.get(number=1), text="Im Mai.", status="answered", by=by
            ),
            ANSWERING,
            also=("answer_followup_in_writing", "answer_followup_mixed"),
        ),
        "close": Step(lambda thing, by: inquiries.close(thing, by=by), OFFICE),
        "dispute": Step(lambda thing, by: inquiries.dispute(thing, by=by), ASKERS),
        "lapse": Step(lambda thing, by: inquiries.lapse(thing, by=by), OFFICE),
        "return": Step(lambda thing, by: papers.give_back(thing.paper, by=by), OFFICE),
        "refuse": Step(lambda thing, by: papers.refuse(thing.paper, by=by), OFFICE),
        "withdraw": Step(lambda thing, by: papers.withdraw(thing.paper, by=by), AUTHOR),
    }
    | {
        name: Step(lambda thing, by, name=name: papers.step(thing.paper, name, by=by), OFFICE)
        for name in ("schedule", "take_off", "postpone", "archive")
    },
    by_itself=frozenset({"refer", "complete_in_writing", "answer_followup_in_writing", "answer_followup_mixed"}),
)

MEETING = Told(
    make=lambda cast: factories.meeting(cast.assembly),
    steps={
        "start": Step(lambda thing, by: meetings.start(thing, by=by), PRESIDING),
        "interrupt": Step(lambda thing, by: meetings.interrupt(thing, by=by), PRESIDING),
        "resume": Step(lambda thing, by: meetings.resume(thing, by=by), PRESIDING),
        "close": Step(lambda thing, by: meetings.close(thing, by=by), PRESIDING),
        "cancel": Step(lambda thing, by: meetings.cancel(thing, by=by), PRESIDING),
    },
    by_itself=frozenset({"open_agenda", "invite"}),
)


def item(cast: Any) -> Any:
    return factories.item(factories.meeting(cast.assembly, state="running"))


ITEM = Told(
    make=item,
    steps={
        "call": Step(lambda thing, by: agenda.call(thing, by=by), PRESIDING),
        "put_back": Step(lambda thing, by: agenda.put_back(thing, by=by), PRESIDING),
        "close": Step(lambda thing, by: treatment.close_item(thing, result="noted", by=by), PRESIDING),
        "reopen": Step(lambda thing, by: treatment.reopen_item(thing, by=by), PRESIDING),
        "remove": Step(lambda thing, by: agenda.remove(thing, by=by), PRESIDING),
        "restore": Step(lambda thing, by: agenda.restore(thing, by=by), PRESIDING),
    },
)


def promise(cast: Any) -> Promise:
    made = Promise(
        organization=cast.assembly,
        speaker=cast.mayor.person,
        made_on=ON,
        item=item(cast),
        text="Wir legen das Konzept vor.",
        due=date(2099, 1, 1),
    )
    return promises.record(made, by=None)


PROMISE = Told(
    make=promise,
    place=lambda thing, state: {"settled_on": None if state == "open" else ON},
    steps={
        "fulfil": Step(lambda thing, by: promises.fulfil(thing, outcome="Liegt vor.", on=ON, by=by), PRESIDING),
        "withdraw": Step(lambda thing, by: promises.withdraw(thing, outcome="Entfällt.", on=ON, by=by), PRESIDING),
        "reopen": Step(lambda thing, by: promises.reopen(thing, by=by), PRESIDING),
    },
)


def note(cast: Any) -> Any:
    version = factories.paper(text="Der Magistrat prüft.").versions.get()
    passage = anchoring.describe(version.text, 4, 13)
    return notes.write(version, selector=passage, text="Wann?", circle=Audience.FACTION, by=cast.councillor)


NOTE = Told(
    make=note,
    steps={
        "edit": Step(lambda thing, by: notes.edit(thing, text="Bis wann?", by=by), AUTHOR),
        "lift": Step(lambda thing, by: notes.lift(thing, circle=Audience.PUBLIC, by=by), AUTHOR),
        "withdraw": Step(lambda thing, by: notes.withdraw(thing, by=by), AUTHOR),
        "hide": Step(lambda thing, by: notes.hide(thing, by=by), frozenset({"moderator"})),
        "show": Step(lambda thing, by: notes.show(thing, by=by), frozenset({"moderator"})),
    },
)


def hearing(cast: Any) -> Consultation:
    now = timezone.now()
    return Consultation.objects.create(
        paper=factories.paper(state=PaperState.REFERRED),
        organization=cast.district_council,
        role=ConsultationRole.HEARING,
        created_at=now,
        modified_at=now,
    )


CONSULTATION = Told(
    make=hearing,
    steps={
        "treat": Step(lambda thing, by: consultations.treat(thing, by=by), PRESIDING),
        "waive": Step(lambda thing, by: consultations.waive(thing, by=by), PRESIDING | {"district"}),
        "expire": Step(lambda thing, by: consultations.expire(thing, by=by), PRESIDING),
    },
    by_itself=frozenset({"schedule", "unschedule", "reopen", "hear"}),
)

LIVES: dict[str, Told] = {
    "consultation": CONSULTATION,
    "inquiry": INQUIRY,
    "item": ITEM,
    "meeting": MEETING,
    "note": NOTE,
    "paper": PAPER,
    "promise": PROMISE,
}
# Lives that nobody takes by hand: files are read by the house itself.
BY_THEMSELVES = frozenset({"file"})
