"""Referrals and hearings: what lies before which body, what it said, and whose silence was noted."""

from __future__ import annotations

from collaboration.demo import nouns
from collaboration.demo.intake.shelf import Shelf
from documents.actions import consultations, hearings, referrals
from documents.models import Consultation, Paper
from documents.ways import Stage


def take_in(shelf: Shelf) -> None:
    """Refer, hear, and note the silence of those whose time is over."""
    for referral in shelf.town.referrals:
        _refer(shelf, referral)
    for said in shelf.town.statements:
        row = _row(shelf, shelf.papers[said.paper], said.body)
        hearings.give(row, stance=said.stance, text=said.text, on=said.day, by=None)
    for silent in Consultation.objects.hearings().filter(due_on__lt=shelf.today).order_by("pk"):
        consultations.expire(silent, by=None)


def _refer(shelf: Shelf, written: nouns.Referral) -> None:
    paper = shelf.papers[written.paper]
    rows = [(body, _row(shelf, paper, body)) for body in written.to]
    stages = [Stage(shelf.organizations[body], row.role, lead=body == written.lead) for body, row in rows]
    referrals.refer(paper, to=stages, on=written.day, by=None)


def _row(shelf: Shelf, paper: Paper, body: str) -> Consultation:
    return paper.consultations.get(organization=shelf.organizations[body])
