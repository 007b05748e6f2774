"""The page that explains the open-data interface to programmers, with living examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.forms.oparl import MOST
from documents.models import OparlObject
from documents.oparl import addresses, answers, bodies, contributions

_SHOWN = ("Paper", "Meeting", "Organization", "Person")
_TEXTS = 300  # characters of a long text that an example shows
# What is told beyond the standard: the object, the property, and what it holds.
OWN = (
    ("Paper", "state", "Stand der Vorlage in Worten"),
    ("Paper", "text", "Wortlaut der neuesten Fassung"),
    ("Paper", "summary", "Zusammenfassung in einfachen Worten"),
    ("Paper", "district", "Ortsbezirke, die sie betrifft"),
    ("Paper", "question", "Fragen einer Anfrage: number, text, answerStatus"),
    ("Paper", "answer", "Antworten: mode, givenOn, respondent, file, passage (number, text, question)"),
    ("Paper", "followUp", "Nachfragen: number, text, answerText, answerStatus"),
    ("Paper", "answerStatus", "Wie viele Fragen welchen Stand haben"),
    ("Paper", "answerDue", "Bis wann die Antwort zu geben ist"),
    ("Paper", "annotation", "Öffentliche Anmerkungen: id (W3C), web, motivation, exact, text, created"),
    ("AgendaItem", "vote", "Abstimmungen: yes, no, abstain, rule, passed, outcome, byFaction, byPerson"),
    ("AgendaItem", "part", "Teil der Tagesordnung (I mit, II ohne Aussprache)"),
    ("AgendaItem", "state", "Stand des Punktes in Worten"),
    ("Meeting", "state", "Stand der Sitzung in Worten"),
    ("Meeting", "startTimeUnknown", "true: nur der Tag ist bekannt, start nennt dessen Beginn"),
    ("Consultation", "state", "Stand der Beratung in Worten"),
    ("Consultation", "lead", "true: federführend"),
    ("Consultation", "dueOn", "letzter Tag einer Anhörung"),
    ("Organization", "statutorySeats", "gesetzliche Mitgliederzahl"),
)


@dataclass(frozen=True)
class Example:
    """An object as it is given out now, shortened where its texts are long."""

    type: str
    url: str
    text: str


@require_safe
@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    """Explain the interface: where it begins, its lists and filters, what is ours, and how changes are found."""
    town = OparlObject.objects.living().filter(type="Body", body="").order_by("pk").first()
    context = {
        "system": addresses.of(addresses.SYSTEM, addresses.SYSTEM_KEY),
        "bodies": addresses.bodies(),
        "lists": [(name, addresses.listing("Body", town.key, type_)) for name, type_ in bodies.LISTS.items()]
        if town
        else [],
        "examples": [example for type_ in _SHOWN if (example := _example(type_)) is not None],
        "own": [(type_, contributions.prefixed(name), text) for type_, name, text in OWN],
        "licence": settings.OPARL_LICENSE,
        "most": MOST,
        "since": "modified_since=2026-06-01T00:00:00%2B02:00",
    }
    return render(request, "documents/oparl.html", context)


def _example(type_: str) -> Example | None:
    """The latest object of a type that is still open to everybody; None while there is none."""
    rows = OparlObject.objects.living().filter(type=type_).order_by("-pk")[:1]
    within = answers.Within(rows)
    row = next(iter(rows), None)
    if row is None or not within.settled():
        return None
    text = json.dumps(_shortened(within.object(row)), ensure_ascii=False, indent=2)
    return Example(type_, addresses.of(type_, row.key), text)


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_shortened(below) for below in value[:2]]
    return value if not isinstance(value, str) or len(value) <= _TEXTS else f"{value[:_TEXTS]} …"
