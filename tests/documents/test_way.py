"""A paper's way is laid out on one page, shown as one line, and says in a sentence where it stands."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import audiences
from council.actions import agenda
from council.models import AgendaItem
from documents.actions import consultations, hearings, papers, referrals
from documents.models import Consultation, Paper
from documents.states import ConsultationRole, PaperState
from documents.views import timeline
from documents.ways import Stage
from tests import factories

pytestmark = pytest.mark.django_db


def stage(body, role=ConsultationRole.PREPARATION, **more):
    return Stage(body, role, **more)


def planned(cast, paper=None):
    """A paper with the usual way: the district council is heard, the committee prepares, the assembly decides."""
    paper = paper or factories.paper(name="Radweg am Anger")
    return paper, consultations.plan(
        paper,
        stages=[
            stage(cast.district_council, ConsultationRole.HEARING),
            stage(cast.committee, lead=True),
            stage(cast.assembly, ConsultationRole.DECISION, authoritative=True),
        ],
        by=cast.clerk,
    )


def way(paper, user=None):
    return timeline.of_paper(Paper.objects.get(pk=paper.pk), audiences.standing_of(user))


def bodies(paper):
    return [row.organization for row in Consultation.objects.living().filter(paper=paper).order_by("order", "pk")]


def soon(cast, body, **fields):
    return factories.meeting(body, date=timezone.localdate() + timedelta(days=9), **fields)


def test_pages_of_a_way_open_for_those_who_lay_it_out(cast, client):
    paper, (hearing, committee, assembly) = planned(cast)
    pages = [
        reverse("paper-way", args=[paper.key]),
        reverse("paper-way-typical", args=[paper.key]),
        *(reverse("consultation", args=[row.key]) for row in (hearing, committee, assembly)),
        reverse("hearing-begin", args=[hearing.key]),
        reverse("hearing-statement", args=[hearing.key]),
        reverse("consultation-waive", args=[hearing.key]),
        reverse("paper-refer", args=[paper.key]),
        paper.get_absolute_url(),
        cast.committee.get_absolute_url(),
        cast.district_council.get_absolute_url(),
        reverse("desk"),
    ]
    client.force_login(cast.clerk)

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


# The line


def test_way_shows_past_and_planned_with_role_body_date_result_and_statement(cast):
    paper, (hearing, committee, assembly) = planned(cast)
    hearings.begin(hearing, on=timezone.localdate(), by=cast.clerk)
    hearings.give(hearing, stance="changes", text="Bitte mit Bäumen.", on=timezone.localdate(), by=cast.district)
    meeting = soon(cast, cast.committee)
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)

    stops = way(paper).stops

    assert [(stop.title, stop.body, stop.state, stop.marks) for stop in stops] == [
        ("Anhörung", "Ortsbeirat Mitte", "done", ()),
        ("Vorberatung", "Ausschuss für Umwelt und Energie", "current", ("federführend",)),
        ("Entscheidung", "Stadtverordnetenversammlung", "next", ("entscheidet",)),
    ]
    assert stops[0].statement.text == "Bitte mit Bäumen."
    assert [(visit.day, visit.url, visit.text) for visit in stops[1].visits] == [
        (meeting.date, item.get_absolute_url(), "")
    ]
    assert [stop.text for stop in stops] == ["", "", "Vorgesehen."]


def test_one_consultation_with_several_dates_is_one_stop(cast):
    paper, (_, committee, _) = planned(cast)
    consultations.waive(consultations.ahead(paper).first(), by=cast.clerk)
    days = [date(2026, 5, 5), date(2026, 6, 9)]
    for day in days:
        item = consultations.place(paper, meeting=factories.meeting(cast.committee, date=day), by=cast.clerk)
        AgendaItem.objects.filter(pk=item.pk).update(state="closed", result="postponed")
    off = consultations.place(paper, meeting=factories.meeting(cast.committee, date=date(2026, 7, 7)), by=cast.clerk)
    agenda.remove(off, by=cast.clerk)

    stop = way(paper).stops[1]

    assert [(visit.day, visit.text) for visit in stop.visits] == [
        (date(2026, 5, 5), "vertagt"),
        (date(2026, 6, 9), "vertagt"),
        (date(2026, 7, 7), "von der Tagesordnung abgesetzt"),
    ]
    assert stop.text == "Kommt wieder; ein neuer Termin steht noch nicht fest."
    assert way(paper).sentence == (
        "3-mal vertagt, noch ohne neuen Termin: Ausschuss für Umwelt und Energie (Vorberatung)."
    )


def test_closed_item_and_meeting_stay_out_of_the_line_and_the_sentence(cast):
    paper, (hearing, _, _) = planned(cast)
    consultations.waive(hearing, by=cast.clerk)
    meeting = soon(cast, cast.committee)
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)
    agenda.close_to_public(item, by=cast.clerk)

    outside, inside = way(paper), way(paper, cast.councillor)

    assert (outside.stops[1].visits, outside.stops[1].text) == ((), "Terminiert.")
    assert outside.sentence == "Auf der Tagesordnung."
    assert [visit.day for visit in inside.stops[1].visits] == [meeting.date]
    assert inside.sentence.startswith("Am ")


def test_result_of_a_closed_item_that_was_put_off_is_not_told(cast):
    paper, (hearing, _, _) = planned(cast)
    consultations.waive(hearing, by=cast.clerk)
    item = consultations.place(paper, meeting=factories.meeting(cast.committee, date=date(2026, 5, 5)), by=cast.clerk)
    agenda.close_to_public(item, by=cast.clerk)
    AgendaItem.objects.filter(pk=item.pk).update(state="closed", result="postponed")
    Consultation.objects.filter(pk=item.slot.consultation_id).update(state="planned")

    outside = way(paper)

    assert "vertagt" not in f"{outside.sentence} {outside.stops[1].text} {outside.stops[1].visits}"


# Where it stands


def at_once(paper, **fields):
    Paper.objects.filter(pk=paper.pk).update(**fields)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("draft", "Die Vorlage ist ein Entwurf und noch nicht eingereicht."),
        ("submitted", "Eingereicht; das Büro prüft, ob die Vorlage zugelassen wird."),
        ("inadmissible", "Als unzulässig zurückgewiesen; die Vorlage wird nicht beraten."),
        ("admitted", "Zugelassen; der weitere Weg ist noch nicht festgelegt."),
        ("withdrawn", "Zurückgezogen; die Vorlage wird nicht weiter beraten."),
        ("adopted", "Beschlossen."),
        ("rejected", "Abgelehnt."),
        ("lapsed", "Mit dem Ende der Wahlperiode verfallen."),
        ("in_implementation", "In Umsetzung."),
        ("recorded", "Ein erfasster Altvorgang; sein Stand ist nicht angegeben."),
    ],
)
def test_state_speaks_for_itself_where_no_body_has_the_paper(cast, state, sentence):
    assert way(factories.paper(state=state)).sentence == sentence


def test_every_state_has_a_sentence(cast):
    paper = factories.paper()
    for state in PaperState.values:
        at_once(paper, state=state)
        assert way(paper).sentence.endswith("."), state


def test_sentence_follows_the_paper_from_body_to_body(cast):
    paper, (hearing, committee, assembly) = planned(cast)
    said = [way(paper).sentence]
    opened = hearings.begin(hearing, on=date(2026, 6, 15), by=cast.clerk)
    said.append(way(paper).sentence)
    referrals.refer(paper, to=[stage(cast.committee)], by=cast.chair)
    said.append(way(paper).sentence)
    hearings.give(opened, stance="approving", text="", on=timezone.localdate(), by=cast.district)
    said.append(way(paper).sentence)
    consultations.waive(committee, by=cast.clerk)
    said.append(way(paper).sentence)
    meeting = soon(cast, cast.assembly)
    item = consultations.place(paper, meeting=meeting, by=cast.clerk)
    said.append(way(paper).sentence)
    AgendaItem.objects.filter(pk=item.pk).update(state="called")
    said.append(way(paper).sentence)
    AgendaItem.objects.filter(pk=item.pk).update(state="closed", result="adopted")
    consultations.treat(assembly, by=cast.clerk)
    at_once(paper, state="adopted")
    said.append(way(paper).sentence)

    day = f"{meeting.date.day}. "
    assert said[:5] == [
        "Als Nächstes vorgesehen: Ortsbeirat Mitte (Anhörung).",
        "Anhörung bis 27. Juli 2026: Ortsbeirat Mitte.",
        "Anhörung bis 27. Juli 2026: Ortsbeirat Mitte; überwiesen, noch ohne Termin: Ausschuss für Umwelt und Energie"
        " (Vorberatung).",
        "Überwiesen, noch ohne Termin: Ausschuss für Umwelt und Energie (Vorberatung).",
        "Als Nächstes vorgesehen: Stadtverordnetenversammlung (Entscheidung).",
    ]
    assert said[5].startswith(f"Am {day}")
    assert said[5].endswith("auf der Tagesordnung: Stadtverordnetenversammlung (Entscheidung).")
    assert said[6] == "Wird gerade beraten: Stadtverordnetenversammlung (Entscheidung)."
    assert said[7].startswith(f"Beschlossen am {day}")
    assert said[7].endswith(": Stadtverordnetenversammlung.")


def test_recorded_way_without_steps_is_told_by_its_results(cast):
    paper = factories.paper(state="recorded")
    row = Consultation.objects.create(
        paper=paper, organization=cast.committee, created_at=timezone.now(), modified_at=timezone.now()
    )
    item = factories.item(factories.meeting(cast.committee, date=date(2020, 2, 6)), state="closed", result="noted")
    consultations.record(row, item=item, by=cast.clerk)

    (stop,) = way(paper).stops

    assert (stop.state, [visit.text for visit in stop.visits], stop.text) == ("done", ["zur Kenntnis genommen"], "")


def test_line_asks_as_much_for_nine_bodies_as_for_three(cast):
    paper, _ = planned(cast)
    counts = []
    for more in (0, 6):
        for _ in range(more):
            papers.refer(paper, to=factories.organization(), by=cast.clerk)
        with CaptureQueriesContext(connection) as asked:
            way(paper)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 6


# The whole life through the pages


def test_paper_goes_its_whole_way_through_the_pages(cast, client):
    """Laid out by the office, heard by the district, put off once by the committee, decided by the assembly."""
    paper = factories.paper(name="Radweg am Anger")

    def as_(name, page, data=None, *, to=None):
        client.force_login(cast.people[name])
        url = reverse(page, args=[to or paper.key])
        return client.get(url) if data is None else client.post(url, data)

    def here():
        client.logout()
        page = " ".join(client.get(paper.get_absolute_url()).content.decode().split())
        start = page.index("Wo steht das gerade?</strong>") + len("Wo steht das gerade?</strong>")
        return page[start : page.index("<a", start)].strip()

    def row(body):
        return Consultation.objects.get(paper=paper, organization=body)

    def treat(meeting, result, **more):
        item = meeting.items.get(state="open")
        as_("chair", "paper-way")
        client.force_login(cast.chair)
        for name, data in (("item-call", {"version": item.version}), ("item-close", {"result": result} | more)):
            item.refresh_from_db()
            answer = client.post(reverse(name, args=[meeting.key, item.key]), data | {"version": item.version})
            assert answer.status_code in (302, 303), answer.content.decode()

    for body, role in (
        (cast.district_council, "hearing"),
        (cast.committee, "preparation"),
        (cast.assembly, "decision"),
    ):
        as_("clerk", "paper-way", {"organization": body.key, "role": role})
    assert as_("councillor", "paper-way", {"organization": cast.committee.key, "role": "decision"}).status_code == 403

    as_("chair", "paper-refer", {"to": [cast.committee.key, cast.district_council.key], "act": "chair"})
    assert "Anhörung bis" in here()
    assert as_("councillor", "hearing-statement", to=row(cast.district_council).key).status_code == 403
    as_(
        "district",
        "hearing-statement",
        {"stance": "approving", "text": "Gern.", "given_on": timezone.localdate().isoformat()},
        to=row(cast.district_council).key,
    )
    assert here() == "Überwiesen, noch ohne Termin: Ausschuss für Umwelt und Energie (Vorberatung)."

    first, second = (
        factories.meeting(cast.committee, date=timezone.localdate(), state="running", name=f"{n}. Sitzung")
        for n in (1, 2)
    )
    as_("clerk", "meeting-proposals-take", {"proposal": paper.key}, to=first.key)
    treat(first, "postponed")
    assert here() == "Vertagt, noch ohne neuen Termin: Ausschuss für Umwelt und Energie (Vorberatung)."
    as_("clerk", "meeting-proposals-take", {"proposal": paper.key}, to=second.key)
    treat(second, "adopted_unanimously")
    assert here() == (
        "Die Beschlussempfehlung liegt vor; als Nächstes vorgesehen: Stadtverordnetenversammlung (Entscheidung)."
    )
    assert row(cast.committee).slots.count() == 2

    assembly = factories.meeting(cast.assembly, date=timezone.localdate(), state="running")
    as_("clerk", "meeting-proposals-take", {"proposal": paper.key}, to=assembly.key)
    item = assembly.items.get()
    assert (item.part, item.number) == ("II", "II/1")
    treat(assembly, "adopted")

    assert here().startswith("Beschlossen am ")
    assert [(stop.body, stop.state) for stop in way(paper).stops] == [
        ("Ortsbeirat Mitte", "done"),
        ("Ausschuss für Umwelt und Energie", "done"),
        ("Stadtverordnetenversammlung", "done"),
    ]
    assert as_("clerk", "paper-way", {"organization": cast.committee.key, "role": "notice"}).status_code == 409
