"""What is indexed of each kind of thing, with which audience, and what must be indexed anew when something happens."""

from datetime import date

import pytest

from council import audiences
from council.actions import agenda
from council.models import AgendaItem, Meeting, Membership, Person
from council.states import Audience
from documents.actions import consultations, papers
from documents.models import Consultation, File, Originator, Paper
from documents.search import sources
from documents.search.sources import MIXED, Name
from tests import factories

pytestmark = pytest.mark.django_db


def documents(source, *things):
    return list(sources.registered()[source].documents([thing.pk for thing in things]))


def document(source, thing):
    (only,) = documents(source, thing)
    return only


def affected(source, *things):
    kinds = {}
    for thing in things:
        kinds.setdefault(thing._meta.label_lower, set()).add(thing.pk)
    return sources.registered()[source].affected(kinds)


def test_kinds_of_things_that_are_found():
    labels = {name: source.label for name, source in sources.registered().items()}

    assert {name: labels[name] for name in ("paper", "file", "item", "meeting", "person")} == {
        "paper": "Vorlagen",
        "file": "Dateien",
        "item": "Tagesordnungspunkte",
        "meeting": "Sitzungen",
        "person": "Personen",
    }


@pytest.mark.parametrize("name", [Name("paper", 17), Name("file", 9, 3), Name("file", 9, 0)])
def test_name_is_read_back_from_its_key(name):
    assert Name.parse(name.key) == name


def test_paper_document_has_newest_text_number_originators_and_bodies(cast):
    paper = factories.paper(name="Radweg", text="Alte Fassung", reference="101.20.7", date=date(2026, 3, 6))
    papers.revise(paper, body_text="Neue Fassung", by=cast.clerk)
    Originator.objects.create(paper=paper, organization=cast.our_faction)
    papers.refer(paper, to=cast.committee, by=None)

    found = document("paper", paper)

    assert (found.title, found.reference, found.date, found.year) == ("Radweg", "101.20.7", date(2026, 3, 6), 2026)
    assert found.text == "Neue Fassung\n\nAntrag\n\nFraktion Grüne Stadt"
    assert (found.bodies, found.factions) == ((cast.committee.key,), (cast.our_faction.key,))
    assert (found.paper_type, found.state, found.districts) == ("motion", "referred", ())
    assert (found.key, found.group, found.audience) == (f"paper:{paper.pk}", f"paper:{paper.pk}", "public")


def test_file_has_a_document_for_each_page_and_its_name_on_the_first(cast):
    paper = factories.paper(date=date(2026, 3, 6))
    file = factories.file(paper=paper, name="Gutachten", pages=("Eins", "Zwei"))

    found = documents("file", file)

    assert [(page.key, page.title, page.text) for page in found] == [
        (f"file:{file.pk}:1", "Gutachten", "Eins"),
        (f"file:{file.pk}:2", "", "Zwei"),
    ]
    assert {(page.group, page.year) for page in found} == {(f"paper:{paper.pk}", 2026)}


def test_file_without_text_is_found_by_its_name(cast):
    file = factories.file(name="Lageplan")

    found = document("file", file)

    assert (found.key, found.title, found.text) == (f"file:{file.pk}:0", "Lageplan", "")


def test_item_document_has_resolution_meeting_and_body(cast):
    meeting = factories.meeting(cast.committee, date=date(2026, 6, 15))
    item = agenda.record(
        AgendaItem(
            meeting=meeting,
            order=0,
            name="Radweg",
            resolution_text="Der Radweg wird gebaut.",
            result_text="einstimmig",
            audience=Audience.PUBLIC,
        ),
        by=None,
    )

    found = document("item", item)

    assert (found.title, found.text, found.year) == ("Radweg", "Der Radweg wird gebaut.\n\neinstimmig", 2026)
    assert (found.group, found.bodies) == (f"meeting:{meeting.pk}", (cast.committee.key,))


@pytest.mark.parametrize(("audience", "belongs_to_paper"), [(Audience.PUBLIC, True), (Audience.MEMBERS, False)])
def test_item_belongs_to_the_paper_it_treats_if_that_is_public(cast, audience, belongs_to_paper):
    paper = factories.paper(audience=audience)
    meeting = factories.meeting(cast.committee)
    item = factories.item(meeting)
    consultations.schedule(papers.refer(paper, to=cast.committee, by=None), item=item, by=None)

    assert document("item", item).group == (f"paper:{paper.pk}" if belongs_to_paper else f"meeting:{meeting.pk}")
    assert affected("item", paper) == {item.pk}


def test_person_document_has_offices_but_not_every_seat(cast):
    person = Person.objects.get(account=cast.councillor)

    found = document("person", person)

    assert (found.title, found.audience) == ("Frau Councillor", "public")
    assert found.text == "Vorsitzende, Fraktion Grüne Stadt"
    assert sorted(found.bodies) == sorted(body.key for body in (cast.assembly, cast.committee))
    assert found.factions == (cast.our_faction.key,)


PUBLIC, MEMBERS, COUNCIL = ({"audience": name} for name in (Audience.PUBLIC, Audience.MEMBERS, Audience.COUNCIL))


@pytest.mark.parametrize(
    ("of_paper", "of_file", "token"),
    [
        (PUBLIC, PUBLIC, "public"),
        (MEMBERS, PUBLIC, "members"),
        (PUBLIC, COUNCIL, "council"),
        (MEMBERS, MEMBERS, "members"),
        (MEMBERS, COUNCIL, MIXED),
    ],
)
def test_file_has_the_narrowest_audience_of_its_path(cast, of_paper, of_file, token):
    file = factories.file(paper=factories.paper(**of_paper), **of_file)

    assert document("file", file).audience == token


def test_public_file_of_a_closed_item_is_not_public(cast):
    meeting = factories.meeting(cast.committee)
    closed = factories.item(meeting, audience=Audience.BODY, audience_organization=cast.committee)
    file = factories.file(meeting=meeting, item=closed, pages=("Vertraulich",))

    assert document("file", file).audience == f"body:{cast.committee.pk}"


def test_public_item_of_a_closed_meeting_is_not_public(cast):
    item = factories.item(factories.meeting(cast.magistrat, audience=Audience.ADMINISTRATION))

    assert document("item", item).audience == "administration"


def test_public_documents_are_exactly_what_nobody_may_read(cast):
    meeting = factories.meeting(cast.committee)
    factories.item(meeting)
    factories.item(meeting, audience=Audience.BODY, audience_organization=cast.committee)
    open_paper, closed_paper = factories.paper(), factories.paper(audience=Audience.MEMBERS)
    for paper in (open_paper, closed_paper):
        factories.file(paper=paper)
        factories.file(paper=paper, audience=Audience.COUNCIL)
    nobody = audiences.standing_of(None)

    for name, model in (("paper", Paper), ("file", File), ("item", AgendaItem), ("meeting", Meeting)):
        public = {Name.parse(one.key).pk for one in documents(name, *model.objects.all()) if one.audience == "public"}

        assert public == set(model.objects.visible_for(nobody).values_list("pk", flat=True)), name


def test_what_happens_to_a_paper_touches_its_files(cast):
    paper = factories.paper()
    file = factories.file(paper=paper)
    factories.file(paper=factories.paper())

    assert (affected("paper", paper), affected("file", paper), affected("item", paper)) == (
        {paper.pk},
        {file.pk},
        set(),
    )


def test_what_happens_to_a_consultation_touches_its_paper(cast):
    paper = factories.paper()
    way = papers.refer(paper, to=cast.committee, by=None)

    assert isinstance(way, Consultation)
    assert affected("paper", way) == {paper.pk}


def test_what_happens_to_a_meeting_touches_its_items_and_files(cast):
    meeting = factories.meeting(cast.committee)
    item = factories.item(meeting)
    files = {factories.file(meeting=meeting).pk, factories.file(meeting=meeting, item=item).pk}
    factories.item(factories.meeting(cast.committee))

    assert (affected("meeting", meeting), affected("item", meeting)) == ({meeting.pk}, {item.pk})
    assert affected("file", meeting) == files


def test_what_happens_to_an_item_touches_its_files(cast):
    meeting = factories.meeting(cast.committee)
    item = factories.item(meeting)
    factories.file(meeting=meeting)
    file = factories.file(meeting=meeting, item=item)

    assert affected("file", item) == {file.pk}


def test_new_seat_touches_its_person(cast):
    seat = Membership.objects.filter(person__account=cast.rival).first()

    assert affected("person", seat) == {seat.person_id}


def test_file_read_anew_with_fewer_pages_loses_the_old_ones(cast):
    from documents.actions import files

    file = factories.file(pages=("Eins", "Zwei", "Drei"))
    files.keep_text(file, pages=("Eins",))

    assert sources.registered()["file"].keys([file.pk]) == {f"file:{file.pk}:{page}" for page in range(4)}


def test_words_are_whispered_from_audiences_one_belongs_to_alone(cast):
    meeting = factories.meeting(cast.committee)
    item = factories.item(meeting, audience=Audience.BODY, audience_organization=cast.committee)
    before = sources.whispered_to(audiences.standing_of(cast.everyone()["colleague"]))
    agenda.bar(item, person=cast.colleague.person, by=None)
    after = sources.whispered_to(audiences.standing_of(cast.everyone()["colleague"]))

    assert f"body:{cast.committee.pk}" in before
    assert after == {"public"}
    assert MIXED not in before


def test_author_is_proposed_what_the_office_has(cast):
    factories.paper(audience=Audience.BODY, audience_organization=cast.assembly_office, owner=cast.citizen)

    assert sources.proposed_to(audiences.standing_of(cast.citizen)) == {
        "public",
        f"private:{cast.citizen.pk}",
        MIXED,
        f"body:{cast.assembly_office.pk}",
    }
    assert sources.proposed_to(audiences.standing_of(None)) == {"public"}
