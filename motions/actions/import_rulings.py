"""What the office says of things an importer skipped or doubted; it holds for later runs too."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from council import journal, life, may
from council.models import Organization, Person, User
from motions.models import ImportRemark, ImportRuling
from motions.states import ImportVerdict

WHOLE = ("System", "Body")
SETTLED = "Das hat inzwischen jemand entschieden. Bitte die Seite neu laden."
NOTHING_TO_LEAVE_OUT = "Hier gibt es kein einzelnes Objekt, das sich auslassen ließe."
NOTHING_TO_ASSIGN = "Hier fehlt nichts, dem sich etwas zuordnen ließe."


@journal.act
def take_as_is(remarks: Sequence[ImportRemark], *, by: User) -> int:
    """These are right as they came in; they are not asked about again. Gives how many were still open."""
    may.be_clerk(by)
    known = set(
        ImportRuling.objects.filter(identity__in=[one.identity for one in remarks]).values_list("identity", flat=True)
    )
    fresh = {one.identity: one for one in remarks if one.identity and one.identity not in known}
    ImportRuling.objects.bulk_create(_ruling(one, ImportVerdict.AS_IS, by=by) for one in fresh.values())
    ImportRemark.objects.filter(identity__in=list(fresh)).update(settled=True)
    if fresh:
        journal.record("import.settled", remarks[0].run, by=by, room="", after=ImportVerdict.AS_IS, count=len(fresh))
    return len(fresh)


def can_be_left_out(remark: ImportRemark) -> bool:
    """Whether it is about one object, and not about the municipality to which everything belongs."""
    return bool(remark.origin and remark.kind) and remark.kind not in WHOLE


@journal.act
def leave_out(remark: ImportRemark, *, by: User) -> ImportRuling:
    """The object stays out from the next run on; if it came in, it is then marked as deleted."""
    may.be_clerk(by)
    if not can_be_left_out(remark):
        raise life.WrongState(NOTHING_TO_LEAVE_OUT)
    return _settle(remark, _ruling(remark, ImportVerdict.LEFT_OUT, by=by), by=by)


@journal.act
def assign(
    remark: ImportRemark, *, organization: Organization | None = None, person: Person | None = None, by: User
) -> ImportRuling:
    """From the next run on this body or person of ours stands for what could not be found, wherever it is named."""
    may.be_clerk(by)
    if not remark.target or (organization is None) == (person is None):
        raise life.WrongState(NOTHING_TO_ASSIGN)
    ruling = _ruling(remark, ImportVerdict.ASSIGNED, by=by)
    ruling.organization, ruling.person = organization, person
    others = ImportRemark.objects.filter(run__source=remark.run.source, target=remark.target)
    others.filter(field=remark.field).update(settled=True)
    return _settle(remark, ruling, by=by)


@journal.act
def take_back(ruling: ImportRuling, *, by: User) -> None:
    """Forget what was said; the next run asks again, and what was left out comes in."""
    may.be_clerk(by)
    about = Q(identity=ruling.identity)
    if ruling.verdict == ImportVerdict.ASSIGNED:
        about |= Q(run__source=ruling.source, target=ruling.target)
    ImportRemark.objects.filter(about).update(settled=False)
    journal.record("import.reopened", ruling, by=by, room="", before=ruling.verdict)
    ImportRuling.objects.filter(pk=ruling.pk).delete()


@journal.act
def use_up(identity: str) -> bool:
    """An agreement that holds once is used; whether there was one."""
    gone, _ = ImportRuling.objects.filter(identity=identity).delete()
    return bool(gone)


def _settle(remark: ImportRemark, ruling: ImportRuling, *, by: User) -> ImportRuling:
    if ImportRuling.objects.filter(identity=remark.identity).exists():
        raise life.WrongState(SETTLED)
    ruling.save(force_insert=True)
    ImportRemark.objects.filter(identity=remark.identity).update(settled=True)
    journal.record("import.settled", remark.run, by=by, room="", after=ruling.verdict)
    return ruling


def _ruling(remark: ImportRemark, verdict: str, *, by: User) -> ImportRuling:
    return ImportRuling(
        identity=remark.identity,
        source=remark.run.source,
        verdict=verdict,
        group=remark.group,
        kind=remark.kind,
        origin=remark.origin,
        target=remark.target,
        message=remark.message,
        by=by,
        at=timezone.now(),
    )
