"""What amendments add to lower pages: on the paper of one, on that of the main text, in the meeting, on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from council import audiences
from council import may as ground
from council.audiences import Standing
from council.models import Meeting
from council.panels import panel
from council.states import ItemState
from documents.models import Paper, Slot
from documents.states import PaperState, PaperType
from motions import slate
from motions.amending import scope
from motions.may import amendments as may
from motions.models import Amendment, Ballot, ChangeOrigin, JointFaction
from motions.views import amendment_facts, mover_facts

SHOWN = 10


@panel("paper.top", order=25)
def amendment(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """What an amendment changes, what became of it, and what this person may do with it."""
    wanted = [paper.pk for paper in papers if paper.paper_type == PaperType.AMENDMENT]
    if not wanted:
        return {}
    rows = Amendment.objects.filter(pk__in=wanted)
    rows = rows.select_related("paper__superordinate", "mover", "handed_in", "parent_version", "ballot")
    return {
        row.pk: SafeString(
            render_to_string(
                "motions/amendment_panel.html",
                {"paper": row.paper} | amendment_facts.of_amendment(row, request.user),
                request=request,
            )
        )
        for row in rows
    }


@panel("paper.top", order=30)
def amendments_of_papers(request: HttpRequest, papers: Sequence[Paper]) -> dict[int, SafeString]:
    """The amendments to a text with their state, and the way to bring one in and to vote on them."""
    return {
        paper.pk: html for paper in papers if paper.paper_type in slate.AMENDED and (html := _of_main(request, paper))
    }


def _of_main(request: HttpRequest, main: Paper) -> SafeString | None:
    standing = audiences.standing_of(request.user)
    rows = Amendment.objects.filter(paper__superordinate=main, paper__state__in=slate.STANDING)
    rows = rows.select_related("paper", "mover").order_by("paper__submitted_at", "pk")
    entries = audiences.readable_among(rows, standing)
    signed_in = standing.user_id is not None
    can_draft = signed_in and ground.allowed(may.draft, request.user, main) and not slate.refusal(main)
    origins = _origins(main, standing) if main.state == PaperState.ADOPTED_AMENDED else []
    if not entries and not can_draft and not origins:
        return None
    presiding = ground.allowed(may.order, request.user, main)
    context = {
        "main": main,
        "entries": entries,
        "can_draft": can_draft,
        "presiding": presiding,
        "voting": presiding and slate.called_item(main) is not None,
        "origins": origins,
    }
    return SafeString(render_to_string("motions/amendments_panel.html", context, request=request))


def _origins(main: Paper, standing: Standing) -> list[tuple[str, str]]:
    """Which paragraph of the adopted text was changed through which amendments: („Absatz 4“, „Ä1, Ä3“)."""
    seen = Q(amendment__in=_visible(standing)) | Q(ballot__in=Ballot.objects.visible_for(standing))
    rows = ChangeOrigin.objects.filter(seen, merging__version__paper=main)
    rows = rows.select_related("amendment__paper", "ballot").order_by("merging_id", "pk")
    found = []
    for place, group in groupby(rows, key=_place):
        labels = dict.fromkeys(row.through for row in group)
        found.append((place, ", ".join(labels)))
    return found


def _visible(standing: Standing) -> QuerySet[Amendment]:
    return Amendment.objects.visible_for(standing)


def _place(row: ChangeOrigin) -> str:
    return f"Absatz {row.block}" if row.block else f"früherer Absatz {row.was} (gestrichen)"


@panel("meeting", order=5)
def voting_in_meeting(request: HttpRequest, meetings: Sequence[Meeting]) -> dict[int, SafeString]:
    """For whoever presides: the way from the called item to the voting on its amendments."""
    led = [meeting for meeting in meetings if ground.allowed(ground.preside, request.user, meeting)]
    if not led:
        return {}
    slots = Slot.objects.filter(item__meeting__in=led, item__state=ItemState.CALLED, item__deleted_at=None)
    found: dict[int, SafeString] = {}
    for slot in slots.select_related("item", "consultation__paper"):
        main = slot.consultation.paper
        rows = Amendment.objects.visible_to(request.user)
        count = rows.filter(paper__superordinate=main, paper__state__in=slate.STANDING).count()
        if (count or _has_points(main)) and Paper.objects.visible_to(request.user).filter(pk=main.pk).exists():
            context = {"main": main, "count": count}
            found[slot.item.meeting_id] = SafeString(render_to_string("motions/_amendments_of_meeting.html", context))
    return found


def _has_points(main: Paper) -> bool:
    """Whether there are several points in its text, which can be voted on one by one."""
    base = slate.base_of(main) if main.paper_type in slate.AMENDED else None
    return base is not None and sum(block.kind == "point" for block in scope.amendable(base.text)) > 1


@panel("desk", order=25)
def amendments_on_the_desk(request: HttpRequest, things: Sequence[object]) -> dict[None, SafeString]:
    """Amendments to agree to, those to judge, for the chair, and those to texts that this person brought in."""
    standing = audiences.standing_of(request.user)
    context = {
        "asked": list(_asked(standing)),
        "to_judge": list(_to_judge(standing)),
        "on_own": list(_on_own(standing)),
    }
    return {None: SafeString(render_to_string("motions/amendment_desk.html", context, request=request))}


def _asked(standing: Standing) -> QuerySet[JointFaction]:
    mains = Paper.objects.visible_for(standing)
    readable = Amendment.objects.visible_for(standing).filter(paper__superordinate__in=mains)
    return mover_facts.invitations(standing, readable)


def _to_judge(standing: Standing) -> QuerySet[Amendment]:
    rows = Amendment.objects.visible_for(standing).filter(paper__state=PaperState.SUBMITTED)
    rows = rows.select_related("paper", "mover").order_by("paper__submitted_at", "pk")
    return rows[:SHOWN] if standing.chair else rows.none()


def _on_own(standing: Standing) -> QuerySet[Amendment]:
    rows = Amendment.objects.visible_for(standing).filter(
        paper__state=PaperState.ADMITTED, paper__superordinate__state__in=slate.OPEN
    )
    own = Q(paper__superordinate__owner=standing.user_id)
    if standing.person_id is not None:
        own |= Q(paper__superordinate__originators__person=standing.person_id)
    if standing.member and standing.factions:
        own |= Q(paper__superordinate__originators__organization__in=standing.factions)
    rows = rows.filter(own).distinct().select_related("paper", "mover").order_by("-paper__date", "-pk")
    return rows[:SHOWN] if standing.user_id is not None else rows.none()
