"""What the open-data interface says of every public thing, and for ever that it once said something."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models


class OparlObjectQuerySet(models.QuerySet["OparlObject"]):
    """Objects of the interface."""

    def living(self) -> Self:
        """Keep those that are no tombstones."""
        return self.filter(deleted=False)

    def of(self, type_: str, *, body: str) -> Self:
        """Keep the objects of one type that belong to the body with this key."""
        return self.filter(type=type_, body=body)

    def created(self, *, since: datetime | None, until: datetime | None) -> Self:
        """Keep those made in this time; both ends belong to it."""
        rows = self.filter(created_at__gte=since) if since else self
        return rows.filter(created_at__lte=until) if until else rows

    def modified(self, *, since: datetime | None, until: datetime | None) -> Self:
        """Keep those changed last in this time; both ends belong to it."""
        rows = self.filter(modified_at__gte=since) if since else self
        return rows.filter(modified_at__lte=until) if until else rows


class OparlObject(models.Model):
    """One object as it is given out; a thing that is no longer public stays as a tombstone.

    `content` holds its own properties as JSON, `embedded` names the objects shown within it by property, as
    ``[type, key]`` or a list of these. `thing` is the row it is made of; a part (a place) is made of the row that it is
    the place of, whose type is `part_of`. `digest` covers all that is shown, with what is embedded: only when that
    changes does `modified_at` move. Both moments are whole seconds.
    """

    type = models.CharField(max_length=20)
    key = models.CharField(max_length=26)
    part_of = models.CharField(max_length=20, blank=True, default="")
    thing = models.BigIntegerField(null=True, blank=True)
    body = models.CharField(max_length=26, blank=True, default="")
    content = models.TextField(blank=True, default="")
    embedded = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    deleted = models.BooleanField(default=False)

    objects = OparlObjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "key"], name="one_oparl_object_of_a_key"),
            models.UniqueConstraint(
                fields=["type", "thing"], condition=models.Q(part_of=""), name="one_oparl_object_of_a_thing"
            ),
        ]
        indexes = [
            # All that decides which objects stand on which page of a list: deep pages cost what the first costs.
            models.Index(
                fields=["type", "body", "id", "deleted", "modified_at", "created_at"], name="oparl_object_list"
            ),
            models.Index(fields=["part_of", "thing"], name="oparl_object_part"),
            models.Index(fields=["modified_at"], name="oparl_object_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class OparlListing(models.Model):
    """That a meeting or consultation stands in the list of an organization, by the organization's key."""

    object = models.ForeignKey(OparlObject, on_delete=models.CASCADE, related_name="listings")
    organization = models.CharField(max_length=26)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "object"], name="oparl_object_is_listed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.object} in {self.organization}"
