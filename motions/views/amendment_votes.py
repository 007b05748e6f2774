"""Pages of all amendments to one text: list and order, synopsis, the text as amended, and the voting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from council import audiences, life
from council import may as ground
from council.models import AgendaItem
from council.requests import SignedInRequest
from council.states import Audience, ItemState, MeetingState
from documents.models import Paper, Slot
from documents.print import compose, pieces
from documents.print.sheets import Block, Fact, ListSheet
from documents.states import PaperState
from documents.views import prints
from motions import majorities, procedural, slate
from motions.actions import amendment_votes, treatment
from motions.actions.ballots import Contradiction
from motions.forms import amendment_votes as vote_forms
from motions.forms import amendments as forms
from motions.may import amendments as may
from motions.models import Amendment, DebateClosing, ProceduralMotion
from motions.slate import Slate
from motions.tally import Bench
from motions.views import amendment_facts, points
from motions.views.treatment import benches_in

UNDECIDED = (PaperState.DRAFT, PaperState.SUBMITTED)


def _main(request: HttpRequest, key: str) -> Paper:
    return get_object_or_404(Paper.objects.visible_to(request.user).select_related("body"), key=key)


def _slate(request: HttpRequest, main: Paper) -> Slate | None:
    base = slate.base_of(main)
    return slate.of(main, base=base, standing=audiences.standing_of(request.user)) if base is not None else None


@require_safe
@login_not_required
def listing(request: HttpRequest, key: str) -> HttpResponse:
    """List the amendments to a text in voting order; office and chair see where they meet and fix their ranks."""
    return _listing(request, _main(request, key))


@require_POST
def ranks(request: SignedInRequest, key: str) -> HttpResponse:
    """Fix the ranks."""
    main = _main(request, key)
    may.order(request.user, main)
    standing = _slate(request, main)
    if standing is None:
        raise life.WrongState("Zu dieser Vorlage ist kein Text hinterlegt.")
    form = forms.RanksForm(request.POST, slate=standing)
    if not form.is_valid():
        return _listing(request, main, form=form, status=422)
    amendment_votes.fix_ranks(main, ranks=form.ranks(), by=request.user)
    messages.success(request, "Die Reihenfolge ist festgelegt.")
    return redirect("amendments", main.key)


def _listing(
    request: HttpRequest, main: Paper, *, form: forms.RanksForm | None = None, status: int = 200
) -> HttpResponse:
    standing = _slate(request, main)
    presiding = ground.allowed(may.order, request.user, main)
    mine = Amendment.objects.visible_to(request.user).filter(paper__superordinate=main, paper__state__in=UNDECIDED)
    context = {
        "main": main,
        "slate": standing,
        "entries": _entries(standing),
        "pending": list(mine.select_related("paper", "mover").order_by("paper__created_at", "pk")),
        "presiding": presiding,
        "told": [standing.told(one) for one in standing.collisions] if standing and presiding else [],
        "form": (form or forms.RanksForm(slate=standing)) if standing and presiding and standing.amendments else None,
        "item": slate.called_item(main) if presiding else None,
        "refusal": slate.refusal(main),
        "can_draft": ground.allowed(may.draft, request.user, main),
    }
    return render(request, "motions/amendments.html", context, status=status)


def _entries(standing: Slate | None) -> list[dict[str, Any]]:
    """Each amendment in voting order with what it does, why it stands there and through which it is moot."""
    if standing is None:
        return []
    return [
        {
            "amendment": amendment,
            "brief": standing.brief(amendment.pk),
            "why": standing.why(amendment.pk) if amendment.pk in standing.proposals else "",
            "rank": standing.proposals[amendment.pk].rank if amendment.pk in standing.proposals else None,
            "through": standing.through(amendment.pk) if amendment.paper.state == PaperState.MOOT else (),
            "touched": standing.through(amendment.pk) if amendment.pk in standing.course.partly_moot else (),
            "left_out": standing.left_out(amendment.pk),
            "unfit": standing.unfit.get(amendment.pk, ""),
            "decided": amendment.paper.state != PaperState.ADMITTED,
        }
        for amendment in standing.ordered
    ]


@require_safe
@login_not_required
def synopsis(request: HttpRequest, key: str) -> HttpResponse:
    """Lay all amendments beside the text: old, new, reason."""
    main = _main(request, key)
    return render(request, "motions/amendments_synopsis.html", {"main": main, "sections": _sections(request, main)})


@require_safe
@login_not_required
def synopsis_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """Give the synopsis as PDF with the words of its page."""
    main = _main(request, key)
    html = render_to_string("motions/_amendments_synopsis.html", {"sections": _sections(request, main)})
    sheet = ListSheet(
        city=main.body.name,
        issuer="Stadtverordnetenversammlung",
        closed=main.audience != Audience.PUBLIC,
        kind="Synopse der Änderungsanträge",
        title=f"zu „{main.name}“: links der bisherige Text, daneben der neue und die Begründung.",
        facts=(Fact(label=main.kind_label, value=main.reference or compose.UNKNOWN),),
        blocks=pieces.blocks(html) or (Block(text="Noch keine Änderungsanträge"),),
    )
    public = main.audience == Audience.PUBLIC and request.user.is_anonymous
    return prints.answer(prints.pressed(sheet), name=f"Synopse-{main.reference or main.name}", public=public)


def _sections(request: HttpRequest, main: Paper) -> list[tuple[Amendment, list[amendment_facts.Line]]]:
    """Each amendment this person may read, in voting order, with its lines."""
    standing = _slate(request, main)
    return [
        (
            amendment,
            amendment_facts.lines(
                standing.drafts[amendment.pk].edits, parent=standing.base.text, reason=amendment.reason
            ),
        )
        for amendment in (standing.ordered if standing else ())
        if standing and amendment.pk in standing.drafts
    ]


@require_safe
@login_not_required
def merged(request: HttpRequest, key: str) -> HttpResponse:
    """Show the text with the amendments adopted so far, and which of them each change comes from."""
    main = _main(request, key)
    standing = _slate(request, main)
    decided = main.state == PaperState.ADOPTED_AMENDED
    context = {
        "main": main,
        "slate": standing,
        "decided": decided,
        "passages": amendment_facts.passages(standing) if standing else [],
        "left_out": list(amendment_facts.left_out(main, audiences.standing_of(request.user))),
    }
    return render(request, "motions/amendments_text.html", context)


def vote(request: SignedInRequest, key: str) -> HttpResponse:
    """Lead the voting at the called item: procedural motions, the amendments in order, then the whole."""
    main = _main(request, key)
    may.order(request.user, main)
    item = slate.called_item(main)
    if request.method == "POST":
        if item is None:
            raise life.WrongState("Die Vorlage ist in keiner laufenden Sitzung aufgerufen.")
        return _take(request, main, item)
    return _voting_page(request, main, item)


def _take(request: SignedInRequest, main: Paper, item: AgendaItem) -> HttpResponse:
    ways: dict[str, Callable[[SignedInRequest, Paper, AgendaItem], HttpResponse]] = {
        "amendment": _vote_on_amendment,
        "final": _vote_on_main,
        "point": points.take,
    }
    way = ways.get(request.POST.get("what", ""))
    if way is None:
        raise life.Stale("Worüber abgestimmt wird, war nicht zu erkennen. Bitte die Seite neu laden.")
    return way(request, main, item)


def _vote_on_amendment(request: SignedInRequest, main: Paper, item: AgendaItem) -> HttpResponse:
    rows = Amendment.objects.visible_to(request.user).filter(paper__superordinate=main)
    rows = rows.select_related("paper__superordinate")
    amendment = get_object_or_404(rows, paper__key=request.POST.get("amendment", ""))
    form = vote_forms.PollForm(request.POST, benches=benches_in(item.meeting))
    if form.is_valid():
        try:
            ballot = amendment_votes.vote(amendment, poll=form.counted(), by=request.user)
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{amendment.label}: {ballot.wording}.")
            return redirect("amendments-vote", main.key)
    return _voting_page(request, main, item, poll=form, status=422)


def _vote_on_main(request: SignedInRequest, main: Paper, item: AgendaItem) -> HttpResponse:
    form = _final(item, request.POST, benches=benches_in(item.meeting))
    if form.is_valid():
        try:
            closed = amendment_votes.finish(main, poll=form.counted(), by=request.user)
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"„{main.name}“: {closed.result_text}.")
            return redirect("amendments-vote", main.key)
    return _voting_page(request, main, item, final=form, status=422)


def _voting_page(
    request: SignedInRequest,
    main: Paper,
    item: AgendaItem | None,
    *,
    poll: vote_forms.PollForm | None = None,
    final: vote_forms.PollForm | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = _slate(request, main)
    benches = benches_in(item.meeting) if item is not None else []
    following = (*standing.open, *standing.waiting)[:1] if standing else ()
    last = amendment_votes.last_voted(main, item) if item is not None else None
    consultation = treatment.consultation_of(item) if item is not None else None
    prepares = consultation is not None and not consultation.decides
    context = {
        "main": main,
        "item": item,
        "closed_item": _closed_item(main) if item is None else None,
        "slate": standing,
        "entries": _entries(standing),
        "following": following[0] if following else None,
        "lines": _lines(standing, following[0]) if standing and following else [],
        "last": last,
        "prepares": prepares,
        "debate_closed": last is not None or (item is not None and DebateClosing.objects.filter(item=item).exists()),
        "poll": poll or vote_forms.PollForm(benches=benches),
        "final": final or (_final(item, benches=benches) if item is not None else None),
        "waiting": _waiting(request, item),
        **(single := points.shown(standing, item)),
        "can_finish": item is not None and (prepares or not following) and not single.get("point_forms"),
    }
    return render(request, "motions/amendments_vote.html", context, status=status)


def _final(
    item: AgendaItem, typed: QueryDict | None = None, *, benches: Sequence[Bench[int | None]]
) -> vote_forms.PollForm:
    """The vote on the text as a whole; it begins with the majority the item needs."""
    return vote_forms.PollForm(
        typed,
        benches=benches,
        prefix="final",
        doubtful=majorities.is_doubtful(item),
        initial={"rule": majorities.proposed_rule(item)},
    )


def _waiting(request: SignedInRequest, item: AgendaItem | None) -> list[ProceduralMotion]:
    """The procedural motions on the item, which are put before anything on substance."""
    if item is None:
        return []
    rows = procedural.waiting(item.meeting, audiences.standing_of(request.user))
    return [motion for motion in rows if motion.item_id in (item.pk, None)]


def _lines(standing: Slate, amendment: Amendment) -> list[amendment_facts.Line]:
    draft = standing.drafts.get(amendment.pk)
    if draft is None:
        return []
    return amendment_facts.lines(draft.edits, parent=standing.base.text, reason=amendment.reason)


def _closed_item(main: Paper) -> AgendaItem | None:
    """The item at which the text was decided in a meeting that still lasts."""
    slots = Slot.objects.filter(consultation__paper=main, item__state=ItemState.CLOSED, item__deleted_at=None)
    slot = slots.filter(item__meeting__state=MeetingState.RUNNING).select_related("item__meeting").first()
    return slot.item if slot else None


@require_POST
def undo(request: SignedInRequest, key: str) -> HttpResponse:
    """Undo the last vote on an amendment."""
    main = _main(request, key)
    may.order(request.user, main)
    rows = Amendment.objects.visible_to(request.user).filter(paper__superordinate=main)
    amendment = get_object_or_404(
        rows.select_related("paper__superordinate"), paper__key=request.POST.get("amendment", "")
    )
    amendment_votes.undo(amendment, by=request.user)
    messages.success(request, f"Die Abstimmung über {amendment.label} ist zurückgenommen.")
    return redirect("amendments-vote", main.key)


@require_POST
def reopen(request: SignedInRequest, key: str) -> HttpResponse:
    """Undo the final vote while the meeting lasts."""
    main = _main(request, key)
    may.order(request.user, main)
    item = _closed_item(main)
    if item is None:
        raise life.WrongState("Die Sitzung ist beendet, oder es wurde noch nicht entschieden.")
    treatment.reopen_item(item, by=request.user)
    messages.success(request, "Die Schlussabstimmung ist zurückgenommen; der Punkt ist wieder aufgerufen.")
    return redirect("amendments-vote", main.key)


@require_POST
def debate(request: SignedInRequest, key: str) -> HttpResponse:
    """Close the debate, or open it again before anything was voted on."""
    main = _main(request, key)
    may.order(request.user, main)
    if request.POST.get("open"):
        amendment_votes.open_debate(main, by=request.user)
        messages.success(request, "Die Aussprache ist wieder offen.")
    else:
        amendment_votes.close_debate(main, by=request.user)
        messages.success(request, "Die Aussprache ist geschlossen; Änderungsanträge werden nicht mehr angenommen.")
    return redirect("amendments-vote", main.key)
