"""Drafts written together, for tests: another writer with a document of their own, as a browser has it."""

from __future__ import annotations

from datetime import date

from pycrdt import Doc, Text

from council.actions import bodies
from council.models import Membership
from motions import joint_text
from motions.actions import joint_drafts
from motions.models import JointDraft, Motion
from tests.motions.test_motions import drafted


def together(cast, **changes) -> Motion:
    """A motion of the councillor that the faction writes together."""
    motion = drafted(cast, **changes)
    joint_drafts.begin(motion, by=cast.councillor)
    return Motion.objects.select_related("paper", "mover").get(pk=motion.pk)


class Writer:
    """A page with a document of its own; it begins with what is saved."""

    def __init__(self, joint: JointDraft | None = None, *, state: bytes = b"", number: int | None = None) -> None:
        self.document: Doc = Doc() if number is None else Doc(client_id=number)
        self.texts = {name: self.document.get(name, type=Text) for name in joint_text.FIELDS}
        self.hear(state or joint_drafts.saved(joint).state)
        self.sent = self.document.get_state()

    def hear(self, update: bytes) -> None:
        self.document.apply_update(update)

    def write(self, words: str, *, field: str = "reasons", at: int | None = None) -> bytes:
        """Put words in (at the end, or at a byte); gives the update."""
        before = self.document.get_state()
        text = self.texts[field]
        text.insert(len(text) if at is None else at, words)
        return self.document.get_update(before)

    def says(self, field: str = "reasons") -> str:
        return str(self.texts[field])


def joint_of(motion: Motion) -> JointDraft:
    return JointDraft.objects.get(pk=motion.pk)


def said(motion: Motion, field: str = "reasons") -> str:
    """What the draft itself says."""
    return str(motion.scratch.content[field])


def leave_the_faction(cast, user) -> None:
    seat = Membership.objects.get(person=user.person, organization=cast.our_faction)
    bodies.end_membership(seat, on=date(2021, 4, 2), by=None)
