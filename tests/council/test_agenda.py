"""The agenda as the office works on it: who may, what the public sees before it is published, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import audiences, outline
from council.actions import agenda, meetings
from council.models import AgendaItem, Conflict
from council.states import Audience, ItemState, Result
from council.views import blocks
from tests import factories

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=20)
OFFICE = {"clerk", "deputy", "chair"}
ITEM_STEPS = [
    "item-call",
    "item-put-back",
    "item-reopen",
    "item-remove",
    "item-restore",
    "item-open-to-public",
    "item-close-to-public",
]


def text(response):
    return response.content.decode()


def at(view, item):
    return reverse(view, args=[item.meeting.key, item.key])


def press(client, view, item, **data):
    return client.post(at(view, item), {"version": item.version} | data)


def closed_item(meeting, **fields):
    fields = {
        "audience": Audience.BODY,
        "audience_organization": meeting.organization,
        "public": False,
        "name": "Ankauf Hafenkante",
    } | fields
    return factories.item(meeting, **fields)


def running(cast, *, items=3):
    meeting = factories.meeting(cast.assembly, date=SOON)
    rows = [factories.item(meeting, number=str(number + 1), name=f"Punkt {number + 1}") for number in range(items)]
    meetings.start(meetings.publish_agenda(meeting, by=None), by=None)
    for row in rows:
        row.refresh_from_db()
    return rows


def names(meeting):
    return [item.name for item in meeting.items.order_by("order")]


# Who may


@pytest.mark.parametrize("view", ["meeting-agenda", "item-add", "meeting-invitation", "meeting-edit"])
def test_pages_of_the_office_open_for_the_office_only(cast, client, view):
    meeting = factories.meeting(cast.assembly)
    url = reverse(view, args=[meeting.key])

    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if name != "nobody":
            client.force_login(user)
        seen[name] = client.get(url).status_code

    assert seen == {name: 200 if name in OFFICE else 302 if name == "nobody" else 403 for name in cast.everyone()}


@pytest.mark.parametrize("view", [*ITEM_STEPS, "item", "item-close", "item-move", "item-bar"])
def test_everything_about_an_item_is_refused_to_everyone_else(cast, client, view):
    item = factories.item(factories.meeting(cast.assembly), name="Unberührt")

    seen = {}
    for name, user in cast.everyone().items():
        client.logout()
        if name != "nobody":
            client.force_login(user)
        seen[name] = client.post(at(view, item), {"version": -1}).status_code

    item.refresh_from_db()
    refused = {name: seen[name] for name in seen if name not in OFFICE}
    assert refused == {name: 302 if name == "nobody" else 403 for name in refused}
    assert {seen[name] for name in OFFICE} <= {409, 422}
    assert (item.name, item.state, item.version, item.public) == ("Unberührt", ItemState.OPEN, 1, True)
    assert Conflict.objects.count() == 0


@pytest.mark.parametrize("view", [*ITEM_STEPS, "item", "item-close", "item-move", "item-bar", "item-readmit"])
def test_hidden_item_is_not_there(cast, client, view):
    item = closed_item(factories.meeting(cast.committee))
    client.force_login(cast.chair)  # presides, but has no seat in this committee

    assert client.post(at(view, item), {"version": item.version}).status_code == 404


def test_item_of_another_meeting_is_not_there(cast, client):
    item = factories.item(factories.meeting(cast.assembly))
    client.force_login(cast.clerk)

    url = reverse("item", args=[factories.meeting(cast.assembly).key, item.key])

    assert client.get(url).status_code == 404


# Adding and changing


def test_item_is_added_and_counted_on_in_its_part(cast, client):
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting, part="I", number="I/1")
    factories.item(meeting, part="II", number="II/1")
    client.force_login(cast.clerk)

    response = client.post(
        reverse("item-add", args=[meeting.key]), {"name": "Radweg", "part": "I", "public": "yes", "number": ""}
    )

    item = meeting.items.get(name="Radweg")
    assert (response.status_code, response.url) == (303, f"/meetings/{meeting.key}/agenda/#row-{item.key}")
    assert (item.number, item.part, item.public, item.audience) == ("I/2", "I", True, Audience.PUBLIC)


def test_closed_item_is_kept_for_its_body(cast, client):
    meeting = factories.meeting(cast.committee)
    client.force_login(cast.clerk)

    client.post(reverse("item-add", args=[meeting.key]), {"name": "Ankauf", "public": "no", "number": "9"})

    item = meeting.items.get()
    assert (item.public, item.audience, item.audience_organization, item.number) == (
        False, Audience.BODY, cast.committee, "9",
    )  # fmt: skip


def test_item_below_another_takes_its_part_and_number(cast, client):
    meeting = factories.meeting(cast.assembly)
    above = factories.item(meeting, part="II", number="II/4")
    client.force_login(cast.clerk)

    client.post(
        reverse("item-add", args=[meeting.key]),
        {"name": "Darunter", "part": "I", "public": "yes", "parent": above.key},
    )

    item = meeting.items.get(name="Darunter")
    assert (item.parent, item.part, item.number) == (above, "II", "II/4.1")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"name": "x" * 1001}, "Bitte sicherstellen, dass der Wert aus höchstens 1000 Zeichen besteht."),
        ({"public": "vielleicht"}, "Bitte eine gültige Auswahl treffen. vielleicht ist keine gültige Auswahl."),
        ({"part": "IX"}, "Bitte eine gültige Auswahl treffen. IX ist keine gültige Auswahl."),
        ({"parent": "gibtesnicht"}, "Bitte eine gültige Auswahl treffen. Dies ist keine gültige Auswahl."),
        ({"number": "1" * 41}, "Bitte sicherstellen, dass der Wert aus höchstens 40 Zeichen besteht."),
    ],
)
def test_bad_item_comes_back_with_a_sentence(cast, client, data, sentence):
    meeting = factories.meeting(cast.assembly)
    client.force_login(cast.clerk)

    response = client.post(
        reverse("item-add", args=[meeting.key]), {"name": "Getippt", "public": "yes", "part": "I"} | data
    )

    assert response.status_code == 422
    assert sentence in text(response)
    assert meeting.items.count() == 0


def test_public_item_under_a_closed_one_is_refused(cast, client):
    meeting = factories.meeting(cast.committee)
    above = closed_item(meeting)
    client.force_login(cast.clerk)

    response = client.post(
        reverse("item-add", args=[meeting.key]), {"name": "Darunter", "public": "yes", "parent": above.key}
    )

    assert response.status_code == 422
    assert "Unter einem nichtöffentlichen Punkt kann kein öffentlicher stehen." in text(response)


def test_adding_to_a_closed_meeting_is_refused(cast, client):
    meeting = factories.meeting(cast.assembly)
    meetings.cancel(meeting, by=cast.clerk)
    client.force_login(cast.clerk)

    response = client.post(reverse("item-add", args=[meeting.key]), {"name": "Zu spät", "public": "yes", "part": "I"})

    assert response.status_code == 409
    assert "Die Sitzung ist beendet oder abgesagt; ihre Tagesordnung steht fest." in text(response)
    assert meeting.items.count() == 0


def test_change_of_an_item_is_saved(cast, client):
    item = factories.item(factories.meeting(cast.assembly), name="Alt", number="7")
    client.force_login(cast.clerk)
    assert ">Alt</textarea>" in text(client.get(at("item", item))).replace("\n", "")

    response = press(client, "item", item, name="Neu", number="8", part="II")

    item.refresh_from_db()
    assert response.status_code == 303
    assert (item.name, item.number, item.part, item.public) == ("Neu", "8", "II", True)


def test_item_cannot_lie_under_itself(cast, client):
    item = factories.item(factories.meeting(cast.assembly))
    below = factories.item(item.meeting, parent=item)
    client.force_login(cast.clerk)

    response = press(client, "item", item, name="Kreis", parent=below.key)

    item.refresh_from_db()
    assert (response.status_code, item.parent) == (422, None)


def test_stale_change_of_an_item_keeps_what_was_typed(cast, client):
    item = factories.item(factories.meeting(cast.assembly), name="Alt", number="7")
    agenda.change(item, by=cast.deputy, name="Von der Kollegin")
    client.force_login(cast.clerk)

    response = press(client, "item", item, name="Getippt", number="7")

    item.refresh_from_db()
    assert response.status_code == 409
    assert "Jetzt heißt der Punkt „7 Von der Kollegin“." in text(response)
    assert "Getippt</textarea>" in text(response)
    assert item.name == "Von der Kollegin"


@pytest.mark.parametrize("view", ITEM_STEPS)
def test_button_from_an_old_page_does_nothing(cast, client, view):
    item = running(cast, items=1)[0]
    agenda.change(item, by=cast.deputy, name="Von der Kollegin")
    client.force_login(cast.clerk)

    response = press(client, view, item)

    item.refresh_from_db()
    assert response.status_code == 409
    assert "Inzwischen hat jemand anderes etwas geändert." in text(response)
    assert (item.state, item.version, item.public) == (ItemState.OPEN, 2, True)


# Moving


def test_item_moves_up_and_down_among_its_neighbours(cast, client):
    meeting = factories.meeting(cast.assembly)
    rows = [factories.item(meeting, name=name) for name in "abc"]
    client.force_login(cast.clerk)

    client.post(at("item-move", rows[2]), {"order": rows[2].order, "to": "up"})
    after_up = names(meeting)
    rows[0].refresh_from_db()
    client.post(at("item-move", rows[0]), {"order": rows[0].order, "to": "down"})

    assert (after_up, names(meeting)) == (["a", "c", "b"], ["c", "a", "b"])


def test_item_moves_over_what_lies_under_its_neighbour(cast, client):
    meeting = factories.meeting(cast.assembly)
    first = factories.item(meeting, name="a")
    factories.item(meeting, name="a1", parent=first)
    last = factories.item(meeting, name="b")
    client.force_login(cast.clerk)

    client.post(at("item-move", last), {"order": last.order, "to": "up"})

    lines = outline.lines(meeting.items.all())
    assert [line.item.name for line in lines] == ["b", "a", "a1"]


def test_first_item_stays_first(cast, client):
    meeting = factories.meeting(cast.assembly)
    rows = [factories.item(meeting, name=name) for name in "ab"]
    client.force_login(cast.clerk)

    response = client.post(at("item-move", rows[0]), {"order": rows[0].order, "to": "up"})

    assert (response.status_code, names(meeting)) == (303, ["a", "b"])


def test_move_from_an_old_page_is_refused(cast, client):
    meeting = factories.meeting(cast.assembly)
    rows = [factories.item(meeting, name=name) for name in "abc"]
    agenda.move(rows[2], to=0, by=cast.deputy)
    client.force_login(cast.clerk)

    response = client.post(at("item-move", rows[2]), {"order": rows[2].order, "to": "up"})

    assert (response.status_code, names(meeting)) == (409, ["c", "a", "b"])


# During the meeting


def test_item_is_called_put_back_called_closed_and_reopened(cast, client):
    first, *_ = running(cast)
    client.force_login(cast.chair)

    seen = []
    for view in ("item-call", "item-put-back", "item-call", "item-close", "item-reopen"):
        response = press(client, view, first, result="adopted", resolution_text="Es wird gebaut.")
        first.refresh_from_db()
        seen.append((response.status_code, response.url.endswith("#console"), first.state))

    assert seen == [(303, True, state) for state in ("called", "open", "called", "closed", "called")]
    assert (first.result, first.resolution_text) == ("adopted", "Es wird gebaut.")


def test_result_is_shown_to_everyone_after_closing(cast, client):
    first, *_ = running(cast)
    agenda.call(first, by=None)
    agenda.close(first, result="rejected", result_text="3 Ja, 68 Nein", resolution_text="Abgelehnt wird.", by=None)

    shown = text(client.get(first.meeting.get_absolute_url()))

    assert ("abgelehnt</span>" in shown, "3 Ja, 68 Nein" in shown, "Abgelehnt wird." in shown) == (True, True, True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"result": ""}, "Bitte ein Ergebnis wählen oder die Stimmen eintragen."),
        ({"result": "erfunden"}, "erfunden ist keine gültige Auswahl."),
        ({"result_text": "x" * 1001}, "höchstens 1000 Zeichen"),
    ],
)
def test_bad_result_comes_back_with_what_was_typed(cast, client, data, sentence):
    first, *_ = running(cast)
    first = agenda.call(first, by=None)
    client.force_login(cast.chair)

    response = press(client, "item-close", first, **({"result": "adopted", "resolution_text": "Wortlaut."} | data))

    first.refresh_from_db()
    assert response.status_code == 422
    summary = text(response).partition("Bitte prüfen Sie Ihre Eingaben")[2]
    assert sentence in summary[: summary.index("</ul>")]
    assert "Wortlaut.</textarea>" in text(response)
    assert first.state == ItemState.CALLED


def test_every_result_can_be_chosen_once(cast, client):
    first, *_ = running(cast)
    agenda.call(first, by=None)
    client.force_login(cast.chair)

    shown = text(client.get(first.meeting.get_absolute_url()))

    assert {code: shown.count(f'name="result" value="{code}"') for code in Result.values} == dict.fromkeys(
        Result.values, 1
    )


@pytest.mark.parametrize("view", ["item-put-back", "item-close", "item-reopen", "item-restore"])
def test_step_of_an_item_in_the_wrong_state_is_refused(cast, client, view):
    first, *_ = running(cast)
    client.force_login(cast.chair)

    response = press(client, view, first, result="adopted")

    first.refresh_from_db()
    assert response.status_code == 409
    assert "Das geht jetzt nicht: Der Stand ist „offen“" in text(response)
    assert first.state == ItemState.OPEN


def test_two_items_are_never_up_at_once(cast, client):
    first, second, _ = running(cast)
    agenda.call(first, by=None)
    client.force_login(cast.chair)

    response = press(client, "item-call", second)

    assert response.status_code == 409
    assert "Ein anderer Tagesordnungspunkt ist noch aufgerufen." in text(response)


def test_calling_needs_a_running_meeting(cast, client):
    item = factories.item(factories.meeting(cast.assembly))
    client.force_login(cast.chair)

    response = press(client, "item-call", item)

    assert response.status_code == 409
    assert "Die Sitzung läuft nicht" in text(response)


def test_removed_item_stays_on_the_page_and_comes_back(cast, client):
    first, *_ = running(cast)
    client.force_login(cast.clerk)

    press(client, "item-remove", first)
    removed = text(client.get(first.meeting.get_absolute_url()))
    first.refresh_from_db()
    press(client, "item-restore", first)

    first.refresh_from_db()
    assert f'id="top-{first.key}" data-block data-into="agenda" class="level-0 closed removed"' in removed
    assert first.state == ItemState.OPEN


def test_opening_an_item_shows_first_what_becomes_public(cast, client):
    meeting = factories.meeting(cast.committee)
    item = closed_item(meeting, resolution_text="Kaufpreis 1,2 Millionen Euro")
    client.force_login(cast.clerk)

    asked = client.get(at("item-open-to-public", item))
    client.logout()
    before = text(client.get(meeting.get_absolute_url()))
    client.force_login(cast.clerk)
    press(client, "item-open-to-public", item)
    client.logout()
    after = text(client.get(meeting.get_absolute_url()))

    assert "Kaufpreis 1,2 Millionen Euro" in text(asked)
    assert ("Kaufpreis" in before, "Kaufpreis" in after) == (False, True)


def test_closing_an_item_takes_it_from_the_public_at_once(cast, client):
    item = factories.item(factories.meeting(cast.committee), name="Ankauf Hafenkante")
    client.force_login(cast.clerk)

    press(client, "item-close-to-public", item)

    client.logout()
    assert "Hafenkante" not in text(client.get(item.meeting.get_absolute_url()))


# Conflict of interest


def test_person_is_barred_and_readmitted(cast, client):
    item = factories.item(factories.meeting(cast.assembly))
    client.force_login(cast.clerk)

    response = client.post(at("item-bar", item), {"person": cast.rival.person.key})
    barred = list(Conflict.objects.filter(lifted_at=None).values_list("item", "person"))
    shown = text(client.get(at("item", item)))
    client.post(at("item-readmit", item), {"person": cast.rival.person.key})

    assert (response.status_code, response.url) == (303, f"{at('item', item)}#conflicts")
    assert barred == [(item.pk, cast.rival.person.pk)]
    assert "Wieder zulassen" in shown
    assert not Conflict.objects.filter(lifted_at=None).exists()


def test_who_is_barred_is_no_news_for_the_public(cast, client):
    item = factories.item(factories.meeting(cast.assembly))
    agenda.bar(item, person=cast.rival.person, by=None)

    assert cast.rival.person.name not in text(client.get(item.meeting.get_absolute_url()))


@pytest.mark.parametrize(
    ("person", "sentence"),
    [("", "Bitte eine Person wählen."), ("gibtesnicht", "Diese Person steht nicht zur Wahl.")],
)
def test_barring_nobody_comes_back_with_a_sentence(cast, client, person, sentence):
    item = factories.item(factories.meeting(cast.assembly))
    client.force_login(cast.clerk)

    response = client.post(at("item-bar", item), {"person": person})

    assert response.status_code == 422
    assert sentence in text(response)


def test_readmitting_who_was_not_barred_is_not_there(cast, client):
    item = factories.item(factories.meeting(cast.assembly))
    client.force_login(cast.clerk)

    assert client.post(at("item-readmit", item), {"person": cast.rival.person.key}).status_code == 404


# Blocks, as the live hub asks for them


def of_agenda(found):
    """The blocks of the agenda itself, without those that stand beside it."""
    return [block for block in found if not (block.on_stage or block.in_course)]


def test_blocks_come_in_page_order_with_stable_ids(cast):
    meeting = factories.meeting(cast.assembly)
    second = factories.item(meeting, part="II")
    first = factories.item(meeting, part="I")
    below = factories.item(meeting, part="I", parent=first)

    found = of_agenda(blocks.blocks(meeting, audiences.standing_of(None)))

    assert [block.id for block in found] == [
        "now", "part-I", f"top-{first.key}", f"top-{below.key}", "part-II", f"top-{second.key}",
    ]  # fmt: skip
    assert [f'id="{block.id}"' in block.html and " data-block" in block.html for block in found] == [True] * 6


def test_blocks_are_the_same_while_nothing_happens(cast):
    first, *_ = running(cast)
    agenda.call(first, by=None)
    meeting = first.meeting
    meeting.refresh_from_db()

    once = blocks.blocks(meeting, audiences.standing_of(None))

    assert blocks.blocks(meeting, audiences.standing_of(None)) == once


def test_blocks_cost_the_same_for_thirty_items_as_for_one(cast):
    meeting = factories.meeting(cast.assembly)
    item = factories.item(meeting)
    standing = audiences.standing_of(None)
    with CaptureQueriesContext(connection) as one:
        blocks.blocks(meeting, standing)
    for number in range(29):
        factories.item(meeting, parent=item if number % 2 else None)

    with CaptureQueriesContext(connection) as thirty:
        blocks.blocks(meeting, standing)

    assert len(thirty) == len(one)


def test_blocks_of_a_circle_hold_nothing_that_is_one_persons_alone(cast):
    meeting = factories.meeting(cast.assembly)
    factories.item(meeting, name="Nur für mich", audience=Audience.PRIVATE, owner=cast.councillor)

    found = of_agenda(blocks.blocks(meeting, audiences.standing_of(cast.councillor)))

    assert [block.id for block in found] == ["now"]


@pytest.mark.parametrize("name", ["councillor", "rival", "nobody"])
def test_blocks_of_a_standing_hold_what_it_may_read(cast, name):
    meeting = factories.meeting(cast.committee)
    factories.item(meeting, name="Radweg")
    closed_item(meeting)

    html = "".join(block.html for block in blocks.blocks(meeting, audiences.standing_of(cast.everyone()[name])))

    assert ("Radweg" in html, "Hafenkante" in html) == (True, name == "councillor")


def test_items_in_a_circle_are_not_lost(cast):
    meeting = factories.meeting(cast.assembly)
    first, second = factories.item(meeting, name="a"), factories.item(meeting, name="b")
    AgendaItem.objects.filter(pk=first.pk).update(parent=second)
    AgendaItem.objects.filter(pk=second.pk).update(parent=first)

    lines = outline.lines(meeting.items.all())

    assert sorted(line.item.name for line in lines) == ["a", "b"]
