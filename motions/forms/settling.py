"""Turns what the office settles about a text into a decision on paper, meeting, answers, and what was asked further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.html import escape

from council.models import Organization
from documents.states import LIVES, PaperState, PaperType
from motions.forms.imports import keep
from motions.forms.passages import (
    MOST_FOLLOW_UPS,
    MOST_QUESTIONS,
    AskerField,
    QuestionField,
    QuestionsField,
    passages_on_a_page,
)
from motions.forms.settling_facts import (
    BodyField,
    FactsForm,
    audience_of,
    choice,
    listed,
    mode_of,
    respondents_in,
)
from motions.importing import decisions, register, texts, wording
from motions.importing.decisions import Settled
from motions.importing.plain import decided
from motions.importing.plain.proposal import FollowUp, Meeting, Passage, Proposal, Question
from motions.importing.plain.proposal import PaperType as TextType
from motions.states import AnswerStatus

UNDECIDED = "noch nicht eingeschätzt"
_PAPER = (
    "title",
    "paper_type",
    "state",
    "audience",
    "notes_audience",
    "originator",
    "originator_inferred",
    "answer_mode_requested",
    "answer_mode_actual",
    "respondents",
    "direct_referral",
    "referred_to",
    "reference",
    "date",
    "keywords",
    "plain_language",
    "outline",
)
_MEETING = ("meeting_body", "meeting_date", "meeting_number", "meeting_public", "meeting_name", "meeting_audience")
_ITEM = (
    "item_number",
    "item_public",
    "item_result",
    "item_audience",
    "consultation_role",
    "consultation_authoritative",
)
_ALWAYS_SHOWN = frozenset({"title", "state"})
_RARE = frozenset({"reference", "date", "keywords", "plain_language", "meeting_name", *_ITEM})
# What the fields of the form decide by themselves; the other open points are ticked as seen.
_DECIDED_BY_FIELDS = ("title", "paper_type", "audience", "answer_mode_actual", "sections", "questions.status")
_OF_QUESTIONS = ("questions.status", "questions.passages")


@dataclass(frozen=True)
class Group:
    """Fields that belong together: those that need a look, those the text is sure of, and those rarely needed."""

    fields: list[forms.BoundField]
    sure: list[forms.BoundField]
    rare: list[forms.BoundField]

    @property
    def sure_of(self) -> str:
        """What the text is sure of, in the words of the labels."""
        return ", ".join(str(field.label) for field in self.sure)

    @property
    def sure_errors(self) -> bool:
        """Whether something folded away is wrong."""
        return any(field.errors for field in self.sure)

    @property
    def rare_errors(self) -> bool:
        """Whether something folded away is wrong."""
        return any(field.errors for field in self.rare)


class SettleForm(FactsForm):
    """What the office settles by hand; what it leaves or makes empty stays unknown, unjudged and closed."""

    kept = forms.CharField(widget=forms.HiddenInput, strip=False)
    confirmed = forms.MultipleChoiceField(
        label="Gesehen, und es bleibt so", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.doubts = {point.field: texts.doubt(point) for point in proposal.open}
        self.initial = {"kept": keep(proposal), **_read(proposal)}
        self._offer()
        self._drop_what_the_text_has_not()
        self.fields |= dict(self._of_questions())
        self.fields |= dict(self._of_passages())
        self.fields |= dict(self._of_follow_ups())
        self._tell_doubts()

    # what the page shows

    def paper(self) -> Group:
        """About the paper itself."""
        return self._group(_PAPER)

    def meeting(self) -> Group:
        """About the meeting in which it was treated; folded away where the text knows of none."""
        group = self._group(_MEETING)
        return group if self.proposal.meeting else Group([], group.sure, [*group.fields, *group.rare])

    def item(self) -> Group:
        """About its place on the agenda."""
        return self._group(_ITEM)

    def question_rows(self) -> Iterator[tuple[Question, forms.BoundField, forms.BoundField]]:
        """Each question with its status, and whether the note calls the answer unspecific."""
        for question in self._judged():
            name = f"question_{question.number}"
            yield question, self[name], self[f"{name}_unspecific"]

    def passage_rows(self) -> Iterator[tuple[Passage, str, forms.BoundField, forms.BoundField]]:
        """Each passage with what must be known of it, its questions, and whether it is no answer."""
        asked = {key: said.number for said in self._asked_on() for key in said.passages}
        for passage in self._placed():
            told = [wording.remark(passage)]
            told += [f"gehört zur Nachfrage {asked[passage.key]}"] if passage.key in asked else []
            name = f"passage_{passage.key}"
            yield passage, " · ".join(filter(None, told)), self[name], self[f"{name}_none"]

    def follow_up_rows(self) -> Iterator[tuple[FollowUp, list[forms.BoundField]]]:
        """Each follow-up with its fields."""
        for said in self._asked_on():
            name = f"follow_up_{said.number}"
            yield said, [self[f"{name}_asker"], self[f"{name}_question"], self[name]]

    def told_of_questions(self) -> list[str]:
        """What the text leaves open about questions as a whole."""
        return [self.doubts[field] for field in _OF_QUESTIONS if field in self.doubts]

    @property
    def asks_further(self) -> bool:
        """Whether something was asked on an answer."""
        return bool(self._asked_on())

    @property
    def left_out(self) -> int:
        """How many questions, passages and follow-ups are too many for this page and are settled on the paper's."""
        notes = self.proposal.notes
        if not self.proposal.questions:
            return 0
        there = len(self.proposal.questions) + (len(notes.passages) + len(notes.follow_ups) if notes else 0)
        return there - len(self._judged()) - len(self._placed()) - len(self._asked_on())

    def wrong_fields(self) -> list[tuple[forms.BoundField, Any]]:
        """The fields with an error, for the summary above the form."""
        return [(field, field.errors) for field in self if field.errors]

    # what it decides

    def clean(self) -> dict[str, Any]:
        """What belongs together is said together."""
        clean = self.cleaned_data
        self.check_facts()
        for question in self._judged():
            name = f"question_{question.number}"
            if clean.get(f"{name}_unspecific") and not clean.get(name):
                self.add_error(name, "Wer die Antwort unkonkret nennt, wählt bitte auch den Stand.")
        for passage in self._placed():
            name = f"passage_{passage.key}"
            if clean.get(f"{name}_none") and clean.get(name):
                self.add_error(name, "Ein Absatz, der keine Antwort ist, beantwortet keine Frage.")
        return clean

    def settled(self) -> Settled:
        """The proposal as the office leaves it. Raises DecisionProblem if that contradicts the text."""
        return decisions.settle(self._emptied(), decision=self._decision())

    def _emptied(self) -> Proposal:
        """The proposal without what the form says anew, so that what the office made empty is unknown."""
        notes = self.proposal.notes
        if notes is not None:
            notes = replace(notes, follow_ups=tuple(replace(said, asker=None) for said in notes.follow_ups))
        return replace(
            self.proposal,
            reference=None,
            date=None,
            originator=None,
            direct_referral=None,
            referred_to=None,
            answer_mode_requested=None,
            answer_mode_actual=None,
            meeting=None,
            notes=notes,
        )

    def _decision(self) -> decided.FileDecision:
        clean = self.cleaned_data
        asked = clean["originator"]
        return replace(
            decisions.blank(name=self.proposal.name, sha256=self.proposal.sha256),
            title=clean["title"],
            paper_type=TextType(clean["paper_type"]),
            state=clean["state"],
            reference=clean["reference"] or None,
            date=clean["date"],
            audience=audience_of(clean["audience"]),
            notes_audience=audience_of(clean.get("notes_audience", "")),
            originator=decided.Originator(name=asked, inferred=clean["originator_inferred"]) if asked else None,
            direct_referral=clean["direct_referral"],
            referred_to=clean["referred_to"] or None,
            answer_mode_requested=mode_of(clean.get("answer_mode_requested", "")),
            answer_mode_actual=mode_of(clean.get("answer_mode_actual", "")),
            participants=tuple(respondents_in(clean.get("respondents", ""))),
            keywords=tuple(listed(clean["keywords"])),
            plain_language=clean["plain_language"] or None,
            meeting=self.decided_meeting(),
            agenda_item=self.decided_item(),
            consultation=self.decided_consultation(),
            questions=tuple(self._questions()),
            no_answers=tuple(p.key for p in self._placed() if clean[f"passage_{p.key}_none"]),
            follow_ups=tuple(self._follow_ups()),
            confirmed=tuple(self._confirmed()),
        )

    def _questions(self) -> Iterator[decided.QuestionDecision]:
        clean, answered = self.cleaned_data, self._answered()
        for question in self.proposal.questions:
            status = clean.get(f"question_{question.number}")
            passages = tuple(answered[question.number])
            yield decided.QuestionDecision(
                number=question.number,
                status=decided.AnswerStatus(status) if status else None,
                passages=None if passages == decisions.placed(self.proposal, question) else passages,
                unspecific=bool(clean.get(f"question_{question.number}_unspecific")),
            )

    def _answered(self) -> dict[int, list[str]]:
        """The keys of the passages that answer each question; what the page does not offer as the text puts it."""
        offered = {question.number for question in self._judged()}
        shown = {passage.key for passage in self._placed()}
        answered = {
            question.number: [
                key
                for key in decisions.placed(self.proposal, question)
                if key not in shown or question.number not in offered
            ]
            for question in self.proposal.questions
        }
        for passage in self._placed():
            for number in self.cleaned_data[f"passage_{passage.key}"]:
                answered[number].append(passage.key)
        return answered

    def _follow_ups(self) -> Iterator[decided.FollowUpDecision]:
        clean = self.cleaned_data
        for said in self._asked_on():
            name = f"follow_up_{said.number}"
            yield decided.FollowUpDecision(
                number=said.number,
                status=decided.AnswerStatus(clean[name]) if clean[name] else None,
                asker=clean[f"{name}_asker"] or None,
                question=clean[f"{name}_question"],
            )

    def _confirmed(self) -> Iterator[str]:
        yield from self.cleaned_data.get("confirmed", ())
        if self.cleaned_data.get("outline"):
            yield "sections"

    # how it is built

    def _group(self, names: Iterable[str]) -> Group:
        group = Group([], [], [])
        for name in (name for name in names if name in self.fields):
            sure = self.initial.get(name) not in ("", None) and not self._doubted(name)
            if sure and name not in _ALWAYS_SHOWN:
                group.sure.append(self[name])
            else:
                (group.rare if name in _RARE else group.fields).append(self[name])
        return group

    def _doubted(self, name: str) -> str:
        """What the text leaves open about that field; empty if nothing."""
        return self.doubts.get(name) or self.doubts.get(_named_in_doubts(name), "")

    def _offer(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["paper_type"].choices = [(str(kind), PaperType(str(kind)).label) for kind in TextType]
        fields["state"].choices = _states()
        fields["confirmed"].choices = [
            (field, doubt)
            for field, doubt in self.doubts.items()
            if not field.startswith(("follow_ups.", *_DECIDED_BY_FIELDS))
        ]

    def _drop_what_the_text_has_not(self) -> None:
        asked, notes = bool(self.proposal.questions), self.proposal.notes is not None
        wanted = {
            "notes_audience": notes,
            "answer_mode_requested": asked,
            "answer_mode_actual": asked,
            "respondents": asked and notes,
            "outline": "sections" in self.doubts,
            "confirmed": bool(self.fields["confirmed"].choices),  # type: ignore[attr-defined]  # a field of choices
        }
        for name in (name for name, needed in wanted.items() if not needed):
            del self.fields[name]

    def _of_questions(self) -> Iterator[tuple[str, forms.Field]]:
        for question in self._judged():
            label = f"Frage {question.number}: {question.text}"
            yield f"question_{question.number}", choice(label[:400], AnswerStatus.choices, unknown=UNDECIDED)
            unspecific = "Die Notizen nennen die Antwort selbst unkonkret"
            yield f"question_{question.number}_unspecific", forms.BooleanField(label=unspecific, required=False)

    def _of_passages(self) -> Iterator[tuple[str, forms.Field]]:
        numbers = [question.number for question in self.proposal.questions]
        for passage in self._placed():
            by_text = [number for number in passage.questions if passage.says_something]
            name = f"passage_{passage.key}"
            yield (
                name,
                QuestionsField(numbers=numbers, label=f"Absatz {passage.key} beantwortet Frage", initial=by_text),
            )
            none = f"Absatz {passage.key} ist keine Antwort (etwa eine redaktionelle Anmerkung)"
            yield (
                f"{name}_none",
                forms.BooleanField(label=none, required=False, initial=not passage.says_something),
            )

    def _of_follow_ups(self) -> Iterator[tuple[str, forms.Field]]:
        numbers = [question.number for question in self.proposal.questions]
        for said in self._asked_on():
            name = f"follow_up_{said.number}"
            yield (
                f"{name}_asker",
                AskerField(
                    initial=said.asker or "",
                    help_text="Name einer Person oder eines Gremiums, sonst die Rolle in Worten. Ein neues Gremium"
                    " wird angelegt, wenn sein Name sagt, was es ist.",
                ),
            )
            yield f"{name}_question", QuestionField(numbers=numbers)
            yield (
                name,
                choice(f"Nachfrage {said.number}: beantwortet?", AnswerStatus.choices, unknown=UNDECIDED),
            )

    def _tell_doubts(self) -> None:
        """Say at each field what the text leaves open about it; the words come from the text and are escaped."""
        for name, field in self.fields.items():
            if doubt := self._doubted(name):
                field.help_text = f"{escape(doubt)} {field.help_text}".strip()
            if isinstance(field, BodyField) and self.initial[name] and not field.known(self.initial[name]):
                field.help_text = f"{field.help_text} Noch nicht erfasst; wird angelegt.".strip()

    def _judged(self) -> tuple[Question, ...]:
        return self.proposal.questions[:MOST_QUESTIONS]

    def _placed(self) -> tuple[Passage, ...]:
        notes = self.proposal.notes
        if notes is None or not self.proposal.questions:
            return ()
        return notes.passages[: passages_on_a_page(len(self.proposal.questions))]

    def _asked_on(self) -> tuple[FollowUp, ...]:
        notes = self.proposal.notes
        return notes.follow_ups[:MOST_FOLLOW_UPS] if notes and self.proposal.questions else ()


def _named_in_doubts(name: str) -> str:
    """What the text's open points call a field: meeting_body is "meeting.body", follow_up_1 is "follow_ups.1"."""
    if name.startswith("follow_up_"):
        return name.replace("follow_up_", "follow_ups.").replace("_asker", ".asker")
    return name.replace("_", ".", 1)


def _read(proposal: Proposal) -> dict[str, Any]:
    """What the text says, as the fields show it."""
    meeting = proposal.meeting or Meeting(name=None, number=None, date=None, date_text=None, body=None, public=None)
    return {
        "title": proposal.title or "",
        "paper_type": str(proposal.paper_type),
        "reference": proposal.reference or "",
        "date": proposal.date,
        "originator": _if_a_body(proposal.originator),
        "answer_mode_requested": str(proposal.answer_mode_requested or ""),
        "answer_mode_actual": str(proposal.answer_mode_actual or ""),
        "direct_referral": _shown(proposal.direct_referral),
        "referred_to": _if_a_body(proposal.referred_to),
        "meeting_name": meeting.name or "",
        "meeting_number": meeting.number,
        "meeting_date": meeting.date,
        "meeting_body": _if_a_body(meeting.body),
        "meeting_public": _shown(meeting.public),
    }


def _if_a_body(name: str | None) -> str:
    """The name, if it names a body or says what it is; else nothing stands in the field."""
    if name and (register.kind_of(name) or Organization.objects.living().filter(body__home=True, name=name).exists()):
        return name
    return ""


def _shown(fact: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[fact]


def _states() -> list[tuple[str, str]]:
    """The states that papers of the offered kinds come to, and that of a past matter."""
    reached = {step[1] for kind in TextType for step in LIVES[str(kind)].values()} | {PaperState.RECORDED}
    return [(str(code), str(label)) for code, label in PaperState.choices if code in reached - {PaperState.DRAFT}]
