"""Acts on petitions: taken in, acknowledged, examined, stated on, decided, answered, released, and at last erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.formats import date_format

from council import journal, life, rulebook
from council.law import deadlines, holidays
from council.models import Body, Organization, User
from council.states import Audience, BodyKind
from documents import numbering
from documents.actions import papers
from documents.models import Consultation, Paper
from documents.states import ConsultationRole, PaperState, PaperType
from motions.may import petitions as may
from motions.models import Petition, Petitioner

_WORDS = ("subject", "text", "reason", "statement", "decision", "reply")  # where the petitioner may be named


@dataclass(frozen=True)
class Sender:
    """Who petitions, as they said themselves."""

    name: str
    address: str
    email: str = ""
    account: User | None = None


@journal.act
def submit(*, subject: str, text: str, sender: Sender, at: datetime) -> Petitioner:
    """Take a petition in, from anybody. The paper says no more than the day; words and sender lie apart from it.

    The entry names nobody, not even the account.
    """
    day = timezone.localdate(at)
    office = Organization.objects.of_kind(BodyKind.ASSEMBLY_OFFICE).filter(body__home=True).first()
    paper = Paper(
        body=Body.objects.get(home=True),
        paper_type=PaperType.PETITION,
        name=f"Eingabe vom {date_format(day, 'j. F Y')}",
        state=PaperState.SUBMITTED,
        audience=Audience.BODY,
        audience_organization=office,
        submitted_at=at,
        created_at=at,
        modified_at=at,
    )
    paper.full_clean(validate_unique=False)
    paper.save(force_insert=True)
    days: int = rulebook.value("petition.ack_workdays", on=day)
    petition = Petition.objects.create(
        paper=paper,
        subject=subject,
        text=text,
        received_on=day,
        acknowledge_due=deadlines.after_working_days(day, days=days, holidays=holidays.HESSE),
    )
    journal.record("petition.submitted", paper, by=None, after=paper.state)
    return Petitioner.objects.create(
        petition=petition, name=sender.name, address=sender.address, email=sender.email, account=sender.account
    )


@journal.act
def record(petition: Petition, *, sender: Sender, by: User | None) -> Petition:
    """Enter what is known of a petition of the past whose redacted paper is recorded already (Altvorgang erfassen)."""
    if by is not None:
        may.handle(by)
    petition.full_clean(validate_unique=False)
    petition.save(force_insert=True)
    Petitioner.objects.create(petition=petition, name=sender.name, address=sender.address, email=sender.email)
    journal.record("petition.recorded", petition.paper, by=by, after=petition.paper.state)
    return petition


@journal.act
def acknowledge(petition: Petition, *, by: User, on: date) -> Petition:
    """Confirm to the petitioner that the petition arrived."""
    petition = _handled(petition, by=by)
    petition.acknowledged_on = on
    return _take(petition, "acknowledge", by=by, also=("acknowledged_on",))


@journal.act
def admit(petition: Petition, *, by: User, on: date) -> Petition:
    """Find the petition admissible: it gets a number and is dealt with. It stays closed until it is released."""
    petition = _handled(petition, by=by)
    paper = petition.paper
    if not life.can(paper, "admit"):
        return _take(petition, "admit", by=by)  # refuses with the sentence
    paper.reference = paper.reference or papers.next_reference(paper.body, on=on, series=numbering.PAPERS)
    paper.date = paper.date or on
    paper.term = paper.term or paper.body.terms.filter(start_date__lte=on).order_by("-start_date").first()
    petition.paper = life.take(paper, "admit", by=by, also=("reference", "date", "term"))
    return petition


@journal.act
def refuse(petition: Petition, *, ground: str, reason: str, by: User, on: date) -> Petition:
    """Find the petition inadmissible, on one of the grounds of the list; the petitioner reads why."""
    petition = _handled(petition, by=by)
    petition.ground, petition.reason, petition.closed_on = ground, reason, on
    return _take(petition, "refuse", by=by, also=("ground", "reason", "closed_on"), ground=ground)


@journal.act
def request_statement(petition: Petition, *, by: User, on: date) -> Petition:
    """Ask the Magistrat for a statement by a day of the rules; from now on it reads the petition, not who sent it."""
    petition = _handled(petition, by=by)
    days: int = rulebook.value("petition.statement_days", on=on)
    petition.statement_due = deadlines.after_days(on, days=days, holidays=holidays.HESSE)
    due = petition.statement_due.isoformat()
    return _take(petition, "request_statement", by=by, also=("statement_due",), due=due)


@journal.act
def give_statement(petition: Petition, *, statement: str, by: User, on: date) -> Petition:
    """Give the Magistrat's statement, or a better one while the committee does not deal with it yet."""
    may.state(by, petition)
    petition = _locked(petition)
    petition.statement, petition.statement_on = statement, on
    return _take(petition, "state", by=by, also=("statement", "statement_on"))


@journal.act
def refer(petition: Petition, *, to: Organization, by: User, on: date) -> Consultation:
    """Refer the petition to the committee that decides; its members now read it and who sent it.

    Refused until the statement is there or its day has passed.
    """
    petition = _handled(petition, by=by)
    due = petition.statement_due
    if petition.statement_on is None and due is not None and on <= due:
        raise life.WrongState(f"Die Stellungnahme des Magistrats steht noch aus; sie ist am {due:%d.%m.%Y} fällig.")
    consultation = papers.refer(petition.paper, to=to, by=by, role=ConsultationRole.DECISION)
    petition.committee = to
    petition.save(update_fields=["committee"])
    return consultation


@journal.act
def decide(petition: Petition, *, outcome: str, decision: str, by: User, on: date) -> Petition:
    """Record what the committee decided."""
    petition = _handled(petition, by=by)
    petition.outcome, petition.decision, petition.decided_on = outcome, decision, on
    return _take(petition, "decide", by=by, also=("outcome", "decision", "decided_on"), outcome=outcome)


@journal.act
def inform(petition: Petition, *, reply: str, by: User, on: date) -> Petition:
    """Tell the petitioner what was decided; the petition is closed, and the time of retention begins."""
    petition = _handled(petition, by=by)
    petition.reply, petition.closed_on = reply, on
    return _take(petition, "inform", by=by, also=("reply", "closed_on"))


@journal.act
def withdraw(petition: Petition, *, by: User, on: date) -> Petition:
    """Record that the petitioner withdrew the petition."""
    petition = _handled(petition, by=by)
    petition.closed_on = on
    return _take(petition, "withdraw", by=by, also=("closed_on",))


@journal.act
def release(petition: Petition, *, name: str, text: str, by: User) -> Petition:
    """Release a redacted text to everyone. Released anew, the text before it is gone, unless notes hang on it."""
    petition = _handled(petition, by=by)
    if petition.paper.reference is None or petition.paper.state == PaperState.INADMISSIBLE:
        raise life.WrongState("Veröffentlicht wird nur eine Eingabe, die als zulässig angenommen ist.")
    paper = papers.revise(petition.paper, body_text=text, by=by, name=name)
    newest = paper.versions.order_by("-number")[0]
    try:
        paper.versions.exclude(pk=newest.pk).delete()
    except ProtectedError as kept:
        raise life.WrongState(
            "An der bisherigen Fassung hängen Anmerkungen; zuerst muss die Veröffentlichung zurückgenommen werden."
        ) from kept
    petition.paper = papers.publish(paper, by=by)
    petition.released_at = timezone.now()
    petition.save(update_fields=["released_at"])
    journal.record("petition.released", petition.paper, by=by)
    return petition


@journal.act
def take_back(petition: Petition, *, by: User) -> Petition:
    """Take the release back: the public no longer reads it."""
    petition = _handled(petition, by=by)
    office = Organization.objects.of_kind(BodyKind.ASSEMBLY_OFFICE).filter(body=petition.paper.body).first()
    petition.paper = papers.restrict(petition.paper, audience=Audience.BODY, organization=office, by=by)
    petition.released_at = None
    petition.save(update_fields=["released_at"])
    return petition


@journal.act
def erase(petition: Petition) -> bool:
    """Erase who petitioned and every word that may name them, by the system; says whether there was anything to erase.

    State, outcome and days stay, and the text released to the public. Safe to repeat.
    """
    petition = _locked(petition)
    if petition.erased_at is not None or petition.closed_on is None:
        return False
    Petitioner.objects.filter(petition=petition).delete()
    for name in _WORDS:
        setattr(petition, name, "")
    petition.erased_at = timezone.now()
    petition.save(update_fields=[*_WORDS, "erased_at"])
    journal.record("petition.petitioner_erased", petition.paper, by=None)
    return True


def _handled(petition: Petition, *, by: User) -> Petition:
    may.handle(by, petition)
    return _locked(petition)


def _locked(petition: Petition) -> Petition:
    """Lock the paper, then the petition."""
    paper = life.lock(petition.paper)
    petition = life.lock(petition)
    petition.paper = paper
    return petition


def _take(petition: Petition, step: str, *, by: User, also: tuple[str, ...] = (), **numbers: int | str) -> Petition:
    petition.paper = life.take(petition.paper, step, by=by, **numbers)  # type: ignore[arg-type]  # never fields
    if also:
        petition.save(update_fields=list(also))
    return petition
