"""Notes on a paper's page: who reads them, how they are written, changed, lifted and withdrawn."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaboration import anchoring
from collaboration.actions import moderations, notes
from collaboration.models import Note
from collaboration.states import Motivation, NoteState
from council.may import Denied
from council.models import Entry
from council.states import Audience
from documents.actions import papers
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = (
    "Radweg an der Mühlgasse\n\n1. Der Magistrat prüft 🚲 und 🚶 an der Mühlgasse.\n\nEs wird bis zum Sommer berichtet."
)
COUNCIL = {"clerk", "deputy", "chair", "councillor", "colleague", "rival", "mayor", "officer"}
EVERYONE = COUNCIL | {"district", "moderator", "citizen", "nobody"}
READERS = {
    Audience.PRIVATE: {"councillor"},
    Audience.FACTION: {"councillor", "colleague"},
    Audience.COUNCIL: COUNCIL,
    Audience.PUBLIC: EVERYONE,
}


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


def passage(paper, words: str) -> anchoring.Selector:
    text = paper.versions.get(number=1).text
    start = text.index(words)
    return anchoring.describe(text, start, start + len(words))


def written(paper, *, by, circle=Audience.PRIVATE, words="der Mühlgasse.", text="Hier klemmt es.", **more) -> Note:
    version = paper.versions.get(number=1)
    return notes.write(version, selector=passage(paper, words), text=text, circle=circle, by=by, **more)


def signed_in(client, user):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    return client


def shown(client, paper, user, query="") -> list[str]:
    """The keys of the notes on the page, in order."""
    html = signed_in(client, user).get(paper.get_absolute_url() + query).content.decode()
    return re.findall(r'id="notiz-(\w+)"', html)


def sent(paper, *, words="der Mühlgasse.", **fields) -> dict:
    found = passage(paper, words)
    return {
        "version": "1",
        "block": "2",
        "start": str(found.start),
        "end": str(found.end),
        "exact": found.exact,
        "text": "Hier klemmt es.",
        "motivation": "commenting",
        "circle": "private",
    } | fields


def address(paper) -> str:
    return reverse("note-new", args=[paper.key])


# Who reads ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("circle", READERS)
def test_note_stands_on_the_page_of_its_circle_and_of_nobody_else(client, cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle)

    seen = {name: shown(client, paper, user) for name, user in cast.everyone().items()}

    assert seen == {name: [note.key] if name in READERS[circle] else [] for name in EVERYONE}


@pytest.mark.parametrize("circle", READERS)
def test_words_of_a_note_reach_no_page_outside_its_circle(client, cast, paper, circle):
    written(paper, by=cast.councillor, circle=circle, text="Geheimwort Kranich")

    pages = {
        name: signed_in(client, user).get(paper.get_absolute_url()).content.decode()
        for name, user in cast.everyone().items()
    }

    assert {name for name, html in pages.items() if "Kranich" in html} == READERS[circle]


def test_public_note_on_a_closed_paper_is_read_by_its_readers_alone(client, cast):
    paper = factories.paper(text=TEXT, audience=Audience.COUNCIL)
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)

    readers = {name for name, user in cast.everyone().items() if note in Note.objects.visible_to(user)}
    pages = {
        name: signed_in(client, user).get(paper.get_absolute_url()).status_code
        for name, user in cast.everyone().items()
    }

    assert readers == COUNCIL
    assert pages == {name: 200 if name in COUNCIL else 404 for name in EVERYONE}


def test_nobody_writes_on_what_they_may_not_read(cast):
    closed = factories.paper(text=TEXT, audience=Audience.BODY, audience_organization=cast.committee)

    with pytest.raises(Denied, match="Zu diesem Text können Sie keine Anmerkung schreiben"):
        written(closed, by=cast.rival)
    written(closed, by=cast.colleague)

    assert list(Note.objects.values_list("owner", flat=True)) == [cast.colleague.pk]


def test_lasting_address_leads_readers_to_the_note_and_others_nowhere(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)

    answers = {
        name: signed_in(client, user).get(reverse("note", args=[note.key])) for name, user in cast.everyone().items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: 302 if name in READERS[Audience.FACTION] else 404 for name in EVERYONE
    }
    assert answers["colleague"].url == f"{paper.get_absolute_url()}#notiz-{note.key}"


def test_notes_stand_in_the_order_of_their_passages(client, cast, paper):
    last = written(paper, by=cast.councillor, words="Sommer")
    first = written(paper, by=cast.councillor, words="Radweg")
    middle = written(paper, by=cast.councillor, words="Magistrat")

    assert shown(client, paper, cast.councillor) == [first.key, middle.key, last.key]


def test_each_version_of_a_text_has_its_own_notes(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    papers.revise(paper, body_text="Ein anderer Text.", by=cast.clerk)

    assert shown(client, paper, cast.citizen) == []
    assert shown(client, paper, cast.citizen, "?version=1") == [note.key]
    html = client.get(paper.get_absolute_url()).content.decode()
    assert '<a href="?version=1#anmerkungen">Fassung 1 (1)</a>' in html
    answer = client.get(reverse("note", args=[note.key]))
    assert answer.url == f"{paper.get_absolute_url()}?version=1#notiz-{note.key}"


def test_older_version_is_not_followed_live(client, cast, paper):
    papers.revise(paper, body_text="Ein anderer Text.", by=cast.clerk)

    newest = client.get(paper.get_absolute_url()).content.decode()
    older = client.get(paper.get_absolute_url() + "?version=1").content.decode()

    assert re.findall(r'data-live="([^"]+)"', newest) == [f"/ws/papers/{paper.key}/"]
    assert re.findall(r'data-live="([^"]+)"', older) == []


def test_buttons_are_for_the_author_alone(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)

    buttons = {
        user.email: re.findall(
            rf"/notes/{note.key}/(\w+)/", signed_in(client, user).get(paper.get_absolute_url()).content.decode()
        )
        for user in (cast.councillor, cast.colleague)
    }

    assert buttons == {
        cast.councillor.email: ["reply", "edit", "lift", "use", "withdraw"],
        cast.colleague.email: ["reply", "use"],
    }


def test_nobody_is_offered_to_sign_in_instead_of_writing(client, cast, paper):
    html = client.get(paper.get_absolute_url()).content.decode()

    assert "Anmelden, um eine Anmerkung zu schreiben" in html
    assert "/notes/new" not in html
    assert not client.cookies


def test_every_paragraph_has_its_way_to_write(client, cast, paper):
    html = signed_in(client, cast.citizen).get(paper.get_absolute_url()).content.decode()

    ways = re.findall(
        rf'href="{address(paper)}\?version=1&amp;block=(\d+)".*?>(Absatz \d+ kommentieren)<', html, flags=re.DOTALL
    )

    assert ways == [(str(number), f"Absatz {number} kommentieren") for number in (1, 2, 3)]


def test_number_of_queries_does_not_grow_with_the_notes(client, cast, paper):
    signed_in(client, cast.colleague)
    written(paper, by=cast.councillor, circle=Audience.FACTION)
    client.get(paper.get_absolute_url())

    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(paper.get_absolute_url())
    authors = [cast.councillor, cast.colleague, cast.citizen]
    for number in range(29):
        circle = Audience.PUBLIC if number % 3 == 2 else Audience.FACTION
        written(paper, by=authors[number % 3], circle=circle)
    with CaptureQueriesContext(connection) as thirty:
        answer = client.get(paper.get_absolute_url())

    assert len(re.findall(r'id="notiz-(\w+)"', answer.content.decode())) == 30
    assert len(thirty) == len(one)


# Writing ------------------------------------------------------------------------------------------------------------


CIRCLES = {
    "clerk": ["private", "council", "public"],
    "deputy": ["private", "council", "public"],
    "chair": ["private", "faction", "council", "public"],
    "councillor": ["private", "faction", "council", "public"],
    "colleague": ["private", "faction", "council", "public"],
    "rival": ["private", "faction", "council", "public"],
    "mayor": ["private", "council", "public"],
    "officer": ["private", "council", "public"],
    "district": ["private", "public"],
    "moderator": ["private", "public"],
    "citizen": ["private", "public"],
}


def test_page_offers_each_person_the_circles_they_may_write_in(client, cast, paper):
    offered = {
        name: re.findall(
            r'name="circle" value="(\w+)"',
            signed_in(client, cast.people[name]).get(address(paper) + "?version=1&block=2").content.decode(),
        )
        for name in CIRCLES
    }

    assert offered == CIRCLES


def test_page_names_who_will_read_in_each_circle(client, cast, paper):
    html = signed_in(client, cast.councillor).get(address(paper) + "?version=1&block=2").content.decode()

    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["private"]
    assert re.findall(
        r"<p data-reader=\"(\w+)\">.*?<span>(Diese Anmerkung lesen .*?)</span>", html, flags=re.DOTALL
    ) == [
        ("private", "Diese Anmerkung lesen nur Sie."),
        ("faction", "Diese Anmerkung lesen die Mitglieder Ihrer Fraktion (Grüne Stadt) – sonst niemand."),
        (
            "council",
            "Diese Anmerkung lesen die Stadtverordneten, der Magistrat, die Ämter und das Büro der "
            "Stadtverordnetenversammlung.",
        ),
        (
            "public",
            "Diese Anmerkung lesen alle, auch ohne Anmeldung. Sie steht sofort da; was gegen die Regeln verstößt, "
            "kann die Moderation verbergen.",
        ),
    ]


def test_page_about_a_closed_paper_promises_no_wider_readers(client, cast):
    paper = factories.paper(text=TEXT, audience=Audience.COUNCIL)

    html = signed_in(client, cast.councillor).get(address(paper) + "?version=1&block=2").content.decode()

    assert re.findall(r"<span>(Nur Sie|Ihre Fraktion[^<]*|Rat und Verwaltung|Alle[^<]*)</span>", html) == [
        "Nur Sie",
        "Ihre Fraktion (Grüne Stadt)",
        "Rat und Verwaltung",
        "Alle, die diese Vorlage lesen dürfen",
    ]
    assert "auch ohne Anmeldung" not in html


def test_paragraph_is_commented_without_a_script(client, cast, paper):
    signed_in(client, cast.citizen)
    page = client.get(address(paper) + "?version=1&block=2").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    answer = client.post(
        address(paper), hidden | {"text": "Gute Idee!", "motivation": "commenting", "circle": "public"}
    )

    note = Note.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{paper.get_absolute_url()}#notiz-{note.key}")
    assert (note.exact, note.text, note.audience, note.owner) == (
        "Der Magistrat prüft 🚲 und 🚶 an der Mühlgasse.",
        "Gute Idee!",
        "public",
        cast.citizen,
    )


def test_offsets_are_code_points_also_behind_emoji(client, cast, paper):
    signed_in(client, cast.citizen).post(address(paper), sent(paper, words="🚶 an der Mühlgasse."))

    note = Note.objects.get()
    text = paper.versions.get().text
    assert (note.start, note.end) == (text.index("🚶"), text.index("🚶") + 19)
    assert text[note.start : note.end] == note.exact == "🚶 an der Mühlgasse."


def test_passage_over_a_line_break_arrives_as_browsers_send_it(client, cast):
    paper = factories.paper(text="Eine Zeile des Absatzes\nund die zweite.")
    found = passage(paper, "Absatzes\nund")

    signed_in(client, cast.citizen).post(
        address(paper), sent(paper, words="Absatzes\nund", exact="Absatzes\r\nund", text="Zwei\r\nZeilen")
    )

    note = Note.objects.get()
    assert (note.exact, note.start, note.text) == ("Absatzes\nund", found.start, "Zwei\nZeilen")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"exact": "Steht nicht da"}, "Die ausgewählte Stelle steht so nicht im Text."),
        ({"exact": "", "start": "5", "end": "5"}, "Diese Stelle gibt es im Text nicht."),
        ({"exact": "", "start": "900", "end": "910"}, "Diese Stelle gibt es im Text nicht."),
        ({"exact": "", "start": "-3", "end": "4"}, "Diese Stelle gibt es im Text nicht."),
        ({"exact": "   ", "start": "", "end": ""}, "Bitte wählen Sie eine Stelle im Text aus."),
        ({"exact": "", "start": "0", "end": "60"}, "Bitte wählen Sie eine Stelle innerhalb eines einzelnen Absatzes."),
        ({"exact": "x" * 20_001}, "Die ausgewählte Stelle ist zu lang."),
        ({"start": "vorn"}, "Bitte eine ganze Zahl eingeben."),
        ({"text": ""}, "Bitte schreiben Sie etwas."),
        ({"text": "x" * 10_001}, "Eine Anmerkung hat höchstens 10.000 Zeichen; diese hat 10.001."),
        ({"circle": "council"}, "In diesem Kreis können Sie keine Anmerkung schreiben."),
        ({"circle": "faction"}, "In diesem Kreis können Sie keine Anmerkung schreiben."),
        ({"circle": "everyone"}, "In diesem Kreis können Sie keine Anmerkung schreiben."),
        ({"circle": ""}, "Bitte wählen Sie, wer das lesen soll."),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, cast, paper, fields, sentence):
    typed = fields.get("text", "Das bleibt stehen.")

    answer = signed_in(client, cast.citizen).post(address(paper), sent(paper, **({"text": typed} | fields)))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in html
    assert re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html, flags=re.DOTALL)[1] == typed
    assert not Note.objects.exists()


def test_ten_thousand_characters_with_line_breaks_fit(client, cast, paper):
    signed_in(client, cast.citizen).post(address(paper), sent(paper, text="🚲" * 5_000 + "\r\n" + "x" * 4_999))

    assert len(Note.objects.get().text) == 10_000


def test_mark_needs_no_words(client, cast, paper):
    signed_in(client, cast.citizen).post(address(paper), sent(paper, motivation="highlighting", text=""))

    assert Note.objects.get().motivation == Motivation.HIGHLIGHTING


def test_hostile_words_are_shown_as_words(client, cast, paper):
    signed_in(client, cast.citizen).post(
        address(paper), sent(paper, circle="public", text="<script>alert(1)</script>\u202eüberall")
    )

    html = signed_in(client, cast.nobody).get(paper.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;überall" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("query", ["", "?block=0", "?block=99", "?block=x", "?version=7&block=1", "?start=0&end=0"])
def test_page_for_a_passage_there_is_not_is_not_found(client, cast, paper, query):
    assert signed_in(client, cast.citizen).get(address(paper) + query).status_code == 404


def test_selected_words_are_marked_on_the_page(client, cast, paper):
    found = passage(paper, "🚲 und 🚶")

    html = (
        signed_in(client, cast.citizen)
        .get(address(paper) + f"?version=1&block=2&start={found.start}&end={found.end}")
        .content.decode()
    )

    assert "Der Magistrat prüft <mark>🚲 und 🚶</mark> an der Mühlgasse." in html


def test_whoever_may_not_read_a_paper_writes_nothing_on_it(client, cast):
    paper = factories.paper(text=TEXT, audience=Audience.COUNCIL)

    answer = signed_in(client, cast.citizen).post(address(paper), sent(paper))

    assert (answer.status_code, Note.objects.count()) == (404, 0)


def test_nobody_is_led_to_the_sign_in(client, cast, paper):
    answer = client.post(address(paper), sent(paper))

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")
    assert not Note.objects.exists()


def test_sixty_notes_an_hour_are_enough(client, cast, paper):
    note = written(paper, by=cast.citizen)
    Note.objects.bulk_create(
        Note(
            paper=paper,
            version_of_text=note.version_of_text,
            text="…",
            exact="Radweg",
            start=0,
            end=6,
            owner=cast.citizen,
            created_at=timezone.now(),
            modified_at=timezone.now(),
        )
        for _ in range(59)
    )

    refused = signed_in(client, cast.citizen).post(address(paper), sent(paper, text="Die einundsechzigste"))

    assert refused.status_code == 429
    assert "Mehr als 60 Anmerkungen in einer Stunde gehen nicht." in refused.content.decode()
    assert "Die einundsechzigste" in refused.content.decode()
    assert Note.objects.count() == 60
    Note.objects.filter(pk=note.pk).update(created_at=timezone.now() - timedelta(minutes=61))
    assert client.post(address(paper), sent(paper)).status_code == 302
    assert signed_in(client, cast.councillor).post(address(paper), sent(paper)).status_code == 302


# Changing -----------------------------------------------------------------------------------------------------------


def act(note, name) -> str:
    return reverse(f"note-{name}", args=[note.key])


def test_author_changes_the_words(client, cast, paper):
    note = written(paper, by=cast.councillor)

    answer = signed_in(client, cast.councillor).post(act(note, "edit"), {"text": "Doch nicht.", "version": "1"})

    note.refresh_from_db()
    assert answer.url == f"{paper.get_absolute_url()}#notiz-{note.key}"
    assert (note.text, note.version) == ("Doch nicht.", 2)


def test_late_change_shows_both_wordings_and_loses_nothing(client, cast, paper):
    note = written(paper, by=cast.councillor)
    notes.edit(note, text="Vom Tablet.", by=cast.councillor)

    late = signed_in(client, cast.councillor).post(act(note, "edit"), {"text": "Vom Telefon.", "version": "1"})

    html = late.content.decode()
    assert late.status_code == 409
    assert "Vom Tablet." in html
    assert "Vom Telefon." in html
    assert Note.objects.get().text == "Vom Tablet."
    assert re.findall(r'name="version" value="(\d)"', html) == ["2"]
    client.post(act(note, "edit"), {"text": "Vom Telefon.", "version": "2"})
    assert Note.objects.get().text == "Vom Telefon."


@pytest.mark.parametrize("name", ["edit", "lift", "withdraw"])
def test_others_change_nothing(client, cast, paper, name):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)

    answers = {
        who: signed_in(client, cast.people[who])
        .post(act(note, name), {"text": "Anders", "version": "1", "circle": "public"})
        .status_code
        for who in ("colleague", "rival", "clerk", "moderator")
    }

    assert answers == {"colleague": 403, "rival": 404, "clerk": 404, "moderator": 404}
    note.refresh_from_db()
    assert (note.text, note.audience, note.state, note.version) == ("Hier klemmt es.", "faction", "open", 1)


@pytest.mark.parametrize("circle", [Audience.FACTION, Audience.COUNCIL, Audience.PUBLIC])
def test_lifted_note_is_read_by_the_wider_circle(client, cast, paper, circle):
    note = written(paper, by=cast.councillor)

    signed_in(client, cast.councillor).post(act(note, "lift"), {"circle": circle})

    readers = {name for name, user in cast.everyone().items() if shown(client, paper, user) == [note.key]}
    assert readers == READERS[circle]


LADDER = ["private", "faction", "council", "public"]


@pytest.mark.parametrize("now", LADDER)
@pytest.mark.parametrize("then", LADDER)
def test_note_is_lifted_upward_only(client, cast, paper, now, then):
    note = written(paper, by=cast.councillor, circle=now)

    signed_in(client, cast.councillor).post(act(note, "lift"), {"circle": then})

    note.refresh_from_db()
    upward = LADDER.index(then) > LADDER.index(now)
    assert note.audience == (then if upward else now)
    assert Entry.objects.filter(verb="note.lifted").count() == int(upward)


def test_lift_offers_the_wider_circles_and_says_who_will_read(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)

    html = signed_in(client, cast.councillor).get(act(note, "lift")).content.decode()

    assert re.findall(r'name="circle" value="(\w+)"', html) == ["council", "public"]
    assert re.findall(r'data-reader="(\w+)"', html) == ["council", "public"]


def test_note_in_the_widest_circle_goes_no_further(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC)

    assert signed_in(client, cast.councillor).get(act(note, "lift")).status_code == 403


def test_withdrawn_note_leaves_a_tombstone_without_name_and_words(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.PUBLIC, text="Voreilig")

    asked = signed_in(client, cast.councillor).get(act(note, "withdraw")).content.decode()
    client.post(act(note, "withdraw"))

    assert "Der Text wird gelöscht" in asked
    html = signed_in(client, cast.citizen).get(paper.get_absolute_url()).content.decode()
    stone = re.search(rf'<li[^>]*id="notiz-{note.key}".*?</li>', html, flags=re.DOTALL)[0]
    assert "wurde vom Verfasser zurückgezogen" in stone
    assert "Voreilig" not in html
    assert "Councillor" not in stone
    assert "Keine Anmerkungen zu diesem Wortlaut" in html


def test_withdrawn_private_note_leaves_nothing(client, cast, paper):
    note = written(paper, by=cast.councillor)

    signed_in(client, cast.councillor).post(act(note, "withdraw"))

    assert shown(client, paper, cast.councillor) == []
    assert Note.objects.get().state == NoteState.WITHDRAWN


def test_hidden_note_is_read_by_its_author_alone_who_is_told(client, cast, paper):
    note = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    moderations.decide(note, decision="hide", ground="rules", reason="Beleidigt.", by=cast.moderator)

    seen = {name for name, user in cast.everyone().items() if shown(client, paper, user) == [note.key]}

    assert seen == {"citizen"}
    html = signed_in(client, cast.citizen).get(paper.get_absolute_url()).content.decode()
    assert "Die Moderation hat diese Anmerkung verborgen." in html
    assert re.findall(rf"/notes/{note.key}/(\w+)/", html) == ["reasons", "withdraw"]


def test_withdrawn_note_is_changed_no_more(client, cast, paper):
    note = notes.withdraw(written(paper, by=cast.councillor, circle=Audience.PUBLIC), by=cast.councillor)

    answer = signed_in(client, cast.councillor).post(act(note, "edit"), {"text": "Doch!", "version": note.version})

    assert answer.status_code == 409
    assert Note.objects.get().text == ""


def test_whoever_left_the_faction_reads_its_notes_no_more(client, cast, paper):
    note = written(paper, by=cast.councillor, circle=Audience.FACTION)
    before = shown(client, paper, cast.colleague)
    cast.colleague.person.memberships.filter(organization=cast.our_faction).update(
        end_date=timezone.localdate() - timedelta(days=1)
    )

    after = shown(client, paper, cast.everyone()["colleague"])

    assert (before, after) == ([note.key], [])
