"""Acts on second factors: those that nobody can open any more are taken away, so that their owners set up new ones."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from council import journal, seeds
from council.models import User


@journal.act
def forget_unreadable() -> list[User]:
    """Take away every app and all recovery codes that none of the known keys opens; returns whose, by number.

    Until they set up new ones, the password alone leads these accounts to the page for it. Whoever runs the machine
    does this, after the key was lost.
    """
    lost: dict[User, list[int]] = {}
    for factor in seeds.holding().select_related("user"):
        if not seeds.is_readable(factor):
            lost.setdefault(factor.user, []).append(factor.pk)
    Authenticator.objects.filter(pk__in=[pk for factors in lost.values() for pk in factors]).delete()
    for user, factors in lost.items():
        journal.record("account.factors_lost", user, by=None, factors=len(factors))
    return list(lost)
