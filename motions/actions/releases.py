"""Acts on announcing resolutions of closed sessions (HGO §52(2)): propose a redacted wording, release it, drop it."""

from __future__ import annotations

from django.utils import timezone

from council import journal, life
from council.models import User
from council.states import Audience
from motions.may import releases as may
from motions.models import ResolutionExtract, ResolutionRelease


@journal.act
def propose(
    extract: ResolutionExtract, *, title: str, text: str, result: str, by: User, version: int | None = None
) -> ResolutionRelease:
    """Propose the wording in which the public learns of the resolution; nothing is public yet.

    Proposed again it takes the earlier proposal's place. Raises WrongState for what is public or announced already.
    """
    life.lock(extract.item.meeting)
    item = life.lock(extract.item)
    may.propose(by, extract)
    if item.audience == Audience.PUBLIC:
        raise life.WrongState("Dieser Beschluss ist öffentlich; bekannt zu geben ist er nicht mehr.")
    known = ResolutionRelease.objects.select_for_update(no_key=True).filter(extract=extract).first()
    if known is not None and known.released_at is not None:
        raise life.WrongState("Dieser Beschluss ist schon bekannt gegeben.")
    if known is not None and version is not None and known.version != version:
        raise life.Stale("Inzwischen hat jemand anderes den Wortlaut geändert. Bitte die Seite neu laden.")
    proposal = known or ResolutionRelease(extract=extract, version=0)
    proposal.title, proposal.text, proposal.result = title, text, result
    proposal.proposed_at, proposal.proposed_by = timezone.now(), by
    proposal.version += 1
    proposal.full_clean(validate_unique=False)
    proposal.save()
    journal.record("resolution.release_proposed", extract, by=by, release=proposal.pk)
    return proposal


@journal.act
def release(proposal: ResolutionRelease, *, by: User, version: int) -> ResolutionRelease:
    """Announce the resolution: everyone who may read its meeting reads the proposed wording, and nothing else of it."""
    life.lock(proposal.extract.item.meeting)
    proposal = life.lock(proposal, version=version)
    may.release(by, proposal)
    if proposal.released_at is not None:
        raise life.WrongState("Dieser Beschluss ist schon bekannt gegeben.")
    proposal.released_at, proposal.released_by = timezone.now(), by
    proposal.version += 1
    proposal.save(update_fields=["released_at", "released_by", "version"])
    journal.record("resolution.released", proposal.extract, by=by, release=proposal.pk)
    return proposal


@journal.act
def drop(proposal: ResolutionRelease, *, by: User) -> None:
    """Take a proposal back that was not released."""
    life.lock(proposal.extract.item.meeting)
    proposal = life.lock(proposal)
    may.propose(by, proposal)
    if proposal.released_at is not None:
        raise life.WrongState("Dieser Beschluss ist schon bekannt gegeben.")
    journal.record("resolution.release_dropped", proposal.extract, by=by, release=proposal.pk)
    proposal.delete()
