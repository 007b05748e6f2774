"""What an open page of a joint draft asks the database: whether its person writes in it, and what it lacks.

Every question is asked afresh, with the rights of this moment.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.utils import timezone

from council import journal, life
from council.may import Denied
from council.models import User
from documents.models import Paper
from documents.models.papers import PaperQuerySet
from motions.actions import joint_drafts as acts
from motions.models import JointDraft

SIGNED_OUT = 4401  # the page asks again, as whoever its browser is now
NOT_FOUND = 4404  # unknown, or not for this person (any more): the page forgets what it shows
ENDED = 4410  # handed in, or written alone again; whoever reads the draft may go on reading it


class Visitor(NamedTuple):
    """Whose page it is: the account, and the session in which it was opened."""

    user_id: int | None
    session: str | None


class Look(NamedTuple):
    """What a page lacks: the number it then stands at, and the updates that bring it there."""

    number: int
    updates: list[bytes]


class Opened(NamedTuple):
    """A draft somebody may write in: which one, the name others see of them, and the whole document."""

    pk: int
    key: str
    name: str
    number: int
    state: bytes


class Gone(Exception):
    """The person writes here no more; the message is the code with which the line ends."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def enter(key: str, visitor: Visitor) -> Opened:
    """What the page of a draft begins with. Raises Gone."""
    user = _person(visitor)
    joint = JointDraft.objects.visible_to(user).filter(paper__key=key).first()
    if user is None or joint is None:
        raise _gone(user, Paper.objects.filter(key=key))
    return Opened(joint.pk, joint.key, user.display_name, joint.last, acts.saved(joint).state)


def writes(opened: Opened, visitor: Visitor) -> tuple[JointDraft, User]:
    """The draft and the person, if they write in it now. Raises Gone."""
    if not _signed_in(visitor):
        raise Gone(SIGNED_OUT)
    user = _person(visitor)
    joint = JointDraft.objects.visible_to(user).filter(pk=opened.pk, key=opened.key).first()
    if user is None or joint is None:
        raise _gone(user, Paper.objects.filter(pk=opened.pk))
    return joint, user


def take_in(opened: Opened, visitor: Visitor, update: bytes) -> int:
    """Keep a change; gives its number. Raises Gone, and joint_text.Unfit."""
    joint, user = writes(opened, visitor)
    try:
        return acts.take_in(joint, update=update, by=user).last
    except (Denied, life.WrongState):  # in the moment between
        writes(opened, visitor)
        raise Gone(NOT_FOUND) from None


def since(opened: Opened, visitor: Visitor, number: int) -> Look:
    """What came after that edit; once it is folded into the state, all of it, which changes nothing twice."""
    joint, _ = writes(opened, visitor)
    if joint.folded > number:
        return Look(joint.last, [acts.saved(joint).state])
    edits = joint.edits.filter(number__gt=number, number__lte=joint.last).order_by("number")
    return Look(joint.last, [bytes(update) for update in edits.values_list("update", flat=True)])


def mark(opened: Opened, visitor: Visitor) -> tuple[object, ...]:
    """Moves with every edit, every act of the town, when the person signs out, and at midnight."""
    last = JointDraft.objects.filter(pk=opened.pk, key=opened.key).values_list("last", flat=True).first()
    return last, journal.head_number(), _signed_in(visitor), timezone.localdate()


def _person(visitor: Visitor) -> User | None:
    """The account, read afresh with everything its rights follow from."""
    rows = User.objects.select_related("person").filter(is_active=True)
    return rows.filter(pk=visitor.user_id).first() if visitor.user_id is not None else None


def _signed_in(visitor: Visitor) -> bool:
    return Session.objects.filter(pk=visitor.session, expire_date__gt=timezone.now()).exists()


def _gone(user: User | None, papers: PaperQuerySet) -> Gone:
    """That the common writing ended hears only who reads the draft: they keep what they wrote without a line."""
    return Gone(ENDED if user and papers.visible_to(user).exists() else NOT_FOUND)
