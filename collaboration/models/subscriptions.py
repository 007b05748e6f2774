"""What an account follows, and how far it was told what is new. None of it stands in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from collaboration.states import Rhythm
from council import keys
from council.models import District, Organization, Person
from documents.models import Paper

if TYPE_CHECKING:
    from council.audiences import Standing

LONGEST_SEARCH = 600  # characters of the address
_TARGETS = ("paper", "organization", "district", "person")
_NOTHING = Q(paper=None, organization=None, district=None, person=None)


def _one_target() -> Q:
    """Exactly one thing is followed: a row, or a search."""
    condition = _NOTHING & ~Q(search="")
    for name in _TARGETS:
        others = {other: None for other in _TARGETS if other != name}
        condition |= Q(**others, **{f"{name}__isnull": False}, search="")
    return condition


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, as far as their account may still read what they are about."""

    def shown_for(self, standing: Standing) -> Self:
        """Keep those of this account whose thing it may read now; what was closed since is passed over in silence."""
        readable = Q(paper=None) | Paper.readable_by(standing, prefix="paper__")
        return self.there().filter(readable, user=standing.user_id)

    def there(self) -> Self:
        """Keep those whose body, district or person was not deleted since."""
        condition = Q()
        for name in ("organization", "district", "person"):
            condition &= Q(**{name: None}) | Q(**{f"{name}__deleted_at": None})
        return self.filter(condition)


class Subscription(models.Model):
    """An account follows one thing: a paper, a body, a district, a person, or a search (its address without `page`).

    News counts from `since` on: when it was begun, or taken up again after a pause.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions"
    )
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions")
    search = models.CharField(max_length=LONGEST_SEARCH, blank=True, default="")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DATES)
    since = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_target(), name="subscription_to_one_thing"),
            *(
                models.UniqueConstraint(
                    fields=["user", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_subscription_to_a_{name}",
                )
                for name in _TARGETS
            ),
            models.UniqueConstraint(
                fields=["user", "search"], condition=~Q(search=""), name="one_subscription_to_a_search"
            ),
        ]

    def __str__(self) -> str:
        return str(self.thing) if self.thing else f"Suche: {self.search}"

    @property
    def thing(self) -> Paper | Organization | District | Person | None:
        """The row that is followed; nothing for a search."""
        return self.paper or self.organization or self.district or self.person


class Lookout(models.Model):
    """How far an account has been told what is new. Numbers are those of the journal and never leave the server.

    `read_to` is up to where the person said they have read, `earlier_to` what it was before, to undo that. Up to
    `mailed_to` the daily mail has told, on `mailed_on` for the last time; up to `urgent_to` dates and deadlines were
    told at once, and `told` are those after `mailed_to` that the next mail leaves out. `problem` says why the last was
    refused.
    """

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lookout")
    read_to = models.BigIntegerField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    earlier_to = models.BigIntegerField(null=True, blank=True)
    earlier_at = models.DateTimeField(null=True, blank=True)
    mailed_to = models.BigIntegerField()
    mailed_on = models.DateField()
    urgent_to = models.BigIntegerField()
    told = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read_to=None, read_at=None) | Q(read_to__isnull=False, read_at__isnull=False),
                name="lookout_read_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["mailed_on"], name="lookout_mailed_on"),
            models.Index(fields=["urgent_to"], name="lookout_urgent_to"),
        ]

    def __str__(self) -> str:
        return f"Stand von {self.user}"
