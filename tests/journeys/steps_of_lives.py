"""Who may take which step of which life, and by which act: written by hand, from the law and domain brief §2.2 and §3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from collaboration import anchoring
from collaboration.actions import moderations, notes, placements
from collaboration.models import Placement
from council.actions import agenda, meetings, speeches
from council.models import Meeting
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import Consultation, Paper
from documents.states import ConsultationRole, PaperState, PaperType
from motions.actions import (
    amendment_votes,
    amendments,
    ballots,
    district_proposals,
    elections,
    executive_proposals,
    inquiries,
    minutes,
    notices,
    petitions,
    procedural,
    programmes,
    promises,
    questions,
    recommendations,
    roll_calls,
    rulings,
    tasks,
    treatment,
)
from motions.actions.inquiries import NewAnswer, NewFollowUp
from motions.models import (
    Amendment,
    Ballot,
    DistrictProposal,
    ElectionBallot,
    FollowUp,
    OralQuestion,
    PanelReport,
    Petition,
    ProgrammeLink,
    Promise,
    Proposal,
    Recommendation,
    ResolutionTask,
)
from tests import factories, inviting
from tests.motions import amending, deciding, minuting, voting
from tests.motions.test_programmes import goal_of, laid_out

ON = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 14, 5, tzinfo=UTC)
OFFICE = frozenset({"clerk", "deputy"})
PRESIDING = OFFICE | {"chair"}
ANSWERING = OFFICE | {"mayor", "officer"}
AUTHOR = frozenset({"councillor"})
ASKERS = frozenset({"councillor", "colleague"})
# Taken when a paper is taken off an agenda that nobody has seen yet.
PUT_BACK = frozenset({"put_back_admitted", "put_back_referred", "put_back_recommended", "put_back_postponed"})


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
    by_itself=PUT_BACK | {"refer"},
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


def meeting(cast: Any) -> Meeting:
    inviting.reach()
    return factories.meeting(cast.assembly)


MEETING = Told(
    make=meeting,
    steps={
        "invite": Step(lambda thing, by: inviting.send(thing, on=date(2026, 6, 1), by=by), PRESIDING),
        "start": Step(lambda thing, by: meetings.start(thing, by=by), PRESIDING),
        "interrupt": Step(lambda thing, by: meetings.interrupt(thing, by=by), PRESIDING),
        "resume": Step(lambda thing, by: meetings.resume(thing, by=by), PRESIDING),
        "close": Step(lambda thing, by: meetings.close(thing, by=by), PRESIDING),
        "cancel": Step(lambda thing, by: meetings.cancel(thing, by=by), PRESIDING),
    },
    by_itself=frozenset({"open_agenda"}),
)


def item(cast: Any) -> Any:
    return factories.item(factories.meeting(cast.assembly, state="running"))


ITEM = Told(
    make=item,
    steps={
        "call": Step(lambda thing, by: agenda.call(thing, by=by), PRESIDING),
        "put_back": Step(lambda thing, by: agenda.put_back(thing, by=by), PRESIDING),
        "close": Step(lambda thing, by: treatment.close_item(thing, result="noted", by=by), PRESIDING),
        "put_off": Step(lambda thing, by: agenda.put_off(thing, result="postponed", by=by), PRESIDING),
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


def _moderated(decision: str) -> Step:
    also = ("show", "release") if decision == "keep" else ()
    return Step(
        lambda thing, by: moderations.decide(thing, decision=decision, ground="rules", reason="Beleidigt.", by=by),
        frozenset({"moderator"}),
        also=also,
    )


NOTE = Told(
    make=note,
    steps={
        "edit": Step(lambda thing, by: notes.edit(thing, text="Bis wann?", by=by), AUTHOR),
        "lift": Step(lambda thing, by: notes.lift(thing, circle=Audience.PUBLIC, by=by), AUTHOR),
        "withdraw": Step(lambda thing, by: notes.withdraw(thing, by=by), AUTHOR),
        "hide": _moderated("hide"),
        "remove": _moderated("remove"),
        "show": _moderated("keep"),
        "release": _moderated("keep"),
    },
    place=lambda thing, state: {"audience": Audience.FACTION if state == "open" else Audience.PUBLIC},
    by_itself=frozenset({"hold"}),
)


def placement(cast: Any) -> Placement:
    version = factories.paper(text="Der Magistrat prüft die Lage am Hafen bis zum Sommer.").versions.get()
    passage = anchoring.describe(version.text, 4, 20)
    written = notes.write(version, selector=passage, text="Wann?", circle=Audience.FACTION, by=cast.councillor)
    papers.revise(version.paper, body_text="Der Magistrat prüfte die Lage.", by=cast.clerk)
    newest = version.paper.versions.get(number=2)
    return Placement.objects.create(
        note=written, version_of_text=newest, start=4, end=20, state="asked", made_at=timezone.now()
    )


def _moved(thing: Placement, by: Any) -> Placement:
    passage = anchoring.describe(thing.version_of_text.text, 0, 13)
    return placements.move(thing, selector=passage, by=by)


PLACEMENT = Told(
    make=placement,
    steps={
        "confirm": Step(lambda thing, by: placements.confirm(thing, by=by), AUTHOR),
        "drop": Step(lambda thing, by: placements.drop(thing, by=by), AUTHOR),
        "move": Step(_moved, AUTHOR),
    },
    place=lambda thing, state: {"start": None, "end": None} if state == "lost" else {"start": 4, "end": 20},
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


def question(cast: Any) -> OralQuestion:
    factories.term()
    meeting = factories.meeting(cast.assembly, state="running")
    made = questions.draft(name="Uhr", text="Wann geht sie richtig?", meeting=meeting, by=cast.councillor)
    OralQuestion.objects.filter(pk=made.pk).update(called_at=NOW)
    return made


def _drop(thing: OralQuestion, by: Any) -> Any:
    Meeting.objects.filter(pk=thing.meeting_id).update(state="closed")
    return questions.drop(thing, by=by)


QUESTION = Told(
    make=question,
    row=lambda thing: thing.paper,
    steps={
        "submit": Step(lambda thing, by: questions.submit(thing, by=by, at=NOW), AUTHOR),
        "return": Step(lambda thing, by: questions.give_back(thing, reason="Zu lang.", by=by), OFFICE),
        "admit": Step(lambda thing, by: questions.admit(thing, by=by, on=ON), OFFICE),
        "refuse": Step(lambda thing, by: questions.refuse(thing, reason="Zu spät.", by=by), frozenset({"chair"})),
        "withdraw": Step(lambda thing, by: questions.withdraw(thing, by=by), AUTHOR),
        "call": Step(lambda thing, by: questions.call(thing, by=by, at=NOW), PRESIDING),
        "put_back": Step(lambda thing, by: questions.put_back(thing, by=by), PRESIDING),
        "answer_orally": Step(
            lambda thing, by: questions.answer_orally(thing, answer="Bald.", respondent="Magistrat", by=by, at=NOW),
            PRESIDING,
        ),
        # whoever asked may wish for writing where the question was not reached
        "owe": Step(lambda thing, by: questions.owe(thing, by=by, at=NOW), PRESIDING | AUTHOR),
        "answer_in_writing": Step(
            lambda thing, by: questions.answer_in_writing(thing, answer="Bald.", respondent="Magistrat", by=by, on=ON),
            ANSWERING,
        ),
        "lapse": Step(_drop, OFFICE),
        "archive": Step(lambda thing, by: papers.step(thing.paper, "archive", by=by), OFFICE),
    },
)


def petition(cast: Any) -> Petition:
    factories.term()
    sender = petitions.Sender("Käthe Kummer", "Kiebitzweg 7")
    made = petitions.submit(subject="Zebrastreifen", text="Bitte einen Zebrastreifen.", sender=sender, at=NOW)
    Petition.objects.filter(pk=made.pk).update(statement_on=ON)
    return made.petition


PETITION = Told(
    make=petition,
    row=lambda thing: thing.paper,
    steps={
        "acknowledge": Step(lambda thing, by: petitions.acknowledge(thing, by=by, on=ON), OFFICE),
        "admit": Step(lambda thing, by: petitions.admit(thing, by=by, on=ON), OFFICE),
        "refuse": Step(
            lambda thing, by: petitions.refuse(thing, ground="court", reason="Läuft.", by=by, on=ON), OFFICE
        ),
        "request_statement": Step(lambda thing, by: petitions.request_statement(thing, by=by, on=ON), OFFICE),
        "state": Step(
            lambda thing, by: petitions.give_statement(thing, statement="Möglich.", by=by, on=ON), OFFICE | {"mayor"}
        ),
        "refer": Step(lambda thing, by: petitions.refer(thing, to=factories.organization(), by=by, on=ON), OFFICE),
        "decide": Step(
            lambda thing, by: petitions.decide(thing, outcome="remedied", decision="Kommt.", by=by, on=ON), OFFICE
        ),
        "inform": Step(lambda thing, by: petitions.inform(thing, reply="Abgeholfen.", by=by, on=ON), OFFICE),
        "withdraw": Step(lambda thing, by: petitions.withdraw(thing, by=by, on=ON), OFFICE),
        "archive": Step(lambda thing, by: papers.step(thing.paper, "archive", by=by), OFFICE),
    },
)


def report(cast: Any) -> PanelReport:
    factories.term()
    panel = factories.organization("panel")
    made = recommendations.begin(panel=panel, name="Gutachten", introduction="", by=cast.clerk)
    recommendations.add(made, wish=recommendations.Wish("Bänke."), by=cast.clerk)
    return made


REPORT = Told(
    make=report,
    row=lambda thing: thing.paper,
    steps={
        "moderate": Step(lambda thing, by: recommendations.moderate(thing, by=by), OFFICE),
        "collect": Step(lambda thing, by: recommendations.collect_further(thing, by=by), OFFICE),
        "adopt_by_panel": Step(lambda thing, by: recommendations.adopt(thing, on=ON, by=by), OFFICE),
        "present": Step(lambda thing, by: recommendations.present(thing, on=ON, by=by), OFFICE),
        "hand_over": Step(lambda thing, by: recommendations.hand_over(thing, on=ON, by=by), OFFICE),
    }
    | {
        name: Step(lambda thing, by, name=name: papers.step(thing.paper, name, by=by), OFFICE)
        for name in ("schedule", "take_off", "postpone", "note", "archive")
    },
    by_itself=frozenset({"refer"}),
)


def recommendation(cast: Any) -> Recommendation:
    made = report(cast).recommendations.get()
    Recommendation.objects.filter(pk=made.pk).update(due=date(2099, 1, 1))
    return made


def _answered(state: str) -> Step:
    return Step(
        lambda thing, by: recommendations.answer(thing, state=state, text="Weil.", on=ON, by=by), OFFICE | {"mayor"}
    )


RECOMMENDATION = Told(
    make=recommendation,
    place=lambda thing, state: {"answer": "Ja.", "answered_on": None if state == "under_review" else ON},
    steps={
        "accept": _answered("accepted"),
        "accept_partly": _answered("partly_accepted"),
        "reject": _answered("rejected"),
        "implement": Step(
            lambda thing, by: recommendations.implement(thing, outcome="Stehen.", on=ON, by=by), OFFICE | {"mayor"}
        ),
        "reconsider": Step(lambda thing, by: recommendations.reconsider(thing, by=by), OFFICE | {"mayor"}),
    },
)


def amendment(cast: Any) -> Amendment:
    main = amending.main_paper()
    main.originators.create(organization=cast.other_faction)
    made = amending.drafted(main, amending.CHANGE_SUM, by=cast.councillor)
    called = amending.called(main, cast=cast)
    ballots.take(called, paper=made.paper, poll=amending.YES, by=cast.chair)
    return made


def _place_amendment(thing: Amendment, state: str) -> dict[str, Any]:
    """What is voted on has its ballot, what was taken over says by whom."""
    voted, taken = state in ("adopted", "rejected"), state in ("accepted_by_mover", "moot")
    Amendment.objects.filter(pk=thing.pk).update(
        ballot=Ballot.objects.get(paper=thing.paper) if voted else None,
        accepted_at=NOW if taken else None,
        accepted_by=thing.paper.owner if taken else None,
    )
    return {}


def _submit_amendment(thing: Amendment, by: Any) -> Any:
    wording = amending.wording(thing.paper.superordinate, amending.CHANGE_SUM)
    return amendments.submit(thing, wording=wording, revision=thing.scratch.revision, by=by)


def _settle_amendment(thing: Amendment, by: Any) -> Any:
    Paper.objects.filter(pk=thing.paper.superordinate_id).update(state=PaperState.WITHDRAWN)
    return amendments.settle(thing, by=by)


AMENDMENT = Told(
    make=amendment,
    row=lambda thing: thing.paper,
    place=_place_amendment,
    steps={
        "submit": Step(_submit_amendment, AUTHOR),
        "return": Step(lambda thing, by: rulings.give_back(thing.paper, reason="Mangel.", by=by), OFFICE),
        "admit": Step(lambda thing, by: amendments.admit(thing, by=by, on=ON), OFFICE),
        "refuse": Step(lambda thing, by: rulings.refuse(thing.paper, reason="Nein.", by=by), frozenset({"chair"})),
        "withdraw": Step(lambda thing, by: amendments.withdraw(thing, by=by), AUTHOR),
        "take_over": Step(lambda thing, by: amendments.take_over(thing, by=by), PRESIDING | {"rival"}),
        "hand_back": Step(lambda thing, by: amendments.hand_back(thing, by=by), PRESIDING | {"rival"}),
        "adopt": Step(lambda thing, by: amendment_votes.vote(thing, poll=amending.YES, by=by), PRESIDING),
        "reject": Step(lambda thing, by: amendment_votes.vote(thing, poll=amending.NO, by=by), PRESIDING),
        "undo": Step(lambda thing, by: amendment_votes.undo(thing, by=by), PRESIDING),
        "settle": Step(_settle_amendment, OFFICE),
        "lapse": Step(lambda thing, by: papers.step(thing.paper, "lapse", by=by), OFFICE),
        "archive": Step(lambda thing, by: papers.step(thing.paper, "archive", by=by), OFFICE),
    },
    by_itself=frozenset({"become_moot", "revive", "revive_taken_over"}),
)


def proposal(cast: Any) -> Proposal:
    factories.term()
    return executive_proposals.draft(name="Mühlgasse", office=cast.office, by=cast.officer)


def _send_round(thing: Proposal, by: Any) -> Any:
    wording = executive_proposals.Wording(
        name="Mühlgasse",
        resolution="Die Gasse wird ausgebaut.",
        reasons="Sie ist verbraucht.",
        plain_summary="Eine neue Decke.",
        impacts=dict.fromkeys(executive_proposals.IMPACTS, "Keine."),
        lead=thing.office,
    )
    law = factories.organization("office", body=thing.paper.body)
    return executive_proposals.send_round(thing, wording=wording, revision=1, offices=[law], by=by)


def _decide(decision: str) -> Step:
    return Step(
        lambda thing, by: executive_proposals.decide(thing, decision=decision, on=date(2026, 1, 5), by=by),
        frozenset({"mayor"}),
    )


PROPOSAL = Told(
    make=proposal,
    row=lambda thing: thing.paper,
    steps={
        "send_round": Step(_send_round, frozenset({"officer"})),
        "take_back": Step(lambda thing, by: executive_proposals.take_back(thing, by=by), frozenset({"officer"})),
        "present": Step(lambda thing, by: executive_proposals.present(thing, by=by), frozenset({"officer"})),
        "magistrat_adopt": _decide("adopted"),
        "magistrat_reject": _decide("rejected"),
        "submit": Step(lambda thing, by: executive_proposals.submit(thing, by=by, at=NOW), frozenset({"mayor"})),
        "return": Step(lambda thing, by: rulings.give_back(thing.paper, reason="Mangel.", by=by), OFFICE),
        "admit": Step(lambda thing, by: executive_proposals.admit(thing, by=by, on=ON), OFFICE),
        "refuse": Step(lambda thing, by: rulings.refuse(thing.paper, reason="Nein.", by=by), frozenset({"chair"})),
        "withdraw": Step(lambda thing, by: executive_proposals.withdraw(thing, by=by), frozenset({"mayor"})),
    }
    | {
        name: Step(lambda thing, by, name=name: papers.step(thing.paper, name, by=by), OFFICE)
        for name in PAPER.steps.keys() - {"submit", "return", "admit", "refuse", "withdraw"}
    },
    by_itself=PUT_BACK | {"refer"},
)


def notice(cast: Any) -> Paper:
    factories.term()
    return notices.draft(paper_type=PaperType.REPORT, name="Baustellen", sender=cast.office, by=cast.officer)


NOTICE = Told(
    make=notice,
    steps={
        "release": Step(
            lambda thing, by: notices.release(
                thing, wording=notices.Wording("Baustellen", "Es sind drei."), revision=1, public=True, by=by, on=ON
            ),
            frozenset({"officer"}),
        ),
        "withdraw": Step(lambda thing, by: notices.withdraw(thing, by=by), frozenset({"officer", "mayor"})),
    }
    | {
        name: _office_step(name)
        for name in (
            "schedule",
            "take_off",
            "postpone",
            "refer_back",
            "note",
            "settle",
            "lapse",
            "reopen",
            "archive",
        )
    },
    by_itself=frozenset({"refer", "put_back_released", "put_back_admitted", "put_back_referred", "put_back_postponed"}),
)


def district_proposal(cast: Any) -> DistrictProposal:
    factories.term()
    return district_proposals.draft(name="Querungshilfe", council=cast.district_council, by=cast.district)


def _submit_district_proposal(thing: DistrictProposal, by: Any) -> Any:
    wording = district_proposals.Wording("Querungshilfe", "Eine Mittelinsel.", "Zum Queren.", "Eine Insel.")
    return district_proposals.submit(thing, wording=wording, revision=1, by=by, at=NOW)


DISTRICT_PROPOSAL = Told(
    make=district_proposal,
    row=lambda thing: thing.paper,
    steps={
        "submit": Step(_submit_district_proposal, frozenset({"district"})),
        "return": Step(lambda thing, by: rulings.give_back(thing.paper, reason="Mangel.", by=by), OFFICE),
        "admit": Step(lambda thing, by: district_proposals.admit(thing, by=by, on=ON), OFFICE),
        "refuse": Step(lambda thing, by: rulings.refuse(thing.paper, reason="Nein.", by=by), frozenset({"chair"})),
        "withdraw": Step(lambda thing, by: district_proposals.withdraw(thing, by=by), frozenset({"district"})),
        "read_out": Step(lambda thing, by: district_proposals.read_out(thing, by=by), PRESIDING),
    }
    | {
        name: Step(lambda thing, by, name=name: papers.step(thing.paper, name, by=by), OFFICE)
        for name in PAPER.steps.keys() - {"submit", "return", "admit", "refuse", "withdraw"}
    },
    by_itself=PUT_BACK | {"refer"},
)

LEADING = frozenset({"mayor", "officer"})


def _report(state: str, *, also: tuple[str, ...] = ()) -> Step:
    return Step(
        lambda thing, by: tasks.report(thing, text="Stand.", on=timezone.localdate(), state=state, by=by), LEADING, also
    )


def task(cast: Any) -> ResolutionTask:
    return deciding.commissioned(cast)


TASK = Told(
    make=task,
    place=lambda thing, state: {"settled_on": timezone.localdate() if state in ("done", "not_feasible") else None},
    steps={
        "wait": _report("open"),
        "begin": _report("in_progress", also=("go_on",)),
        "go_on": _report("in_progress", also=("begin",)),
        "finish": _report("done"),
        "give_up": _report("not_feasible"),
        "reopen": Step(lambda thing, by: tasks.reopen(thing, by=by), OFFICE),
    },
)

MINUTES = Told(
    make=minuting.lived,
    steps={
        "review": Step(lambda thing, by: minutes.review(thing, by=by, version=thing.version), PRESIDING),
        "take_back": Step(lambda thing, by: minutes.take_back(thing, by=by, version=thing.version), PRESIDING),
        "send": Step(lambda thing, by: minutes.send(thing, by=by), OFFICE),
        "object": Step(minuting.object_to, frozenset({"chair", "councillor", "colleague", "rival"})),
        "keep": Step(minuting.dismiss, PRESIDING),
        "correct": Step(minuting.correct, OFFICE),
        "finish": Step(minuting.finish, OFFICE),
        "sign": Step(minuting.sign, frozenset({"chair", "deputy"})),
    },
)

KEEPERS = OFFICE | {"councillor", "colleague"}  # of a programme: the office, and the faction that keeps it
GOAL = Told(
    make=lambda cast: goal_of(laid_out(cast)),
    steps={
        "begin": Step(lambda thing, by: programmes.step(thing, "begin", by=by), KEEPERS),
        "reach": Step(lambda thing, by: programmes.step(thing, "reach", by=by), KEEPERS),
        "drop": Step(lambda thing, by: programmes.step(thing, "drop", by=by), KEEPERS),
        "reopen": Step(lambda thing, by: programmes.step(thing, "reopen", by=by), KEEPERS),
    },
)
PROGRAMME_LINK = Told(
    make=lambda cast: ProgrammeLink.objects.get(source__programme=laid_out(cast), state="suggested"),
    steps={
        "confirm": Step(lambda thing, by: programmes.confirm(thing, by=by), KEEPERS),
        "reject": Step(lambda thing, by: programmes.reject(thing, by=by), KEEPERS),
    },
    place=lambda thing, state: {"decided_at": None if state == "suggested" else NOW},
)


def procedural_motion(cast: Any) -> Any:
    meeting = factories.meeting(cast.assembly, state="running")
    return procedural.move(meeting, wish=procedural.Wish(kind="interrupt"), by=cast.councillor)


PROCEDURAL = Told(
    make=procedural_motion,
    steps={
        "adopt": Step(
            lambda thing, by: procedural.decide(thing, verdict=procedural.Verdict(unopposed=True), by=by), PRESIDING
        ),
        "reject": Step(
            lambda thing, by: procedural.decide(thing, verdict=procedural.Verdict(passed=False), by=by), PRESIDING
        ),
        "withdraw": Step(lambda thing, by: procedural.withdraw(thing, by=by), PRESIDING | AUTHOR),
    },
    by_itself=frozenset({"carry_out", "settle"}),
)


def speech(cast: Any) -> Any:
    meeting = factories.meeting(cast.assembly, state="running")
    return speeches.ask(agenda.call(factories.item(meeting), by=None), by=cast.councillor)


def _led(act: Callable[..., Any]) -> Step:
    return Step(lambda thing, by: act(thing, by=by), PRESIDING)


SPEECH = Told(
    make=speech,
    steps={
        "call": _led(speeches.call_up),
        "pause": _led(speeches.pause),
        "go_on": _led(speeches.go_on),
        "finish": _led(speeches.finish),
        "take_back": _led(speeches.take_back),
        "withdraw": Step(lambda thing, by: speeches.withdraw(thing, by=by), PRESIDING | AUTHOR),
    },
    place=lambda thing, state: {
        "started_at": NOW if state in ("speaking", "paused", "done") else None,
        "ended_at": NOW if state == "done" else None,
    },
    by_itself=frozenset({"drop"}),
)


def roll_call(cast: Any) -> Any:
    opened = roll_calls.open_vote(voting.called(cast), paper=None, by=cast.chair)
    roll_calls.cast(opened, answer="yes", by=cast.councillor)
    return opened


ROLL_CALL = Told(
    make=roll_call,
    steps={
        "close": Step(lambda thing, by: roll_calls.close(thing, by=by), PRESIDING),
        "cancel": Step(lambda thing, by: roll_calls.cancel(thing, by=by), PRESIDING),
    },
    place=lambda thing, state: {"closed_at": None if state == "open" else NOW},
)


def election(cast: Any) -> Any:
    post, proposals = elections.Post(office="Vorsitz"), [elections.Proposal("Frau Adler")]
    return elections.open_election(voting.called(cast), post=post, proposals=proposals, by=cast.chair)


def _counted(thing: Any, by: Any, *, yes: int) -> Any:
    counted = elections.Count(votes={thing.candidacies.get().pk: yes}, no=3)
    return elections.count(thing, counted=counted, by=by)


def _over(thing: Any, state: str) -> dict[str, Any]:
    """An election that is over has a ballot."""
    if state not in ("decided", "failed"):
        return {}
    if not thing.rounds.exists():
        ballot = ElectionBallot.objects.create(election=thing, number=1, step="elected", counted_at=NOW)
        ballot.counts.create(candidacy=thing.candidacies.get(), votes=1)
    return {"decided_at": NOW}


ELECTION = Told(
    make=election,
    steps={
        "decide": Step(lambda thing, by: _counted(thing, by, yes=30), PRESIDING),
        "fail": Step(lambda thing, by: _counted(thing, by, yes=1), PRESIDING),
        "cancel": Step(lambda thing, by: elections.cancel(thing, by=by), PRESIDING),
        "reopen": Step(lambda thing, by: elections.strike(thing, reason="Verzählt", by=by), PRESIDING),
    },
    place=_over,
)

LIVES: dict[str, Told] = {
    "amendment": AMENDMENT,
    "consultation": CONSULTATION,
    "district_proposal": DISTRICT_PROPOSAL,
    "election": ELECTION,
    "goal": GOAL,
    "inquiry": INQUIRY,
    "item": ITEM,
    "meeting": MEETING,
    "minutes": MINUTES,
    "note": NOTE,
    "notice": NOTICE,
    "paper": PAPER,
    "petition": PETITION,
    "placement": PLACEMENT,
    "procedural": PROCEDURAL,
    "programme_link": PROGRAMME_LINK,
    "promise": PROMISE,
    "proposal": PROPOSAL,
    "question": QUESTION,
    "recommendation": RECOMMENDATION,
    "report": REPORT,
    "roll_call": ROLL_CALL,
    "speech": SPEECH,
    "task": TASK,
}
# Lives that nobody takes by hand: files are read by the house itself.
BY_THEMSELVES = frozenset({"file"})
