"""The room of a paper: each person's list of notes, and what their open page is told."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaboration import anchoring
from collaboration.actions import moderations, notes
from collaboration.live import papers as room
from collaboration.live import rooms
from collaboration.models import Uptake
from council import audiences
from council.states import Audience
from documents.actions import papers
from documents.models import Paper
from tests import cast as casting
from tests import factories
from tests.collaboration.lines import Line, do, run
from tests.collaboration.test_notes import EVERYONE, READERS, TEXT, written

HIDE = {"decision": "hide", "ground": "rules", "reason": "Beleidigt."}


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


def look(paper, user) -> rooms.View | None:
    return rooms.look("paper", paper.pk, audiences.standing_of(user))


def noted(view: rooms.View) -> list[str]:
    return [name for name in view.pieces if name.startswith("notiz-")]


# What the room shows ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("circle", READERS)
def test_room_shows_a_note_to_its_circle_alone(cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle)

    seen = {name: noted(look(paper, user)) for name, user in cast.everyone().items()}

    assert seen == {name: [f"notiz-{note.key}"] if name in READERS[circle] else [] for name in EVERYONE}


@pytest.mark.django_db
@pytest.mark.parametrize("circle", READERS)
def test_cursor_moves_for_the_circle_of_a_note_alone(cast, paper, circle):
    before = {name: look(paper, user).cursor for name, user in cast.everyone().items()}

    written(paper, by=cast.councillor, circle=circle)

    after = {name: look(paper, user).cursor for name, user in cast.everyone().items()}
    assert {name for name in EVERYONE if before[name] != after[name]} == READERS[circle]


@pytest.mark.django_db
def test_closed_paper_has_no_room_for_others(cast):
    paper = factories.paper(text=TEXT, audience=Audience.COUNCIL)

    open_to = {name for name, user in cast.everyone().items() if look(paper, user) is not None}

    assert open_to == READERS[Audience.COUNCIL]


@pytest.mark.django_db
def test_room_shows_the_notes_on_the_newest_text(cast, paper):
    written(paper, by=cast.councillor)
    papers.revise(paper, body_text="Ein anderer Text.", by=cast.clerk)

    view = look(paper, cast.councillor)

    assert list(view.pieces) == ["notes-state", "notes-empty"]
    assert 'data-version="2"' in view.pieces["notes-state"]


@pytest.mark.django_db
def test_paper_without_text_has_an_empty_room(cast):
    assert look(factories.paper(text=""), cast.councillor).pieces == {}


@pytest.mark.django_db
def test_page_and_room_show_the_same(client, cast, paper):
    written(paper, by=cast.councillor, circle=Audience.FACTION)
    client.force_login(cast.colleague)

    html = client.get(paper.get_absolute_url()).content.decode()

    view = look(paper, cast.colleague)
    assert re.findall(r'data-cursor="(\w+)"', html) == [view.cursor]
    assert [piece for piece in view.pieces.values() if piece not in html] == []


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_the_notes(cast, paper):
    standing = audiences.standing_of(cast.colleague)
    written(paper, by=cast.councillor, circle=Audience.FACTION)

    with CaptureQueriesContext(connection) as one:
        rooms.look("paper", paper.pk, standing)
    for number in range(29):
        written(paper, by=[cast.councillor, cast.colleague][number % 2], circle=Audience.FACTION)
    with CaptureQueriesContext(connection) as thirty:
        view = rooms.look("paper", paper.pk, standing)

    assert (len(noted(view)), len(thirty)) == (30, len(one))


# Who shares one look ------------------------------------------------------------------------------------------------


def narrowed(paper, cast):
    standings = {name: audiences.standing_of(user) for name, user in cast.everyone().items()}
    return standings, rooms.narrowed("paper", paper.pk, standings)


@pytest.mark.django_db
def test_who_wrote_nothing_here_shares_the_look_of_their_bodies_and_sees_what_they_would_alone(cast, paper):
    for circle, author in zip(READERS, (cast.councillor, cast.rival, cast.councillor, cast.citizen), strict=True):
        written(paper, by=author, circle=circle)
    notes.share(written(paper, by=cast.councillor, circle="private"), person=cast.mayor, by=cast.councillor)

    standings, shared = narrowed(paper, cast)

    kind = rooms.KINDS["paper"]
    circles = {name: rooms.circle_of(kind, one) for name, one in shared.items()}
    alone = {name for name, circle in circles.items() if circle.startswith("person:")}
    assert alone == {"councillor", "rival", "citizen", "mayor"}
    assert circles["nobody"] == "public"
    assert circles["clerk"] == circles["deputy"]
    for name, whole in standings.items():
        own, common = (rooms.look("paper", paper.pk, one) for one in (whole, shared[name]))
        assert own.pieces == common.pieces, name


@pytest.mark.django_db
def test_who_has_a_file_of_their_own_here_is_shown_its_notes(cast, paper):
    file = factories.file(paper=paper, pages=("Kosten",), audience="private", owner=cast.mayor)
    page = file.pages.get()
    passage = anchoring.describe(page.canonical, 0, 6)
    notes.write(page, selector=passage, text="Meins", circle="private", by=cast.mayor)

    standings, shared = narrowed(paper, cast)

    assert shared["mayor"] == standings["mayor"]
    assert file.name in rooms.look("paper", paper.pk, shared["mayor"]).pieces["notes-state"]


@pytest.mark.django_db
@pytest.mark.parametrize("audience", [Audience.COUNCIL, Audience.NAMED])
def test_closed_paper_is_looked_at_by_everyone_for_themselves(cast, audience):
    paper = factories.paper(text=TEXT, audience=audience)

    standings, shared = narrowed(paper, cast)

    assert shared == standings


@pytest.mark.django_db
def test_paper_of_which_a_closed_one_was_made_is_looked_at_by_everyone_for_themselves(cast, paper):
    note = written(paper, by=cast.councillor, circle="public")
    made = factories.paper(audience="private", owner=cast.rival)
    Uptake.objects.create(note=note, paper=made, made_by=cast.rival, made_at=timezone.now())

    standings, shared = narrowed(paper, cast)

    assert shared == standings


# Many notes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(cast, paper, monkeypatch):
    """Five notes, two a part; the second has a reply."""
    monkeypatch.setattr(room, "PART", 2)
    found = [written(paper, by=cast.councillor, circle="public") for _ in range(4)]
    reply = notes.reply(found[1], text="Ja.", circle="public", by=cast.rival)
    return [found[0], found[1], reply, *found[2:]]


def parts(client, paper, query=""):
    html = client.get(paper.get_absolute_url() + query).content.decode()
    return re.findall(r'<li class="note[^>]*id="notiz-(\w+)"', html), html


@pytest.mark.django_db
def test_many_notes_are_shown_in_parts_and_the_first_is_followed(client, cast, paper, busy):
    keys = [note.key for note in busy]
    first, html = parts(client, paper)
    last, beyond = (parts(client, paper, f"?page={number}") for number in (3, 99))

    assert (first, parts(client, paper, "?page=2")[0], last[0], beyond[0]) == (keys[:2], keys[2:4], keys[4:], keys[4:])
    assert "5 Anmerkungen zu diesem Wortlaut. Hier die ersten 2" in html
    assert ("data-cursor" in html, "data-cursor" in last[1]) == (True, False)
    assert noted(look(paper, cast.citizen)) == [f"notiz-{key}" for key in keys[:2]]


@pytest.mark.django_db
def test_lasting_address_of_a_note_leads_to_its_part(client, paper, busy):
    address = client.get(busy[3].get_absolute_url()).url

    assert address == f"{paper.get_absolute_url()}?notiz={busy[3].key}#notiz-{busy[3].key}"
    assert busy[3].key in parts(client, paper, f"?notiz={busy[3].key}")[0]
    assert parts(client, paper, "?notiz=fremd")[0] == [note.key for note in busy[:2]]


@pytest.mark.django_db
def test_narrowed_list_searches_all_parts(client, paper, busy, cast):
    assert parts(client, paper, f"?author={cast.rival.display_name}")[0] == [busy[2].key]


# What open pages are told -------------------------------------------------------------------------------------------


@pytest.fixture
def committed(transactional_db) -> casting.Cast:
    return casting.assemble()


def changed(frame: dict) -> dict[str, str]:
    return {part["id"]: part["html"] for part in frame["changed"]}


@pytest.mark.django_db(transaction=True)
def test_faction_note_reaches_the_colleague_and_nobody_else(committed):
    cast, paper = committed, factories.paper(text=TEXT)
    others = ("rival", "clerk", "mayor", "moderator", "citizen", "nobody")
    everyone = cast.everyone()
    cursors = {name: look(paper, everyone[name]).cursor for name in (*others, "colleague")}
    told = {}

    async def story():
        lines = {name: Line(paper, everyone[name], cursor) for name, cursor in cursors.items()}
        for line in lines.values():
            await line.__aenter__()
        note = await do(written, paper, by=cast.councillor, circle=Audience.FACTION)
        for name, line in reversed(lines.items()):  # first the one who must hear it: then it has been told
            told[name] = await line.frames(least=int(name == "colleague"))
        told["note"] = f"notiz-{note.key}"
        for line in lines.values():
            await line.__aexit__()

    run(story)

    view = look(paper, cast.everyone()["colleague"])
    assert {name: told[name] for name in others} == {name: [] for name in others}
    assert told["colleague"] == [
        {
            "cursor": view.cursor,
            "order": ["notes-state", told["note"]],
            "changed": [
                {"id": "notes-state", "html": view.pieces["notes-state"]},
                {"id": told["note"], "html": view.pieces[told["note"]]},
            ],
        }
    ]


@pytest.mark.django_db(transaction=True)
def test_page_that_lost_its_line_catches_up_from_its_cursor(committed):
    cast, paper = committed, factories.paper(text=TEXT)
    kept = written(paper, by=cast.councillor, circle=Audience.FACTION, words="Radweg")
    colleague = cast.everyone()["colleague"]
    cursor = look(paper, colleague).cursor
    told = []

    async def story():
        async with Line(paper, colleague, cursor) as line:
            told.append(await line.frames())
            async with Line(paper, colleague, cursor):  # a second page keeps the room open while the first is away
                await line.hang_up()
                missed = await do(written, paper, by=cast.councillor, circle=Audience.FACTION, words="Sommer")
                await do(written, paper, by=cast.rival, circle=Audience.FACTION)
                async with Line(paper, colleague, cursor) as again:
                    told.append(await again.frames(least=1))
                told.append(f"notiz-{missed.key}")

    run(story)

    nothing, frames, missed = told
    view = look(paper, cast.everyone()["colleague"])
    assert nothing == []
    assert len(frames) == 1
    assert frames[0]["cursor"] == view.cursor
    assert frames[0]["order"] == ["notes-state", f"notiz-{kept.key}", missed]
    assert changed(frames[0]) == {name: view.pieces[name] for name in ("notes-state", missed)}


@pytest.mark.django_db(transaction=True)
def test_lifted_hidden_and_withdrawn_notes_follow(committed):
    cast, paper = committed, factories.paper(text=TEXT)
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    name = f"notiz-{note.key}"
    citizen = cast.everyone()["citizen"]
    orders, stone = [], {}

    async def story():
        async with Line(paper, citizen, look_before) as line:
            for act, more in (
                (notes.lift, {"circle": Audience.PUBLIC, "by": cast.councillor}),
                (moderations.decide, HIDE | {"by": cast.moderator}),
                (moderations.decide, {"decision": "keep", "reason": "Doch nicht.", "by": cast.moderator}),
                (notes.withdraw, {"by": cast.councillor}),
            ):
                await do(act, note, **more)
                frames = await line.frames(least=1)
                orders.append([frame.get("order") for frame in frames])
            stone.update(changed(frames[-1]))

    look_before = look(paper, citizen).cursor
    run(story)

    assert orders == [
        [["notes-state", name]],
        [["notes-state", "notes-empty"]],
        [["notes-state", name]],
        [None],  # nothing came and nothing went
    ]
    assert "vom Verfasser zurückgezogen" in stone[name]
    assert "Hier klemmt es." not in stone[name]


@pytest.mark.django_db(transaction=True)
def test_whoever_lost_the_faction_is_told_nothing_more(committed):
    cast, paper = committed, factories.paper(text=TEXT)
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    colleague = cast.everyone()["colleague"]
    cursor = look(paper, colleague).cursor
    told = []

    async def story():
        async with Line(paper, colleague, cursor) as line:
            seats = cast.colleague.person.memberships.filter(organization=cast.our_faction)
            await do(seats.update, end_date=timezone.localdate() - timezone.timedelta(days=1))
            await do(written, paper, by=cast.councillor, circle=Audience.FACTION, text="Nicht mehr für alle.")
            told.extend(await line.frames(least=1))

    run(story)

    assert [frame["order"] for frame in told] == [["notes-state", "notes-empty"]]
    assert note.key not in json.dumps(told)


@pytest.mark.django_db(transaction=True)
def test_room_of_a_paper_there_is_not_and_of_a_closed_one_answer_alike(committed):
    cast, closed = committed, factories.paper(text=TEXT, audience=Audience.COUNCIL)
    unknown = Paper(key="gibtesnicht")
    citizen = cast.everyone()["citizen"]
    answers = []

    async def story():
        for paper in (closed, unknown):
            async with Line(paper, citizen) as line:
                answers.append([await line.says(), await line.says()])

    run(story)

    assert (
        answers
        == [[{"type": "websocket.send", "text": '{"gone": true}'}, {"type": "websocket.close", "code": 4404}]] * 2
    )
