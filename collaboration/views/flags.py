"""Pages for whoever reports a note: the rules, the form, the receipt."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaboration import pace
from collaboration.actions import flags
from collaboration.forms.moderations import FlagForm
from collaboration.models import Flag
from collaboration.states import NoteState
from council import audiences, rulebook
from council.models import User
from council.views import doors

TOO_MANY_REQUESTS = 429
RULES = (
    "comments.edit_minutes",
    "comments.min_age",
    "comments.premoderation",
    "moderation.manifest_hours",
    "moderation.decide_days",
    "moderation.complaint_months",
    "moderation.log_months",
)


@require_safe
@login_not_required
def netiquette(request: HttpRequest) -> HttpResponse:
    """Say by which rules notes are written and moderated, and how to report one (Art. 12, 14 DSA)."""
    today = timezone.localdate()
    rules = {name.partition(".")[2]: rulebook.value(name, on=today) for name in RULES}
    return render(request, "collaboration/moderation/netiquette.html", {"rules": rules})


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def new(request: HttpRequest) -> HttpResponse:
    """Report a note, with or without an account."""
    account = request.user if isinstance(request.user, User) else None
    form = FlagForm(
        doors.typed(request), standing=audiences.standing_of(request.user), initial=_initial(request, account)
    )
    if not form.is_valid():
        return _form_of(request, form, status=doors.REFUSED if form.errors else 200)
    clean, now = form.cleaned_data, timezone.now()
    try:
        pace.check_report(clean["note"], email=clean["email"], at=now)
    except pace.TooMany as problem:
        form.add_error(None, str(problem))
        return _form_of(request, form, status=TOO_MANY_REQUESTS)
    made = flags.report(
        clean["note"],
        ground=clean["ground"],
        explanation=clean["explanation"],
        name=clean["name"],
        email=clean["email"],
        by=account,
        at=now,
    )
    return doors.see(made.get_absolute_url())


def _initial(request: HttpRequest, account: User | None) -> dict[str, str]:
    key = request.GET.get("note", "")
    found = {"address": request.build_absolute_uri(reverse("note", args=[key]))} if key.isalnum() else {}
    if account is not None:
        found |= {"email": account.email, "name": account.person.name if account.person else ""}
    return found


def _form_of(request: HttpRequest, form: FlagForm, *, status: int) -> HttpResponse:
    return render(request, "collaboration/moderation/flag.html", {"form": form}, status=status)


@require_safe
@login_not_required
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Tell the reporter that the report arrived, until when it is decided, and what was decided; never who wrote."""
    flag = get_object_or_404(Flag.objects.select_related("note", "moderation"), key=receipt)
    context = {
        "flag": flag,
        "withdrawn": flag.note.state == NoteState.WITHDRAWN,
        "address": request.build_absolute_uri(flag.get_absolute_url()),
    }
    response = render(request, "collaboration/moderation/receipt.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
