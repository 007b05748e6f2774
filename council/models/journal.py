"""The rows of the journal: entries, its head, and the bookmarks of its readers."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One thing that happened: ids, verbs, states and numbers only, sealed with the entry before it."""

    number = models.BigIntegerField(primary_key=True)
    act = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=60)
    thing = models.BigIntegerField()
    room = models.CharField(max_length=40, blank=True, default="")
    before = models.CharField(max_length=24, blank=True, default="")
    after = models.CharField(max_length=24, blank=True, default="")
    numbers = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["room", "number"], name="entry_room"),
            models.Index(fields=["kind", "thing", "number"], name="entry_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Head(models.Model):
    """The last number and seal; locking this single row gives the order of all acts."""

    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.number)


class Bookmark(models.Model):
    """How far a reader of the journal has come."""

    reader = models.CharField(max_length=60, primary_key=True)
    number = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.reader}: {self.number}"


class Lease(models.Model):
    """Who among several processes does a thing that only one may do, and until when."""

    name = models.CharField(max_length=60, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
