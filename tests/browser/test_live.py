"""Two people follow a meeting that the office runs; one of them is cut off for a while."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from council.actions import agenda, attendance, meetings, speeches
from council.models import AgendaItem
from council.states import Audience
from documents.models import Consultation, Slot
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(cast):
    made = factories.meeting(cast.assembly, name="7. öffentliche Sitzung")
    for number, name in enumerate(("Mitteilungen", "Radweg an der Mühlgasse", "Spielplatz am Anger"), start=1):
        factories.item(made, number=str(number), name=name, part="I")
    factories.item(
        made,
        number="4",
        name="Grundstück Weidenweg",
        part="I",
        audience=Audience.BODY,
        audience_organization=cast.assembly,
        public=False,
    )
    meetings.publish_agenda(made, by=None)
    meetings.start(made, by=cast.clerk)
    return made


def item(name: str) -> AgendaItem:
    return AgendaItem.objects.get(name=name)


def test_open_pages_follow_and_the_one_cut_off_catches_up(cast, meeting, server, people):
    citizen, councillor, chair = people.window(width=360), people.window("councillor"), people.window("chair")
    for page in (citizen, councillor):
        page.goto(f"/meetings/{meeting.key}/live/")
        expect(page.locator("[data-live-state=live]")).to_be_visible()
    chair.goto(f"/meetings/{meeting.key}/")

    chair.get_by_role("button", name="Diesen Punkt aufrufen").click()

    for page in (citizen, councillor):
        expect(page.locator("#now .now-name")).to_have_text("Mitteilungen")

    citizen.context.set_offline(True)
    chair.locator("#console input[name=result][value=noted]").check()
    chair.locator("#console").get_by_role("button", name="abschließen").first.click()
    chair.get_by_role("button", name="Diesen Punkt aufrufen").click()
    expect(councillor.locator("#now .now-name")).to_have_text("Radweg an der Mühlgasse")
    expect(councillor.locator(f"#top-{item('Mitteilungen').key}")).to_contain_text("zur Kenntnis genommen")
    citizen.context.set_offline(False)
    server.go_away()
    agenda.add(
        AgendaItem(meeting=meeting, number="5", name="Nachtrag Freibad", part="I", audience="public", public=True),
        by=cast.clerk,
    )
    server.come_back()

    expect(citizen.locator("#now .now-name")).to_have_text("Radweg an der Mühlgasse")
    expect(citizen.locator(f"#top-{item('Mitteilungen').key}")).to_contain_text("zur Kenntnis genommen")
    expect(citizen.locator(f"#top-{item('Nachtrag Freibad').key}")).to_be_visible()
    caught_up = citizen.locator("#agenda").inner_text()
    citizen.reload()
    expect(citizen.locator("#agenda")).to_have_text(caught_up, use_inner_text=True)


def test_closed_item_reaches_only_those_who_may_know(cast, meeting, people):
    citizen, councillor = people.window(), people.window("councillor")
    frames: list[str] = []
    citizen.on("websocket", lambda line: line.on("framereceived", lambda text: frames.append(str(text))))
    for page in (citizen, councillor):
        page.goto(f"/meetings/{meeting.key}/live/")
        expect(page.locator("[data-live-state=live]")).to_be_visible()

    agenda.call(item("Grundstück Weidenweg"), by=cast.chair)
    expect(councillor.locator("#now .now-name")).to_have_text("Grundstück Weidenweg")
    agenda.close(item("Grundstück Weidenweg"), result="adopted", by=cast.chair)
    agenda.call(item("Mitteilungen"), by=cast.chair)
    expect(citizen.locator("#now .now-name")).to_have_text("Mitteilungen")

    assert "Weidenweg" not in "".join(frames)
    assert "Weidenweg" not in citizen.content()


def test_item_closed_to_the_public_vanishes_from_open_pages_at_once(cast, meeting, people):
    citizen = people.window()
    citizen.goto(f"/meetings/{meeting.key}/")
    expect(citizen.locator("[data-live-state=live]")).to_be_visible()
    row = citizen.locator(f"#top-{item('Spielplatz am Anger').key}")
    expect(row).to_be_visible()

    agenda.close_to_public(item("Spielplatz am Anger"), by=cast.clerk)

    expect(row).to_have_count(0)


def test_page_in_the_hall_shows_nothing_closed_whoever_is_signed_in(cast, meeting, people):
    hall = people.window("clerk", width=1920, height=1080)
    hall.goto(f"/meetings/{meeting.key}/projector/")
    expect(hall.locator("[data-live-state=live]")).to_have_count(1)

    agenda.call(item("Grundstück Weidenweg"), by=cast.chair)
    agenda.put_back(item("Grundstück Weidenweg"), by=cast.chair)
    agenda.call(item("Mitteilungen"), by=cast.chair)

    expect(hall.locator("#now .now-name")).to_have_text("Mitteilungen")
    assert "Weidenweg" not in hall.content()


def test_meeting_is_followed_without_javascript_by_reloading(cast, meeting, people):
    page = people.window(java_script_enabled=False)
    page.goto(f"/meetings/{meeting.key}/live/")
    agenda.call(item("Mitteilungen"), by=cast.chair)

    page.reload()

    expect(page.locator("#now .now-name")).to_have_text("Mitteilungen")


NO_SOCKETS = "window.WebSocket = class { constructor() { throw new Error('gesperrt'); } };"


def test_page_whose_network_lets_no_socket_through_asks_and_shows_the_same(cast, meeting, server, people):
    citizen, councillor = people.window(), people.window("councillor")
    for page in (citizen, councillor):
        page.add_init_script(NO_SOCKETS)
        page.goto(f"/meetings/{meeting.key}/live/")
        expect(page.locator("[data-live-state=asking]")).to_be_visible()

    agenda.call(item("Mitteilungen"), by=cast.chair)
    for page in (citizen, councillor):
        expect(page.locator("#now .now-name")).to_have_text("Mitteilungen")
    agenda.put_back(item("Mitteilungen"), by=cast.chair)
    agenda.call(item("Grundstück Weidenweg"), by=cast.chair)

    expect(councillor.locator("#now .now-name")).to_have_text("Grundstück Weidenweg")
    expect(citizen.locator("#now .now-sentence")).to_be_visible()
    assert "Weidenweg" not in citizen.content()
    expect(citizen.locator("[data-live-announcement]")).not_to_be_empty()


def test_member_keeps_tools_current_and_reads_a_paper_beside(cast, meeting, people):
    paper = factories.paper(name="Radweg bauen", text="Der Magistrat baut den Radweg.")
    now = timezone.now()
    row = Consultation.objects.create(paper=paper, organization=cast.assembly, created_at=now, modified_at=now)
    Slot.objects.create(consultation=row, item=item("Radweg an der Mühlgasse"))
    attendance.arrive(meeting, person=cast.councillor.person, by=cast.clerk)
    member = people.window("councillor", width=820)
    member.goto(f"/meetings/{meeting.key}/live/")
    expect(member.locator("[data-live-state=live]")).to_be_visible()

    agenda.call(item("Radweg an der Mühlgasse"), by=cast.chair)
    member.locator("#tools").get_by_role("button", name="Ich möchte sprechen").wait_for()
    member.locator("a[data-beside]").first.click()

    beside = member.locator("#beside")
    expect(beside).to_contain_text("Der Magistrat baut den Radweg.")
    assert member.url.endswith("/live/")
    left, right = member.locator("#now").bounding_box(), beside.bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    beside.get_by_role("button", name="Schließen").click()
    expect(beside).to_be_hidden()


def test_hall_is_read_from_the_last_row(cast, meeting, people):
    hall = people.window(width=1920, height=1080)
    agenda.call(item("Radweg an der Mühlgasse"), by=cast.chair)
    attendance.arrive(meeting, person=cast.councillor.person, by=cast.clerk)
    row = item("Radweg an der Mühlgasse")
    speeches.call_up(speeches.add(row, person=cast.councillor.person, kind="debate", by=cast.chair), by=cast.chair)

    hall.goto(f"/meetings/{meeting.key}/projector/")

    for place, height in ((".now-name", 54), (".speaker-name", 54), (".timer", 160)):
        size = hall.locator(place).first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
        assert size >= height, place
    assert hall.evaluate("document.documentElement.scrollHeight <= 1080")
    assert hall.evaluate("document.documentElement.scrollWidth <= 1920")
