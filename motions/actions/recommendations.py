"""Acts on citizens' reports: put together, adopted by the panel, presented, handed over, answered point by point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from council import journal, life, rulebook
from council.law import deadlines, holidays
from council.models import Body, Organization, User
from council.states import Audience, BodyKind
from documents import numbering
from documents.actions import papers
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions.may import recommendations as may
from motions.models import PanelReport, Recommendation
from motions.states import RecommendationState

OPEN = (PaperState.COLLECTED, PaperState.MODERATED)  # while recommendations may still change
ANSWERS = {
    RecommendationState.ACCEPTED: "accept",
    RecommendationState.PARTLY_ACCEPTED: "accept_partly",
    RecommendationState.REJECTED: "reject",
}


@dataclass(frozen=True)
class Wish:
    """A recommendation as it is written; `consent` is how the panel agreed to it, in its own words."""

    text: str
    addressee: str = "Magistrat"
    consent: str = ""


@journal.act
def begin(*, panel: Organization, name: str, introduction: str, by: User) -> PanelReport:
    """Begin to collect a panel's recommendations; the panel and the office read the report until it is presented."""
    may.keep(by, panel)
    if panel.kind != BodyKind.PANEL:
        raise life.WrongState("Ein Bürgergutachten gibt ein Bürgerrat.")
    now = timezone.now()
    paper = Paper(
        body=Body.objects.get(home=True),
        paper_type=PaperType.PANEL_REPORT,
        name=name,
        state=PaperState.COLLECTED,
        addressed_to="Magistrat und Stadtverordnetenversammlung",
        audience=Audience.BODY,
        audience_organization=panel,
        created_at=now,
        modified_at=now,
    )
    paper.full_clean(validate_unique=False)
    paper.save(force_insert=True)
    papers.name_originator(paper, organization=panel)
    journal.record("report.begun", paper, by=by, after=paper.state)
    return PanelReport.objects.create(paper=paper, panel=panel, introduction=introduction)


@journal.act
def revise(report: PanelReport, *, name: str, introduction: str, by: User, version: int | None = None) -> PanelReport:
    """Change title and introduction until the panel adopts the report; an older form is refused (Stale)."""
    report = _open(report, by=by, version=version)
    report.paper.name, report.introduction = name, introduction
    life.touch(report.paper, fields=("name",))
    report.save(update_fields=["introduction"])
    journal.record("report.revised", report.paper, by=by)
    return report


@journal.act
def add(report: PanelReport, *, wish: Wish, by: User) -> Recommendation:
    """Add a recommendation at the end."""
    report = _open(report, by=by)
    return _added(report, wish, by=by)


@journal.act
def change(recommendation: Recommendation, *, wish: Wish, by: User, version: int | None = None) -> Recommendation:
    """Change the words of a recommendation until the panel adopts the report; an older form is refused (Stale)."""
    _open(recommendation.report, by=by)
    recommendation = life.lock(recommendation, version=version)
    recommendation.text, recommendation.addressee, recommendation.consent = wish.text, wish.addressee, wish.consent
    life.touch(recommendation, fields=("text", "addressee", "consent"))
    journal.record("recommendation.changed", recommendation, by=by)
    return recommendation


@journal.act
def remove(recommendation: Recommendation, *, by: User) -> None:
    """Take a recommendation out before the panel adopts the report; those after it move up."""
    report = _open(recommendation.report, by=by)
    recommendation = life.lock(recommendation)
    journal.record("recommendation.removed", recommendation, by=by, number=recommendation.number)
    number = recommendation.number
    recommendation.delete()
    for later in report.recommendations.filter(number__gt=number).order_by("number"):
        later.number -= 1
        life.touch(later, fields=("number",))


@journal.act
def moderate(report: PanelReport, *, by: User) -> PanelReport:
    """Say that the neutral team has put the collected recommendations into words."""
    report = _kept(report, by=by)
    _needs_recommendations(report)
    report.paper = life.take(report.paper, "moderate", by=by)
    return report


@journal.act
def collect_further(report: PanelReport, *, by: User) -> PanelReport:
    """Go back to collecting."""
    report = _kept(report, by=by)
    report.paper = life.take(report.paper, "collect", by=by)
    return report


@journal.act
def adopt(
    report: PanelReport,
    *,
    on: date,
    by: User,
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
) -> PanelReport:
    """Record that the panel adopted the report, by a vote or by consent; its text now stands fast."""
    report = _kept(report, by=by)
    _needs_recommendations(report)
    if yes is not None and no is not None and yes <= no:
        raise life.WrongState("Mit dieser Stimmenzahl ist das Gutachten nicht angenommen.")
    report.adopted_on, report.votes_yes, report.votes_no, report.votes_abstain = on, yes, no, abstain
    report.save(update_fields=["adopted_on", "votes_yes", "votes_no", "votes_abstain"])
    report.paper = life.take(report.paper, "adopt_by_panel", by=by)
    papers.keep_text(report.paper, compose(report), by=by)
    return report


@journal.act
def present(report: PanelReport, *, on: date, by: User) -> PanelReport:
    """Record that the report was presented in public; everyone may read it now."""
    report = _kept(report, by=by)
    report.presented_on = on
    report.save(update_fields=["presented_on"])
    paper = report.paper
    paper.audience, paper.audience_organization = Audience.PUBLIC, None
    paper.published_at = timezone.now()
    fields = ("audience", "audience_organization", "published_at")
    report.paper = life.take(paper, "present", by=by, also=fields)
    return report


@journal.act
def hand_over(report: PanelReport, *, on: date, by: User) -> PanelReport:
    """Take the report over with a number: each recommendation is owed an answer by the day the rules set."""
    may.hand_over(by, report)
    report = _locked(report)
    paper = report.paper
    if not life.can(paper, "hand_over"):
        life.take(paper, "hand_over", by=by)  # refuses with the sentence
    paper.reference = paper.reference or papers.next_reference(paper.body, on=on, series=numbering.PAPERS)
    paper.date = paper.date or on
    paper.term = paper.term or paper.body.terms.filter(start_date__lte=on).order_by("-start_date").first()
    report.handed_over_on, report.feedback_due = on, feedback_due(report.panel, on=on)
    report.save(update_fields=["handed_over_on", "feedback_due"])
    for row in report.recommendations.order_by("number"):
        row.due = report.feedback_due
        life.touch(row, fields=("due",))
    due = report.feedback_due.isoformat()
    report.paper = life.take(paper, "hand_over", by=by, also=("reference", "date", "term"), due=due)
    return report


@journal.act
def answer(recommendation: Recommendation, *, state: str, text: str, on: date, by: User) -> Recommendation:
    """Answer a recommendation: accepted, partly accepted, or rejected with the reason; everyone reads it at once."""
    may.answer(by)
    recommendation = _answerable(recommendation)
    if not text.strip() and state == RecommendationState.REJECTED:
        raise life.WrongState("Wird eine Empfehlung abgelehnt, gehört der Grund dazu.")
    recommendation.answer, recommendation.answered_on, recommendation.answered_by = text, on, by
    step = ANSWERS[RecommendationState(state)]
    return life.take(recommendation, step, by=by, also=("answer", "answered_on", "answered_by"))


@journal.act
def implement(recommendation: Recommendation, *, outcome: str, on: date, by: User) -> Recommendation:
    """Say that an accepted recommendation was carried out, and how."""
    may.answer(by)
    recommendation = _answerable(recommendation)
    recommendation.outcome, recommendation.implemented_on = outcome, on
    return life.take(recommendation, "implement", by=by, also=("outcome", "implemented_on"))


@journal.act
def reconsider(recommendation: Recommendation, *, by: User) -> Recommendation:
    """Take the answer back: the recommendation is under review again, its day stays."""
    may.answer(by)
    recommendation = _answerable(recommendation)
    recommendation.answer, recommendation.outcome = "", ""
    recommendation.answered_on = recommendation.answered_by = recommendation.implemented_on = None
    fields = ("answer", "outcome", "answered_on", "answered_by", "implemented_on")
    return life.take(recommendation, "reconsider", by=by, also=fields)


@journal.act
def record(report: PanelReport, *, wishes: Sequence[Wish], by: User | None) -> PanelReport:
    """Enter a report of the past whose paper is recorded already (Altvorgang erfassen), with its recommendations."""
    if by is not None:
        may.keep(by, report.panel)
    if report.handed_over_on is not None:
        report.feedback_due = feedback_due(report.panel, on=report.handed_over_on)
    report.save(force_insert=True)
    journal.record("report.recorded", report.paper, by=by, after=report.paper.state)
    for wish in wishes:
        _added(report, wish, by=by)
    return report


def feedback_due(panel: Organization, *, on: date) -> date:
    """The day by which a report handed over on that day is to be answered."""
    months: int = rulebook.value("panel.feedback_months", on=on, organization=panel)
    return deadlines.after_months(on, months=months, holidays=holidays.HESSE)


def compose(report: PanelReport) -> str:
    """The canonical text of a report: introduction, then the numbered recommendations."""
    lines = [report.introduction.strip(), "## Empfehlungen"] if report.introduction.strip() else ["## Empfehlungen"]
    for row in report.recommendations.order_by("number"):
        lines.append(f"{row.number}. {row.text.strip()}")
    return "\n\n".join(lines)


def _added(report: PanelReport, wish: Wish, *, by: User | None) -> Recommendation:
    made = Recommendation.objects.create(
        report=report,
        number=report.recommendations.count() + 1,
        text=wish.text,
        addressee=wish.addressee,
        consent=wish.consent,
        due=report.feedback_due,
    )
    journal.record("recommendation.added", made, by=by, number=made.number)
    return made


def _needs_recommendations(report: PanelReport) -> None:
    if not report.recommendations.exists():
        raise life.WrongState("Das Gutachten enthält noch keine Empfehlung.")


def _kept(report: PanelReport, *, by: User, version: int | None = None) -> PanelReport:
    may.keep(by, report.panel)
    return _locked(report, version=version)


def _open(report: PanelReport, *, by: User, version: int | None = None) -> PanelReport:
    report = _kept(report, by=by, version=version)
    if report.paper.state not in OPEN:
        raise life.WrongState("Der Bürgerrat hat das Gutachten beschlossen; sein Wortlaut steht fest.")
    return report


def _locked(report: PanelReport, *, version: int | None = None) -> PanelReport:
    """Lock the paper, then the report."""
    paper = life.lock(report.paper, version=version)
    report = life.lock(report)
    report.paper = paper
    return report


def _answerable(recommendation: Recommendation) -> Recommendation:
    recommendation = life.lock(recommendation)
    if recommendation.due is None:
        raise life.WrongState("Das Gutachten ist noch nicht übergeben; geantwortet wird danach.")
    return recommendation
