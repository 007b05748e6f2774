"""Enters one settled text as a matter of the council: the paper, and all that hangs on it, in one act."""

from __future__ import annotations

from dataclasses import dataclass

from council import journal
from council.models import Meeting, Organization, User
from council.states import Audience
from documents import may
from documents.actions import papers
from documents.models import Originator, Paper
from documents.states import PaperState
from motions.actions import inquiries, meeting_notes
from motions.actions.inquiries import LONGEST_ROLE, Asker, NewAnswer, NewFollowUp, NewPassage, NewQuestion
from motions.importing import decisions, lots, programmes, publicity, register, text, treatment, wording
from motions.importing.decisions import Settled
from motions.importing.plain.decided import FileDecision
from motions.importing.plain.proposal import FollowUp, PaperType, Passage, Proposal, TextProblem
from motions.importing.plain.tables import DecisionProblem
from motions.importing.publicity import Publicity
from motions.importing.register import Register
from motions.importing.treatment import Treatment
from motions.models import MeetingNote
from motions.states import AnswerStatus

ORIGIN = "text:"
UNJUDGED = "noch nicht eingeschätzt"
UNSPECIFIC = "Die Quelle nennt die Antwort selbst unkonkret."
_PLAIN_LANGUAGE = {"simple": "Einfache Sprache", "easy": "Leichte Sprache"}


def find(sha256: str) -> Paper | None:
    """The paper that was made of the text with this fingerprint."""
    return Paper.objects.filter(origin=f"{ORIGIN}{sha256}").first()


@journal.act
def take(settled: Settled, *, by: User | None) -> tuple[Paper, tuple[str, ...]]:
    """Enter everything that is settled about one text in one act; what nobody decided stays unknown and closed.

    Gives the paper and German sentences about what was left out. Nothing is overwritten. Raises TextProblem for a text,
    a name or a reference that is there already, DecisionProblem for a decision that cannot be carried out.
    """
    if by is not None:
        may.record(by)
    _refuse_taken(settled.proposal)
    return _enter(_matter(settled, by=by))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matter:
    """One settled text with everything its paper hangs on, found or entered already."""

    settled: Settled
    decision: FileDecision
    town: Register
    title: str
    originator: Organization | None
    treated: Treatment | None
    circle: Publicity
    notes_circle: Publicity

    @property
    def proposal(self) -> Proposal:
        return self.settled.proposal

    @property
    def by(self) -> User | None:
        return self.town.by

    @property
    def meeting(self) -> Meeting | None:
        return self.treated.meeting if self.treated else None

    @property
    def answered(self) -> bool:
        """Whether the notes are an answer, and somebody said how it was given."""
        asked = self.proposal.paper_type == PaperType.INQUIRY
        return asked and self.proposal.notes is not None and self.proposal.answer_mode_actual is not None

    @property
    def notes_are_closer(self) -> bool:
        """Whether somebody may read the paper who may not read the notes."""
        return self.notes_circle not in (self.circle, Publicity(Audience.PUBLIC, None))

    @property
    def places(self) -> dict[int, int]:
        """The place of each question in the list by the number the text gives it."""
        return {answer.question.number: place for place, answer in enumerate(self.settled.answers, start=1)}


def _matter(settled: Settled, *, by: User | None) -> _Matter:
    proposal = settled.proposal
    decision = settled.decision or decisions.blank(name=proposal.name, sha256=proposal.sha256)
    town = register.of(decision.municipality, by=by)
    _refuse_reference(proposal, town=town)
    for participant in decision.participants:
        town.organization(participant.role)
    title = proposal.title or f"Ohne Titel ({proposal.name})"
    originator = town.organization(proposal.originator)
    treated = treatment.of(proposal, title=title, decision=decision, register=town)
    body = treated.meeting.organization if treated else town.organization(proposal.referred_to)
    return _Matter(
        settled=settled,
        decision=decision,
        town=town,
        title=title,
        originator=originator,
        treated=treated,
        circle=publicity.of(decision.audience, body=body, faction=originator),
        notes_circle=publicity.of(decision.notes_audience, body=body, faction=originator),
    )


def _enter(matter: _Matter) -> tuple[Paper, tuple[str, ...]]:
    rows = treatment.planned(matter.proposal, decision=matter.decision, treatment=matter.treated, register=matter.town)
    paper, body_text, originators = _paper(matter), wording.of_paper(matter.proposal), _originators(matter)
    if matter.proposal.paper_type == PaperType.INQUIRY:
        inquiries.record(
            paper,
            by=matter.by,
            body_text=body_text,
            originators=originators,
            consultations=rows,
            questions=_questions(matter),
            answer_mode_requested=str(matter.proposal.answer_mode_requested or ""),
            answer_mode_actual=str(matter.proposal.answer_mode_actual or ""),
            answers=_answers(matter),
            followups=_follow_ups(matter),
        )
    else:
        papers.record(paper, by=matter.by, body_text=body_text, originators=originators, consultations=rows)
    _keep_loose_notes(matter, paper=paper)
    treatment.place(rows, treatment=matter.treated, register=matter.town)
    programmes.enter(matter.decision, paper=paper, section=matter.proposal.section, by=matter.by)
    lot = lots.enter(matter.decision, register=matter.town)
    return paper, (*_left_out(matter), *([lot] if lot else []))


def _paper(matter: _Matter) -> Paper:
    proposal, decision = matter.proposal, matter.decision
    day = proposal.date or (matter.meeting.date if matter.meeting else None)
    return Paper(
        body=matter.town.body,
        paper_type=str(proposal.paper_type),
        name=matter.title,
        reference=proposal.reference,
        date=proposal.date,
        term=matter.town.term(day),
        state=treatment.choice(decision.state, among=PaperState, field="state", default=PaperState.RECORDED),
        addressed_to=proposal.addressed_to or "",
        direct_referral=proposal.direct_referral,
        keywords=[*decision.keywords, *_plain_language(decision)],
        origin=f"{ORIGIN}{proposal.sha256}",
        origin_print=text.fingerprint(proposal.name),
        owner=matter.by,
        **matter.circle.fields(),
    )


def _plain_language(decision: FileDecision) -> list[str]:
    said = decision.plain_language
    if said is None:
        return []
    if said not in _PLAIN_LANGUAGE:
        raise DecisionProblem(f"Entscheidung: „plain_language“ muss eines von {', '.join(_PLAIN_LANGUAGE)} sein.")
    return [_PLAIN_LANGUAGE[said]]


def _originators(matter: _Matter) -> list[Originator]:
    if matter.originator is None:
        return []
    said = matter.decision.originator
    return [Originator(organization=matter.originator, inferred=bool(said and said.inferred))]


def _questions(matter: _Matter) -> list[NewQuestion]:
    unspecific = {question.number for question in matter.decision.questions if question.unspecific}
    return [
        NewQuestion(text=answer.question.text, status=str(answer.status), reason=_reason(answer, unspecific))
        if answer.status
        else NewQuestion(text=answer.question.text, reason=UNJUDGED)
        for answer in matter.settled.answers
    ]


def _reason(answer: decisions.Answer, unspecific: set[int]) -> str:
    return UNSPECIFIC if answer.question.number in unspecific else ""


def _answers(matter: _Matter) -> list[NewAnswer]:
    """The answer that the notes are; none where nobody said how it was given."""
    if not matter.answered:
        return []
    respondents = [who.role for who in matter.decision.participants if who.part == "respondent"]
    answer = NewAnswer(
        mode=str(matter.proposal.answer_mode_actual),
        passages=_passages(matter),
        given_on=matter.meeting.date if matter.meeting else None,
        respondent=", ".join(respondents)[:200],
        meeting=matter.meeting,
        item=matter.treated.item if matter.treated else None,
        note=_note(matter),
    )
    return [answer]


def _note(matter: _Matter) -> MeetingNote | None:
    notes = matter.proposal.notes
    if notes is None:
        return None
    return MeetingNote(
        meeting=matter.meeting,
        heading=" ".join(notes.heading.split("\n"))[:500],
        text=wording.of_notes(matter.proposal),
        owner=matter.by,
        **matter.notes_circle.fields(),
    )


def _keep_loose_notes(matter: _Matter, *, paper: Paper) -> None:
    """Keep notes that came in with no answer."""
    note = None if matter.answered else _note(matter)
    if note is not None:
        note.paper = paper
        meeting_notes.record(note, by=matter.by)


def _passages(matter: _Matter) -> list[NewPassage]:
    """The passages of the notes with the questions they answer, save what answers nothing or a follow-up alone."""
    notes, source = matter.proposal.notes, matter.proposal.source
    if notes is None:
        return []
    apart = {key for follow_up in notes.follow_ups for key in follow_up.passages} | set(matter.decision.no_answers)
    answered = {passage.key: _answered_by(passage, matter=matter) for passage in notes.passages}
    return [
        NewPassage(
            text=wording.of_passage(passage, source=source),
            questions=answered[passage.key],
            remark=wording.remark(passage),
        )
        for passage in notes.passages
        if answered[passage.key] or (passage.says_something and passage.key not in apart)
    ]


def _answered_by(passage: Passage, *, matter: _Matter) -> tuple[int, ...]:
    return tuple(
        place for place, answer in enumerate(matter.settled.answers, start=1) if passage.key in answer.passages
    )


def _follow_ups(matter: _Matter) -> list[NewFollowUp]:
    """The follow-ups; none while the notes they stand in are closed to readers of the paper."""
    notes = matter.proposal.notes
    if notes is None or matter.notes_are_closer:
        return []
    return [_follow_up(said, matter=matter) for said in notes.follow_ups]


def _follow_up(said: FollowUp, *, matter: _Matter) -> NewFollowUp:
    decision = next((known for known in matter.decision.follow_ups if known.number == said.number), None)
    asker = _asker(decision.asker if decision else None, said=said.asker, town=matter.town)
    return NewFollowUp(
        text=said.text,
        answer_text=said.answer or "",
        status=str(decision.status) if decision and decision.status else AnswerStatus.UNANSWERED,
        question=matter.places[decision.question] if decision and decision.question else None,
        asker_organization=asker.organization,
        asker_person=asker.person,
        asker_role=asker.role,
    )


def _asker(decided: str | None, *, said: str | None, town: Register) -> Asker:
    """Who asked; a person is taken for it only where a human named one, not by the words of the text."""
    body = town.organization(decided or said)
    if body is None and decided is not None:
        return inquiries.asker_named(decided, town=town.body)
    return Asker(organization=body, role="" if body else (said or "")[:LONGEST_ROLE])


def _left_out(matter: _Matter) -> list[str]:
    said, notes = matter.proposal.originator, matter.proposal.notes
    sentences = []
    if said and matter.originator is None:
        sentences.append(f"„{said[:100]}“ ist kein bekanntes Gremium; wer die Sache eingebracht hat, bleibt offen.")
    if notes and notes.follow_ups and matter.proposal.questions and matter.notes_are_closer:
        sentences.append("Die Nachfragen bleiben in den Notizen, weil diese nicht so offen sind wie die Vorlage.")
    return sentences


def _refuse_taken(proposal: Proposal) -> None:
    if find(proposal.sha256) is not None:
        raise TextProblem(f"„{proposal.name}“ ist schon übernommen.")
    if Paper.objects.filter(origin__startswith=ORIGIN, origin_print=text.fingerprint(proposal.name)).exists():
        raise TextProblem(
            f"„{proposal.name}“ wurde schon mit einem anderen Text übernommen. Nichts wurde geändert; der neue Text"
            " lässt sich unter einem anderen Namen übernehmen oder als neue Fassung der Vorlage eintragen."
        )


def _refuse_reference(proposal: Proposal, *, town: Register) -> None:
    """A reference is given once."""
    rows = town.body.papers.filter(reference=proposal.reference, deleted_at=None)
    if proposal.reference and rows.exists():
        raise TextProblem(
            f"„{proposal.name}“ trägt die Nummer {proposal.reference}, unter der schon eine Vorlage steht."
            " Nichts wurde übernommen."
        )
