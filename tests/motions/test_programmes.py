"""Programmes: read by whoever reads their paper, kept by office and keeper, proposals until somebody confirms them."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from council.life import Stale, WrongState
from council.may import Denied, allowed
from council.models.journal import Entry
from council.states import Audience
from documents.states import PaperType
from motions import chapters
from motions.actions import programmes
from motions.actions.programmes import NewLink
from motions.importing import texts
from motions.may import programmes as may
from motions.models import GoalPaper, Programme, ProgrammeItem, ProgrammeLink
from tests import factories, shared

pytestmark = pytest.mark.django_db

TEXT = """## Vereinbart im Überblick

### Sichere Wege

wir bauen sichere Wege

### Busse am Abend

wir lassen die Busse länger fahren

## Wahlprogramm der Bürgerliste

### Radwege für alle

Radwege in jedem Stadtteil

### Freies WLAN

WLAN in allen Bussen

## Ziele

Wir bauen bis Frühjahr 2020 zwölf Kilometer Radweg.

Wir lassen Busse bis Mitternacht fahren.

Wir prüfen ein Stadtwerk."""
LINKS = (
    NewLink(source=("overview", 1), target=("goal", 1), decided=True),
    NewLink(source=("overview", 2), target=("goal", 2), decided=True),
    NewLink(source=("manifesto", 1), target=("overview", 1)),
)
HOSTILE = ["<script>alert(1)</script>", "\u202eevil", "x" * 200_000, "nul\0byte", "'; DROP TABLE", "{{ 7|add:7 }}"]
KEEPERS = {"clerk", "deputy", "councillor", "colleague"}


def paper_of(cast, **fields):
    fields = {"name": "Verkehr", "paper_type": PaperType.PROGRAMME, "text": TEXT} | fields
    return factories.paper(**fields)


def laid_out(cast, *, keeper="our_faction", links=LINKS, deadlines=None, **fields):
    paper = paper_of(cast, **fields)
    text = paper.versions.get()
    overview, manifesto, goals = chapters.read(text.text)
    return programmes.record(
        Programme(
            paper=paper,
            title="Koalitionsvertrag 2026",
            section="IV",
            compared_with="Wahlprogramm der Bürgerliste",
            parties=["Grüne Stadt", "Bürgerliste"],
            keeper=getattr(cast, keeper) if keeper else None,
            read_from=text,
        ),
        parts={"overview": overview.points, "manifesto": manifesto.points, "goal": goals.points},
        links=links,
        deadlines={1: "Frühjahr 2020"} if deadlines is None else deadlines,
        by=cast.clerk,
    )


def goal_of(programme, number=1):
    return programme.items.get(kind="goal", number=number)


def page(client, programme, *, user=None):
    client.force_login(user) if user else client.logout()
    return client.get(programme.get_absolute_url()).content.decode()


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def address(name, programme, *more):
    return reverse(name, args=[programme.paper.key, *more])


# The client's own text


@pytest.mark.parametrize("_", [pytest.param(None, marks=shared.MARKS)])
def test_seed_002_comes_out_as_the_domain_brief_says(_):
    texts.import_seeds(shared.SHARED / "seeds")

    programme = Programme.objects.get()
    links = ProgrammeLink.objects.filter(source__programme=programme)
    goal_links = links.filter(source__kind="overview").order_by("source__number")
    counterparts = links.filter(source__kind="manifesto").order_by("source__number", "target__number")
    assert (programme.paper.name, programme.section, programme.title, programme.parties, programme.valid_until) == (
        "Digitalisierung",
        "X",
        "Grün-Roter Koalitionsvertrag 2021 – 2026",
        ["Grüne", "SPD"],
        None,
    )
    assert {kind: programme.items.filter(kind=kind).count() for kind in ("overview", "manifesto", "goal")} == {
        "overview": 11,
        "manifesto": 10,
        "goal": 12,
    }
    assert list(goal_links.values_list("target__number", flat=True)) == [1, 9, 6, 3, 5, 7, 8, 10, 11, 12, 2]
    assert set(goal_links.values_list("source__kind", "target__kind", "strength")) == {("overview", "goal", "strong")}
    assert list(counterparts.values_list("source__number", "target__number", "strength", "state")) == [
        (1, 1, "strong", "suggested"),
        (2, 3, "strong", "suggested"),
        (3, 9, "strong", "suggested"),
        (4, 11, "weak", "suggested"),
        (7, 5, "strong", "suggested"),
        (7, 7, "strong", "suggested"),
    ]
    assert list(programme.items.exclude(deadline="").values_list("kind", "number", "deadline")) == [
        ("goal", 2, "Frühjahr 2023")
    ]
    assert set(programme.items.values_list("state", flat=True)) == {"open"}


@pytest.mark.parametrize("_", [pytest.param(None, marks=shared.MARKS)])
def test_seed_002_says_which_points_have_no_counterpart(_, client):
    texts.import_seeds(shared.SHARED / "seeds")
    programme = Programme.objects.get()

    html = page(client, programme)

    numbers = range(1, 12)
    alone = [n for n in numbers if not programme.items.filter(kind="manifesto", number=n, leads_to=None).exists()]
    assert [n for n in numbers if n not in alone] == [5, 6, 8, 9, 10]
    overview = programme.items.filter(kind="overview")
    assert list(overview.filter(comes_from=None).order_by("number").values_list("number", flat=True)) == [
        2,
        4,
        6,
        8,
        10,
    ]
    assert plain(html).count("Kein Gegenstück in diesem Abschnitt.") == 10
    assert plain(html).count("Vorschlag, noch nicht bestätigt") == 6
    assert plain(html).count("ähnelt nur") == 1
    assert "Gilt bis nicht angegeben" in plain(html)


@pytest.mark.parametrize("_", [pytest.param(None, marks=shared.MARKS)])
def test_seed_002_leads_from_each_point_to_its_own_words(_):
    texts.import_seeds(shared.SHARED / "seeds")
    from documents import text

    programme = Programme.objects.get()
    blocks = {block.number: block.text for block in text.blocks(programme.read_from.text)}

    assert [blocks[item.block] for item in programme.items.all()] == [
        item.one_sentence for item in programme.items.all()
    ]


# Reading


@pytest.mark.parametrize("audience", ["public", "members", "body", "private"])
def test_programme_is_read_by_whoever_reads_its_paper(cast, client, audience):
    programme = laid_out(
        cast,
        audience=audience,
        audience_organization=cast.committee if audience == "body" else None,
        owner=cast.citizen if audience == "private" else None,
    )

    def seers(address):
        return {
            name
            for name, user in cast.everyone().items()
            if (client.force_login(user) if user.is_authenticated else client.logout(), client.get(address))[
                1
            ].status_code
            == 200
        }

    readers = seers(programme.get_absolute_url())
    assert readers == seers(programme.paper.get_absolute_url())
    for name, user in cast.everyone().items():
        visible = programme.paper.key in {row.paper.key for row in Programme.objects.visible_to(user)}
        items = ProgrammeItem.objects.visible_to(user).count()
        assert (visible, items) == ((True, 7) if name in readers else (False, 0))


def test_closed_programme_is_not_listed(cast, client):
    laid_out(cast, name="Geheimer Pakt", audience=Audience.MEMBERS)
    laid_out(cast, name="Offenes Programm")

    html = client.get(reverse("programmes")).content.decode()

    assert "Offenes Programm" in html
    assert "Geheimer Pakt" not in html
    client.force_login(cast.rival)
    assert "Geheimer Pakt" in client.get(reverse("programmes")).content.decode()


def test_synopsis_shows_both_sides_and_the_state_of_each_goal(cast, client):
    programme = laid_out(cast)
    programmes.step(goal_of(programme), "begin", note="Der erste Abschnitt ist gebaut.", by=cast.clerk)

    html = page(client, programme)

    said = plain(html)
    assert said.count("Ziel 1 in Arbeit") == 1
    assert "Stand vom" in said
    assert "Der erste Abschnitt ist gebaut." in said
    assert said.count("Kein Gegenstück in diesem Abschnitt.") == 2  # evening buses and wireless network
    assert "bis Frühjahr 2020 – Zeit überschritten" in said
    assert "Ziel 2: Busse am Abend" in said
    assert f"{programme.paper.get_absolute_url()}?version=1#absatz-" in html


def test_rejected_link_is_gone_and_confirmed_one_is_no_proposal(cast, client):
    programme = laid_out(cast)
    (link,) = ProgrammeLink.objects.filter(state="suggested")

    before = plain(page(client, programme))
    programmes.confirm(link, by=cast.councillor)
    confirmed = plain(page(client, programme))
    programmes.reject(link, by=cast.councillor)
    rejected = plain(page(client, programme))

    marks = [said.count("Vorschlag, noch nicht bestätigt") for said in (before, confirmed, rejected)]
    missing = [said.count("Kein Gegenstück in diesem Abschnitt.") for said in (before, confirmed, rejected)]
    assert marks == [1, 0, 0]
    assert missing == [2, 2, 4]


def test_paper_on_a_goal_is_seen_by_its_readers_alone(cast, client):
    programme = laid_out(cast)
    closed = factories.paper(name="Geheimer Kauf", audience=Audience.BODY, audience_organization=cast.committee)
    programmes.hang(goal_of(programme), paper=closed, by=cast.clerk)
    programmes.hang(goal_of(programme), paper=factories.paper(name="Offener Antrag"), by=cast.clerk)

    outside, inside = page(client, programme), page(client, programme, user=cast.councillor)

    assert ("Geheimer Kauf" in outside, "Offener Antrag" in outside) == (False, True)
    assert ("Geheimer Kauf" in inside, "Offener Antrag" in inside) == (True, True)


def test_paper_names_the_goals_it_pursues_to_readers_of_the_programme(cast, client):
    programme = laid_out(cast, audience=Audience.MEMBERS)
    paper = factories.paper(name="Radweg")
    programmes.hang(goal_of(programme), paper=paper, by=cast.clerk)

    client.logout()
    outside = client.get(paper.get_absolute_url()).content.decode()
    client.force_login(cast.rival)
    inside = client.get(paper.get_absolute_url()).content.decode()

    assert ("Koalitionsvertrag 2026" in outside, "Koalitionsvertrag 2026" in inside) == (False, True)


@pytest.mark.parametrize("viewer", ["nobody", "clerk"])
def test_pages_cost_the_same_for_one_and_for_three(cast, client, viewer):
    def count(address):
        client.force_login(cast.clerk) if viewer == "clerk" else client.logout()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    programme = laid_out(cast)
    programmes.hang(goal_of(programme), paper=factories.paper(), by=None)
    addresses = (reverse("programmes"), programme.get_absolute_url())
    before = [count(address) for address in addresses]
    for number in (2, 3):
        other = laid_out(cast)
        programmes.hang(goal_of(other), paper=factories.paper(), by=None)
        programmes.hang(goal_of(programme, number), paper=factories.paper(), by=None)

    assert [count(address) for address in addresses] == before


# Who may do what


def test_state_of_the_goals_is_kept_by_office_and_keeper_alone(cast):
    programme = laid_out(cast)

    assert {name for name, user in cast.everyone().items() if allowed(may.keep, user, programme)} == KEEPERS
    assert {name for name, user in cast.everyone().items() if allowed(may.lay_out, user)} == {"clerk", "deputy"}


def test_programme_without_keeper_is_the_offices(cast):
    programme = laid_out(cast, keeper=None)

    assert {name for name, user in cast.everyone().items() if allowed(may.keep, user, programme)} == {"clerk", "deputy"}


ACTS = {
    "word": lambda goal, link, by: programmes.word(goal, short_heading="Anders", by=by),
    "step": lambda goal, link, by: programmes.step(goal, "reach", by=by),
    "link": lambda goal, link, by: programmes.link(
        goal.programme.items.get(kind="overview", number=1),
        target=goal.programme.items.get(kind="goal", number=3),
        strength="strong",
        by=by,
    ),
    "confirm": lambda goal, link, by: programmes.confirm(link, by=by),
    "reject": lambda goal, link, by: programmes.reject(link, by=by),
    "hang": lambda goal, link, by: programmes.hang(goal, paper=factories.paper(), by=by),
    "take_down": lambda goal, link, by: programmes.take_down(goal, paper=goal.programme.paper, by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["chair", "rival", "mayor", "officer", "district", "moderator", "citizen"])
def test_everybody_else_is_refused_and_nothing_changes(cast, act, who):
    programme = laid_out(cast)
    link = ProgrammeLink.objects.get(state="suggested")

    def rows():
        return [
            list(ProgrammeItem.objects.order_by("pk").values()),
            list(ProgrammeLink.objects.order_by("pk").values()),
            list(GoalPaper.objects.values()),
        ]

    before = rows()
    with pytest.raises(Denied, match=r"Den Stand der Ziele pflegt"):
        ACTS[act](goal_of(programme), link, getattr(cast, who))

    assert rows() == before


def test_laying_out_and_describing_is_the_offices(cast):
    programme = laid_out(cast)

    with pytest.raises(Denied):
        programmes.describe(programme, title="Anders", by=cast.councillor)
    with pytest.raises(Denied):
        programmes.record(
            Programme(paper=paper_of(cast), title="x", read_from=programme.read_from), parts={}, by=cast.rival
        )
    assert Programme.objects.get().title == "Koalitionsvertrag 2026"


# The life of a goal


ALLOWED = {
    "open": {"begin": "in_progress", "reach": "done", "drop": "dropped"},
    "in_progress": {"reach": "done", "drop": "dropped", "reopen": "open"},
    "done": {"reopen": "open"},
    "dropped": {"reopen": "open"},
}


@pytest.mark.parametrize("state", ALLOWED)
@pytest.mark.parametrize("step", ["begin", "reach", "drop", "reopen"])
def test_goal_goes_only_where_its_table_leads(cast, state, step):
    goal = goal_of(laid_out(cast))
    ProgrammeItem.objects.filter(pk=goal.pk).update(state=state)

    if target := ALLOWED[state].get(step):
        assert programmes.step(goal, step, note="weil", by=cast.clerk).state == target
        return
    with pytest.raises(WrongState, match="Das geht jetzt nicht"):
        programmes.step(goal, step, note="weil", by=cast.clerk)
    assert ProgrammeItem.objects.filter(pk=goal.pk).values_list("state", "note").get() == (state, "")


def test_only_goals_have_a_state_and_papers(cast):
    overview = laid_out(cast).items.get(kind="overview", number=1)

    with pytest.raises(WrongState, match="nur die Ziele"):
        programmes.step(overview, "begin", by=cast.clerk)
    with pytest.raises(WrongState, match="nur die Ziele"):
        programmes.hang(overview, paper=factories.paper(), by=cast.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeItem.objects.filter(pk=overview.pk).update(state="done")


def test_stale_form_changes_nothing(cast):
    goal = goal_of(laid_out(cast))
    programmes.step(goal, "begin", by=cast.clerk, version=goal.version)

    with pytest.raises(Stale):
        programmes.step(goal, "reach", by=cast.clerk, version=goal.version)
    with pytest.raises(Stale):
        programmes.word(goal, by=cast.clerk, version=goal.version, short_heading="Alt")

    assert goal_of(goal.programme).state == "in_progress"


@pytest.mark.parametrize(
    ("deadline", "state", "is_overdue"),
    [
        ("Frühjahr 2026", "open", True),
        ("Frühjahr 2026", "in_progress", True),
        ("Frühjahr 2026", "done", False),
        ("Frühjahr 2026", "dropped", False),
        ("Juni 2026", "open", False),
        ("sobald es geht", "open", False),
        ("", "open", False),
    ],
)
def test_time_is_over_only_for_goals_still_open(deadline, state, is_overdue):
    assert ProgrammeItem(kind="goal", deadline=deadline, state=state).is_overdue(on=date(2026, 6, 30)) is is_overdue


def test_links_lead_from_manifesto_to_overview_to_goal_alone(cast):
    programme = laid_out(cast)
    manifesto, goal = (programme.items.get(kind=kind, number=1) for kind in ("manifesto", "goal"))

    with pytest.raises(WrongState, match="Verbunden werden"):
        programmes.link(manifesto, target=goal, strength="strong", by=cast.clerk)
    other = laid_out(cast).items.get(kind="overview", number=1)
    with pytest.raises(WrongState, match="Verbunden werden"):
        programmes.link(manifesto, target=other, strength="strong", by=cast.clerk)


def test_saying_that_a_proposed_pair_belongs_together_confirms_it(cast):
    programme = laid_out(cast)
    proposed = ProgrammeLink.objects.get(state="suggested")

    made = programmes.link(proposed.source, target=proposed.target, strength="weak", by=cast.clerk)

    assert (made.pk, made.state, made.strength, made.decided_by) == (proposed.pk, "confirmed", "weak", cast.clerk)
    with pytest.raises(WrongState, match="schon verbunden"):
        programmes.link(proposed.source, target=proposed.target, strength="strong", by=cast.clerk)
    assert ProgrammeLink.objects.filter(source__programme=programme).count() == 3


def test_paper_hangs_on_a_goal_once_and_never_the_programme_on_itself(cast):
    programme = laid_out(cast)
    paper = factories.paper()

    programmes.hang(goal_of(programme), paper=paper, by=cast.clerk)
    programmes.hang(goal_of(programme), paper=paper, by=cast.clerk)
    with pytest.raises(WrongState):
        programmes.hang(goal_of(programme), paper=programme.paper, by=cast.clerk)

    assert GoalPaper.objects.count() == 1
    programmes.take_down(goal_of(programme), paper=paper, by=cast.councillor)
    assert GoalPaper.objects.count() == 0


def test_only_a_programme_is_laid_out_and_only_once(cast):
    programme = laid_out(cast)
    motion = factories.paper()

    with pytest.raises(WrongState, match="schon gegliedert"):
        programmes.record(
            Programme(paper=programme.paper, title="x", read_from=programme.read_from), parts={}, by=cast.clerk
        )
    with pytest.raises(WrongState, match="kein Programm"):
        programmes.record(Programme(paper=motion, title="x", read_from=motion.versions.get()), parts={}, by=cast.clerk)


def test_link_to_a_point_that_is_not_there_keeps_nothing(cast):
    with pytest.raises(WrongState, match="den das Programm nicht hat"):
        laid_out(cast, links=[NewLink(source=("overview", 9), target=("goal", 1))])

    assert (Programme.objects.count(), ProgrammeItem.objects.count()) == (0, 0)


def test_journal_holds_no_words_of_a_programme(cast):
    programme = laid_out(cast)
    programmes.step(goal_of(programme), "begin", note="Geheimwort", by=cast.clerk)
    programmes.word(goal_of(programme), short_heading="Geheimwort", by=cast.clerk)

    entries = list(Entry.objects.filter(kind__startswith="motions.programme").values_list("verb", "numbers"))

    assert [verb for verb, _ in entries] == ["programme.recorded", "goal.begun", "programme_item.worded"]
    assert "Geheimwort" not in str(entries)


# Through the pages


def test_programme_goes_from_paper_to_reached_goal_through_the_pages(cast, client):
    paper = paper_of(cast)
    client.force_login(cast.clerk)
    assert address_in(client, paper.get_absolute_url(), f"/papers/{paper.key}/programme/")
    chosen = {"title": "Vertrag", "overview": "1", "manifesto": "2", "goals": "3", "parties": "A, B ,", "keeper": ""}

    made = client.post(f"/papers/{paper.key}/programme/", chosen)
    programme = Programme.objects.get()
    assert (made.status_code, made["Location"]) == (303, programme.get_absolute_url())
    assert (programme.parties, programme.items.count()) == (["A", "B"], 7)
    assert address_in(client, programme.get_absolute_url(), address("programme-edit", programme))
    fields = {"title": "Vertrag 2026", "keeper": cast.our_faction.key, "version": programme.version, "parties": "A"}
    assert client.post(address("programme-edit", programme), fields).status_code == 303

    client.force_login(cast.councillor)
    links = address("programme-links", programme)
    assert address_in(client, programme.get_absolute_url(), links)
    assert client.post(links, {"source": "overview-1", "target": "goal-1", "strength": "strong"}).status_code == 303
    assert client.post(links, {"source": "manifesto-1", "target": "overview-1", "strength": "weak"}).status_code == 303
    decide = address("programme-link", programme)
    assert client.post(decide, {"link": "manifesto-1 overview-1", "verdict": "reject"}).status_code == 303
    assert client.post(decide, {"link": "manifesto-1 overview-1", "verdict": "confirm"}).status_code == 303
    assert set(ProgrammeLink.objects.values_list("state", flat=True)) == {"confirmed"}

    point = address("programme-point", programme, "goal-1")
    assert address_in(client, programme.get_absolute_url(), point)
    worded = {"short_heading": "Radwege", "one_sentence": "Zwölf Kilometer.", "deadline": "Ende 2030", "version": "1"}
    assert client.post(point, worded).status_code == 303
    motion = factories.paper(name="Radweg Hafenstraße", reference="101.20.7")
    assert motion.key in client.get(point, {"q": "hafen radweg"}).content.decode()
    assert motion.key in client.get(point, {"q": "101.20"}).content.decode()
    hang = address("programme-point-hang", programme, "goal-1")
    assert client.post(hang, {"paper": motion.key}).status_code == 303
    assert motion.key not in client.get(point, {"q": "gibt es nicht"}).content.decode().split('id="papers"')[0]
    state = address("programme-point-state", programme, "goal-1")
    assert client.post(state, {"step": "begin", "note": "läuft", "version": "2"}).status_code == 303
    assert client.post(state, {"step": "reach", "note": "gebaut", "version": "3"}).status_code == 303

    client.logout()
    said = plain(client.get(programme.get_absolute_url()).content.decode())
    assert "Ziel 1: Radwege erreicht bis Ende 2030" in said
    assert "101.20.7 Radweg Hafenstraße" in said
    assert "gebaut" in said
    client.force_login(cast.councillor)
    take_down = address("programme-point-take-down", programme, "goal-1")
    assert client.post(take_down, {"paper": motion.key}).status_code == 303
    assert not GoalPaper.objects.exists()


def address_in(client, page, address):
    return f'"{address}"' in client.get(page).content.decode()


@pytest.mark.parametrize("who", ["chair", "rival", "mayor", "officer", "district", "moderator", "citizen"])
def test_pages_refuse_everybody_else_with_the_reason(cast, client, who):
    programme = laid_out(cast)
    paper = paper_of(cast, name="Ungegliedert")
    client.force_login(getattr(cast, who))
    overview = {"source": "overview-1", "target": "goal-3", "strength": "strong"}
    asked = [
        client.get(address("programme-links", programme)),
        client.post(address("programme-links", programme), overview),
        client.post(address("programme-link", programme), {"link": "manifesto-1 overview-1"}),
        client.get(address("programme-point", programme, "goal-1")),
        client.post(address("programme-point-state", programme, "goal-1"), {"step": "reach", "version": "1"}),
        client.post(address("programme-point-hang", programme, "goal-1"), {"paper": paper.key}),
        client.post(address("programme-point-take-down", programme, "goal-1"), {"paper": paper.key}),
        client.get(address("programme-edit", programme)),
        client.get(f"/papers/{paper.key}/programme/"),
        client.post(f"/papers/{paper.key}/programme/", {"title": "x", "goals": "3"}),
    ]

    assert [answer.status_code for answer in asked] == [403] * len(asked)
    html = client.get(programme.get_absolute_url()).content.decode()
    assert [address(name, programme) in html for name in ("programme-links", "programme-edit")] == [False, False]
    assert f"/papers/{paper.key}/programme/" not in client.get(paper.get_absolute_url()).content.decode()
    assert (Programme.objects.count(), goal_of(programme).state) == (1, "open")


def test_paper_the_keeper_may_not_read_is_neither_found_nor_hung(cast, client):
    programme = laid_out(cast)
    closed = factories.paper(name="Geheimer Kauf", audience=Audience.NAMED)
    client.force_login(cast.councillor)

    found = client.get(address("programme-point", programme, "goal-1"), {"q": "Geheimer"}).content.decode()
    hung = client.post(address("programme-point-hang", programme, "goal-1"), {"paper": closed.key})

    assert "Geheimer Kauf" not in found
    assert (hung.status_code, GoalPaper.objects.count()) == (404, 0)


@pytest.mark.parametrize("point", ["goal-99", "goal-", "goal", "note-1", "goal-١", "goal-99999999999", "-1", "\0-1"])
def test_point_that_is_not_there_is_not_found(cast, client, point):
    programme = laid_out(cast)
    client.force_login(cast.clerk)

    assert client.get(address("programme-point", programme, point)).status_code == 404


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "bidi", "long", "nul", "sql", "template"])
def test_hostile_words_are_kept_as_text_or_refused(cast, client, text):
    programme = laid_out(cast)
    client.force_login(cast.clerk)
    goal = goal_of(programme)
    point = address("programme-point", programme, "goal-1")
    answers = [
        client.post(point, {"short_heading": text, "one_sentence": text, "deadline": text, "version": goal.version}),
        client.post(
            address("programme-point-state", programme, "goal-1"), {"step": "begin", "note": text, "version": 2}
        ),
        client.post(
            address("programme-edit", programme), {"title": text, "parties": text, "section": "1", "version": "1"}
        ),
        client.post(address("programme-link", programme), {"link": text, "verdict": text}),
        client.post(address("programme-links", programme), {"source": text, "target": text, "strength": text}),
        client.get(point, {"q": text[:1000]}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 303, 404, 409, 422}
    html = page(client, programme)
    assert "<script>alert(1)" not in html
    assert "{{ 7" not in html or text.startswith("{{")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x"},
        {"title": "x", "goals": "9"},
        {"title": "x", "goals": "1", "overview": "1"},
        {"title": "", "goals": "3"},
        {"title": "x", "goals": "3", "valid_until": "morgen"},
        {"title": "x", "goals": "3", "keeper": "gibtsnicht"},
    ],
)
def test_laying_out_refuses_what_makes_no_sense(cast, client, fields):
    paper = paper_of(cast)
    client.force_login(cast.clerk)

    answer = client.post(f"/papers/{paper.key}/programme/", fields)

    assert (answer.status_code, Programme.objects.count()) == (422, 0)


def test_paper_without_text_or_of_another_kind_is_not_laid_out(cast, client):
    empty = paper_of(cast, text="")
    motion = factories.paper(text=TEXT)
    client.force_login(cast.clerk)

    assert client.post(f"/papers/{empty.key}/programme/", {"title": "x", "goals": "1"}).status_code == 422
    assert client.post(f"/papers/{motion.key}/programme/", {"title": "x", "goals": "3"}).status_code == 409
    assert Programme.objects.count() == 0


def test_papers_page_leads_to_the_programmes(cast, client):
    assert address_in(client, "/papers/", "/programmes/")
    assert "Noch kein Programm" in client.get("/programmes/").content.decode()
