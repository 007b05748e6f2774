"""Votes by name: opening, answering on one's own device, entering what is called out, closing, correcting."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences, life, may, presence, rulebook
from council.models import AgendaItem
from council.requests import SignedInRequest
from council.views import doors
from documents.models import Paper
from documents.states import PaperState
from motions import majorities, polling, procedural
from motions.actions import ballot_corrections, roll_calls, treatment
from motions.actions.ballots import Contradiction
from motions.forms.ballots import DOUBTFUL
from motions.forms.roll_calls import QUARTER, AnswerForm, CalledOutForm, RollCallForm, VoteCorrectionForm
from motions.may import roll_calls as roll_call_may
from motions.models import Amendment, NamedVote, RollCall
from motions.states import RollCallState


@require_http_methods(["GET", "HEAD", "POST"])
def open_vote(request: SignedInRequest, key: str, item_key: str) -> HttpResponse:
    """Open a vote by name on the called item, an amendment to its paper, or a part of it."""
    item = doors.item(request, key, item_key)
    may.preside(request.user, item.meeting)
    consultation = treatment.consultation_of(item)
    paper = consultation.paper if consultation is not None else None
    form = _form(request, item, paper)
    if form.is_valid():
        doors.refuse_stale(request, item)
        try:
            opened = roll_calls.open_vote(item, by=request.user, **form.values(paper=paper))
        except Contradiction as problem:
            form.add_error("rule", str(problem))
        else:
            messages.success(request, "Die Abstimmung ist eröffnet.")
            return doors.see(opened.get_absolute_url())
    running = item.roll_calls.open().first()
    context = {"meeting": item.meeting, "item": item, "form": form, "running": running}
    return render(request, "motions/roll_call_open.html", context, status=doors.REFUSED if form.errors else 200)


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show a vote by name: to members their buttons, to the chair who is missing, to everyone the result."""
    return _page(request, _found(request, key))


@require_POST
def cast(request: SignedInRequest, key: str) -> HttpResponse:
    """Give or change one's own answer.

    Many do so at once, so whether they may read it is asked of those refused alone: who votes there reads the item.
    """
    roll_call = get_object_or_404(RollCall.objects.only("key"), key=key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, _found(request, key), status=doors.REFUSED, problem=str(form.errors["answer"][0]))
    try:
        vote = roll_calls.cast(roll_call, answer=form.cleaned_data["answer"], by=request.user)
    except (may.Denied, life.WrongState):
        _found(request, key)  # to whoever may not read it, it does not exist
        raise
    if request.headers.get("HX-Request"):
        context = {"roll_call": roll_call, "vote": vote, "fresh": True}
        return render(request, "motions/_my_vote.html", context)
    messages.success(request, f"Gespeichert: Sie stimmen mit {vote.get_answer_display()}.")
    return doors.see(doors.back(request, default=roll_call.get_absolute_url()))


@require_POST
def enter(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter what a member called out."""
    roll_call = _found(request, key)
    may.preside(request.user, roll_call.item.meeting)
    form = CalledOutForm(request.POST)
    if not form.is_valid():
        sentence = str(next(iter(form.errors.values()))[0])
        return _page(request, roll_call, status=doors.REFUSED, problem=sentence)
    person = form.cleaned_data["person"]
    roll_calls.enter(roll_call, person=person, answer=form.cleaned_data["answer"], by=request.user)
    return doors.see(f"{roll_call.get_absolute_url()}#entering")


@require_POST
def enter_rest(request: SignedInRequest, key: str) -> HttpResponse:
    """Enter one answer for all who have not answered yet."""
    roll_call = _fresh(request, key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, roll_call, status=doors.REFUSED, problem=str(form.errors["answer"][0]))
    entered = roll_calls.enter_rest(roll_call, answer=form.cleaned_data["answer"], by=request.user)
    messages.success(request, f"{entered} Antworten sind eingetragen. Einzelne lassen sich noch ändern.")
    return doors.see(f"{roll_call.get_absolute_url()}#entering")


@require_POST
def close(request: SignedInRequest, key: str) -> HttpResponse:
    """Close the vote and announce its result."""
    roll_call = _fresh(request, key)
    try:
        ballot = roll_calls.close(roll_call, by=request.user)
    except Contradiction as problem:
        return _page(request, roll_call, status=doors.REFUSED, problem=str(problem))
    messages.success(request, f"{roll_call}: {ballot.wording}.")
    return doors.see(roll_call.get_absolute_url())


@require_POST
def cancel(request: SignedInRequest, key: str) -> HttpResponse:
    """Break the vote off."""
    roll_call = roll_calls.cancel(_fresh(request, key), by=request.user)
    messages.success(request, "Die Abstimmung ist abgebrochen; sie hat kein Ergebnis.")
    return doors.see(f"{roll_call.item.meeting.get_absolute_url()}#console")


@require_POST
def correct_own(request: SignedInRequest, key: str) -> HttpResponse:
    """Correct one's own answer after the closing."""
    roll_call = _found(request, key)
    vote = get_object_or_404(NamedVote, roll_call=roll_call, person=request.user.person_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, roll_call, status=doors.REFUSED, problem=str(form.errors["answer"][0]))
    ballot = ballot_corrections.correct_vote(vote, answer=form.cleaned_data["answer"], by=request.user)
    messages.success(request, f"Ihre Stimme ist berichtigt. Das Ergebnis lautet jetzt: {ballot.wording}.")
    return doors.see(doors.back(request, default=roll_call.get_absolute_url()))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, key: str, person_key: str) -> HttpResponse:
    """Correct the answer of a member after the closing, as chair and with a reason."""
    roll_call = _found(request, key)
    may.preside(request.user, roll_call.item.meeting)
    rows = NamedVote.objects.filter(roll_call__state=RollCallState.CLOSED).select_related("person")
    vote = get_object_or_404(rows, roll_call=roll_call, person__key=person_key)
    form = VoteCorrectionForm(doors.typed(request), initial={"answer": vote.answer})
    if form.is_valid():
        try:
            ballot = ballot_corrections.correct_vote(vote, by=request.user, **form.cleaned_data)
        except Contradiction as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Berichtigt: {ballot.wording}.")
            return doors.see(roll_call.get_absolute_url())
    context = {"roll_call": roll_call, "meeting": roll_call.item.meeting, "vote": vote, "form": form}
    return render(request, "motions/vote_correct.html", context, status=doors.REFUSED if form.errors else 200)


def _form(request: SignedInRequest, item: AgendaItem, paper: Paper | None) -> RollCallForm:
    day, body = presence.day_of(item.meeting), item.meeting.organization
    factions = [bench.name for bench in presence.benches(item.meeting) if bench.organization is not None]
    if rulebook.value("vote.rollcall_request", on=day, organization=body) == "quarter":
        factions = []
    waiting = Amendment.objects.visible_to(request.user).filter(paper__superordinate=paper)
    rows = waiting.filter(paper__state=PaperState.ADMITTED).select_related("paper") if paper is not None else []
    main = f"die Vorlage „{paper.name}“" if paper is not None else f"den Punkt „{item.name}“"
    demand = procedural.roll_call_demanded(item)
    initial = {"version": item.version, "rule": majorities.proposed_rule(item), "what": "main"}
    if demand is not None:
        initial["demanded_by"] = str(demand.faction) if demand.faction is not None else QUARTER
    form = RollCallForm(doors.typed(request), main=main, amendments=list(rows), factions=factions, initial=initial)
    form.fields["rule"].help_text = DOUBTFUL if majorities.is_doubtful(item) else ""
    return form


def _found(request: HttpRequest, key: str) -> RollCall:
    rows = RollCall.objects.visible_to(request.user).select_related("item__meeting__organization", "paper")
    return get_object_or_404(rows, key=key)


def _fresh(request: SignedInRequest, key: str) -> RollCall:
    roll_call = _found(request, key)
    may.preside(request.user, roll_call.item.meeting)
    if request.POST.get("version") != str(roll_call.version):
        raise life.Stale(doors.TOO_LATE)
    return roll_call


def _page(request: HttpRequest, roll_call: RollCall, *, status: int = 200, problem: str = "") -> HttpResponse:
    presiding = may.allowed(may.preside, request.user, roll_call.item.meeting)
    if roll_call.state == RollCallState.CANCELLED and not presiding:
        raise Http404
    voters = polling.voters(roll_call) if roll_call.is_open else []
    standing = audiences.standing_of(request.user)
    mine = next((voter for voter in voters if voter.person.pk == standing.person_id), None)
    votes = list(roll_call.votes.select_related("person", "faction")) if roll_call.state == "closed" else []
    own = next((vote for vote in votes if vote.person_id == standing.person_id), None)
    ballot = roll_call.ballots.standing().select_related("item__meeting__organization", "corrects").first()
    context = {
        "roll_call": roll_call,
        "meeting": roll_call.item.meeting,
        "presiding": presiding,
        "problem": problem,
        "voters": voters,
        "missing": sum(voter.vote is None for voter in voters),
        "cast": sum(voter.vote is not None for voter in voters),
        "refusal": _refusal(request, roll_call),
        "vote": mine.vote if mine is not None else own,
        "ballot": ballot,
        "camps": polling.camps(votes),
        "votes": sorted(votes, key=lambda vote: (vote.person.family_name, vote.person.name)) if presiding else [],
        "correctable": own is not None and ballot is not None and ballot_corrections.is_open(ballot),
    }
    return render(request, "motions/roll_call.html", context, status=status)


def _refusal(request: HttpRequest, roll_call: RollCall) -> str:
    """Why this person may not answer now, empty if they may; nobody without a seat is bothered with it."""
    if not roll_call.is_open:
        return ""
    try:
        roll_call_may.vote(request.user, roll_call)
    except may.Denied as refused:
        return str(refused)
    return ""
