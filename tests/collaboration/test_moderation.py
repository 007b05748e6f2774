"""Moderation from report to complaint: who decides what, what leaves at once, who reads the reasons."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaboration import chores, deadlines
from collaboration.actions import flags, moderations, notes
from collaboration.models import Complaint, Flag, Moderation, Note
from council.life import Stale, WrongState
from council.may import Denied
from council.models import Entry, Rule
from council.states import Audience
from documents.actions import papers
from tests import factories
from tests.collaboration.test_notes import TEXT, shown, signed_in, written

pytestmark = pytest.mark.django_db
HIDE = {"decision": "hide", "ground": "rules", "reason": "Das ist eine Beleidigung."}
WORD = "Kranich"


@pytest.fixture
def paper(cast):
    return factories.paper(text=TEXT)


@pytest.fixture
def note(cast, paper):
    return written(paper, by=cast.citizen, circle=Audience.PUBLIC, text=f"Geheimwort {WORD}")


def report(note, **fields) -> dict:
    return {
        "address": f"https://falkenbrueck.example/notes/{note.key}/",
        "ground": "rules",
        "explanation": "Das ist eine Beleidigung des Ausschusses.",
        "name": "Frau Melderin",
        "email": "melderin@example.org",
        "good_faith": "on",
    } | fields


def flagged(note, *, ground="rules", at=None) -> Flag:
    return flags.report(
        note,
        ground=ground,
        explanation="Das ist eine Beleidigung.",
        name="Frau Melderin",
        email="melderin@example.org",
        by=None,
        at=at or timezone.now(),
    )


def decided(note, *, by, **fields) -> Moderation:
    return moderations.decide(note, by=by, **(HIDE | fields))


# The whole way ------------------------------------------------------------------------------------------------------


def test_reported_note_is_hidden_explained_contested_and_shown_again(client, cast, paper, note):
    signed_in(client, cast.nobody)
    page = client.get(paper.get_absolute_url()).content.decode()
    form = client.get(re.search(r'href="(/moderation/report/\?note=\w+)"', page)[1]).content.decode()
    receipt = client.post("/moderation/report/", report(note))
    arrived = client.get(receipt.url).content.decode()

    signed_in(client, cast.moderator)
    desk = client.get("/desk/").content.decode()
    queue = client.get("/moderation/").content.decode()
    work = client.get(reverse("moderation-decide", args=[note.key])).content.decode()
    client.post(reverse("moderation-decide", args=[note.key]), HIDE | {"version": "1"})

    made = Moderation.objects.get()
    signed_in(client, cast.citizen)
    author = client.get(paper.get_absolute_url()).content.decode()
    reasons = client.get(f"/notes/{note.key}/reasons/", follow=True).content.decode()
    client.post(f"{made.get_absolute_url()}complain/", {"text": "Das war nur eine Frage zur Sache."})
    complaint = Complaint.objects.get()
    signed_in(client, cast.moderator)
    first = client.get(f"/moderation/complaints/{complaint.key}/").status_code
    signed_in(client, cast.clerk)
    second = client.get("/moderation/").content.decode()
    client.post(
        f"/moderation/complaints/{complaint.key}/", {"outcome": "reversed", "answer": "Es war wirklich eine Frage."}
    )

    assert f"/notes/{note.key}/" in form
    assert receipt.status_code == 303
    assert "Ihre Meldung ist am" in arrived
    assert "1 gemeldete Anmerkung" in desk
    assert "noch 7 Tage" in queue or "noch 6 Tage" in queue
    assert "Frau Melderin" in work
    assert f"/notes/{note.key}/reasons/" in author
    assert "Das ist eine Beleidigung." in reasons
    assert "Frau Melderin" not in reasons
    assert "Jemand hat die Anmerkung gemeldet." in reasons
    assert first == 403
    assert "nur eine Frage" in second
    note.refresh_from_db()
    complaint.refresh_from_db()
    assert (note.state, complaint.outcome, complaint.decided_by) == ("open", "reversed", cast.clerk)
    assert shown(client, paper, cast.nobody) == [note.key]
    ended = signed_in(client, cast.nobody).get(receipt.url).content.decode()
    assert "Die Moderation hat entschieden: verbergen" in ended


# Leaving at once ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("decision", "author"), [("hide", True), ("remove", False)])
def test_taken_down_note_leaves_page_count_programs_and_address_at_once(client, cast, paper, note, decision, author):
    decided(note, by=cast.moderator, decision=decision)

    seen = {}
    for name, user in cast.everyone().items():
        signed_in(client, user)
        page = client.get(paper.get_absolute_url()).content.decode()
        container = client.get("/api/notes/").content.decode()
        seen[name] = (
            WORD in page,
            "Keine Anmerkungen zu diesem Wortlaut" not in page,
            WORD in container,
            client.get(f"/api/notes/{note.key}/").status_code == 200,
            client.get(f"/notes/{note.key}/").status_code == 302,
        )

    assert seen == {name: ((name == "citizen" and author),) * 5 for name in seen}


def test_note_asked_to_change_stays_and_is_changed_after_its_time(client, cast, paper, note):
    Note.objects.update(told_at=timezone.now() - timedelta(days=3))
    decided(note, by=cast.moderator, decision="ask")
    html = signed_in(client, cast.citizen).get(paper.get_absolute_url()).content.decode()
    others = signed_in(client, cast.rival).get(paper.get_absolute_url()).content.decode()

    notes.edit(note, text="Höflich.", by=cast.citizen)

    note.refresh_from_db()
    assert "bittet Sie um eine Änderung" in html
    assert "bittet Sie um eine Änderung" not in others
    assert (note.state, note.text, note.change_asked) == ("open", "Höflich.", False)


def test_kept_note_stands_and_its_reports_are_answered(client, cast, paper, note):
    flag = flagged(note)
    decided(note, by=cast.moderator, decision="keep", ground="")

    flag.refresh_from_db()
    assert flag.moderation == Moderation.objects.get()
    assert shown(client, paper, cast.nobody) == [note.key]
    assert signed_in(client, cast.citizen).get(f"/notes/{note.key}/reasons/").status_code == 404


# Who may ------------------------------------------------------------------------------------------------------------


def test_only_moderators_decide_beside_public_papers(client, cast, note):
    answers = {
        name: signed_in(client, user).post(f"/moderation/notes/{note.key}/", HIDE | {"version": "1"}).status_code
        for name, user in cast.everyone().items()
    }

    assert answers == {name: {"moderator": 303, "nobody": 302}.get(name, 404) for name in answers}


@pytest.mark.parametrize("circle", [Audience.PRIVATE, Audience.FACTION, Audience.COUNCIL])
def test_other_circles_are_nobodys_to_watch(client, cast, paper, circle):
    note = written(paper, by=cast.councillor, circle=circle, text=WORD)

    answers = {
        name: signed_in(client, cast.people[name]).get(f"/moderation/notes/{note.key}/").status_code
        for name in ("moderator", "clerk")
    }

    assert answers == {"moderator": 404, "clerk": 404}
    for by in (cast.moderator, cast.clerk):
        with pytest.raises(Denied):
            decided(note, by=by)
    with pytest.raises(Denied, match="Melden lässt sich"):
        flagged(note)
    refused = signed_in(client, cast.colleague).post("/moderation/report/", report(note))
    assert (refused.status_code, Flag.objects.count()) == (422, 0)


def test_note_beside_a_closed_paper_is_the_offices_and_no_moderators(client, cast):
    closed = factories.paper(text=TEXT, audience=Audience.COUNCIL)
    note = written(closed, by=cast.councillor, circle=Audience.PUBLIC, text=WORD)
    flagged(note)

    queues = {
        name: signed_in(client, cast.people[name]).get("/moderation/").content.decode()
        for name in ("moderator", "clerk")
    }
    decisions = {
        name: signed_in(client, cast.people[name]).get(f"/moderation/notes/{note.key}/").status_code for name in queues
    }

    assert {name: WORD in html for name, html in queues.items()} == {"moderator": False, "clerk": True}
    assert {name: closed.name in html for name, html in queues.items()} == {"moderator": False, "clerk": True}
    assert decisions == {"moderator": 404, "clerk": 200}
    outsider = signed_in(client, cast.citizen).post("/moderation/report/", report(note)).content.decode()
    assert "Unter dieser Adresse steht keine öffentliche Anmerkung." in outsider


def test_nobody_decides_on_their_own_note(client, cast, paper):
    note = written(paper, by=cast.moderator, circle=Audience.PUBLIC)

    assert signed_in(client, cast.moderator).get(f"/moderation/notes/{note.key}/").status_code == 404
    with pytest.raises(Denied, match="eigene Anmerkung"):
        decided(note, by=cast.moderator)


@pytest.mark.parametrize("page", ["/moderation/", "/moderation/log/"])
def test_pages_of_moderation_are_for_moderation(client, cast, note, page):
    flagged(note)
    decided(note, by=cast.moderator)

    answers = {name: signed_in(client, user).get(page).status_code for name, user in cast.everyone().items()}

    assert answers == {
        name: 200 if name in ("moderator", "clerk", "deputy") else 302 if name == "nobody" else 403 for name in answers
    }


def test_reasons_are_read_by_the_author_and_by_moderation(client, cast, note):
    made = decided(note, by=cast.moderator)

    answers = {
        name: signed_in(client, user).get(made.get_absolute_url()).status_code for name, user in cast.everyone().items()
    }

    readers = ("citizen", "moderator", "clerk", "deputy")
    assert answers == {name: 200 if name in readers else 302 if name == "nobody" else 404 for name in answers}


def test_complaint_is_the_authors_and_decided_by_a_second_person(client, cast, note):
    made = decided(note, by=cast.moderator)
    for other in (cast.rival, cast.moderator):
        with pytest.raises(Denied):
            moderations.complain(made, text="Falsch entschieden.", by=other)
    complaint = moderations.complain(made, text="Falsch entschieden.", by=cast.citizen)

    with pytest.raises(WrongState, match="schon beschwert"):
        moderations.complain(made, text="Noch einmal falsch.", by=cast.citizen)
    for other in (cast.moderator, cast.citizen, cast.rival):
        with pytest.raises(Denied):
            moderations.review(complaint, outcome="reversed", answer="So nicht.", by=other)
    moderations.review(complaint, outcome="upheld", answer="Es bleibt dabei.", by=cast.clerk)

    note.refresh_from_db()
    assert note.state == "hidden"
    with pytest.raises(WrongState, match="schon entschieden"):
        moderations.review(complaint, outcome="reversed", answer="Doch nicht.", by=cast.deputy)


@pytest.mark.parametrize(
    ("first", "between", "second", "contested", "state"),
    [
        ("hide", None, None, 0, "open"),
        ("hide", "keep", "remove", 0, "removed"),
        ("hide", "keep", "hide", 0, "hidden"),
        ("hide", "keep", "remove", 2, "open"),
        ("hide", None, "remove", 0, "removed"),
        ("hide", None, "remove", 1, "hidden"),
        ("hide", None, "keep", 0, "open"),
        ("ask", None, "hide", 1, "open"),
    ],
)
def test_reversal_takes_back_what_no_other_decision_took_down(cast, note, first, between, second, contested, state):
    made = [
        decided(note, by=cast.moderator, decision=decision, ground="" if decision == "keep" else "rules")
        for decision in (first, between, second)
        if decision is not None
    ]
    complaint = moderations.complain(made[contested], text="Falsch entschieden.", by=cast.citizen)

    moderations.review(complaint, outcome="reversed", answer="Das war zu streng.", by=cast.clerk)

    note.refresh_from_db()
    assert note.state == state


def test_once_all_decisions_are_reversed_the_note_stands_again(cast, note):
    made = [decided(note, by=cast.moderator, decision=decision) for decision in ("hide", "remove")]
    for one in made:
        complaint = moderations.complain(one, text="Falsch entschieden.", by=cast.citizen)
        moderations.review(complaint, outcome="reversed", answer="Das war zu streng.", by=cast.clerk)

    note.refresh_from_db()
    assert note.state == "open"


# Time ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ground", "hours"), [("unlawful", 24), ("child_abuse", 24), ("rules", 168), ("spam", 168)])
def test_report_is_decided_in_the_time_of_the_rulebook(note, ground, hours):
    flag = flagged(note, ground=ground)

    assert flag.due_at - flag.made_at == timedelta(hours=hours)


def test_overdue_report_shows_red(client, cast, note):
    flagged(note, at=timezone.now() - timedelta(days=10))

    html = signed_in(client, cast.moderator).get("/moderation/").content.decode()

    assert "seit 3 Tagen überfällig" in html


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (30, "noch weniger als eine Stunde"),
        (60, "noch eine Stunde"),
        (119, "noch eine Stunde"),
        (120, "noch 2 Stunden"),
        (47 * 60, "noch 47 Stunden"),
        (48 * 60, "noch 2 Tage"),
        (-30, "seit weniger als einer Stunde überfällig"),
        (-60, "seit einer Stunde überfällig"),
        (-120, "seit 2 Stunden überfällig"),
        (-48 * 60, "seit 2 Tagen überfällig"),
    ],
)
def test_light_says_the_time_in_german(minutes, text):
    now = timezone.now()

    assert deadlines.light(now + timedelta(minutes=minutes), now=now).text == text


def test_complaint_ends_after_six_months(client, cast, note):
    made = decided(note, by=cast.moderator)
    Moderation.objects.update(decided_at=timezone.now() - timedelta(days=190))

    html = signed_in(client, cast.citizen).get(made.get_absolute_url()).content.decode()

    assert "Beschwerde einlegen" not in html
    assert client.post(f"{made.get_absolute_url()}complain/", {"text": "Zu spät, aber doch."}).status_code == 403


def test_words_are_forgotten_after_the_time_and_the_log_with_them(client, cast, note):
    flag = flagged(note)
    made = decided(note, by=cast.moderator)
    now = timezone.now()

    assert chores.forget_moderation(now + timedelta(days=300)) == 0
    assert chores.forget_moderation(now + timedelta(days=400)) == 1
    assert chores.forget_moderation(now + timedelta(days=400)) == 0
    made.refresh_from_db()
    flag.refresh_from_db()
    assert (made.reason, made.words, flag.name, flag.email, flag.explanation) == ("", "", "", "", "")
    assert "Noch keine Entscheidung" in signed_in(client, cast.moderator).get("/moderation/log/").content.decode()
    assert "gelöscht" in signed_in(client, cast.citizen).get(made.get_absolute_url()).content.decode()


def test_report_of_a_note_withdrawn_before_the_decision_is_forgotten_after_the_time_too(cast, note):
    flag = flagged(note)
    Flag.objects.update(made_by=cast.rival)
    now = timezone.now()
    waits = chores.forget_moderation(now + timedelta(days=400))
    notes.withdraw(note, by=cast.citizen)

    assert waits == 0
    assert chores.forget_moderation(now + timedelta(days=300)) == 0
    assert chores.forget_moderation(now + timedelta(days=400)) == 1
    assert chores.forget_moderation(now + timedelta(days=400)) == 0
    flag.refresh_from_db()
    assert (flag.name, flag.email, flag.explanation, flag.made_by) == ("", "", "", None)
    assert Entry.objects.get(verb="flag.forgotten").thing == flag.pk


def test_log_names_nobody_but_tells_the_same_people_apart(client, cast, paper, note):
    other = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    decided(note, by=cast.moderator)
    decided(other, by=cast.moderator, decision="remove")

    html = signed_in(client, cast.clerk).get("/moderation/log/").content.decode()

    assert len(set(re.findall(r"V-[0-9a-f]{6}", html))) == 1
    assert len(re.findall(r"V-[0-9a-f]{6}", html)) == 2
    assert "Frau Moderator" not in html
    assert WORD not in html


# Checked first ------------------------------------------------------------------------------------------------------


def test_where_the_town_checks_first_residents_wait_and_members_do_not(client, cast, paper):
    Rule.objects.create(
        name="comments.premoderation",
        value=True,
        valid_from=timezone.localdate() - timedelta(days=1),
        legal_basis="Satzung",
    )
    held = written(paper, by=cast.citizen, circle=Audience.PUBLIC)
    free = written(paper, by=cast.councillor, circle=Audience.PUBLIC)

    before = {name: sorted(shown(client, paper, user)) for name, user in cast.everyone().items()}
    queue = signed_in(client, cast.moderator).get("/moderation/").content.decode()
    decided(held, by=cast.moderator, decision="keep")

    assert before == {name: sorted([held.key, free.key] if name == "citizen" else [free.key]) for name in before}
    assert "Warten auf Freigabe" in queue
    assert sorted(shown(client, paper, cast.nobody)) == sorted([held.key, free.key])


def test_where_the_town_checks_first_changed_words_wait_again(client, cast, paper):
    held = written(paper, by=cast.citizen, circle=Audience.PUBLIC, text="Höflich.")
    free = written(paper, by=cast.councillor, circle=Audience.PUBLIC)
    Rule.objects.create(
        name="comments.premoderation",
        value=True,
        valid_from=timezone.localdate() - timedelta(days=1),
        legal_basis="Satzung",
    )
    signed_in(client, cast.citizen)
    form = client.get(f"/notes/{held.key}/edit/").content.decode()
    new = client.get(f"{reverse('note-new', args=[paper.key])}?version=1&block=2").content.decode()

    client.post(f"/notes/{held.key}/edit/", {"text": f"Geheimwort {WORD}", "version": "1"})
    notes.edit(free, text="Anders.", by=cast.councillor)

    pages = {
        name: signed_in(client, user).get(paper.get_absolute_url()).content.decode()
        for name, user in cast.everyone().items()
    }
    assert {name for name, html in pages.items() if WORD in html} == {"citizen"}
    assert {name for name, html in pages.items() if "Anders." in html} == set(pages)
    assert "Die Moderation sieht sich die neuen Worte an" in form
    assert "Die Moderation sieht sie sich vorher an; bis dahin lesen nur Sie sie." in new
    assert "Sie steht sofort da" not in new
    assert [row.verb for row in Entry.objects.filter(thing=held.pk, verb__startswith="note.").order_by("number")] == [
        "note.written",
        "note.edited",
        "note.held",
    ]


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"address": "https://example.org/notes/gibtesnicht/"}, "Unter dieser Adresse steht keine"),
        ({"address": "javascript:alert(1)"}, "Unter dieser Adresse steht keine"),
        ({"address": "http://[::1"}, "Unter dieser Adresse steht keine"),
        ({"ground": "opinion"}, "keine gültige Auswahl"),
        ({"ground": ""}, "zwingend erforderlich"),
        ({"explanation": "kurz"}, "mindestens 10 Zeichen"),
        ({"explanation": "x" * 200_000}, "höchstens 5000 Zeichen"),
        ({"name": ""}, "Bitte Ihren Namen angeben."),
        ({"email": ""}, "Bitte Ihre E-Mail angeben."),
        ({"email": "keine"}, "gültige E-Mail-Adresse"),
        ({"good_faith": ""}, "Ohne diese Versicherung"),
        ({"explanation": "\x00" * 30}, "Null"),
    ],
)
def test_report_that_does_not_fit_comes_back_as_it_was_typed(client, cast, note, fields, sentence):
    answer = client.post("/moderation/report/", report(note, **fields))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Flag.objects.exists()


def test_abuse_of_children_is_reported_without_a_name(client, note):
    client.post("/moderation/report/", report(note, ground="child_abuse", name="", email=""))

    assert Flag.objects.get().name == ""


def test_hostile_report_is_shown_as_words(client, cast, note):
    client.post("/moderation/report/", report(note, explanation="<script>alert(1)</script>\u202e und mehr"))

    html = signed_in(client, cast.moderator).get(f"/moderation/notes/{note.key}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; und mehr" in html
    assert "<script>alert" not in html


def test_reports_do_not_flood_moderation(client, note):
    for _ in range(10):
        flagged(note)

    answer = client.post("/moderation/report/", report(note))

    assert (answer.status_code, Flag.objects.count()) == (429, 10)


@pytest.mark.parametrize("fields", [{"decision": "ban"}, {"ground": ""}, {"reason": "kurz"}, {"version": "x"}])
def test_decision_that_does_not_fit_is_not_taken(client, cast, note, fields):
    answer = signed_in(client, cast.moderator).post(f"/moderation/notes/{note.key}/", HIDE | {"version": "1"} | fields)

    assert answer.status_code == 422
    assert not Moderation.objects.exists()


def test_decision_on_other_words_than_one_has_read_is_refused(client, cast, note):
    notes.edit(note, text="Ganz höflich.", by=cast.citizen)

    answer = signed_in(client, cast.moderator).post(f"/moderation/notes/{note.key}/", HIDE | {"version": "1"})

    assert answer.status_code == 409
    with pytest.raises(Stale):
        decided(note, by=cast.moderator, version=1)


def test_withdrawn_note_needs_no_decision(client, cast, note):
    flag = flagged(note)
    notes.withdraw(note, by=cast.citizen)

    queue = signed_in(client, cast.moderator).get("/moderation/").content.decode()

    assert "Keine offene Meldung" in queue
    assert "zurückgezogen" in signed_in(client, cast.nobody).get(flag.get_absolute_url()).content.decode()
    with pytest.raises(WrongState):
        decided(note, by=cast.moderator)


def test_journal_holds_no_words_of_moderation(cast, note):
    flagged(note)
    made = decided(note, by=cast.moderator)
    moderations.complain(made, text="Das war eine Frage.", by=cast.citizen)

    rows = Entry.objects.filter(verb__regex=r"^(flag|moderation|complaint)\.").order_by("number")
    assert [row.verb for row in rows] == ["flag.raised", "moderation.decided", "complaint.made"]
    assert [sorted(row.numbers) for row in rows] == [["ground", "note"], ["decision", "note"], ["moderation"]]


def test_number_of_queries_of_the_queue_is_constant(client, cast, paper, note):
    flagged(note)
    signed_in(client, cast.moderator).get("/moderation/")

    with CaptureQueriesContext(connection) as one:
        client.get("/moderation/")
    for words in ("Radweg", "Sommer"):
        flagged(written(paper, by=cast.citizen, circle=Audience.PUBLIC, words=words))
    with CaptureQueriesContext(connection) as three:
        html = client.get("/moderation/").content.decode()

    assert html.count("/moderation/notes/") == 3
    assert len(three) == len(one)


def test_rules_are_public_and_name_the_numbers_of_the_rulebook(client, cast):
    html = client.get("/netiquette/").content.decode()

    assert "ab 16 Jahren" in html
    assert "binnen 24 Stunden" in html
    assert "6 Monate lang" in html
    assert 'href="/netiquette/"' in client.get("/").content.decode()


def test_note_carried_into_a_new_text_is_hidden_there_too(client, cast, paper, note):
    papers.revise(paper, body_text=TEXT + "\n\nMehr.", by=cast.clerk)
    chores.carry_notes(timezone.now())
    before = shown(client, paper, cast.nobody)
    decided(note, by=cast.moderator)

    assert (before, shown(client, paper, cast.nobody)) == ([note.key], [])
