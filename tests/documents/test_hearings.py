"""District councils and boards are heard: they have their time, what they say is read like the paper, silence is noted."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council.actions import rules
from council.life import Stale, WrongState
from council.may import Denied
from council.models import Entry
from council.states import BodyKind
from documents import chores, ways
from documents.actions import consultations, hearings, papers
from documents.models import Consultation, HearingStatement
from documents.states import ConsultationRole
from documents.ways import Stage
from tests import factories

pytestmark = pytest.mark.django_db

HEARING = ConsultationRole.HEARING
MAY_SPEAK = {"clerk", "deputy", "district"}


def today():
    return timezone.localdate()


def planned(cast, *, body=None, **fields):
    paper = factories.paper(**fields)
    (row,) = consultations.plan(paper, stages=[Stage(body or cast.district_council, HEARING)], by=cast.clerk)
    return row


def running(cast, *, left=20, **fields):
    """A hearing whose last day is so many days ahead."""
    row = hearings.begin(planned(cast, **fields), on=today(), by=cast.clerk)
    Consultation.objects.filter(pk=row.pk).update(due_on=today() + timedelta(days=left))
    return again(row)


def again(row):
    return Consultation.objects.get(pk=row.pk)


def words(client, page):
    return " ".join(client.get(page).content.decode().split())


def form(**fields):
    return {"stance": "changes", "text": "Bitte mit Bäumen.", "given_on": today().isoformat()} | fields


# The period


@pytest.mark.parametrize(
    ("begins", "urgent", "ends"),
    [
        (date(2026, 6, 15), False, date(2026, 7, 27)),
        (date(2026, 6, 15), True, date(2026, 6, 29)),
        (date(2026, 11, 14), False, date(2026, 12, 28)),  # a Saturday, after it a Sunday that is Boxing Day's morrow
        (date(2026, 12, 11), True, date(2026, 12, 28)),  # the first day of Christmas, then a weekend
        (date(2026, 2, 20), False, date(2026, 4, 7)),  # Good Friday, then Easter
    ],
)
def test_hearing_lasts_six_weeks_or_two_and_ends_on_a_working_day(cast, begins, urgent, ends):
    row = hearings.begin(planned(cast), on=begins, urgent=urgent, by=cast.clerk)

    assert (row.opened_on, row.due_on, row.urgent, row.state) == (begins, ends, urgent, "planned")
    assert Entry.objects.get(verb="consultation.opened").numbers == {"due": ends.isoformat()}


def test_body_with_a_rule_of_its_own_has_its_own_time(cast):
    rules.enact(
        "hearing.ortsbeirat_weeks",
        4,
        valid_from=date(2026, 1, 1),
        legal_basis="GO",
        by=cast.clerk,
        organization=cast.district_council,
    )
    board = factories.organization(BodyKind.ADVISORY_BOARD)
    begins = date(2026, 6, 15)

    ends = [ways.hearing_ends_on(body, begins_on=begins, urgent=False) for body in (cast.district_council, board)]

    assert ends == [date(2026, 7, 13), date(2026, 7, 27)]


def test_hearing_is_opened_on_its_page_which_says_how_long_it_will_last(cast, client):
    row = planned(cast)
    client.force_login(cast.clerk)
    page = reverse("hearing-begin", args=[row.key])
    shown = words(client, page)

    client.post(page, {"urgent": "on"})
    twice = client.post(page)

    assert "Ortsbeirat Mitte hat bis" in shown
    assert again(row).due_on == ways.hearing_ends_on(None, begins_on=today(), urgent=True)
    assert twice.status_code == 409


def test_only_hearings_are_opened_and_answered(cast, client):
    row = papers.refer(factories.paper(), to=cast.committee, by=cast.clerk)
    client.force_login(cast.clerk)

    answers = [
        client.get(reverse("hearing-begin", args=[row.key])).status_code,
        client.post(reverse("hearing-statement", args=[row.key]), form()).status_code,
    ]

    assert answers == [409, 409]
    with pytest.raises(WrongState, match="keine Anhörung"):
        hearings.give(row, stance="approving", text="", on=today(), by=cast.clerk)


# What is said


def test_chair_of_the_body_and_office_speak_for_it_and_nobody_else(cast):
    done = set()
    for name, user in cast.everyone().items():
        row = running(cast)
        try:
            hearings.give(row, stance="approving", text="", on=today(), by=user)
        except Denied:
            assert (again(row).state, HearingStatement.objects.filter(consultation=row).exists()) == ("planned", False)
        else:
            done.add(name)

    assert done == MAY_SPEAK


def test_chair_of_another_district_speaks_for_it_in_vain(cast):
    other = factories.organization(BodyKind.DISTRICT_COUNCIL)
    member = factories.person()
    factories.membership(member, other, role="Ortsvorsteher")
    factories.membership(member, cast.district_council, role="stellvertretender Ortsvorsteher")

    with pytest.raises(Denied):
        hearings.give(running(cast), stance="approving", text="", on=today(), by=factories.user(person=member))


def test_former_chair_speaks_no_more(cast):
    cast.district.person.memberships.update(end_date=today() - timedelta(days=1))

    with pytest.raises(Denied):
        hearings.give(running(cast), stance="approving", text="", on=today(), by=cast.everyone()["district"])


def test_district_enters_a_statement_that_everyone_reads_with_the_paper(cast, client):
    row = running(cast)
    page = reverse("hearing-statement", args=[row.key])
    client.force_login(cast.district)
    asked = words(client, page)

    answer = client.post(page, form(text="Mit <script>Bäumen</script>.\n\nUnd ‮Bänken."))

    client.logout()
    shown = words(client, row.paper.get_absolute_url())
    assert "alle können sie lesen" in asked
    assert answer.url == row.get_absolute_url()
    assert again(row).state == "treated"
    assert "mit Änderungen" in shown
    assert "Mit &lt;script&gt;Bäumen&lt;/script&gt;." in shown
    made = HearingStatement.objects.get()
    assert (made.stance, made.given_on, made.recorded_by, made.is_late) == ("changes", today(), cast.district, False)
    entry = Entry.objects.get(verb="consultation.statement_given")
    assert (entry.numbers, entry.actor) == ({"statement": made.pk}, cast.district)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"stance": ""}, "Bitte wählen, wie das Gremium zu der Vorlage steht."),
        ({"stance": "egal"}, "egal ist keine"),
        ({"stance": "changes", "text": " \n "}, "Bitte sagen, was das Gremium ändern möchte oder warum es ablehnt."),
        ({"stance": "rejecting", "text": ""}, "Bitte sagen, was das Gremium ändern möchte oder warum es ablehnt."),
        ({"text": "x" * 200_001}, "höchstens 200000 Zeichen"),
        ({"text": "\x00"}, "Nullzeichen sind nicht erlaubt."),
        ({"given_on": "9999-12-31"}, "Der Tag liegt in der Zukunft oder mehr als zehn Jahre zurück."),
        ({"given_on": "0001-01-01"}, "Der Tag liegt in der Zukunft oder mehr als zehn Jahre zurück."),
        ({"given_on": "‮"}, "Bitte ein gültiges Datum eingeben."),
    ],
)
def test_statement_that_cannot_be_is_refused_in_words_and_kept_in_the_form(cast, client, fields, sentence):
    row = running(cast)
    client.force_login(cast.district)

    answer = client.post(reverse("hearing-statement", args=[row.key]), form() | fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (again(row).state, HearingStatement.objects.count()) == ("planned", 0)


def test_long_statement_is_kept_whole(cast, client):
    row = running(cast)
    client.force_login(cast.district)
    said = "Wir sagen es ausführlich. " * 7_600

    client.post(reverse("hearing-statement", args=[row.key]), form(text=said))

    assert HearingStatement.objects.get().text == said.strip()
    assert client.get(row.paper.get_absolute_url()).status_code == 200


def test_statement_is_given_once_and_then_corrected_from_the_newest_state(cast, client):
    row = running(cast)
    made = hearings.give(row, stance="approving", text="Ja.", on=today(), by=cast.district)
    page = reverse("hearing-statement", args=[row.key])
    client.force_login(cast.district)

    corrected = client.post(page, form(text="Ja, aber.", version=made.version))
    stale = client.post(page, form(text="Nein.", version=made.version))

    assert (corrected.status_code, stale.status_code) == (303, 409)
    assert list(HearingStatement.objects.values_list("stance", "text", "version")) == [("changes", "Ja, aber.", 2)]
    with pytest.raises(WrongState, match="hat schon Stellung genommen"):
        hearings.give(again(row), stance="rejecting", text="Nein.", on=today(), by=cast.clerk)
    with pytest.raises(Stale):
        hearings.correct(made, stance="rejecting", text="", on=today(), version=1, by=cast.clerk)
    with pytest.raises(Denied):
        hearings.correct(made, stance="rejecting", text="", on=today(), by=cast.councillor)


def test_statement_of_a_closed_paper_is_read_by_the_readers_of_the_paper(cast, client):
    row = running(cast, audience="body", audience_organization=cast.committee)
    hearings.give(row, stance="approving", text="Vertraulich zugestimmt", on=today(), by=None)

    readers = {name for name, user in cast.everyone().items() if HearingStatement.objects.visible_to(user).exists()}

    assert readers == {"clerk", "deputy", "councillor", "colleague", "mayor"}
    assert "Vertraulich" not in words(client, cast.district_council.get_absolute_url())


def test_council_that_met_on_the_paper_adds_its_words(cast):
    row = running(cast)
    meeting = factories.meeting(cast.district_council, date=today())
    consultations.place(row.paper, meeting=meeting, by=cast.clerk)
    consultations.treat(row, by=cast.clerk)

    hearings.give(again(row), stance="no_objection", text="", on=today(), by=cast.district)

    assert (again(row).state, again(row).statement.stance) == ("treated", "no_objection")


def test_council_waives_through_its_chair_and_then_says_nothing(cast, client):
    row, other = running(cast), running(cast)
    client.force_login(cast.rival)
    refused = client.post(reverse("consultation-waive", args=[other.key]))
    client.force_login(cast.district)

    client.post(reverse("consultation-waive", args=[row.key]))
    late = client.get(reverse("hearing-statement", args=[row.key]))

    assert (again(row).state, late.status_code) == ("waived", 409)
    assert (again(other).state, refused.status_code) == ("planned", 403)
    assert "Das Gremium verzichtet" in words(client, row.paper.get_absolute_url())


# Silence


def test_silence_is_noted_and_a_late_statement_all_the_same_recorded_as_late(cast, client):
    row = running(cast, left=-1)
    done = chores.expire_hearings(timezone.now())
    silent = words(client, row.paper.get_absolute_url())

    hearings.give(again(row), stance="rejecting", text="Zu laut.", on=today(), by=cast.district)

    spoken = words(client, row.paper.get_absolute_url())
    assert (done, again(row).state) == (1, "treated")
    assert "das gilt als „keine Bedenken“" in silent
    assert "nach Ablauf der Frist" in spoken
    assert "das gilt als" not in spoken


def test_silence_counts_for_nothing_where_the_rulebook_says_so(cast, client):
    rules.enact("hearing.silence_is_no_objection", False, valid_from=today(), legal_basis="GO", by=cast.clerk)
    row = running(cast, left=-1)
    chores.expire_hearings(timezone.now())

    shown = words(client, row.paper.get_absolute_url())

    assert "Keine Stellungnahme bis zum" in shown
    assert "keine Bedenken" not in shown


def test_hearing_on_what_was_withdrawn_is_not_noted_as_silence(cast):
    row = running(cast, left=-1)
    type(row.paper).objects.filter(pk=row.paper_id).update(state="withdrawn")

    assert chores.expire_hearings(timezone.now()) == 0
    assert again(row).state == "planned"


# Reminders


def test_reminder_is_noted_once_in_the_last_week_and_again_for_another_last_day(cast):
    near, _far = running(cast, left=7), running(cast, left=8)
    now = timezone.now()

    counts = [chores.remind_of_hearings(now), chores.remind_of_hearings(now)]
    Consultation.objects.filter(pk=near.pk).update(due_on=today() + timedelta(days=3))
    counts.append(chores.remind_of_hearings(now))

    assert counts == [1, 0, 1]
    rows = Entry.objects.filter(verb="consultation.ends_soon").order_by("number").values_list("thing", "numbers")
    assert list(rows) == [(near.pk, {"due": (today() + timedelta(days=days)).isoformat()}) for days in (7, 3)]


@pytest.mark.parametrize(
    ("left", "light", "said", "urging"),
    [
        (8, "tone-success", "noch 8 Tage", False),
        (7, "tone-warning", "noch 7 Tage", True),
        (1, "tone-warning", "noch 1 Tag", True),
        (0, "tone-warning", "endet heute", True),
        (-1, "tone-danger", "Frist abgelaufen", True),
    ],
)
def test_desk_of_the_district_shows_its_open_hearings_with_their_light(cast, client, left, light, said, urging):
    row = running(cast, left=left)
    client.force_login(cast.district)

    desk = words(client, reverse("desk"))

    part = desk[desk.index("Anhörungen meines Gremiums") :]
    part = part[: part.index("</section>")]
    assert row.paper.name in part
    assert f'<span class="badge {light} light">' in part
    assert said in part
    assert ("in den nächsten sieben Tagen" in part) is urging
    assert reverse("hearing-statement", args=[row.key]) in part


def test_desk_of_the_district_says_when_nothing_is_open(cast, client):
    row = running(cast)
    hearings.give(row, stance="approving", text="", on=today(), by=cast.district)
    client.force_login(cast.district)

    assert "Keine Anhörung offen" in words(client, reverse("desk"))


def test_desk_of_others_has_no_hearings_and_that_of_the_office_those_that_end_soon(cast, client):
    soon, later = running(cast, left=3, name="Bald"), running(cast, left=30, name="Später")
    seen = {}
    for name in ("clerk", "councillor", "mayor", "citizen"):
        client.force_login(cast.people[name])
        desk = words(client, reverse("desk"))
        seen[name] = (soon.get_absolute_url() in desk, later.get_absolute_url() in desk)

    assert seen == {
        "clerk": (True, False),
        "councillor": (False, False),
        "mayor": (False, False),
        "citizen": (False, False),
    }


def test_body_page_lists_its_hearings_for_everyone_and_offers_the_answer_to_its_chair(cast, client):
    row = running(cast, name="Spielplatz am Anger")
    page, answer = cast.district_council.get_absolute_url(), reverse("hearing-statement", args=[row.key])
    seen = {}
    for name in ("district", "clerk", "councillor"):
        client.force_login(cast.people[name])
        shown = words(client, page)
        seen[name] = ("Spielplatz am Anger" in shown, answer in shown)
    client.logout()
    public = words(client, page)

    assert seen == {"district": (True, True), "clerk": (True, True), "councillor": (True, False)}
    assert ("Laufende Anhörungen" in public, answer in public) == (True, False)


def test_lists_of_hearings_ask_as_much_for_three_as_for_one(cast, client):
    client.force_login(cast.district)
    pages = (reverse("desk"), cast.district_council.get_absolute_url())
    counts = []
    for more in (1, 2):
        for _ in range(more):
            running(cast)
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            found.append(len(asked))
        counts.append(found)

    assert counts[0] == counts[1]
