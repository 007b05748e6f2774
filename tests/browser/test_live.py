"""Two people follow a meeting that the office runs; one of them is cut off for a while."""

import pytest
from playwright.sync_api import expect

from council.actions import agenda, meetings
from council.models import AgendaItem
from council.states import Audience
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

    expect(citizen.locator("#now .now-name")).to_have_text("Radweg an der Mühlgasse", timeout=30_000)
    expect(citizen.locator(f"#top-{item('Mitteilungen').key}")).to_contain_text("zur Kenntnis genommen")
    expect(citizen.locator(f"#top-{item('Nachtrag Freibad').key}")).to_be_visible()
    caught_up = citizen.locator("#agenda").inner_text()
    citizen.reload()
    assert citizen.locator("#agenda").inner_text() == caught_up


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
