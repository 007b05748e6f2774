"""Pages on which closed resolutions are announced: the list for everyone, and the task for the office (HGO §52(2))."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import audiences, life
from council.audiences import Standing
from council.requests import SignedInRequest
from council.states import Audience
from council.views import doors
from motions.actions import releases
from motions.actions.treatment import DECIDING
from motions.forms.releases import ReleaseForm
from motions.may import releases as may
from motions.models import ResolutionExtract, ResolutionRelease
from motions.views.minutes_writing import version_in

PER_PAGE = 25


@require_safe
@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """List what was announced, the newest first; for the office also what waits for it."""
    standing = audiences.standing_of(request.user)
    rows = ResolutionRelease.objects.visible_for(standing).select_related("extract__item__meeting__organization")
    page = Paginator(rows.order_by("-released_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    waiting = list(waiting_for(standing)) if standing.clerk else []
    context = {"page": page, "waiting": waiting, "is_clerk": standing.clerk, "user_id": standing.user_id}
    return render(request, "motions/releases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, key: str) -> HttpResponse:
    """Write the wording for the public."""
    extract = _extract(request, key)
    may.propose(request.user, extract)
    if extract.item.audience == Audience.PUBLIC:
        raise life.WrongState("Dieser Beschluss ist öffentlich; bekannt zu geben ist er nicht mehr.")
    known = ResolutionRelease.objects.filter(extract=extract).first()
    initial = {
        "title": known.title if known else extract.title,
        "text": known.text if known else extract.text,
        "result": known.result if known else extract.outcome,
        "version": known.version if known else 0,
    }
    form = ReleaseForm(doors.typed(request), initial=initial)
    if form.is_valid():
        releases.propose(extract, by=request.user, version=form.cleaned_data["version"], **form.values())
        messages.success(request, "Vorgeschlagen. Bekannt gegeben wird er, wenn eine zweite Person des Büros zustimmt.")
        return doors.see(reverse("releases"))
    context = {"extract": extract, "form": form}
    return render(request, "motions/release_form.html", context, status=doors.REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedInRequest, key: str) -> HttpResponse:
    """Compare the closed wording with the proposed one, then announce it."""
    extract = _extract(request, key)
    proposal = get_object_or_404(ResolutionRelease.objects.filter(released_at=None), extract=extract)
    proposal.extract = extract
    may.release(request.user, proposal)
    if request.method == "POST":
        releases.release(proposal, by=request.user, version=version_in(request))
        messages.success(request, "Bekannt gegeben. Der vorgeschlagene Wortlaut ist jetzt öffentlich.")
        return doors.see(reverse("releases"))
    return render(request, "motions/release_confirm.html", {"extract": extract, "proposal": proposal})


@require_POST
def drop(request: SignedInRequest, key: str) -> HttpResponse:
    """Take a proposal back."""
    extract = _extract(request, key)
    may.propose(request.user, extract)
    proposal = get_object_or_404(ResolutionRelease.objects.filter(released_at=None), extract=extract)
    releases.drop(proposal, by=request.user)
    messages.success(request, "Der Vorschlag ist zurückgenommen.")
    return doors.see(reverse("releases"))


def waiting_for(standing: Standing) -> QuerySet[ResolutionExtract]:
    """Resolutions of closed items, as they hold, that were not announced; as far as this person may read them."""
    rows = ResolutionExtract.objects.visible_for(standing).standing().filter(result__in=DECIDING)
    rows = rows.exclude(item__audience=Audience.PUBLIC).filter(release__released_at=None)
    return rows.select_related("item__meeting", "organization", "release__proposed_by__person").order_by(
        "resolved_on", "pk"
    )


def _extract(request: SignedInRequest, key: str) -> ResolutionExtract:
    rows = ResolutionExtract.objects.visible_to(request.user).select_related("item__meeting", "organization")
    return get_object_or_404(rows, key=key)
