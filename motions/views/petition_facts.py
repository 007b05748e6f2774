"""What the pages of a petition say about its way, without a word of its text or of who sent it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from council import rulebook
from council.templatetags.council import day
from documents.states import PaperState
from motions.models import Petition

_ENDED = (PaperState.INADMISSIBLE, PaperState.WITHDRAWN)


class Stop(NamedTuple):
    """A stop of the way: done, current or next."""

    title: str
    when: str
    state: str
    text: str = ""


class Light(NamedTuple):
    """A deadline light with its words; empty where nothing is due."""

    state: str
    text: str


def retention(*, on: date) -> str:
    """How long after the end the data of the petitioner are kept, in words."""
    years: int = rulebook.value("petition.retention_years", on=on)
    return "ein Jahr" if years == 1 else f"{years} Jahre"


def timeline(petition: Petition) -> list[Stop]:
    """The whole way of a petition, past and to come."""
    stops = list(_stops(petition))
    state = petition.paper.state
    if state in _ENDED:
        gone = [stop for stop in stops if stop.state == "done"]
        return [*gone, Stop(str(petition.paper.get_state_display()).capitalize(), _on(petition.closed_on), "done")]
    first = next((index for index, stop in enumerate(stops) if stop.state == "next"), None)
    if first is not None:
        stops[first] = stops[first]._replace(state="current")
    return stops


def _stops(petition: Petition) -> Iterator[Stop]:
    yield _stop("Eingang", petition.received_on)
    due = f"bis {day(petition.acknowledge_due)}"
    yield _stop("Eingangsbestätigung", petition.acknowledged_on, else_=due)
    admitted = petition.paper.date
    yield _stop("Prüfung der Zulässigkeit", admitted, text=petition.paper.reference or "")
    asked = f"erbeten bis {day(petition.statement_due)}" if petition.statement_due else ""
    passed_on = petition.committee_id is not None and petition.statement_on is None
    statement = "ging nicht rechtzeitig ein" if passed_on else asked
    yield Stop("Stellungnahme des Magistrats", _on(petition.statement_on) or statement, _state(petition, passed_on))
    committee = str(petition.committee or "")
    yield Stop("Beratung im Ausschuss", committee, "done" if petition.decided_on else "next")
    yield _stop("Entscheidung", petition.decided_on, text=str(petition.get_outcome_display()))
    yield _stop("Bescheid", petition.closed_on)


def _state(petition: Petition, passed_on: bool) -> str:
    return "done" if petition.statement_on or passed_on else "next"


def _stop(title: str, on: date | None, *, else_: str = "", text: str = "") -> Stop:
    return Stop(title, _on(on) or else_, "done" if on else "next", text)


def _on(value: date | None) -> str:
    return day(value) if value is not None else ""


def light(petition: Petition, *, on: date) -> Light:
    """What is due with the petition: its acknowledgement, or the Magistrat's statement."""
    state = petition.paper.state
    if state == PaperState.SUBMITTED:
        return _light(petition.acknowledge_due, on=on, what="Eingang bestätigen", yellow=1)
    if state == PaperState.STATEMENT_REQUESTED and petition.statement_on is None and petition.statement_due:
        return _light(petition.statement_due, on=on, what="Stellungnahme", yellow=7)
    return Light("", "")


def _light(due: date, *, on: date, what: str, yellow: int) -> Light:
    left = (due - on).days
    if left < 0:
        days = "1 Tag" if left == -1 else f"{-left} Tage"
        return Light("red", f"{what}: {days} überfällig")
    return Light("yellow" if left <= yellow else "green", f"{what}: bis {due:%d.%m.%Y}")
