"""Acts of disclosure: who was handed what is known of them, and when."""

from __future__ import annotations

from council import journal, may
from council.models import User


@journal.act
def note_handed_out(user: User, *, by: User) -> None:
    """Note that an account was handed its data; the entry is the proof, and says none of them."""
    may.be_signed_in(by)
    if by.pk != user.pk:
        raise may.Denied("Die Daten eines Kontos bekommt nur, wem es gehört.")
    journal.record("account.handed_out", user, by=by)
