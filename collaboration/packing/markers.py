"""Says without a name who is at a device, in which sign-in and with which rights: it notices when that changes."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from council import audiences
from council.audiences import Standing
from council.models import AgendaItem, Meeting, User
from council.requests import SignedInRequest
from documents.models import File, Paper
from motions.models import Answer

_SIZE = 32  # hexadecimal digits
_PACKED = (Answer, AgendaItem, File, Meeting, Paper)  # what may lie in a folder; notes shared by name never do


def account_of(user: User) -> str:
    """The mark of an account: the same at every sign-in, and of no use to anybody else."""
    return _mark("account", str(user.pk))


def of(request: SignedInRequest) -> dict[str, str]:
    """The marks of this request: account, session, and what the person is today."""
    standing = audiences.standing_of(request.user)
    return {
        "account": account_of(request.user),
        "session": _mark("session", _session_of(request)),
        "standing": _mark("standing", _rights(standing)),
    }


def _rights(standing: Standing) -> str:
    offices = (standing.executive, standing.office, standing.clerk, standing.moderator, standing.member)
    held = (sorted(standing.bodies), sorted(standing.factions), sorted(standing.barred_items), offices)
    named = _named_to(standing) if standing.named else []
    return f"{standing.user_id} {named} {held}"


def _named_to(standing: Standing) -> list[tuple[str, int]]:
    """Kind and id of all of a folder that was opened to this person by name; one query for each kind."""
    return sorted((kind.__name__, pk) for kind in _PACKED for pk in audiences.named_to(standing, model=kind))


def _session_of(request: HttpRequest) -> str:
    return str(request.session.session_key)


def _mark(kind: str, value: str) -> str:
    return salted_hmac(f"folder.{kind}", value, algorithm="sha256").hexdigest()[:_SIZE]
