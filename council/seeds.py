"""Seals the seeds of second factors, so that whoever gets hold of the database alone makes no codes from it.

What is kept says by which key it was sealed: `sealed:<name of the key>:<Fernet token>`. The keys are derived from
SECRET_KEY and, for reading, from SECRET_KEY_FALLBACKS. What older versions kept in clear is read as it is, until a
chore has sealed it.
"""

from __future__ import annotations

import base64
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from council import life

logger = logging.getLogger(__name__)

SEALED = "sealed"
PLACES = ("secret", "seed")  # where an app and recovery codes keep it; a security key keeps no secret here
REMEDY = (
    "Den früheren SECRET_KEY in SECRET_KEY_FALLBACKS setzen und neu starten; ist er verloren: `manage.py second_factors"
    " --forget-unreadable`."
)
FOREIGN = (
    "Ihr zweiter Faktor lässt sich hier nicht prüfen: Er ist mit einem Schlüssel versiegelt, den die Anlage nicht mehr"
    " hat. App und Notfallcodes gehen deshalb nicht, ein Sicherheitsschlüssel oder Passkey schon. Bitte wenden Sie sich"
    " an das Büro der Stadtverordnetenversammlung; wer die Anlage betreibt, kann es beheben."
)


class Unreadable(life.WrongState):
    """Sealed with a key that this installation does not have; the message is what the person reads."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps seeds sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a seed before it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what is kept; raises Unreadable."""
        try:
            return opened(encrypted_text)
        except Unreadable:
            logger.error("second factor sealed with another SECRET_KEY")
            raise


@dataclass(frozen=True)
class _Key:
    name: str  # eight hexadecimal digits that tell nothing of the key
    fernet: Fernet


def seal(text: str) -> str:
    """Seal a seed with the key of today."""
    key = _today()
    return f"{SEALED}:{key.name}:{key.fernet.encrypt(text.encode()).decode()}"


def opened(kept: str) -> str:
    """The seed, whichever of the known keys sealed it; raises Unreadable where none did."""
    if not kept.startswith(f"{SEALED}:"):
        return kept
    keys = [_today(), *(_key_of(secret) for secret in settings.SECRET_KEY_FALLBACKS)]
    try:
        return MultiFernet([key.fernet for key in keys]).decrypt(kept.rpartition(":")[2]).decode()
    except InvalidToken:
        raise Unreadable(FOREIGN) from None


def holding() -> QuerySet[Authenticator]:
    """The factors that hold a seed, as `kept`, by primary key."""
    kept = Coalesce(*(KT(f"data__{place}") for place in PLACES), Value("", output_field=TextField()))
    rows: QuerySet[Authenticator] = Authenticator.objects.annotate(kept=kept).exclude(kept="").order_by("pk")
    return rows


def outdated() -> QuerySet[Authenticator]:
    """The factors whose seed lies in clear or is sealed with another key than today's."""
    return holding().exclude(kept__startswith=f"{SEALED}:{_today().name}:")


def changed(data: dict[str, Any], by: Callable[[str], str]) -> dict[str, Any]:
    """What is kept of a factor, its seed changed; raises Unreadable where it cannot be opened."""
    return data | {place: by(opened(data[place])) for place in PLACES if place in data}


def is_readable(factor: Authenticator) -> bool:
    """Whether one of the known keys opens its seed, or it has none."""
    try:
        changed(factor.data, str)
    except Unreadable:
        return False
    return True


def states() -> Counter[str]:
    """How many factors are "current", "older" (another known key), "clear" and "unreadable"."""
    return Counter(_state(factor) for factor in holding())


def problem() -> str:
    """What whoever runs the machine has to know and do where seeds cannot be opened, else ""."""
    lost = states()["unreadable"]
    return f"Apps und Notfallcodes, mit einem unbekannten SECRET_KEY versiegelt: {lost}. {REMEDY}" if lost else ""


def _state(factor: Authenticator) -> str:
    kept = factor.kept
    if not kept.startswith(f"{SEALED}:"):
        return "clear"
    if kept.split(":")[1] == _today().name:
        return "current"
    return "older" if is_readable(factor) else "unreadable"


def _today() -> _Key:
    return _key_of(settings.SECRET_KEY)


def _key_of(secret: str) -> _Key:
    name, key = (_derived(secret, purpose) for purpose in (b"name", b"key"))
    return _Key(name[:4].hex(), Fernet(base64.urlsafe_b64encode(key)))


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"council.seeds." + purpose).derive(secret.encode())
