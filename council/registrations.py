"""Registers what this floor does in the background and adds to its own pages; loaded once the apps are ready."""

from __future__ import annotations

from council import bearing, chores, chores_retention, invited, retention, safety, signing_in, uploads
from council.actions import agenda
from council.views import (
    panels_accounts,
    panels_course,
    panels_debate,
    panels_invitations,
    panels_leadings,
    panels_representations,
)

__all__ = ["bearing", "chores", "panels_accounts", "panels_course", "panels_debate", "panels_invitations", "safety"]
__all__ += ["chores_retention", "panels_leadings", "panels_representations", "retention", "signing_in", "uploads"]

agenda.NOT_YET.append(invited.refuse_call)
