"""Accounts: one's own page, how the office opens one to a person, and how that person takes it."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import access, audiences, life, may, second_factor
from council.actions import accounts
from council.forms.access import AccessForm, PasswordForm
from council.models import AccountInvitation, Membership, Person, User
from council.requests import SignedInRequest
from council.views import asking, doors


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """One's own account: what one is here, how one signs in, and where one is signed in."""
    standing = audiences.standing_of(request.user)
    seats = Membership.objects.current(on=standing.on).filter(person=standing.person_id or 0)
    context = {
        "seats": seats.filter(organization__deleted_at=None)
        .select_related("organization")
        .order_by("organization__name"),
        "has_second": is_mfa_enabled(request.user),
        "needs_second": second_factor.is_needed(request.user),
        "devices": UserSession.objects.filter(user=request.user).count(),
    }
    return render(request, "council/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_to(request: SignedInRequest, key: str) -> HttpResponse:
    """The office opens an account to a person, or sees that there is one."""
    may.open_account(request.user)
    person = _person(key)
    form = AccessForm(doors.typed(request))
    if form.is_valid():
        try:
            made = accounts.invite(person, email=form.cleaned_data["email"], by=request.user)
        except life.WrongState as problem:
            form.add_error("email", str(problem))
        else:
            _tell(request, access.send(made), email=made.email)
            return doors.see(request.path)
    invited = AccountInvitation.objects.filter(person=person, ended_at=None).first()
    context = {
        "person": person,
        "account": User.objects.filter(person=person).first(),
        "form": form,
        "invited": invited,
        "devices": UserSession.objects.filter(user__person=person).count(),
        "expired": invited is not None and invited.valid_until <= timezone.now(),
    }
    return render(request, "council/account_open.html", context, status=doors.REFUSED if form.errors else 200)


@require_POST
def withdraw(request: SignedInRequest, key: str) -> HttpResponse:
    """The office takes the invitation of a person back."""
    may.open_account(request.user)
    invited = get_object_or_404(AccountInvitation, person=_person(key), ended_at=None)
    accounts.withdraw(invited, by=request.user)
    messages.success(request, "Die Einladung ist zurückgezogen; ihr Link gilt nicht mehr.")
    return doors.see(reverse("account-open", args=[key]))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: SignedInRequest, key: str) -> HttpResponse:
    """The office asks, then ends every sign-in of a person: a device was lost."""
    may.open_account(request.user)
    person = _person(key)
    account = get_object_or_404(User, person=person)
    back = reverse("account-open", args=[key])
    if request.method == "POST":
        accounts.sign_out(account, by=request.user)
        messages.success(request, f"{person.name} ist überall abgemeldet.")
        return doors.see(back)
    return asking.confirm(
        request,
        person,
        trail=[("Gremien", "/bodies/"), (person.name, person.get_absolute_url()), ("Zugang", back)],
        **asking.SIGN_OUT,
    )


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever got the link takes the account: with a new password, or with the account that address has."""
    invitation = access.find(token)
    if invitation is None:
        return render(request, "council/account_expired.html", status=404)
    if User.objects.filter(email__iexact=invitation.email).exists():
        return _take_over(request, invitation)
    form = PasswordForm(doors.typed(request), email=invitation.email)
    if form.is_valid():
        accounts.accept(invitation, password=form.cleaned_data["password"])
        messages.success(request, "Ihr Zugang ist eingerichtet. Bitte melden Sie sich jetzt damit an.")
        return doors.see(reverse("account_login"))
    context = {"invitation": invitation, "form": form}
    return render(request, "council/account_take.html", context, status=doors.REFUSED if form.errors else 200)


def _take_over(request: HttpRequest, invitation: AccountInvitation) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    is_theirs = user is not None and user.email.casefold() == invitation.email.casefold()
    if user is not None and is_theirs and request.method == "POST":
        accounts.take_over(invitation, by=user)
        messages.success(request, f"Ihr Konto ist jetzt der Zugang von {invitation.person.name}.")
        return doors.see(reverse("account"))
    return render(request, "council/account_take_over.html", {"invitation": invitation, "is_theirs": is_theirs})


def _person(key: str) -> Person:
    return get_object_or_404(Person, key=key, deleted_at=None)


def _tell(request: HttpRequest, problem: str, *, email: str) -> None:
    if problem:
        messages.error(request, f"Die Einladung ist eingetragen, aber nicht verschickt. {problem}")
    else:
        messages.success(request, f"Der Link ist unterwegs an {email}. Er gilt {accounts.DAYS} Tage.")
