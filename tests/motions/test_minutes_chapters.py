"""Every source of the minutes tells its facts: speeches, procedure, order, declarations, votes by name, elections."""

import re

import pytest

from council.actions import agenda, attendance, declarations, joining, measures, meetings, speeches
from council.models import AgendaItem, Entry
from motions.actions import elections, minuted_votes, minutes, procedural, roll_calls, treatment
from motions.actions.elections import Post, Proposal
from motions.actions.procedural import Verdict, Wish
from motions.electing import Count
from motions.minuting import drafting
from motions.models import Minutes, MinutesFact
from tests import factories
from tests.motions import minuting
from tests.motions.test_minutes import BEFORE_THE_MEETING, TOLD

pytestmark = pytest.mark.django_db

# Which row or entry each further verb leaves in the minutes; written by hand.
MORE = {
    "speech.called": lambda entry: f"speech:{entry.thing}",
    "debate.list_closed": lambda entry: f"entry:{entry.number}",
    "procedural.moved": lambda entry: f"proceduralmotion:{entry.thing}",
    "procedural.adopted": lambda entry: f"proceduralvote:{entry.numbers['vote']}",
    "procedural.withdrawn": lambda entry: f"entry:{entry.number}",
    "measure.taken": lambda entry: f"ordermeasure:{entry.thing}",
    "declaration.given": lambda entry: f"declaration:{entry.thing}",
    "roll_call.closed": lambda entry: f"rollcall:{entry.thing}",
    "vote.minuted": lambda entry: f"minutedvote:{entry.numbers['minuted']}",
    "election.opened": lambda entry: f"election:{entry.thing}",
    "election.counted": lambda entry: f"electionballot:{entry.numbers['ballot']}",
    "election.decided": lambda entry: f"entry:{entry.number}",
    "item.joined": lambda entry: f"entry:{entry.number}",
}
# What says nothing that another entry does not say, or is no fact of the meeting.
SILENT = BEFORE_THE_MEETING | {
    "speech.asked",
    "speech.ended",
    "procedural.carried_out",
    "roll_call.opened",
    "meeting.attendance_corrected",
}


def fresh(item):
    return AgendaItem.objects.get(pk=item.pk)


@pytest.fixture
def meeting(cast):
    """A meeting in which everything happens once, closed."""
    minuting.seat_secretary(cast)
    made = factories.meeting(cast.assembly, state="invited")
    first, second, third = (
        factories.item(made, name=name, number=n) for n, name in (("1", "A"), ("2", "B"), ("3", "C"))
    )
    meetings.start(made, by=cast.clerk)
    for name in ("chair", "councillor", "colleague", "rival"):
        attendance.arrive(made, person=getattr(cast, name).person, by=cast.clerk)
    mistaken = attendance.arrive(made, person=cast.mayor.person, by=cast.clerk)
    attendance.take_back(mistaken, by=cast.clerk)
    joining.join(first, along=[second], by=cast.clerk)
    agenda.call(fresh(first), by=cast.clerk)
    speech = speeches.ask(fresh(first), by=cast.councillor)
    speeches.finish(speeches.call_up(speech, by=cast.clerk), by=cast.clerk)
    wish = Wish(kind="end_list", item=fresh(first), faction=cast.other_faction)
    procedural.decide(procedural.move(made, wish=wish, by=cast.rival), verdict=Verdict(unopposed=True), by=cast.clerk)
    procedural.withdraw(procedural.move(made, wish=Wish(kind="interrupt"), by=cast.colleague), by=cast.colleague)
    measures.take(made, person=cast.rival.person, kind="to_order", item=fresh(first), by=cast.chair)
    declarations.give(made, text="Ich bedaure das.", item=fresh(first), by=cast.colleague)
    _roll_call(cast, fresh(first))
    for item in (first, second):
        treatment.close_item(fresh(item), result="noted", by=cast.clerk)
    _election(cast, fresh(third))
    meetings.close(made, by=cast.clerk)
    return type(made).objects.get(pk=made.pk)


def _roll_call(cast, item):
    called = roll_calls.open_vote(
        item, paper=None, subject="Punkt 2", demanded_by="Fraktion Grüne Stadt", by=cast.clerk
    )
    for name, answer in (("chair", "abstain"), ("councillor", "yes"), ("colleague", "yes"), ("rival", "no")):
        roll_calls.enter(called, person=getattr(cast, name).person, answer=answer, by=cast.clerk)
    ballot = roll_calls.close(called, by=cast.clerk)
    minuted_votes.demand(ballot, by=cast.rival)


def _election(cast, item):
    agenda.call(item, by=cast.clerk)
    names = [Proposal("Erna Beispiel"), Proposal("Kurt Muster")]
    election = elections.open_election(item, post=Post("Schriftführung"), proposals=names, by=cast.clerk)
    first, second = election.candidacies.order_by("number")
    elections.count(election, counted=Count(votes={first.pk: 3, second.pk: 1}, invalid=0), by=cast.clerk)
    elections.close_item(fresh(item), by=cast.clerk)


def test_minutes_hold_exactly_the_facts_of_everything_that_happens(cast, meeting):
    minutes.draft(meeting, by=cast.clerk)

    told = TOLD | MORE
    happened = list(Entry.objects.filter(room=meeting.room).exclude(kind="motions.minutes").order_by("number"))
    assert {entry.verb for entry in happened} - set(told) - SILENT == set()
    taken_back = {e.numbers["attendance"] for e in happened if e.verb == "meeting.attendance_corrected"}
    wanted = {
        told[entry.verb](entry)
        for entry in happened
        if entry.verb in told and entry.numbers.get("attendance") not in taken_back
    }
    facts = MinutesFact.objects.filter(section__minutes__meeting=meeting)
    assert {fact.source for fact in facts} == wanted
    assert facts.count() == len(wanted)
    for section in minuting.of(meeting).sections.all():
        assert drafting.left_out(section.facts.all(), text=section.text) == []


def test_chapters_speak_in_these_words(cast, meeting):
    minutes.draft(meeting, by=cast.clerk)

    texts = {str(row): row.text for row in minuting.of(meeting).sections.select_related("item")}
    texts = {title: re.sub(r"\d\d:\d\d", "HH:MM", text).split("\n\n") for title, text in texts.items()}

    assert texts["1 A"] == [
        "Der Punkt wird um HH:MM Uhr aufgerufen.",
        "Frau Councillor (Fraktion Grüne Stadt) spricht um HH:MM Uhr.",
        "Frau Rival (Fraktion Bürgerliste) beantragt zur Geschäftsordnung: Schluss der Redeliste (HH:MM Uhr).",
        "Schluss der Redeliste: angenommen (ohne Widerspruch).",
        "Die Redeliste wird um HH:MM Uhr geschlossen.",
        "Die Sitzungsleitung ruft Frau Rival (Fraktion Bürgerliste) um HH:MM Uhr zur Ordnung.",
        "Frau Colleague (Fraktion Grüne Stadt) erklärt zur Niederschrift: „Ich bedaure das.“",
        "Namentliche Abstimmung über Punkt 2: mehrheitlich angenommen (2 Ja, 1 Nein, 1 Enthaltung). Zustimmung"
        " Fraktion Grüne Stadt; Ablehnung Fraktion Bürgerliste; Enthaltung Fraktion Soziale Mitte.",
        "Namentlich auf Verlangen: Fraktion Grüne Stadt. Ja: Frau Colleague, Frau Councillor. Nein: Frau Rival."
        " Enthaltung: Frau Chair.",
        "Frau Rival (Fraktion Bürgerliste) lässt die eigene Stimme festhalten: Nein.",
        "Ergebnis: zur Kenntnis genommen.",
    ]
    assert texts["2 B"][:2] == [
        "Der Punkt wird gemeinsam mit TOP 1 aufgerufen.",
        "Der Punkt wird um HH:MM Uhr aufgerufen.",
    ]
    assert texts["3 C"][1:4] == [
        "Wahl: Schriftführung, Mehrheitswahl (eine Stelle), geheim mit Stimmzetteln. Zur Wahl stehen: Erna Beispiel, Kurt"
        " Muster.",
        "1. Wahlgang (Schriftführung): Erna Beispiel 3, Kurt Muster 1.",
        "Gewählt ist: Erna Beispiel (Schriftführung).",
    ]
    assert (
        "Frau Colleague (Fraktion Grüne Stadt) beantragt zur Geschäftsordnung: Unterbrechung der Sitzung (HH:MM Uhr)."
        in texts["Verlauf der Sitzung"]
    )


def test_facts_without_names_name_nobody(cast, meeting):
    minutes.draft(meeting, by=cast.clerk)
    names = [user.person.name for user in cast.people.values() if user.person is not None]

    rows = MinutesFact.objects.filter(section__minutes__in=Minutes.objects.filter(meeting=meeting))
    named = {(row.kind, name) for row in rows for name in names if name in (row.bare or row.sentence)}

    assert named == set()
