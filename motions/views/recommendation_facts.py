"""What the pages of a citizens' report say about its recommendations, and what this person can do with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from council.may import allowed
from motions.may import recommendations as may
from motions.models import PanelReport, Recommendation
from motions.states import RecommendationState

if TYPE_CHECKING:
    from council.audiences import Viewer

_TONES = {
    RecommendationState.ACCEPTED: "success",
    RecommendationState.PARTLY_ACCEPTED: "warning",
    RecommendationState.REJECTED: "neutral",
    RecommendationState.IMPLEMENTED: "success",
}


@dataclass(frozen=True)
class Line:
    """A recommendation with the tone of its state and the light of its day."""

    wish: Recommendation
    tone: str
    overdue: bool
    light: str
    light_text: str


def lines(report: PanelReport, *, on: date) -> list[Line]:
    """The recommendations of a report in order; reads the prefetched rows."""
    return [line(wish, on=on) for wish in report.recommendations.all()]


def line(wish: Recommendation, *, on: date) -> Line:
    """Say how one recommendation stands on that day."""
    light, text = _light(wish, on=on)
    return Line(wish, _TONES.get(RecommendationState(wish.state), "info"), wish.is_overdue(on=on), light, text)


def _light(wish: Recommendation, *, on: date) -> tuple[str, str]:
    if wish.state != RecommendationState.UNDER_REVIEW or wish.due is None:
        return "", ""
    left = (wish.due - on).days
    if left < 0:
        days = "1 Tag" if left == -1 else f"{-left} Tage"
        return "red", f"{days} überfällig"
    return ("yellow" if left <= 7 else "green"), f"Antwort bis {wish.due:%d.%m.%Y}"


def of_report(report: PanelReport, *, user: Viewer) -> dict[str, Any]:
    """Everything a page shows of a report; the numbers by state, and who may do what."""
    today = timezone.localdate()
    listed = lines(report, on=today)
    counts = Counter(line.wish.state for line in listed)
    open_ = counts[RecommendationState.UNDER_REVIEW]
    return {
        "report": report,
        "paper": report.paper,
        "lines": listed,
        "answered": len(listed) - open_,
        "overdue": sum(line.overdue for line in listed),
        "can_keep": allowed(may.keep, user, report.panel),
        "can_hand_over": allowed(may.hand_over, user, report),
        "can_answer": allowed(may.answer, user, report) and report.handed_over_on is not None,
    }
