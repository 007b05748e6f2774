"""The signs for states and results: a word, a tone and an icon, the same on every page."""

from __future__ import annotations

from django import template

from council.models import AgendaItem, Meeting
from council.states import ItemState, MeetingState, Result

register = template.Library()

_MEETING = {
    MeetingState.PLANNED: ("neutral", "calendar"),
    MeetingState.AGENDA_OPEN: ("neutral", "pencil"),
    MeetingState.INVITED: ("info", "check"),
    MeetingState.RUNNING: ("success", "broadcast"),
    MeetingState.INTERRUPTED: ("warning", "clock"),
    MeetingState.CLOSED: ("neutral", "check"),
    MeetingState.CANCELLED: ("danger", "cross"),
}
_ITEM = {
    ItemState.CALLED: ("info", "broadcast"),
    ItemState.CLOSED: ("neutral", "check"),
    ItemState.REMOVED: ("neutral", "cross"),
}
_RESULT: dict[str, tuple[str, str]] = {
    Result.ADOPTED_UNANIMOUSLY: ("success", "check"),
    Result.ADOPTED: ("success", "check"),
    Result.ADOPTED_AMENDED: ("success", "pencil"),
    Result.ELECTED: ("success", "ballot"),
    Result.REJECTED: ("danger", "cross"),
    Result.POSTPONED: ("warning", "clock"),
    Result.NOT_REACHED: ("warning", "clock"),
    Result.REFERRED: ("warning", "arrow"),
    Result.REFERRED_BACK: ("warning", "back"),
    Result.ANSWERED_ORAL: ("success", "speech"),
    Result.ANSWERED_WRITTEN: ("success", "document"),
    Result.NOTED: ("info", "check"),
}


@register.inclusion_tag("components/badge.html")
def meeting_badge(meeting: Meeting) -> dict[str, str]:
    """Show the state of a meeting."""
    tone, icon = _MEETING[MeetingState(meeting.state)]
    return {"text": meeting.get_state_display(), "tone": tone, "icon": icon}


@register.inclusion_tag("council/_item_badge.html")
def item_badge(item: AgendaItem) -> dict[str, str]:
    """Show what became of an item: its result, else its state unless it is simply open."""
    if item.result:
        tone, icon = _RESULT.get(item.result, ("neutral", "neutral"))
        return {"text": item.get_result_display(), "tone": tone, "icon": icon}
    if item.state == ItemState.OPEN:
        return {}
    tone, icon = _ITEM[ItemState(item.state)]
    return {"text": item.get_state_display(), "tone": tone, "icon": icon}
