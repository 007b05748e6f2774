"""Districts: said by hand, proposed from the text and never by themselves; a page, feeds and a calendar of each."""

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.actions import bodies
from council.life import WrongState
from council.may import Denied, allowed
from council.models import District, Location
from council.models.journal import Entry
from council.states import Audience, BodyKind, MeetingState
from documents import gazetteer, may
from documents.actions import consultations, districts, papers
from documents.models import NotMeant, Paper
from documents.states import PaperType
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
OFFICE = {"clerk", "deputy"}
HOSTILE = ["<script>alert(1)</script>", "\u202eevil", "a\x0bb\x01c", "]]>", "&amp;", "{{ 7|add:7 }}", "x" * 900]


def district(name="Hafenviertel", **fields):
    fields = {"body": factories.home()} | fields
    return bodies.enter(District(name=name, **fields), by=None)


def place(**fields):
    return bodies.enter(Location(body=factories.home(), **fields), by=None)


def item_of(cast, **fields):
    return factories.item(factories.meeting(cast.committee, date=timezone.localdate() + timedelta(days=9)), **fields)


def treated(cast, paper, **fields):
    item = item_of(cast, **fields)
    consultations.schedule(papers.refer(paper, to=cast.committee, by=None), item=item, by=None)
    return item


def shown(client, address, *, user=None):
    client.force_login(user) if user else client.logout()
    html = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]).split())


def feed(client, found, name="papers.atom"):
    response = client.get(f"{found.get_absolute_url()}{name}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def events(client, found):
    response = client.get(f"{found.get_absolute_url()}calendar.ics")
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


# Saying which districts


def test_office_says_which_districts_a_paper_concerns_and_whoever_keeps_the_agenda_of_an_item(cast):
    paper, item = factories.paper(), item_of(cast)

    assert {name for name, user in cast.everyone().items() if allowed(may.locate, user, paper)} == OFFICE
    assert {name for name, user in cast.everyone().items() if allowed(may.locate, user, item)} == OFFICE | {"chair"}


@pytest.mark.parametrize("who", ["councillor", "rival", "mayor", "officer", "district", "moderator", "citizen"])
def test_everybody_else_is_refused_and_nothing_changes(cast, client, who):
    harbour, user = district(), getattr(cast, who)
    paper, item = factories.paper(text="Im Hafenviertel"), item_of(cast)

    for thing in (paper, item):
        for act in (
            lambda thing=thing: districts.assign(thing, [harbour], by=user),
            lambda thing=thing: districts.add(thing, harbour, by=user),
            lambda thing=thing: districts.refuse(thing, harbour, by=user),
        ):
            with pytest.raises(Denied):
                act()
    client.force_login(user)
    page = reverse("paper-districts", args=[paper.key])
    assert client.get(page).status_code == 403
    assert client.post(page, {"districts": harbour.key}).status_code == 403
    assert client.post(reverse("paper-district", args=[paper.key]), {"district": harbour.key}).status_code == 403
    of_item = reverse("item-districts", args=[item.meeting.key, item.key])
    assert client.post(of_item, {"districts": harbour.key}).status_code == 403

    assert (paper.districts.count(), item.districts.count(), NotMeant.objects.count()) == (0, 0, 0)
    assert page not in client.get(paper.get_absolute_url()).content.decode()


@pytest.mark.parametrize("make", [lambda cast: factories.paper(), item_of], ids=["paper", "item"])
def test_districts_are_set_added_and_recorded_by_number_alone(cast, make):
    harbour, north, thing = district(), district("Nordstadt"), make(cast)
    Entry.objects.all().delete()

    districts.assign(thing, [harbour], by=cast.clerk)
    districts.assign(thing, [harbour], by=cast.clerk)
    districts.add(thing, north, by=cast.clerk)
    districts.add(thing, north, by=cast.clerk)
    districts.assign(thing, [], by=cast.clerk)

    entries = Entry.objects.order_by("pk").values_list("verb", "numbers")
    noun = "paper" if isinstance(thing, Paper) else "item"
    assert [(verb, numbers["districts"]) for verb, numbers in entries] == [
        (f"{noun}.districts_set", [harbour.pk]),
        (f"{noun}.districts_set", sorted([harbour.pk, north.pk])),
        (f"{noun}.districts_set", []),
    ]


def test_district_of_another_town_is_refused(cast):
    other = district("Fremdstadt", body=factories.body(name="Nachbarstadt", home=False))
    paper = factories.paper()

    for act in (districts.add, districts.refuse):
        with pytest.raises(WrongState, match="anderen Stadt"):
            act(paper, other, by=cast.clerk)
    with pytest.raises(WrongState, match="anderen Stadt"):
        districts.assign(item_of(cast), [other], by=cast.clerk)

    assert paper.districts.count() == 0


def test_district_that_is_entered_cannot_be_not_meant(cast):
    harbour, paper = district(), factories.paper()
    districts.add(paper, harbour, by=cast.clerk)

    with pytest.raises(WrongState, match="schon eingetragen"):
        districts.refuse(paper, harbour, by=cast.clerk)

    assert NotMeant.objects.count() == 0


# Proposals


def proposed(text, **more):
    return [(found.district.name, found.said) for found in gazetteer.propose(text, body_id=factories.home().pk, **more)]


def test_districts_are_proposed_by_name_street_and_building(cast):
    district(), district("Nordstadt", location=place(street_address="Nordring 1", description="Nordhalle"))
    place(street_address="Speicherstraße 8", description="Bürgerhaus am Wasser", sub_locality="Hafenviertel")
    place(street_address="Marktplatz 1", description="Rathaus")

    assert proposed("In der Speicherstraße, am Bürgerhaus am Wasser, im Hafenviertel und am Nordring") == [
        ("Hafenviertel", "Speicherstraße, Bürgerhaus am Wasser, Hafenviertel"),
        ("Nordstadt", "Nordring"),
    ]
    assert proposed("Am Marktplatz vor dem Rathaus") == []
    assert proposed("") == []


def test_other_towns_and_deleted_districts_are_not_proposed(cast):
    district("Fremdstadt", body=factories.body(name="Nachbarstadt", home=False))
    gone = district("Altstadt")
    District.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())

    assert proposed("Fremdstadt und Altstadt") == []


def test_proposal_is_nothing_until_somebody_takes_it_over(cast, client):
    harbour, north = district(), district("Nordstadt")
    paper = factories.paper(name="Radweg im Hafenviertel", text="Er führt bis in die Nordstadt.")
    decide = reverse("paper-district", args=[paper.key])

    assert paper.districts.count() == 0
    before = shown(client, paper.get_absolute_url(), user=cast.clerk)
    assert ("genannt: Hafenviertel" in before, "genannt: Nordstadt" in before) == (True, True)
    assert client.post(decide, {"district": harbour.key, "verdict": "accept"}).status_code == 303
    assert client.post(decide, {"district": north.key, "verdict": "refuse"}).status_code == 303

    after = shown(client, paper.get_absolute_url(), user=cast.clerk)
    assert ("genannt: Hafenviertel" in after, "genannt: Nordstadt" in after) == (False, False)
    assert list(paper.districts.all()) == [harbour]
    assert "genannt:" not in shown(client, paper.get_absolute_url())
    form = reverse("paper-districts", args=[paper.key])
    assert client.get(form).status_code == 302
    client.force_login(cast.clerk)
    assert client.post(form, {"districts": [north.key]}).status_code == 303
    assert list(paper.districts.all()) == [north]


def test_item_is_given_districts_on_its_page_and_shows_them(cast, client):
    harbour = district()
    item = item_of(cast, name="Bänke im Hafenviertel")
    page = reverse("item-districts", args=[item.meeting.key, item.key])
    client.force_login(cast.chair)

    assert page in client.get(reverse("item", args=[item.meeting.key, item.key])).content.decode()
    assert "genannt: Hafenviertel" in shown(client, page, user=cast.chair)
    decide = reverse("item-district", args=[item.meeting.key, item.key])
    assert client.post(decide, {"district": harbour.key}).status_code == 303

    assert list(item.districts.all()) == [harbour]
    client.logout()
    assert harbour.get_absolute_url() in client.get(item.meeting.get_absolute_url()).content.decode()


def test_item_shows_the_districts_of_its_paper_to_readers_of_the_paper(cast, client):
    harbour = district()
    opened, closed = factories.paper(), factories.paper(audience=Audience.MEMBERS)
    seen = {}
    for name, paper in (("opened", opened), ("closed", closed)):
        districts.assign(paper, [harbour], by=None)
        meeting = treated(cast, paper).meeting
        client.logout()
        outside = harbour.key in client.get(meeting.get_absolute_url()).content.decode()
        client.force_login(cast.rival)
        seen[name] = (outside, harbour.key in client.get(meeting.get_absolute_url()).content.decode())

    assert seen == {"opened": (True, True), "closed": (False, True)}


def test_text_the_clerk_may_not_read_proposes_nothing(cast, client):
    district()
    hidden = factories.file(
        paper=factories.paper(name="Ohne Ort", text=""),
        audience=Audience.NAMED,
        pages=("Im Hafenviertel",),
        role="main",
    )

    assert "genannt:" not in shown(client, hidden.paper.get_absolute_url(), user=cast.clerk)
    readable = factories.file(paper=factories.paper(name="Ohne Ort", text=""), pages=("Im Hafenviertel",), role="main")
    assert "genannt: Hafenviertel" in shown(client, readable.paper.get_absolute_url(), user=cast.clerk)


def test_town_without_districts_is_not_asked_about_them(cast, client):
    paper = factories.paper(text="Im Hafenviertel")

    assert reverse("paper-districts", args=[paper.key]) not in client.get(paper.get_absolute_url()).content.decode()
    assert "Keine Ortsbezirke" in shown(client, reverse("paper-districts", args=[paper.key]), user=cast.clerk)


@pytest.mark.parametrize("key", ["", "x" * 3000, "'; DROP", "a" * 26])
def test_nonsense_is_refused(cast, client, key):
    district()
    paper = factories.paper()
    client.force_login(cast.clerk)

    assert client.post(reverse("paper-district", args=[paper.key]), {"district": key}).status_code == 404
    assert client.post(reverse("paper-districts", args=[paper.key]), {"districts": [key]}).status_code == 422
    assert paper.districts.count() == 0


def test_closed_paper_is_unknown_to_outsiders_here_too(cast, client):
    closed = factories.paper(audience=Audience.NAMED)
    client.force_login(cast.clerk)

    assert client.get(reverse("paper-districts", args=[closed.key])).status_code == 404
    assert client.post(reverse("paper-district", args=[closed.key]), {"district": district().key}).status_code == 404


# The page


def test_district_shows_its_papers_items_and_the_meetings_of_its_council(cast, client):
    harbour = district(council=cast.district_council)
    paper = factories.paper(name="Radweg am Kai")
    districts.assign(paper, [harbour], by=None)
    treated(cast, paper, name="Beratung des Radwegs")
    districts.assign(item_of(cast, name="Bänke am Kai"), [harbour], by=None)
    factories.meeting(cast.district_council, name="Sitzung des Ortsbeirats", date=timezone.localdate())
    factories.paper(name="Anderswo")

    said = shown(client, harbour.get_absolute_url())

    wanted = ("Radweg am Kai", "Beratung des Radwegs", "Bänke am Kai", "Sitzung des Ortsbeirats", "Anderswo")
    assert [name in said for name in wanted] == [True, True, True, True, False]


def test_list_of_papers_is_narrowed_to_a_district(cast, client):
    harbour = district()
    districts.assign(factories.paper(name="Radweg am Kai"), [harbour], by=None)
    districts.assign(factories.paper(name="Geheimer Kauf", audience=Audience.MEMBERS), [harbour], by=None)
    factories.paper(name="Anderswo")

    page = client.get(harbour.get_absolute_url()).content.decode()
    assert f'href="/papers/?bezirk={harbour.key}"' in page
    said = shown(client, f"/papers/?bezirk={harbour.key}")
    assert [name in said for name in ("Radweg am Kai", "Geheimer Kauf", "Anderswo")] == [True, False, False]
    assert "Nur was den Ortsbezirk Hafenviertel betrifft." in said
    assert "Keine Vorlagen gefunden" in shown(client, "/papers/?bezirk=gibtesnicht")


def test_page_shows_each_reader_what_they_may_read(cast, client):
    harbour = district()
    closed = factories.paper(name="Geheimer Kauf", audience=Audience.BODY, audience_organization=cast.committee)
    districts.assign(closed, [harbour], by=None)
    treated(cast, closed, name="Öffentlicher Punkt")
    hidden = item_of(cast, name="Geheimer Punkt", audience=Audience.BODY, audience_organization=cast.committee)
    districts.assign(hidden, [harbour], by=None)

    outside = shown(client, harbour.get_absolute_url())
    inside = shown(client, harbour.get_absolute_url(), user=cast.councillor)

    wanted = ("Geheimer Kauf", "Öffentlicher Punkt", "Geheimer Punkt")
    assert [name in outside for name in wanted] == [False, False, False]
    assert [name in inside for name in wanted] == [True, True, True]


def test_page_leads_to_feeds_and_calendar_for_people_and_programs(cast, client):
    harbour = district()

    html = client.get(harbour.get_absolute_url()).content.decode()

    head = html[: html.index("</head>")]
    for name in ("papers.atom", "meetings.atom", "calendar.ics"):
        address = f"{harbour.get_absolute_url()}{name}"
        assert re.search(rf'<link rel="alternate" type="[a-z/+]+" title="[^"]+" href="{address}">', head)
        assert html.count(f'href="{address}"') == 2


@pytest.mark.parametrize("viewer", ["nobody", "clerk"])
def test_page_costs_the_same_for_one_and_for_three(cast, client, viewer):
    harbour = district(council=cast.district_council)
    client.force_login(cast.clerk) if viewer == "clerk" else client.logout()

    def grow():
        paper = factories.paper()
        districts.assign(paper, [harbour], by=None)
        treated(cast, paper)
        districts.assign(item_of(cast), [harbour], by=None)
        factories.meeting(cast.district_council)

    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    page = harbour.get_absolute_url()
    addresses = [page, *(f"{page}{name}" for name in ("papers.atom", "meetings.atom", "calendar.ics"))]
    grow()
    one = [count(address) for address in addresses]
    grow(), grow()

    assert [count(address) for address in addresses] == one


def test_meeting_page_costs_the_same_for_one_and_for_three_items_with_districts(cast, client):
    harbour, north = district(), district("Nordstadt")
    meeting = factories.meeting(cast.committee)

    def count():
        client.get(meeting.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(meeting.get_absolute_url())
        return len(queries)

    districts.assign(factories.item(meeting), [harbour, north], by=None)
    one = count()
    for _ in range(2):
        districts.assign(factories.item(meeting), [harbour, north], by=None)

    assert count() == one


# Feeds and calendar: public matter only


def test_feed_of_papers_holds_the_public_ones_alone_whoever_asks(cast, client):
    harbour = district()
    for audience in Audience.values:
        paper = factories.paper(
            name=f"Vorlage für {audience}",
            audience=audience,
            audience_organization=cast.committee if audience in ("body", "faction") else None,
            owner=cast.clerk,
        )
        districts.assign(paper, [harbour], by=None)
    factories.paper(name="Anderer Bezirk")

    found = {}
    for name, user in cast.everyone().items():
        client.force_login(user) if user.is_authenticated else client.logout()
        found[name] = titles(feed(client, harbour))

    assert found == {name: ["Vorlage für public"] for name in found}


def test_feed_of_papers_is_atom_with_addresses_and_moments(cast, client):
    harbour = district()
    paper = factories.paper(name="Radweg", reference="101.20.9", plain_summary="Ein Weg für Räder.")
    districts.assign(paper, [harbour], by=None)

    found = feed(client, harbour)

    (entry,) = found.iter(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}title") == "Vorlagen zum Ortsbezirk Hafenviertel"
    assert entry.findtext(f"{ATOM}title") == "101.20.9 Radweg"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{paper.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}summary") == "Antrag vom 01.06.2026, zugelassen. Ein Weg für Räder."
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) is not None


def test_feed_and_calendar_of_meetings_hold_the_public_ones_alone(cast, client):
    harbour = district(council=cast.district_council)
    factories.meeting(cast.district_council, name="Ortsbeirat offen")
    factories.meeting(
        cast.district_council,
        name="Ortsbeirat geheim",
        audience=Audience.BODY,
        audience_organization=cast.district_council,
    )
    factories.meeting(cast.committee, name="Anderswo")
    with_paper = factories.paper()
    districts.assign(with_paper, [harbour], by=None)
    treated(cast, with_paper)
    closed_item = item_of(cast, audience=Audience.BODY, audience_organization=cast.committee, public=False)
    districts.assign(closed_item, [harbour], by=None)
    secret = factories.paper(audience=Audience.MEMBERS)
    districts.assign(secret, [harbour], by=None)
    treated(cast, secret)

    for user in (None, cast.clerk, cast.district):
        client.force_login(user) if user else client.logout()
        named = titles(feed(client, harbour, "meetings.atom"))
        in_calendar = [str(event["summary"]) for event in events(client, harbour)]
        assert sorted(named) == sorted(in_calendar)
        assert "Ortsbeirat Mitte: Ortsbeirat offen" in named
        assert len(named) == 2
        assert not any(word in " ".join(named) for word in ("geheim", "Anderswo"))


def test_calendar_says_when_where_and_whether_it_is_cancelled(cast, client):
    harbour = district(council=cast.district_council)
    hall = place(description="Bürgerhaus", room="Saal", street_address="Kai 1")
    starts = datetime(2026, 6, 15, 18, 0, tzinfo=factories.BERLIN)
    meeting = factories.meeting(
        cast.district_council, name="7. Sitzung", starts_at=starts, ends_at=starts + timedelta(hours=2), location=hall
    )
    factories.meeting(cast.district_council, name="Tag nur", date=date(2026, 7, 1), starts_at=None)
    factories.meeting(cast.district_council, name="Ohne Tag", date=None, starts_at=None)
    factories.meeting(cast.district_council, name="Abgesagt", date=date(2026, 5, 1), state=MeetingState.CANCELLED)

    found = {str(event["summary"]).rpartition(": ")[2]: event for event in events(client, harbour)}

    assert set(found) == {"7. Sitzung", "Tag nur", "Abgesagt"}
    first = found["7. Sitzung"]
    assert (first["dtstart"].dt, first["dtend"].dt) == (starts, starts + timedelta(hours=2))
    assert str(first["location"]) == "Bürgerhaus, Saal, Kai 1"
    assert str(first["url"]) == f"http://testserver{meeting.get_absolute_url()}"
    assert found["Tag nur"]["dtstart"].dt == date(2026, 7, 1)
    assert [str(found[name]["status"]) for name in ("7. Sitzung", "Abgesagt")] == ["CONFIRMED", "CANCELLED"]
    assert len({str(event["uid"]) for event in found.values()}) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_break_neither_feed_nor_calendar(cast, client, text):
    harbour = district(council=cast.district_council)
    paper = factories.paper(name=text)
    Paper.objects.filter(pk=paper.pk).update(plain_summary=f"{text}\n{factories.ZERO_BYTE}\ufffe")
    districts.assign(paper, [harbour], by=None)
    factories.meeting(cast.district_council, name=text[:300])

    (title,) = titles(feed(client, harbour))
    (event,) = events(client, harbour)

    assert "<script" not in client.get(f"{harbour.get_absolute_url()}papers.atom").content.decode()
    assert title == " ".join(re.sub("[\u202e\x0b\x01]", lambda found: " " if found[0] == "\x0b" else "", text).split())
    assert str(event["summary"]).endswith(title[:300])


@pytest.mark.parametrize("name", ["papers.atom", "meetings.atom", "calendar.ics"])
def test_unknown_and_deleted_districts_have_no_feeds(cast, client, name):
    gone = district()
    District.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())

    assert client.get(f"{gone.get_absolute_url()}{name}").status_code == 404
    assert client.get(f"/districts/{'a' * 26}/{name}").status_code == 404


@pytest.mark.parametrize("name", ["papers.atom", "meetings.atom", "calendar.ics"])
def test_district_of_which_nothing_is_known_has_empty_feeds(client, cast, name):
    response = client.get(f"{district().get_absolute_url()}{name}")

    assert response.status_code == 200
    assert b"<entry" not in response.content
    assert b"BEGIN:VEVENT" not in response.content


def test_joint_meetings_belong_to_the_district_too(cast, client):
    harbour = district(council=cast.district_council)
    joint = factories.meeting(factories.organization(BodyKind.DISTRICT_COUNCIL), name="Gemeinsam")
    joint.joint_organizations.add(cast.district_council)

    assert [title.partition(": ")[2] for title in titles(feed(client, harbour, "meetings.atom"))] == ["Gemeinsam"]


def test_inquiries_stand_with_their_answers_not_among_the_papers(cast, client):
    harbour = district()
    inquiry = factories.paper(name="Frage zum Kai", paper_type=PaperType.INQUIRY)
    districts.assign(inquiry, [harbour], by=None)

    assert "Vorlagen zum Ortsbezirk" not in shown(client, harbour.get_absolute_url())
    assert titles(feed(client, harbour)) == ["Frage zum Kai"]
