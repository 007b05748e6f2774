"""Acts on papers: write, hand in, admit with a number, refer, publish, record what happened in the past."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from council import journal, life
from council.models import Body, LegislativeTerm, Organization, Person, User
from council.states import Audience
from documents import may, numbering, text
from documents.actions import inspections, referrals
from documents.models import Consultation, File, NumberSeries, Originator, Paper, PaperVersion
from documents.states import ConsultationRole, PaperState, PaperType
from documents.ways import Stage


@journal.act
def draft(paper: Paper, *, body_text: str, by: User) -> Paper:
    """Begin a draft; only its author reads it until it is handed in."""
    may.write(by)
    paper.owner, paper.audience, paper.state = by, Audience.PRIVATE, PaperState.DRAFT
    _insert(paper)
    _add_version(paper, body_text, by=by)
    journal.record("paper.drafted", paper, by=by, after=paper.state)
    return paper


@journal.act
def revise(paper: Paper, *, body_text: str, by: User, version: int | None = None, **fields: Any) -> Paper:
    """Give the paper a new text version; earlier ones stay. A form made from an older state is refused (Stale)."""
    paper = life.lock(paper, version=version)
    may.write(by, paper)
    if paper.state != PaperState.DRAFT and not may.allowed(may.examine, by, paper):
        raise life.WrongState("Die Vorlage ist eingereicht; ihr Text steht fest.")
    return put_text(paper, body_text=body_text, by=by, **fields)


def put_text(paper: Paper, *, body_text: str, by: User | None, **fields: Any) -> Paper:
    """Give a locked paper a new text version and these fields; call it inside an act that asked whether it may."""
    for name, new in fields.items():
        setattr(paper, name, new)
    paper.full_clean(validate_unique=False)
    added = _add_version(paper, body_text, by=by)
    life.touch(paper, fields=tuple(fields))
    journal.record("paper.revised", paper, by=by, text=added.pk if added else None)
    return paper


@journal.act
def submit(paper: Paper, *, by: User) -> Paper:
    """Hand the paper in with its files; the office now checks it, and its author can no longer edit it."""
    paper = life.lock(paper)
    may.submit(by, paper)
    return hand_over(paper, by=by)


def hand_over(paper: Paper, *, by: User) -> Paper:
    """Hand a locked paper to the assembly office with its files; call it inside an act that asked whether it may."""
    files = _files_of_same_audience(paper)
    office = Organization.objects.of_kind("assembly_office").filter(body=paper.body).first()  # type: ignore[arg-type]
    paper.submitted_at = timezone.now()
    if office is not None:
        paper.audience, paper.audience_organization = Audience.BODY, office
    _take_along(files, paper, by=by)
    return life.take(paper, "submit", by=by, also=("submitted_at", "audience", "audience_organization"))


@journal.act
def give_back(paper: Paper, *, by: User) -> Paper:
    """Return the paper with its files to its author for a formal defect."""
    paper = life.lock(paper)
    may.examine(by, paper)
    files = _files_of_same_audience(paper)
    paper.audience, paper.audience_organization = Audience.PRIVATE, None
    _take_along(files, paper, by=by)
    return life.take(paper, "return", by=by, also=("audience", "audience_organization"))


@journal.act
def refuse(paper: Paper, *, by: User) -> Paper:
    """Refuse the paper as inadmissible."""
    paper = life.lock(paper)
    may.examine(by, paper)
    return life.take(paper, "refuse", by=by)


@journal.act
def admit(paper: Paper, *, by: User | None, on: date, series: int = numbering.PAPERS, public: bool = True) -> Paper:
    """Admit the paper: it gets its reference and date for good and is read by its audience (public unless closed).

    Files that had the audience of the paper keep it in common with it; one closed further stays closed. What somebody
    brought in is looked through before it is public, and opened by an act of its own.
    """
    paper = life.lock(paper)
    if by is not None:
        may.examine(by, paper)
    if not life.can(paper, "admit"):
        return life.take(paper, "admit", by=by)  # refuses with the sentence
    paper.reference = paper.reference or next_reference(paper.body, on=on, series=series)
    paper.date = paper.date or on
    paper.term = paper.term or _term(paper.body, on=on)
    files = _files_of_same_audience(paper)
    if public:
        paper.audience, paper.audience_organization = Audience.PUBLIC, None
    else:
        paper.audience, paper.audience_organization = Audience.BODY, _assembly(paper.body)
    _take_along(files, paper, by=by)
    if public:
        paper.published_at = timezone.now()
    return life.take(
        paper,
        "admit",
        by=by,
        also=("reference", "date", "term", "audience", "audience_organization", "published_at"),
    )


def next_reference(body: Body, *, on: date, series: int) -> str:
    """Take the next number of a series in the term of that day; call it inside an act, its lock ends with it."""
    term = _term(body, on=on)
    number = term.number if term is not None and term.number is not None else 0
    row = NumberSeries.objects.select_for_update(no_key=True).get_or_create(body=body, series=series, term=number)[0]
    row.last += 1
    row.save(update_fields=["last"])
    return numbering.write(series=series, term=number, serial=row.last)


@journal.act
def refer(
    paper: Paper,
    *,
    to: Organization,
    by: User | None,
    role: str = ConsultationRole.PREPARATION,
    authoritative: bool | None = None,
) -> Consultation:
    """Refer the paper directly to one body: it has the paper before it, and the paper is „überwiesen“."""
    stage = Stage(to, role, authoritative=role == ConsultationRole.DECISION if authoritative is None else authoritative)
    referral = referrals.refer(paper, to=[stage], by=by)
    return referral.consultations.get()


@journal.act
def withdraw(paper: Paper, *, by: User) -> Paper:
    """Withdraw the paper before it is decided."""
    paper = life.lock(paper)
    may.withdraw(by, paper)
    return life.take(paper, "withdraw", by=by)


@journal.act
def step(paper: Paper, name: str, *, by: User | None) -> Paper:
    """Take another step of the paper's life by its table, such as „adopt“ or „postpone“; the office records it."""
    paper = life.lock(paper)
    if by is not None:
        may.examine(by, paper)
    return life.take(paper, name, by=by)


@journal.act
def publish(paper: Paper, *, by: User | None) -> Paper:
    """Open the paper to everyone, with the files that had its audience; one closed further stays closed.

    A file that somebody brought in is looked through first, and opened by an act of its own.
    """
    paper = life.lock(paper)
    if by is not None:
        may.publish(by, paper)
    files = _files_of_same_audience(paper)
    paper.audience, paper.audience_organization = Audience.PUBLIC, None
    _take_along(files, paper, by=by)
    paper.published_at = paper.published_at or timezone.now()
    life.touch(paper, fields=("audience", "audience_organization", "published_at"))
    journal.record("paper.published", paper, by=by)
    return paper


def share(paper: Paper, *, audience: str, organization: Organization | None = None, by: User | None) -> None:
    """Give a locked paper another audience, with the files it has in common; call it inside an act that asked."""
    files = _files_of_same_audience(paper)
    paper.audience, paper.audience_organization = audience, organization
    _take_along(files, paper, by=by)
    life.touch(paper, fields=("audience", "audience_organization"))


@journal.act
def restrict(paper: Paper, *, audience: str, organization: Organization | None = None, by: User | None) -> Paper:
    """Close the paper to a smaller audience; outsiders lose it everywhere at once."""
    paper = life.lock(paper)
    if by is not None:
        may.publish(by, paper)
    withdrawn = Audience.PUBLIC == paper.audience != audience
    paper.audience, paper.audience_organization = audience, organization
    life.touch(paper, fields=("audience", "audience_organization"))
    journal.record("paper.restricted", paper, by=by, was_public=1 if withdrawn else None)
    _close_amendments(paper, by=by)
    return paper


@journal.act
def record(
    paper: Paper,
    *,
    by: User | None,
    body_text: str = "",
    originators: Sequence[Originator] = (),
    consultations: Sequence[Consultation] = (),
) -> Paper:
    """Enter a past matter in any state, with what is known of it (Altvorgang erfassen). Unknown publicity is closed."""
    if by is not None:
        may.record(by)
    if paper.audience == Audience.PRIVATE:
        paper.owner = paper.owner or by  # else nobody could read it; whoever records is not who brought it in
    _insert(paper)
    _pass_over(paper)
    if body_text:
        _add_version(paper, body_text, by=by)
    for order, originator in enumerate(originators):
        originator.paper, originator.order = paper, order
        originator.save(force_insert=True)
    for order, consultation in enumerate(consultations):
        consultation.paper, consultation.order = paper, order
        consultation.created_at = consultation.modified_at = timezone.now()
        consultation.save(force_insert=True)
    journal.record("paper.recorded", paper, by=by, after=paper.state)
    return paper


def name_originator(paper: Paper, *, person: Person | None = None, organization: Organization | None = None) -> None:
    """Add an originator to a paper; call it inside an act."""
    Originator.objects.create(paper=paper, person=person, organization=organization, order=paper.originators.count())


def keep_text(paper: Paper, body_text: str, *, by: User | None) -> PaperVersion | None:
    """Give the paper a version of its text, None if it has that already; call it inside an act that asked for leave."""
    return _add_version(paper, body_text, by=by)


def _close_amendments(paper: Paper, *, by: User | None) -> None:
    """Close the public amendments of a paper with it, for they quote its text."""
    quoting = paper.subordinates.filter(paper_type=PaperType.AMENDMENT, audience=Audience.PUBLIC, deleted_at=None)
    for amendment in quoting.order_by("pk") if paper.audience != Audience.PUBLIC else ():
        restrict(amendment, audience=paper.audience, organization=paper.audience_organization, by=by)


def _pass_over(paper: Paper) -> None:
    """Let the counter go on behind the number of a recorded paper, so that no admission gives it a second time."""
    number = numbering.read(paper.reference or "") if paper.origin is None else None
    if number is not None:
        series, term, serial = number
        row = NumberSeries.objects.select_for_update(no_key=True).get_or_create(
            body=paper.body, series=series, term=term
        )[0]
        row.last = max(row.last, serial)
        row.save(update_fields=["last"])


def _files_of_same_audience(paper: Paper) -> list[File]:
    """The files that nobody closed further than the paper itself."""
    same = File.objects.filter(audience=paper.audience, audience_organization=paper.audience_organization)
    if paper.audience == Audience.PRIVATE:
        same = same.filter(owner=paper.owner)
    return list(same.filter(paper=paper, deleted_at=None).select_for_update(no_key=True))


def _take_along(files: Sequence[File], paper: Paper, *, by: User | None) -> None:
    """Give the files the audience the paper now has; what somebody brought in waits closed until it is looked through.

    Call it before `published_at` is set: one person opens a clean file of a paper that was never public before.
    """
    for file in files:
        if file.audience != Audience.PUBLIC == paper.audience and inspections.is_to_be_inspected(file):
            inspections.begin(file, by=by, two_persons=paper.published_at is not None)
            continue
        file.audience, file.audience_organization = paper.audience, paper.audience_organization
        life.touch(file, fields=("audience", "audience_organization"))
        journal.record("file.followed_its_paper", file, by=by)


def _insert(paper: Paper) -> None:
    now = timezone.now()
    paper.created_at, paper.modified_at = now, now
    paper.full_clean(validate_unique=False)
    paper.save(force_insert=True)


def _add_version(paper: Paper, body_text: str, *, by: User | None) -> PaperVersion | None:
    canonical = text.normalise(body_text)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    last = paper.versions.order_by("-number").first()
    if last is not None and last.sha256 == digest:
        return None
    return PaperVersion.objects.create(
        paper=paper,
        number=(paper.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        text=canonical,
        sha256=digest,
        made_at=timezone.now(),
        made_by=by,
    )


def _term(body: Body, *, on: date) -> LegislativeTerm | None:
    return body.terms.filter(start_date__lte=on).order_by("-start_date").first()


def _assembly(body: Body) -> Organization | None:
    return body.organizations.filter(kind="assembly").first()
