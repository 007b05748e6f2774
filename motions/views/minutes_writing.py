"""Pages on which minutes are written: draft from the journal, write section by section, review, send."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from council import audiences, life, unjournaled
from council.requests import SignedInRequest
from council.templatetags.council import clock
from council.views import doors
from motions.actions import minutes as acts
from motions.forms.minutes import SectionForm, SignatoriesForm
from motions.may import minutes as may
from motions.minuting import deadlines, drafting
from motions.models import Minutes, MinutesSection
from motions.views.minutes import find, section_of


@require_POST
def draft(request: SignedInRequest, key: str) -> HttpResponse:
    """Draft the minutes of a meeting, or take in what is new."""
    meeting = doors.meeting(request, key)
    acts.draft(meeting, by=request.user)
    messages.success(request, "Die Niederschrift ist auf dem Stand des Sitzungsverlaufs.")
    return doors.see(reverse("meeting-minutes", args=[meeting.key]))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Write a section beside its facts; who began from an older state sees both texts and nothing is overwritten."""
    minutes, section = _written(request, key, number)
    form = SectionForm(doors.typed(request), initial={"text": section.text, "revision": section.revision})
    if form.is_valid():
        try:
            acts.write(section, by=request.user, **form.cleaned_data)
        except life.Stale:
            return _conflict(request, minutes, section_of(request, minutes, number), typed=form.typed()["text"])
        messages.success(request, "Der Abschnitt ist gespeichert.")
        return doors.see(_following(minutes, section, onward=request.POST.get("next") == "onward"))
    status = doors.REFUSED if form.errors else 200
    return render(request, "motions/minutes_edit.html", _context(minutes, section, form), status=status)


@require_POST
def autosave(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    """Keep what is being typed; refuse what began from an older state."""
    minutes, section = _written(request, key, number)
    form = SectionForm(request.POST)
    try:
        acts.refuse_unless_writable(minutes)
    except life.WrongState as refusal:
        return JsonResponse({"problem": str(refusal)}, status=doors.STALE)
    if not form.is_valid():
        problem = next(str(errors[0]) for errors in form.errors.values())
        return JsonResponse({"problem": problem}, status=doors.REFUSED)
    revision = form.cleaned_data["revision"]
    if not unjournaled.keep_scratch(section, revision=revision, content={"text": form.cleaned_data["text"]}):
        return JsonResponse({"problem": acts.STALE, "conflict": True}, status=doors.STALE)
    return JsonResponse({"revision": revision + 1, "kept_at": clock(timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
def signatories(request: SignedInRequest, key: str) -> HttpResponse:
    """Name who signs."""
    minutes = find(request, key)
    may.keep(request.user, minutes)
    initial = {
        "chair": minutes.chair.key if minutes.chair else None,
        "secretary": minutes.secretary.key if minutes.secretary else None,
        "version": minutes.version,
    }
    form = SignatoriesForm(doors.typed(request), meeting=minutes.meeting, initial=initial)
    if form.is_valid():
        acts.name_signatories(minutes, by=request.user, **form.cleaned_data)
        messages.success(request, "Wer unterzeichnet, ist eingetragen.")
        return doors.see(minutes.get_absolute_url())
    lead = "Nach HGO § 61 Abs. 2 unterzeichnen Vorsitz und Schriftführung, jeder für sich."
    context = {"minutes": minutes, "form": form, "title": "Wer unterzeichnet?", "lead": lead, "submit": "Eintragen"}
    return render(request, "motions/minutes_form.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def review(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that the draft was looked through."""
    minutes = acts.review(find(request, key), by=request.user, version=version_in(request))
    messages.success(request, "Der Entwurf ist geprüft. Sein Text steht jetzt fest und kann versandt werden.")
    return doors.see(minutes.get_absolute_url())


@require_POST
def take_back(request: SignedInRequest, key: str) -> HttpResponse:
    """Go on writing."""
    minutes = acts.take_back(find(request, key), by=request.user, version=version_in(request))
    messages.success(request, "Die Niederschrift ist wieder ein Entwurf.")
    return doors.see(minutes.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what differs from the journal, then send the minutes to the members."""
    minutes = find(request, key)
    may.keep(request.user, minutes)
    if request.method == "POST":
        acts.send(minutes, by=request.user, version=version_in(request))
        messages.success(request, "Versandt. Die Mitglieder lesen die Niederschrift und können Einwendungen erheben.")
        return doors.see(minutes.get_absolute_url())
    context = {
        "minutes": minutes,
        "deviations": deviations(request, minutes),
        "following": deadlines.next_meeting(minutes.meeting),
    }
    return render(request, "motions/minutes_send.html", context)


def deviations(request: SignedInRequest, minutes: Minutes) -> list[tuple[MinutesSection, list[str], list[str]]]:
    """The sections whose text says other than the journal: facts left out or changed, and facts no longer so."""
    found = []
    rows = MinutesSection.objects.visible_for(_standing(request)).filter(minutes=minutes).select_related("item")
    for section in rows.prefetch_related("facts").order_by("order", "pk"):
        facts = sorted(section.facts.all(), key=lambda fact: (fact.order, fact.pk))
        left = [fact.sentence for fact in drafting.left_out(facts, text=section.text)]
        over = [fact.sentence for fact in drafting.overtaken(facts, text=section.text)]
        if left or over:
            found.append((section, left, over))
    return found


def version_in(request: SignedInRequest) -> int:
    """The version of the page a button stood on; none fits nothing."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def _standing(request: SignedInRequest) -> audiences.Standing:
    return audiences.standing_of(request.user)


def _written(request: SignedInRequest, key: str, number: int) -> tuple[Minutes, MinutesSection]:
    minutes = find(request, key)
    may.write(request.user, minutes)
    return minutes, section_of(request, minutes, number)


def _following(minutes: Minutes, section: MinutesSection, *, onward: bool) -> str:
    """The page to go on with: the next section, else the minutes."""
    rows = minutes.sections.filter(order__gt=section.order).order_by("order", "pk")
    following = rows.first() if onward else None
    if following is not None:
        return reverse("minutes-edit", args=[minutes.key, following.number])
    return f"{minutes.get_absolute_url()}#abschnitt-{section.number}"


def _context(minutes: Minutes, section: MinutesSection, form: SectionForm) -> dict[str, object]:
    facts = list(section.facts.order_by("order", "pk"))
    missing = {fact.pk for fact in drafting.left_out(facts, text=section.text)}
    return {
        "minutes": minutes,
        "section": section,
        "form": form,
        "facts": [(fact, fact.pk in missing) for fact in facts if fact.outdated_at is None],
        "overtaken": drafting.overtaken(facts, text=section.text),
        "edit_url": reverse("minutes-edit", args=[minutes.key, section.number]),
        "autosave_url": reverse("minutes-autosave", args=[minutes.key, section.number]),
    }


def _conflict(request: SignedInRequest, minutes: Minutes, section: MinutesSection, *, typed: str) -> HttpResponse:
    """Show both texts; saving the own one afterwards is a decision made with open eyes."""
    form = SectionForm(initial={"text": typed, "revision": section.revision})
    context = _context(minutes, section, form) | {"typed": typed}
    return render(request, "motions/minutes_conflict.html", context, status=doors.STALE)
