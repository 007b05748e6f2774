"""What a foreign council publishes comes in whole, once, and again only where it has changed."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from council import journal, may
from council.actions import batches
from council.models import AgendaItem, Body, Entry, Meeting, Membership, Organization, Person
from council.states import Audience, BodyKind, ItemState, MeetingState, Result
from documents.actions import papers as paper_acts
from documents.models import Consultation, File, MeetingFile, Originator, Paper, Slot
from documents.states import ConsultationRole, ConsultationState, FileRole, PaperState, PaperType
from motions.importing.oparl import writing
from motions.importing.oparl.doubts import Doubt
from motions.importing.oparl.known import MODELS
from motions.models import ImportRemark, ImportRun
from tests import factories
from tests.motions.importing.oparl.objects import made, origin
from tests.motions.importing.oparl.taking import changes, meeting, put, remarks, take, town

pytestmark = pytest.mark.django_db


# The first time -------------------------------------------------------------------------------------------------------


def test_what_a_source_says_of_a_life_comes_in_short_and_with_whom_it_is_from(folder):
    said = {"life": "Lehrerin. " + "x" * 400, "lifeSource": "Selbstauskunft"}
    put(folder, **town() | {"people": [made("Person", body=origin("Body", 1), **said)]})

    report = take(folder)

    person = Person.objects.get()
    assert (len(person.life), person.life[:10], person.life_source) == (299, "Lehrerin. ", "Selbstauskunft")
    assert report.doubts[Doubt.TOO_LONG] == 1
    assert report.doubts[Doubt.NO_PLACE] == 0


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-03-12T00:00:00+01:00", "2025-03-11T00:00:00+01:00"),
        ("2025-03-12T17:00:00+01:00", "2025-03-12T00:00:00+01:00"),
        ("2025-03-12T17:00:00+01:00", "2025-03-12T16:00:00+01:00"),
        ("2025-03-12T00:00:00", "0000-00-00T00:00:00"),
    ],
)
def test_a_meeting_that_ends_before_it_begins_comes_in_and_can_be_read(folder, client, start, end):
    put(folder, **town() | {"meetings": [meeting(start=start, end=end)]})

    report = take(folder)

    sitting = Meeting.objects.get()
    assert (report.new["Meeting"], str(sitting.date), sitting.ends_at) == (1, "2025-03-12", None)
    assert client.get(sitting.get_absolute_url()).status_code == 200


def test_one_of_each_comes_in_and_hangs_together(folder):
    put(folder, **town())

    report = take(folder)

    body = Body.objects.get()
    council, someone, sitting = Organization.objects.get(), Person.objects.get(), Meeting.objects.get()
    item, paper, consultation = AgendaItem.objects.get(), Paper.objects.get(), Consultation.objects.get()
    seat = Membership.objects.get()
    assert report.new == {kind: 2 if kind == "File" else 1 for kind in MODELS}
    assert (body.name, council.body, council.kind, council.location.description) == (
        "Musterstadt",
        body,
        BodyKind.COMMITTEE,
        "Rathaus, Bürgersaal",
    )
    assert (seat.person, seat.organization, seat.role) == (someone, council, "Mitglied")
    assert (sitting.organization, sitting.state, str(sitting.date)) == (council, MeetingState.CLOSED, "2025-03-12")
    assert (item.meeting, item.number, item.state, item.result) == (
        sitting,
        "1",
        ItemState.CLOSED,
        Result.ADOPTED_UNANIMOUSLY,
    )
    assert (paper.body, paper.paper_type, paper.reference, paper.state, paper.under_direction_of) == (
        body,
        PaperType.MOTION,
        "101.10.7",
        PaperState.RECORDED,
        council,
    )
    assert (consultation.paper, consultation.organization, consultation.meeting, consultation.role) == (
        paper,
        council,
        sitting,
        ConsultationRole.PREPARATION,
    )
    assert consultation.state == ConsultationState.TREATED
    assert list(Slot.objects.values_list("consultation", "item")) == [(consultation.pk, item.pk)]
    assert list(Originator.objects.values_list("paper", "person", "inferred")) == [(paper.pk, someone.pk, False)]
    assert list(File.objects.order_by("origin").values_list("name", "paper", "role")) == [
        ("Antrag", paper.pk, FileRole.MAIN),
        ("Einladung", None, FileRole.INVITATION),
    ]
    assert list(MeetingFile.objects.values_list("file__name", "meeting", "item", "role")) == [
        ("Einladung", sitting.pk, None, FileRole.INVITATION)
    ]


def test_what_a_server_publishes_is_public_here_with_the_moments_of_the_source(folder):
    put(folder, **town())

    take(folder)

    nobody = AnonymousUser()
    visible = [model.objects.visible_to(nobody).count() for model in (Meeting, AgendaItem, Paper, File)]
    paper = Paper.objects.get()
    assert visible == [1, 1, 1, 2]
    assert paper.created_at.isoformat() == paper.published_at.isoformat() == "2025-01-10T08:00:00+00:00"
    assert paper.modified_at.year > 2025


def test_a_batch_of_the_import_is_one_entry_about_the_run(folder, cast):
    head = journal.head_number()
    put(folder, **town())

    take(folder, by=cast.clerk)

    entries = Entry.objects.filter(number__gt=head).order_by("number")
    run = ImportRun.objects.get()
    assert {(entry.verb, entry.kind, entry.thing, entry.actor) for entry in entries} == {
        ("batch.taken_over", "motions.importrun", run.pk, cast.clerk)
    }
    named = [thing for entry in entries for thing in journal.things_of(entry)]
    assert ("documents.paper", Paper.objects.get().pk) in named
    assert len(named) == 12


def test_only_the_assembly_office_imports(folder, cast):
    put(folder, **town())

    with pytest.raises(may.Denied):
        take(folder, by=cast.councillor)

    assert Paper.objects.count() == 0


def test_a_source_without_a_body_uses_the_name_given(folder):
    put(folder, papers=[made("Paper", body=origin("Body", 7))])

    take(folder, body_name="Stadt Musterstadt")

    assert list(Body.objects.values_list("name", "origin")) == [("Stadt Musterstadt", origin("Body", 7))]
    assert Paper.objects.get().body == Body.objects.get()


def test_a_town_that_is_here_already_takes_its_own_past_in(folder):
    home = factories.body(name="Musterstadt", home=True)
    put(folder, **town())

    take(folder)
    take(folder)

    assert list(Body.objects.values_list("pk", "origin")) == [(home.pk, origin("Body", 1))]
    assert Paper.objects.get().body == home


def test_agenda_items_nest_by_number_and_stand_in_the_order_of_the_agenda(folder):
    numbers = ("2", "1", "1.2", "1.1", "1.1.1", "")
    orders = (5, 1, 4, 2, 3, 6)
    items = [made("AgendaItem", n, number=numbers[n], order=orders[n], name=f"Punkt {numbers[n]}") for n in range(6)]
    put(folder, organizations=[made("Organization", body=origin("Body", 1))], meetings=[meeting(agendaItem=items)])

    take(folder)

    found = AgendaItem.objects.order_by("order").values_list("number", "order", "parent__number")
    assert list(found) == [
        ("1", 0, None),
        ("1.1", 1, "1"),
        ("1.1.1", 2, "1.1"),
        ("1.2", 3, "1"),
        ("2", 4, None),
        ("", 5, None),
    ]


def test_agenda_items_in_a_list_of_their_own_find_their_agenda(folder):
    put(
        folder,
        organizations=[made("Organization", body=origin("Body", 1))],
        meetings=[meeting(agendaItem=[origin("AgendaItem", 2), origin("AgendaItem", 1)])],
        agendaItems=[made("AgendaItem", 1, number="1.1", order=None), made("AgendaItem", 2, number="1", order=None)],
    )

    take(folder)

    found = AgendaItem.objects.order_by("order").values_list("number", "order", "parent__number")
    assert list(found) == [("1", 0, None), ("1.1", 1, "1")]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("einstimmig beschlossen", Result.ADOPTED_UNANIMOUSLY),
        ("mehrheitlich beschlossen", Result.ADOPTED),
        ("Zustimmung", ""),
        ("mehrheitlich abgelehnt", Result.REJECTED),
        ("in die Ausschüsse verwiesen", Result.REFERRED),
        ("genehmigt OB", ""),
    ],
)
def test_results_are_coded_only_where_they_are_certain(folder, text, result):
    put(folder, meetings=[meeting(agendaItem=[made("AgendaItem", result=text)])])

    take(folder, body_name="Musterstadt")

    assert list(AgendaItem.objects.values_list("result", "result_text")) == [(result, text)]


@pytest.mark.parametrize(
    ("said", "name", "state"),
    [
        ("2025-03-12T17:00:00+01:00", "terminiert", MeetingState.PLANNED),
        ("2025-03-12T17:00:00+01:00", None, MeetingState.CLOSED),
        ("2099-03-12T17:00:00+01:00", None, MeetingState.INVITED),
    ],
)
def test_a_meeting_is_in_the_state_the_source_names_or_its_day_tells(folder, said, name, state):
    put(folder, meetings=[meeting(start=said, end=None, meetingState=name, agendaItem=[made("AgendaItem")])])

    take(folder, body_name="Musterstadt")

    assert Meeting.objects.get().state == state


def test_a_joint_meeting_keeps_all_its_bodies(folder):
    bodies = [made("Organization", number, body=origin("Body", 1), name=f"Gremium {number}") for number in (1, 2, 3)]
    both = [origin("Organization", number) for number in (2, 1, 3)]
    put(folder, organizations=bodies, meetings=[meeting(organization=both)])

    take(folder)

    found = Meeting.objects.get()
    assert found.organization.name == "Gremium 2"
    assert set(found.joint_organizations.values_list("name", flat=True)) == {"Gremium 1", "Gremium 3"}


def test_meetings_of_no_body_belong_to_the_town_by_their_terms_which_are_read_once(folder):
    terms = [
        made("LegislativeTerm", 1, startDate=None, endDate=None),
        made("LegislativeTerm", 2, startDate="2021-04-01", endDate="2026-03-31"),
        made("LegislativeTerm", 3, startDate="2026-04-01", endDate="2031-03-31"),
    ]
    days = ("2020-01-15", "2025-03-12", "2026-05-04")
    sittings = [
        meeting(number, organization=[], start=f"{day}T17:00:00+01:00", end=None) for number, day in enumerate(days)
    ]
    put(folder, body=made("Body", legislativeTerm=terms), meetings=sittings)

    with CaptureQueriesContext(connection) as queries:
        take(folder)

    found = Meeting.objects.order_by("date").values_list("term__origin", flat=True)
    assert list(found) == [origin("LegislativeTerm", number) for number in (3, 2, 3)]
    ordered = [query for query in queries if "ORDER BY" in query["sql"].partition('FROM "council_legislativeterm"')[2]]
    assert len(ordered) == 1


def test_paper_types_and_roles_we_do_not_know_keep_the_word_of_the_source(folder):
    put(
        folder,
        papers=[
            made(
                "Paper", body=origin("Body", 1), paperType="Offenlage", consultation=[made("Consultation", role="Rat")]
            )
        ],
    )

    take(folder)

    paper, consultation = Paper.objects.get(), Consultation.objects.get()
    assert (paper.paper_type, paper.type_text, paper.kind_label) == (PaperType.OTHER, "Offenlage", "Offenlage")
    assert (consultation.role, consultation.role_text) == (ConsultationRole.OTHER, "Rat")


def test_more_than_we_can_keep_is_told(folder):
    parents = [made("Paper", number, body=origin("Body", 1)) for number in (1, 2)]
    child = made("Paper", 3, superordinatedPaper=[origin("Paper", 1), origin("Paper", 2)])
    put(folder, papers=[*parents, child])

    take(folder)

    assert Paper.objects.get(origin=origin("Paper", 3)).superordinate.origin == origin("Paper", 1)
    assert remarks(Doubt.SURPLUS) == [
        (origin("Paper", 3), "„superordinatedPaper“ nennt 2 Werte; der erste wurde übernommen.")
    ]


def test_what_we_have_no_place_for_is_counted_and_told_once(folder):
    put(
        folder,
        people=[made("Person", body=origin("Body", 1))],
        meetings=[meeting(1, participant=[origin("Person", 1)]), meeting(2, participant=[origin("Person", 1)])],
    )

    take(folder)

    assert remarks(Doubt.NO_PLACE) == [("", "2 Sitzungen nennen „participants“; dafür ist hier noch kein Platz.")]


def test_a_text_that_is_too_long_is_cut_and_told(folder):
    put(folder, papers=[made("Paper", body=origin("Body", 1), name="lang " * 300)])

    take(folder)

    assert len(Paper.objects.get().name) == 1000
    assert remarks(Doubt.TOO_LONG) == [(origin("Paper", 1), "„name“ hat 1499 Zeichen; Platz ist für 1000.")]


# What is closed -------------------------------------------------------------------------------------------------------


def test_a_closed_item_and_its_files_are_read_by_its_body_alone(folder):
    closed = made("AgendaItem", 2, public=False, auxiliaryFile=[made("File", 5, name="Vertraulich")])
    put(
        folder,
        organizations=[made("Organization", body=origin("Body", 1))],
        meetings=[meeting(agendaItem=[made("AgendaItem", 1), closed])],
    )

    take(folder)

    nobody, insider = AnonymousUser(), factories.user(person=factories.person())
    factories.membership(insider.person, Organization.objects.get())
    shown = [
        [AgendaItem.objects.visible_to(user).count(), File.objects.visible_to(user).count()]
        for user in (nobody, insider)
    ]
    assert shown == [[1, 0], [2, 1]]


def test_a_closed_meeting_stays_in_the_calendar_as_a_bare_date(folder):
    put(
        folder,
        organizations=[made("Organization", body=origin("Body", 1))],
        meetings=[meeting(name="Personalausschuss (nicht öffentlich)", agendaItem=[made("AgendaItem", public=None)])],
    )

    take(folder)

    nobody = AnonymousUser()
    assert Meeting.objects.visible_to(nobody).values_list("public", flat=True)[0] is False
    assert AgendaItem.objects.visible_to(nobody).count() == 0


def test_a_closed_item_of_a_meeting_without_a_body_is_read_by_nobody(folder):
    put(folder, meetings=[made("Meeting", agendaItem=[made("AgendaItem", public=False)])])

    take(folder, body_name="Musterstadt")

    assert AgendaItem.objects.get().audience == Audience.PRIVATE
    assert len(remarks(Doubt.MISSING)) == 1


# The second time ------------------------------------------------------------------------------------------------------


def test_a_second_time_changes_nothing_and_writes_no_entry(folder):
    put(folder, **town())
    take(folder)
    head = journal.head_number()

    report = take(folder)

    assert (changes(report), report.unchanged) == ({}, {kind: 2 if kind == "File" else 1 for kind in MODELS})
    assert journal.head_number() == head


def test_new_time_stamps_alone_change_nothing(folder):
    put(folder, papers=[made("Paper", body=origin("Body", 1))])
    take(folder)

    put(folder, papers=[made("Paper", body=origin("Body", 1), modified="2026-01-01T00:00:00+01:00")])

    assert changes(take(folder)) == {}


def test_a_change_saves_what_changed_and_nothing_else(folder):
    put(folder, papers=[made("Paper", 1, body=origin("Body", 1)), made("Paper", 2, name="Brücke")])
    take(folder)
    before = Paper.objects.get(origin=origin("Paper", 1))

    put(folder, papers=[made("Paper", 1, body=origin("Body", 1), name="Fußweg"), made("Paper", 2, name="Brücke")])
    report = take(folder)

    after = Paper.objects.get(pk=before.pk)
    differing = {
        field.name
        for field in Paper._meta.concrete_fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    }
    assert changes(report) == {"changed": {"Paper": 1}}
    assert differing == {"name", "origin_print", "modified_at", "version"}
    assert journal.things_of(Entry.objects.order_by("-number")[0]) == [("documents.paper", after.pk)]


def test_what_was_closed_here_stays_closed_when_the_source_changes(folder, cast):
    put(folder, papers=[made("Paper", body=origin("Body", 1))])
    take(folder)
    paper_acts.restrict(Paper.objects.get(), audience=Audience.COUNCIL, by=cast.clerk)

    put(folder, papers=[made("Paper", body=origin("Body", 1), name="Fußweg")])
    take(folder)

    paper = Paper.objects.get()
    assert (paper.name, paper.audience) == ("Fußweg", Audience.COUNCIL)


@pytest.mark.parametrize(
    ("first", "second", "audience"), [(True, False, Audience.BODY), (False, True, Audience.PUBLIC)]
)
def test_an_item_closes_and_opens_with_the_source(folder, first, second, audience):
    put(folder, organizations=[made("Organization", body=origin("Body", 1))])
    put(folder, meetings=[meeting(agendaItem=[made("AgendaItem", public=first)])])
    take(folder)

    put(folder, meetings=[meeting(agendaItem=[made("AgendaItem", public=second)])])
    take(folder)

    assert AgendaItem.objects.get().audience == audience


def test_links_follow_the_source(folder):
    people = [made("Person", number, body=origin("Body", 1)) for number in (1, 2)]
    items = [made("AgendaItem", number, number=str(number)) for number in (1, 2)]

    def source(number):
        consultation = made("Consultation", agendaItem=origin("AgendaItem", number))
        paper = made("Paper", originatorPerson=[origin("Person", number)], consultation=[consultation])
        put(folder, people=people, meetings=[meeting(agendaItem=items)], papers=[paper])

    source(1)
    take(folder)
    source(2)
    take(folder)

    assert list(Slot.objects.values_list("item__number", flat=True)) == ["2"]
    assert list(Originator.objects.values_list("person__origin", flat=True)) == [origin("Person", 2)]


def test_two_consultations_that_swap_their_items_end_right(folder):
    items = [made("AgendaItem", number, number=str(number)) for number in (1, 2)]

    def source(first, second):
        consultations = [
            made("Consultation", number, agendaItem=origin("AgendaItem", item))
            for number, item in ((1, first), (2, second))
        ]
        put(folder, meetings=[meeting(agendaItem=items)], papers=[made("Paper", consultation=consultations)])

    source(1, 2)
    take(folder, body_name="Musterstadt")
    source(2, 1)
    take(folder, body_name="Musterstadt")
    last = take(folder, body_name="Musterstadt")

    assert dict(Slot.objects.values_list("consultation__origin", "item__number")) == {
        origin("Consultation", 1): "2",
        origin("Consultation", 2): "1",
    }
    assert changes(last) == {}


# Deleted --------------------------------------------------------------------------------------------------------------


def test_a_tombstone_deletes_what_is_known_and_is_counted_otherwise(folder):
    put(folder, papers=[made("Paper", 1, body=origin("Body", 1))])
    take(folder)

    put(folder, papers=[made("Paper", 1, deleted=True), made("Paper", 2, deleted=True)])
    report = take(folder)
    again = take(folder)

    assert Paper.objects.get().deleted_at.isoformat() == "2025-02-11T09:30:00+00:00"
    assert (changes(report), report.tombstones) == ({"deleted": {"Paper": 1}}, {"Paper": 2})
    assert changes(again) == {}


def test_what_was_deleted_by_mistake_comes_back(folder):
    put(folder, papers=[made("Paper", 1, body=origin("Body", 1))])
    take(folder)
    put(folder, papers=[made("Paper", 1, deleted=True)])
    take(folder)

    put(folder, papers=[made("Paper", 1, body=origin("Body", 1))])
    report = take(folder)

    assert changes(report) == {"changed": {"Paper": 1}}
    assert Paper.objects.get().deleted_at is None


# References -----------------------------------------------------------------------------------------------------------


def test_what_refers_to_something_later_is_linked_in_the_end(folder):
    put(
        folder,
        organizations=[
            made("Organization", 1, body=origin("Body", 1), subOrganizationOf=origin("Organization", 2)),
            made("Organization", 2, membership=[made("Membership", organization=origin("Organization", 2))]),
        ],
        people=[made("Person")],
        papers=[made("Paper", 1, superordinatedPaper=[origin("Paper", 2)]), made("Paper", 2)],
    )

    report = take(folder)
    again = take(folder)

    assert Organization.objects.get(origin=origin("Organization", 1)).parent.origin == origin("Organization", 2)
    assert Paper.objects.get(origin=origin("Paper", 1)).superordinate.origin == origin("Paper", 2)
    assert Membership.objects.get().organization.origin == origin("Organization", 2)
    assert changes(report) == {"new": {"Organization": 2, "Person": 1, "Membership": 1, "Paper": 2}}
    assert (changes(again), again.skipped) == ({}, {})


def test_what_belongs_to_nothing_is_skipped_with_its_reason(folder):
    put(
        folder,
        people=[made("Person", body=origin("Body", 1), membership=[made("Membership")])],
        meetings=[meeting(agendaItem=[made("AgendaItem", consultation=made("Consultation"))])],
    )

    report = take(folder)
    again = take(folder)

    assert report.new == {"Person": 1, "Meeting": 1, "AgendaItem": 1}
    assert (report.skipped, report.reasons) == ({"Membership": 1, "Consultation": 1}, {writing.ORPHAN: 2})
    assert changes(again) == {}


def test_a_reference_that_leads_nowhere_is_told_until_a_later_import_brings_its_end(folder):
    put(folder, papers=[made("Paper", 1, body=origin("Body", 1), superordinatedPaper=[origin("Paper", 2)])])
    take(folder)
    told = remarks(Doubt.DANGLING)

    put(folder, papers=[made("Paper", 1, body=origin("Body", 1), superordinatedPaper=[origin("Paper", 2)])])
    put(folder, more=[made("Paper", 2)])
    report = take(folder)

    assert told == [
        (
            origin("Paper", 1),
            f"„Übergeordnete Vorlagen“ verweist auf {origin('Paper', 2)}; in der Quelle nicht enthalten.",
        )
    ]
    assert changes(report) == {"new": {"Paper": 1}, "changed": {"Paper": 1}}
    assert Paper.objects.get(origin=origin("Paper", 1)).superordinate is not None


def test_an_item_alone_may_name_its_consultation(folder):
    item = made("AgendaItem", consultation=origin("Consultation", 1))
    put(folder, meetings=[meeting(agendaItem=[item])], papers=[made("Paper", consultation=[made("Consultation")])])

    take(folder, body_name="Musterstadt")

    assert Slot.objects.get().item == AgendaItem.objects.get()


def test_an_agenda_item_has_one_consultation(folder):
    both = [made("Consultation", number, agendaItem=origin("AgendaItem", 1)) for number in (1, 2)]
    put(folder, meetings=[meeting(agendaItem=[made("AgendaItem")])], papers=[made("Paper", consultation=both)])

    take(folder, body_name="Musterstadt")
    again = take(folder, body_name="Musterstadt")

    assert Slot.objects.get().consultation.origin == origin("Consultation", 1)
    assert {told for told, _ in remarks(Doubt.CONTRADICTION)} == {origin("Consultation", 2)}
    assert changes(again) == {}


def test_a_file_shown_in_several_places_stands_in_each(folder):
    file = made("File", 9)
    put(
        folder,
        meetings=[meeting(1, auxiliaryFile=[file]), meeting(2, invitation=file)],
        papers=[made("Paper", 1, mainFile=file), made("Paper", 2, mainFile=file)],
    )

    take(folder, body_name="Musterstadt")
    again = take(folder, body_name="Musterstadt")

    assert set(MeetingFile.objects.values_list("meeting__origin", "role")) == {
        (origin("Meeting", 1), FileRole.AUXILIARY),
        (origin("Meeting", 2), FileRole.INVITATION),
    }
    assert (File.objects.get().paper.origin, File.objects.get().role) == (origin("Paper", 1), FileRole.MAIN)
    assert (changes(again), again.placed) == ({}, 0)


# Who brought a paper in -----------------------------------------------------------------------------------------------


def submitted_by(folder, *names):
    codes = {f"code{number}": name for number, name in enumerate(names)}
    raw = {"factions": codes, "papers": {origin("Paper", 1): list(codes)}}
    (folder / "paper-submitters.json").write_text(json.dumps(raw), encoding="utf-8")


def test_factions_read_off_letterheads_are_originators_under_reserve(folder):
    faction = made("Organization", body=origin("Body", 1), name="Bürgerliste-Ratsfraktion", organizationType="Fraktion")
    put(folder, organizations=[faction], papers=[made("Paper")])
    submitted_by(folder, "Bürgerliste", "Grüne Stadt")

    report = take(folder)
    again = take(folder)

    found = Originator.objects.values_list("organization__name", "inferred")
    assert list(found) == [("Bürgerliste-Ratsfraktion", True)]
    assert remarks(Doubt.SUBMITTER_UNKNOWN)[0] == (
        "",
        "„Grüne Stadt“ (1 × auf Briefköpfen) ist unter den Gremien nicht verzeichnet.",
    )
    assert (report.problems, changes(again)) == ([], {})


def test_what_the_source_says_counts_more_than_a_letterhead(folder):
    faction = made("Organization", body=origin("Body", 1), name="Bürgerliste", organizationType="Fraktion")
    put(folder, organizations=[faction], people=[made("Person")])
    put(folder, papers=[made("Paper", originatorPerson=[origin("Person", 1)])])
    submitted_by(folder, "Bürgerliste")

    take(folder)

    assert list(Originator.objects.values_list("person__origin", "inferred")) == [(origin("Person", 1), False)]


@pytest.mark.parametrize("text", ["[]", "{", '{"factions": 1}', '{"factions": {}, "papers": {"x": null, "y": ["z"]}}'])
def test_letterheads_that_cannot_be_read_do_no_harm(folder, text):
    put(folder, papers=[made("Paper", body=origin("Body", 1))])
    (folder / "paper-submitters.json").write_text(text, encoding="utf-8")

    take(folder)

    assert Originator.objects.count() == 0


# Bad input ------------------------------------------------------------------------------------------------------------


def test_garbage_is_told_and_the_rest_comes_in(folder):
    put(
        folder,
        organizations="{ das ist kein JSON",
        people=[None, 7, "Text", {"id": origin("Person", 3)}, made("Person", 4, name=None, familyName=None)],
        papers=[made("Paper", body=5, date="irgendwann", originatorPerson="falsch", mainFile=[1], name={"x": 1})],
    )

    report = take(folder, body_name="Musterstadt")

    assert report.skipped == {"Person": 3}
    assert [problem.partition(":")[0] for problem in report.problems] == ["organizations.json"]
    assert Paper.objects.get().name == "101.10.7"
    assert ImportRemark.objects.filter(sort="problem").count() == 1


def test_what_the_database_refuses_is_skipped_alone(folder, monkeypatch):
    accepted = batches.take_over

    def choosy(**rows):
        if any(getattr(thing, "name", "") == "Papier 7" for thing in rows.get("created", ())):
            raise IntegrityError("broken on purpose")
        accepted(**rows)

    monkeypatch.setattr(batches, "take_over", choosy)
    put(folder, papers=[made("Paper", number, body=origin("Body", 1), name=f"Papier {number}") for number in range(20)])

    report = take(folder)

    assert (report.new, report.skipped) == ({"Paper": 19}, {"Paper": 1})
    assert report.reasons == {writing.REFUSED: 1}


def test_a_meeting_with_more_items_than_a_batch_holds_comes_in_whole(folder):
    items = [made("AgendaItem", number, number=f"1.{number}" if number else "1", order=number) for number in range(250)]
    put(folder, meetings=[meeting(agendaItem=items)])

    take(folder, body_name="Musterstadt")

    assert AgendaItem.objects.filter(parent__number="1").count() == 249
    counts = [entry.numbers["count"] for entry in Entry.objects.filter(verb="batch.taken_over")]
    assert max(counts) <= batches.MOST
