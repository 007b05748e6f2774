"""What is new: which entries of the journal are told, to whom, for how long; and the page that shows it."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collaboration import happenings, news, stories
from collaboration.actions import moderations, subscriptions
from collaboration.models import Lookout
from council import audiences, journal
from council.actions import agenda, meetings
from council.states import Audience, Result
from documents.actions import consultations, hearings, papers
from documents.models import Paper
from documents.states import ConsultationRole, FileRole, PaperType
from documents.ways import Stage
from motions.actions import inquiries, resolutions, treatment
from tests import factories
from tests.collaboration.test_notes import TEXT, written
from tests.motions import deciding, inquiring

pytestmark = pytest.mark.django_db
SECRET = "Geheimwort"
LATER = {"date": date(2090, 6, 15), "starts_at": datetime(2090, 6, 15, 16, tzinfo=factories.BERLIN)}


def told(user, *, after=0) -> list[tuple[str, list[str]]]:
    """What is new for somebody, by paper or meeting, the newest first."""
    standing = audiences.standing_of(user)
    found = news.latest(news.happened(after=after), standing, most=1_000)
    return [(story.subject.name, [line.words for line in story.lines]) for story in stories.by_thing(found)]


def now() -> int:
    return journal.head_number()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titles(page) -> list[str]:
    return re.findall(r'<p class="row-title"><a href="[^"]+">([^<]+)</a></p>', page.content.decode())


@pytest.fixture
def paper(cast):
    return factories.paper(name="Radweg", text=TEXT)


# Papers


def test_paper_is_told_when_it_is_published_and_not_while_it_is_drafted_and_checked(cast):
    drafted = papers.draft(
        Paper(body=cast.town, paper_type=PaperType.MOTION, name="Antrag"), body_text="Erster Text.", by=cast.councillor
    )
    papers.revise(drafted, body_text="Zweiter Text.", by=cast.councillor)
    handed_in = papers.submit(drafted, by=cast.councillor)
    assert [told(user) for user in (cast.nobody, cast.councillor, cast.clerk)] == [[], [], []]

    papers.admit(handed_in, by=cast.clerk, on=date(2026, 6, 1))

    assert told(cast.nobody) == [("Antrag", ["Neu veröffentlicht"])]


def test_closed_paper_is_told_to_its_readers_and_to_everybody_once_it_is_opened(cast):
    closed = factories.paper(name=SECRET, audience=Audience.COUNCIL)
    assert told(cast.nobody) == []
    assert told(cast.rival) == [(SECRET, ["Neu erfasst"])]

    papers.publish(closed, by=cast.clerk)
    assert told(cast.nobody) == [(SECRET, ["Neu veröffentlicht", "Neu erfasst"])]

    papers.restrict(closed, audience=Audience.COUNCIL, by=cast.clerk)
    assert told(cast.nobody) == []


def test_new_text_is_told_and_an_unchanged_one_is_not(cast, paper):
    before = now()
    papers.revise(paper, body_text=TEXT, name="Radweg", by=cast.clerk)
    assert told(cast.nobody, after=before) == []

    papers.revise(paper, body_text="Ganz anderer Text.", by=cast.clerk)

    assert told(cast.nobody, after=before) == [("Radweg", ["Neue Fassung des Textes"])]


def test_state_is_told_as_it_is_now_and_never_what_was_undone(cast, paper):
    before = now()
    item = deciding.decided(cast, paper=paper)
    assert ("Radweg", ["Neuer Stand: beschlossen"]) in told(cast.nobody, after=before)

    treatment.reopen_item(item, by=cast.chair)

    assert ("Radweg", ["Neuer Stand: beschlossen"]) not in told(cast.nobody, after=before)


def test_answer_is_told_as_pressing_and_only_to_those_who_may_read_it(cast):
    inquiry = inquiring.requested(cast)
    before = now()

    given = inquiries.answer_in_writing(
        inquiry,
        answer=inquiries.NewAnswer(mode="written", passages=[], given_on=date(2026, 7, 1)),
        by=cast.officer,
    )

    assert told(cast.nobody, after=before) == [("Radweg an der Mühlgasse", ["Die Antwort liegt vor"])]
    (one,) = news.latest(news.happened(after=before), audiences.standing_of(None), most=9)
    assert one.urgent
    type(given).objects.filter(pk=given.pk).update(audience=Audience.ADMINISTRATION)
    assert told(cast.nobody, after=before) == []
    assert told(cast.mayor, after=before) == [("Radweg an der Mühlgasse", ["Die Antwort liegt vor"])]


def test_files_are_told_by_what_they_are(cast, paper):
    before = now()
    factories.file(paper=paper, name="Lageplan")
    factories.file(paper=paper, name=SECRET, audience=Audience.COUNCIL)
    factories.file(paper=paper, name="Auszug", role=FileRole.RESOLUTION)

    assert told(cast.nobody, after=before) == [("Radweg", ["Der Beschlussauszug liegt vor", "Neue Datei: Lageplan"])]
    assert f"Neue Datei: {SECRET}" in told(cast.rival, after=before)[0][1]


def test_hearing_is_told_with_its_last_day_until_it_is_stopped(cast, paper):
    (consultation,) = consultations.plan(
        paper, stages=[Stage(cast.district_council, ConsultationRole.HEARING)], by=cast.clerk
    )
    before = now()
    hearings.begin(consultation, on=date(2026, 6, 1), by=cast.clerk)
    assert told(cast.nobody, after=before) == [
        ("Radweg", ["Anhörung eröffnet: Ortsbeirat Mitte, Frist Mo., 13. Juli 2026"])
    ]

    consultations.waive(consultation, by=cast.clerk)

    assert told(cast.nobody, after=before) == []


def test_notes_are_told_to_their_circle_and_never_private_or_hidden_ones(cast, paper):
    before = now()
    open_note = written(paper, by=cast.citizen, circle=Audience.PUBLIC, text=SECRET)
    written(paper, by=cast.councillor, circle=Audience.PRIVATE)
    assert told(cast.nobody, after=before) == [("Radweg", ["Neue Anmerkung"])]
    assert told(cast.councillor, after=before) == [("Radweg", ["Neue Anmerkung"])]

    moderations.decide(
        open_note, decision="hide", ground="rules", reason="Das ist eine Beleidigung.", by=cast.moderator
    )

    assert [told(user, after=before) for user in (cast.nobody, cast.councillor, cast.citizen)] == [[], [], []]


# Meetings


@pytest.fixture
def meeting(cast):
    made = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    factories.item(made, name="Radweg")
    return made


def test_meeting_is_told_from_its_planning_to_its_cancelling(cast, meeting):
    assert told(cast.nobody) == [("5. Sitzung", ["Neuer Termin"])]
    before = now()
    meetings.publish_agenda(meeting, by=None)
    meetings.change(meeting, by=cast.clerk, name="5. Sitzung")
    meetings.cancel(meeting, by=cast.clerk)

    assert told(cast.nobody, after=before) == [
        (
            "5. Sitzung",
            [
                "Die Sitzung ist abgesagt",
                "Die Angaben zur Sitzung sind geändert",
                "Einladung und Tagesordnung liegen vor",
            ],
        )
    ]


def test_meeting_of_the_past_is_no_coming_date(cast):
    factories.meeting(cast.committee, name="1. Sitzung", date=date(2020, 6, 15), starts_at=None)

    assert told(cast.nobody) == [("1. Sitzung", ["Neu erfasst"])]


def test_agenda_is_told_after_it_was_sent_not_while_it_is_made(cast, meeting):
    before = now()
    factories.item(meeting, name="Spielplatz")
    assert told(cast.nobody, after=before) == []
    meetings.publish_agenda(meeting, by=None)
    before = now()

    item = factories.item(meeting, name="Nachgereicht")

    assert told(cast.nobody, after=before) == [("5. Sitzung", ["Die Tagesordnung ist geändert"])]
    agenda.close_to_public(item, by=cast.clerk)
    assert told(cast.nobody, after=before) == []
    assert told(cast.councillor, after=before) == [("5. Sitzung", ["Die Tagesordnung ist geändert"])]


def test_supplement_that_changes_nothing_public_is_told_to_those_who_read_more(cast, meeting):
    meetings.publish_agenda(meeting, by=None)
    before = now()
    closed = factories.item(meeting, name="Personal", public=False, audience=Audience.COUNCIL)
    closed.meeting.refresh_from_db()
    type(closed).objects.filter(pk=closed.pk).delete()
    kept = factories.item(meeting, name=SECRET, public=False, audience=Audience.COUNCIL)
    meetings.publish_agenda(meeting, by=None)
    between = now()
    type(kept).objects.filter(pk=kept.pk).update(name=f"{SECRET} anders")
    meetings.publish_agenda(meeting, by=None)

    assert told(cast.nobody, after=between) == []
    assert told(cast.councillor, after=between) == [("5. Sitzung", ["Nachtrag zur Tagesordnung"])]
    assert told(cast.nobody, after=before) == [("5. Sitzung", ["Nachtrag zur Tagesordnung"])]


def test_result_is_told_once_it_is_confirmed_and_only_to_readers_of_the_item(cast, meeting):
    meetings.publish_agenda(meeting, by=None)
    items = [
        factories.item(meeting, name="Brunnen", number="7"),
        factories.item(meeting, name=SECRET, number="8", public=False, audience=Audience.COUNCIL),
    ]
    type(meeting).objects.filter(pk=meeting.pk).update(state="running")
    before = now()
    for item in items:
        agenda.call(item, by=None)
        agenda.close(item, result=Result.ADOPTED, by=None)
        item.refresh_from_db()
    assert told(cast.nobody, after=before) == []

    for item in items:
        resolutions.confirm(item, by=None)

    words = "Ergebnis zu TOP 7 „Brunnen“: mehrheitlich angenommen"
    assert told(cast.nobody, after=before) == [("5. Sitzung", [words])]
    assert told(cast.councillor, after=before) == [
        ("5. Sitzung", [f"Ergebnis zu TOP 8 „{SECRET}“: mehrheitlich angenommen", words])
    ]


# The page


def test_page_shows_guests_the_last_week_or_since_a_day(client, cast, paper):
    assert titles(client.get(reverse("news"))) == ["Radweg"]
    today = timezone.localdate()
    assert titles(client.get(f"/news/?since={today}")) == ["Radweg"]
    assert titles(client.get(f"/news/?since={today + timedelta(days=1)}")) == []


@pytest.mark.parametrize(
    "since", ["0001-01-01", "9999-12-31", "gestern", "\x00", "2026-02-30", "9" * 200_000, "2026-01-01' OR 1=1"]
)
def test_odd_days_show_the_usual_week(client, cast, paper, since):
    answer = client.get("/news/", {"since": since, "followed": "1"})

    assert answer.status_code == 200
    assert titles(answer) == ([] if since == "9999-12-31" else ["Radweg"])


def mark_of(page) -> str:
    return re.search(r'name="until" value="([^"]+)"', page.content.decode())[1].replace("&#x2B;", "+")


def test_what_was_read_is_shown_no_more_until_that_is_undone(cast, paper):
    client = signed_in(cast.citizen)
    page = client.get("/news/")
    assert titles(page) == ["Radweg"]
    factories.paper(name="Danach")

    answer = client.post(reverse("news-read"), {"until": mark_of(page)}, follow=True)
    assert "Vermerkt. Beim nächsten Mal sehen Sie nur, was danach geschah." in answer.content.decode()
    assert "seit Sie zuletzt alles als gelesen vermerkt haben" in answer.content.decode()
    assert titles(client.get("/news/")) == ["Danach"]
    assert titles(client.get(f"/news/?since={timezone.localdate()}")) == ["Danach", "Radweg"]

    client.post(reverse("news-unread"))
    assert titles(client.get("/news/")) == ["Danach", "Radweg"]
    assert "rückgängig machen" not in client.get("/news/").content.decode()


@pytest.mark.parametrize(
    "until",
    [
        "",
        "gestern",
        "\x00",
        "0001-01-01T00:00:00+14:00",
        "9" * 200_000,
        "2026-13-01",
        f"2026-01-01T12:00:00+00:00 {'0' * 64}",
    ],
)
def test_odd_moments_mark_nothing_as_read(cast, paper, until):
    client = signed_in(cast.citizen)

    assert client.post(reverse("news-read"), {"until": until}).status_code == 302
    assert not Lookout.objects.exclude(read_at=None).exists()


def test_mark_of_a_page_tells_nothing_of_what_happened_and_an_altered_one_marks_nothing(cast, paper):
    client = signed_in(cast.citizen)
    first, second = (mark_of(client.get("/news/")) for _ in range(2))
    assert first.partition(" ")[2] != second.partition(" ")[2]

    for forged in (first.replace("20", "21", 1), f"{first.partition(' ')[0]} {second.partition(' ')[2]}", first[:-1]):
        client.post(reverse("news-read"), {"until": forged})

    assert not Lookout.objects.exclude(read_at=None).exists()


def test_older_page_unreads_nothing(cast, paper):
    client = signed_in(cast.citizen)
    older = mark_of(client.get("/news/"))
    factories.paper(name="Danach")
    client.post(reverse("news-read"), {"until": mark_of(client.get("/news/"))})
    client.post(reverse("news-read"), {"until": older})

    assert titles(client.get("/news/")) == []


def test_what_was_under_way_while_the_page_was_made_is_not_taken_for_read(cast, paper):
    client = signed_in(cast.citizen)
    with journal.acting():
        factories.paper(name="Danach")
        page = client.get("/news/")
    assert titles(page) == ["Radweg"]

    client.post(reverse("news-read"), {"until": mark_of(page)})

    assert titles(client.get("/news/")) == ["Danach"]


def test_page_is_narrowed_to_what_one_follows(cast, paper):
    factories.paper(name="Anderes")
    brought = factories.paper(name="Eingebracht")
    brought.originators.create(organization=cast.our_faction)
    held = factories.meeting(cast.committee, name="5. Sitzung", **LATER)
    amendment = factories.paper(name="Änderung", superordinate=paper, paper_type=PaperType.AMENDMENT)
    client = signed_in(cast.citizen)
    assert titles(client.get("/news/?followed=1")) == []

    for target in ({"paper": paper}, {"organization": cast.our_faction}, {"organization": cast.committee}):
        subscriptions.follow(target, by=cast.citizen)

    assert titles(client.get("/news/?followed=1")) == [amendment.name, held.name, brought.name, paper.name]
    assert titles(client.get("/news/?followed=1&since=2030-01-01")) == []


def test_closed_matter_takes_no_room_from_public_news_and_its_amount_shows_nowhere(monkeypatch, cast, client, paper):
    closed = factories.paper(name=SECRET, audience=Audience.COUNCIL)
    for number in range(5):
        factories.file(paper=closed, name=f"{SECRET} {number}", audience=Audience.COUNCIL)
    monkeypatch.setattr(news, "SLICE", 2)

    for page in (
        client.get("/news/"),
        client.get("/feeds/news.atom"),
        client.get(f"{paper.get_absolute_url()}news.atom"),
    ):
        assert ("Radweg" in page.content.decode(), SECRET in page.content.decode()) == (True, False)
    assert CUT not in client.get("/news/").content.decode()
    subscriptions.follow({"paper": paper}, by=cast.citizen)
    assert titles(signed_in(cast.citizen).get("/news/?followed=1")) == ["Radweg"]


def test_page_says_that_there_is_more_only_where_its_reader_could_read_it(monkeypatch, cast, client):
    monkeypatch.setattr("collaboration.views.news.MOST_LINES", 2)
    factories.paper(name=SECRET, audience=Audience.COUNCIL)
    for name in ("Radweg", "Brunnen"):
        factories.paper(name=name)
    pages = [asking.get("/news/") for asking in (client, signed_in(cast.rival))]

    assert [titles(page) for page in pages] == [["Brunnen", "Radweg"]] * 2
    assert [CUT in page.content.decode() for page in pages] == [False, True]


CUT = "Gezeigt ist nur das Neueste; Älteres steht bei den Vorlagen und Sitzungen selbst."


@pytest.fixture
def far_behind(monkeypatch, cast, paper):
    """Somebody who follows a paper of which there is news, before more of others than is looked at for one page."""
    subscriptions.follow({"paper": paper}, by=cast.citizen)
    for number in range(4):
        factories.paper(name=f"Anderes {number}")
    monkeypatch.setattr(news, "SLICE", 2)
    monkeypatch.setattr(news, "MOST_SLICES", 2)
    return signed_in(cast.citizen)


def test_page_does_not_say_that_nothing_is_new_where_it_looked_at_the_newest_alone(far_behind):
    page = far_behind.get("/news/?followed=1").content.decode()

    assert CUT in page
    assert "Nichts Neues" not in page
    assert "Unter dem Neuesten ist nichts, was Sie verfolgen" in page
    assert "als gelesen" not in page


def test_page_of_the_newest_alone_says_that_what_it_does_not_show_is_taken_for_read_too(far_behind):
    page = far_behind.get("/news/")

    assert titles(page) == ["Anderes 3", "Anderes 2", "Anderes 1", "Anderes 0"]
    assert CUT in page.content.decode()
    assert "Alles als gelesen vermerken, auch was hier nicht gezeigt ist" in page.content.decode()
    far_behind.post(reverse("news-read"), {"until": mark_of(page)})
    assert CUT not in far_behind.get("/news/").content.decode()


def test_page_says_nothing_of_an_end_at_closed_matter(monkeypatch, cast, paper):
    for number in range(4):
        factories.paper(name=f"{SECRET} {number}", audience=Audience.COUNCIL)
    monkeypatch.setattr(news, "SLICE", 2)
    monkeypatch.setattr(news, "MOST_SLICES", 2)

    pages = [signed_in(user).get("/news/").content.decode() for user in (cast.citizen, cast.rival)]

    assert [(CUT in page, SECRET in page) for page in pages] == [(False, False), (True, True)]


def test_private_notes_and_drafts_are_not_even_looked_at(cast, paper):
    before = now()
    written(paper, by=cast.councillor, circle=Audience.PRIVATE)
    drafted = Paper(body=cast.town, paper_type=PaperType.MOTION, name="Antrag")
    papers.revise(papers.draft(drafted, body_text="Erst.", by=cast.councillor), body_text="Dann.", by=cast.councillor)
    shown = written(paper, by=cast.councillor, circle=Audience.PUBLIC)

    assert [(entry.kind, entry.thing) for entry in news.happened(after=before)] == [("collaboration.note", shown.pk)]


def test_entries_are_walked_by_number_and_never_gathered_by_verb_and_sorted(cast, paper):
    for rows in (news.happened(after=3), news.happened(after=3, verbs=happenings.URGENT), news.happened_to(paper)):
        plan = rows[:1000].explain()
        assert [bad for bad in ("TEMP B-TREE", "_verb_", "SCAN council_entry") if bad in plan] == [], plan


def test_page_costs_the_same_for_one_and_for_three(cast, client, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(2 if counts else 1):
            paper = factories.paper()
            factories.file(paper=paper)
            factories.meeting(cast.committee)
        with django_assert_max_num_queries(16) as asked:
            client.get("/news/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_every_verb_that_is_told_is_recorded_somewhere():
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    code = "".join(
        path.read_text(encoding="utf-8")
        for floor in ("council", "documents", "motions", "collaboration")
        for path in (root / floor).rglob("*.py")
        if path.name != "happenings.py"
    )

    assert {verb for verb in happenings.HAPPENINGS if f'"{verb}"' not in code} == set()
