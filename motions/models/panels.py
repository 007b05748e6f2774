"""Citizens' assemblies drawn by lot: what is known of the draw and of the sessions."""

from __future__ import annotations

from django.db import models

from council.models import Meeting, Organization


class SortitionProcess(models.Model):
    """How a panel's members were sought: letters sent, seats aimed at and in fact filled; unknown stays empty."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="sortition")
    letters_sent = models.PositiveIntegerField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    replies = models.PositiveIntegerField(null=True, blank=True)
    target_size = models.PositiveIntegerField(null=True, blank=True)
    actual_size = models.PositiveIntegerField(null=True, blank=True)
    criteria = models.TextField(blank=True, default="")
    begins = models.CharField(max_length=200, blank=True, default="")
    ends = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"Losverfahren {self.organization}"

    @property
    def room(self) -> str:
        """It has no room of its own."""
        return ""


class PanelBlock(models.Model):
    """A part of the panel's work and what it is about."""

    process = models.ForeignKey(SortitionProcess, on_delete=models.CASCADE, related_name="blocks")
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="one_block_of_a_number")]

    def __str__(self) -> str:
        return f"Block {self.number}"


class PanelSession(models.Model):
    """A session of the panel: its meeting, its number, and its block where that is known."""

    process = models.ForeignKey(SortitionProcess, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="panel_session")
    block = models.ForeignKey(PanelBlock, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="one_session_of_a_number")]

    def __str__(self) -> str:
        return f"Sitzung {self.number}"
