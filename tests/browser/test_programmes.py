"""Programmes, comparisons and districts in the browser: told by hand, wide and narrow, and without a fault."""

import pytest
from playwright.sync_api import expect

from council import journal
from council.actions import bodies
from council.models import District
from documents.actions import districts, papers
from motions.models import ProgrammeItem, ProgrammeLink
from tests import factories
from tests.browser.test_pages import DESK, PHONE, Watch
from tests.motions.test_programmes import address, laid_out
from tests.motions.test_sides import asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OLD = "# Beschluss\n\nDer Radweg wird zwei Meter breit.\n\nDie Bäume bleiben.\n\nEs wird berichtet."
NEW = "# Beschluss\n\nDer Radweg wird drei Meter breit.\n\nEs wird berichtet.\n\nDas Land zahlt."


@pytest.fixture
def programme(cast):
    made = laid_out(cast)
    journal.drain()
    return made


def two_versions(cast):
    paper = factories.paper(name="Radweg am Kai", reference="101.20.5", text=OLD)
    papers.revise(paper, body_text=NEW, by=cast.clerk)
    return paper


def test_keeper_confirms_a_link_states_a_goal_and_hangs_a_paper_on_it(cast, programme, people):
    factories.paper(name="Radweg am Kai", reference="101.20.5")
    page = people.window("councillor")
    page.goto("/papers/")
    page.get_by_role("link", name="Programme und Ziele").click()
    page.get_by_role("link", name="Verkehr").click()

    page.get_by_role("link", name="Verbindungen prüfen").click()
    page.get_by_role("button", name="Bestätigen").click()
    expect(page.locator(".messages")).to_contain_text("Die Verbindung ist bestätigt.")
    page.goto(programme.get_absolute_url())
    page.locator("#goal-1").get_by_role("link", name="Stand und Vorlagen pflegen").click()
    page.get_by_label("in Arbeit").check()
    page.get_by_label("Woran sieht man das?").fill("Die Hafenstraße ist ausgeschrieben.")
    page.get_by_role("button", name="Stand festhalten").click()
    expect(page.locator(".messages")).to_contain_text("Ziel 1: in Arbeit.")
    page.get_by_label("Vorlage suchen").fill("kai")
    page.get_by_role("main").get_by_role("button", name="Suchen").click()
    page.get_by_role("button", name="Anhängen").click()
    expect(page.locator(".messages")).to_contain_text("gehört jetzt zu Ziel 1")

    reader = people.window("")
    reader.goto(programme.get_absolute_url())
    goal = reader.locator("#goal-1")
    expect(goal).to_contain_text("in Arbeit")
    expect(goal).to_contain_text("Die Hafenstraße ist ausgeschrieben.")
    expect(goal.get_by_role("link", name="101.20.5 Radweg am Kai")).to_be_visible()
    expect(reader.get_by_text("Vorschlag, noch nicht bestätigt")).to_have_count(0)
    assert set(ProgrammeLink.objects.values_list("state", flat=True)) == {"confirmed"}
    assert ProgrammeItem.objects.get(kind="goal", number=1).state == "in_progress"


def test_synopsis_has_two_columns_where_there_is_room_and_one_on_a_phone(programme, people):
    page = people.window("")
    page.goto(programme.get_absolute_url())
    left, right = (page.locator("table.synopsis tbody tr").first.locator("td").nth(column) for column in (0, 1))

    page.set_viewport_size({"width": DESK, "height": 900})
    assert left.bounding_box()["y"] == right.bounding_box()["y"]
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert left.bounding_box()["x"] == right.bounding_box()["x"]
    assert left.bounding_box()["y"] < right.bounding_box()["y"]


def test_comparison_is_two_columns_or_one_text_with_marks(cast, people):
    paper = two_versions(cast)
    page = people.window("", java_script_enabled=False)
    page.goto(paper.get_absolute_url())
    page.get_by_role("link", name="Fassungen vergleichen").click()
    changed = page.locator(".compared > li.changed")

    page.set_viewport_size({"width": DESK, "height": 900})
    expect(changed.locator(".left")).to_be_visible()
    expect(changed.locator(".right")).to_be_visible()
    expect(changed.locator(".inline")).to_be_hidden()
    page.set_viewport_size({"width": PHONE, "height": 900})
    expect(changed.locator(".left")).to_be_hidden()
    expect(changed.locator(".inline")).to_be_visible()
    expect(changed.locator(".inline del")).to_have_text("zwei")
    expect(changed.locator(".inline ins")).to_have_text("drei")
    page.get_by_role("link", name="Nur Änderungen").click()
    expect(page.locator(".compared > li.unchanged")).to_have_count(0)


def test_district_is_taken_over_with_one_tap(cast, people):
    bodies.enter(District(body=cast.town, name="Hafenviertel"), by=None)
    paper = factories.paper(text="Der Hafenviertler Kai bekommt Bänke, im Hafenviertel fehlen sie.")
    page = people.window("clerk")
    page.goto(paper.get_absolute_url())

    page.get_by_role("button", name="Betrifft Hafenviertel").click()

    expect(page.locator(".messages")).to_contain_text("Eingetragen: Hafenviertel.")
    expect(page.get_by_role("button", name="Betrifft Hafenviertel")).to_have_count(0)
    expect(page.get_by_role("link", name="Hafenviertel")).to_be_visible()


@pytest.mark.parametrize(("name", "scheme"), [("", "dark"), ("clerk", "light")])
def test_pages_have_no_fault_and_stay_within_the_screen(cast, programme, server, people, name, scheme):
    paper, inquiry = two_versions(cast), asked(cast)
    harbour = bodies.enter(District(body=cast.town, name="Hafenviertel", council=cast.district_council), by=None)
    districts.add(paper, harbour, by=None)
    named = factories.paper(text="Im Hafenviertel")
    watch = Watch(people.window(name, color_scheme=scheme), server)
    addresses = [
        "/programmes/",
        programme.get_absolute_url(),
        programme.paper.get_absolute_url(),
        "/compare/",
        f"/compare/?left={paper.key}&q=Radweg",
        f"/compare/?left={paper.key}~1&right={paper.key}~2",
        f"/compare/?left={paper.key}~1&right={paper.key}~2&changes=1",
        f"/compare/?left={inquiry.paper.key}~questions&right={inquiry.paper.key}~answer-1",
        harbour.get_absolute_url(),
        f"/papers/?bezirk={harbour.key}",
    ]
    if name == "clerk":
        addresses += [
            named.get_absolute_url(),
            f"{named.get_absolute_url()}districts/",
            address("programme-edit", programme),
            address("programme-links", programme),
            address("programme-point", programme, "goal-1"),
            address("programme-point", programme, "overview-1"),
        ]

    for one in addresses:
        watch.look(one)

    assert watch.found == []
    assert watch.foreign == []
