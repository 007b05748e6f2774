"""Question time from draft to answer: in time, called in the meeting within its pool, or owed in writing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from council import journal
from council.actions import meetings, rules
from council.life import Stale, WrongState
from council.may import Denied, allowed
from council.models import Entry, Meeting
from documents.actions import consultations, papers
from documents.models import Consultation, Paper
from motions import questiontime
from motions.actions import questions
from motions.may import questions as may
from motions.models import OralQuestion, Supplementary
from tests import factories

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
M = date(2026, 6, 15)
EARLY = datetime(2026, 6, 1, 10, 0, tzinfo=BERLIN)
NOW = datetime(2026, 6, 15, 16, 5, tzinfo=BERLIN)


def meeting_of(cast, **fields) -> Meeting:
    return factories.meeting(cast.assembly, **fields)


def drafted(cast, *, meeting=None, name="Uhr am Rathaus", text="Wann geht die Uhr wieder richtig?", by="councillor"):
    return questions.draft(name=name, text=text, meeting=meeting or meeting_of(cast), by=cast.people[by])


def submitted(cast, *, at=EARLY, by="councillor", **fields):
    return questions.submit(drafted(cast, by=by, **fields), by=cast.people[by], at=at)


def admitted(cast, **fields):
    return questions.admit(submitted(cast, **fields), by=cast.clerk, on=date(2026, 6, 2))


def running(cast, **fields) -> Meeting:
    return meeting_of(cast, state="running", **fields)


def called(cast, *, at=NOW, **fields):
    fields = {"meeting": running(cast)} | fields
    return questions.call(admitted(cast, **fields), by=cast.chair, at=at)


def owed(cast, **fields):
    return questions.owe(called(cast, **fields), by=cast.chair, at=NOW + timedelta(minutes=2))


def state(question) -> str:
    return Paper.objects.get(pk=question.pk).state


def readers(cast, question) -> set[str]:
    return {
        name
        for name, user in cast.everyone().items()
        if OralQuestion.objects.visible_to(user).filter(pk=question.pk).exists()
    }


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def whole(cast) -> set[str]:
    return set(cast.everyone())


# The rules


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 6, 10, 0, 0, tzinfo=BERLIN), True),
        (datetime(2026, 6, 10, 23, 59, 59, tzinfo=BERLIN), True),
        (datetime(2026, 6, 11, 0, 0, tzinfo=BERLIN), False),
        (datetime(2026, 6, 10, 22, 30, tzinfo=ZoneInfo("UTC")), False),
    ],
)
def test_question_reaches_the_chair_five_days_before_the_meeting(cast, at, expected):
    """T-F1."""
    meeting = meeting_of(cast, date=M)

    assert questiontime.latest_day(meeting) == date(2026, 6, 10)
    assert questiontime.in_time(meeting, at=at) is expected


def test_written_answer_is_owed_fourteen_days_after_the_meeting(cast):
    """T-F2."""
    assert questiontime.written_due(meeting_of(cast, date=M), on=M) == date(2026, 6, 29)


def test_meeting_without_a_day_has_no_deadline(cast):
    meeting = meeting_of(cast, date=None, starts_at=None)

    assert (questiontime.latest_day(meeting), questiontime.in_time(meeting, at=NOW)) == (None, None)
    assert questiontime.written_due(meeting, on=M) == date(2026, 6, 29)


def test_rulebook_decides_on_days_minutes_and_number(cast):
    meeting = meeting_of(cast, date=M)
    for name, value in (("deadline_days", 7), ("written_days", 21), ("minutes", 45), ("supplementary", 1)):
        rules.enact(
            f"questiontime.{name}", value=value, valid_from=date(2026, 6, 1), legal_basis="GO § 13", by=cast.clerk
        )

    assert questiontime.latest_day(meeting) == date(2026, 6, 8)
    assert questiontime.written_due(meeting, on=M) == date(2026, 7, 6)
    assert questiontime.pool(meeting, [], at=NOW) == questiontime.Pool(45, 0)
    assert questiontime.supplementaries(meeting, on=M) == 1


@pytest.mark.parametrize(
    ("seconds", "spent", "left"), [(0, 0, 30), (1, 1, 29), (60, 1, 29), (61, 2, 28), (1800, 30, 0), (9000, 30, 0)]
)
def test_pool_says_what_is_spent_and_left_in_whole_minutes(seconds, spent, left):
    pool = questiontime.Pool(30, seconds)

    assert (pool.spent, pool.left) == (spent, left)


def test_pool_counts_the_question_under_way_until_now(cast):
    question = called(cast, at=NOW)

    assert questiontime.pool(question.meeting, [question], at=NOW + timedelta(minutes=4)).left == 26


def test_question_about_a_debated_item_is_noticed(cast):
    meeting = meeting_of(cast)
    debated = factories.item(meeting, part="I", name="Neubau der Sporthalle am Lindenpark")
    factories.item(meeting, part="I", name="Mitteilungen")
    factories.item(meeting, part="II", name="Sporthalle am Lindenpark, Bericht")
    factories.item(meeting, part="I", name="Friedhofsgebühren")
    items = list(meeting.items.order_by("order"))

    assert questiontime.clashes("Wird die Sporthalle im Lindenpark bald gebaut?", items) == [debated]
    assert questiontime.clashes("Wann geht die Uhr wieder richtig?", items) == []
    assert [item.name for item in questiontime.clashes("Wie hoch sind die Friedhofsgebühren?", items)] == [
        "Friedhofsgebühren"
    ]


# Who


def test_members_of_the_assembly_ask_and_nobody_else(cast):
    able = {name for name, user in cast.everyone().items() if allowed(may.ask, user)}

    assert able == {"chair", "councillor", "colleague", "rival"}
    with pytest.raises(Denied, match="fragen Stadtverordnete"):
        questions.draft(name="x", text="y", meeting=meeting_of(cast), by=cast.officer)


def test_question_is_read_by_its_asker_then_by_the_office_and_the_chair_then_by_everyone(cast):
    question = drafted(cast)
    first = readers(cast, question)
    question = questions.submit(question, by=cast.councillor, at=EARLY)
    second = readers(cast, question)
    question = questions.admit(question, by=cast.clerk, on=M)

    assert first == {"councillor"}
    assert second == {"councillor", "clerk", "deputy", "chair"}
    assert readers(cast, question) == whole(cast)


def test_rejected_question_stays_with_its_asker_the_office_and_the_chair(cast):
    question = questions.refuse(submitted(cast), reason="Zu lang.", by=cast.chair)

    assert readers(cast, question) == {"councillor", "clerk", "deputy", "chair"}
    assert state(question) == "inadmissible"


STEPS = {
    "edit": (lambda cast, q, by: questions.submit(q, by=by, at=EARLY), drafted, {"councillor"}),
    "withdraw": (lambda cast, q, by: questions.withdraw(q, by=by), submitted, {"councillor"}),
    "admit": (lambda cast, q, by: questions.admit(q, by=by, on=M), submitted, {"clerk", "deputy"}),
    "return": (lambda cast, q, by: questions.give_back(q, reason="x", by=by), submitted, {"clerk", "deputy"}),
    "refuse": (lambda cast, q, by: questions.refuse(q, reason="x", by=by), submitted, {"chair"}),
    "call": (
        lambda cast, q, by: questions.call(q, by=by, at=NOW),
        lambda cast: admitted(cast, meeting=running(cast)),
        {"clerk", "deputy", "chair"},
    ),
    "put back": (lambda cast, q, by: questions.put_back(q, by=by), called, {"clerk", "deputy", "chair"}),
    "further": (
        lambda cast, q, by: questions.ask_further(
            q, asker=cast.councillor.person, text="x", answer="", waived=False, by=by, on=M
        ),
        called,
        {"clerk", "deputy", "chair"},
    ),
    "answer orally": (
        lambda cast, q, by: questions.answer_orally(q, answer="x", respondent="y", by=by, at=NOW),
        called,
        {"clerk", "deputy", "chair"},
    ),
    "owe": (lambda cast, q, by: questions.owe(q, by=by, at=NOW), called, {"clerk", "deputy", "chair"}),
    "wish": (
        lambda cast, q, by: questions.owe(q, by=by, at=NOW),
        lambda cast: admitted(cast, meeting=running(cast)),
        {"clerk", "deputy", "chair", "councillor"},
    ),
    "answer in writing": (
        lambda cast, q, by: questions.answer_in_writing(q, answer="x", respondent="y", by=by, on=M),
        owed,
        {"clerk", "deputy", "mayor", "officer"},
    ),
    "drop": (
        lambda cast, q, by: questions.drop(q, by=by),
        lambda cast: admitted(cast, meeting=meeting_of(cast, state="closed")),
        {"clerk", "deputy"},
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_by_the_right_people_alone(cast, step):
    act, begin, able = STEPS[step]
    question = begin(cast)
    before = state(question), journal.head_number()

    for name in sorted(set(cast.everyone()) - able - {"nobody"}):
        with pytest.raises(Denied):
            act(cast, OralQuestion.objects.get(pk=question.pk), cast.people[name])
        assert (state(question), journal.head_number()) == before, name
    act(cast, OralQuestion.objects.get(pk=question.pk), cast.people[sorted(able)[0]])

    assert journal.head_number() > before[1]


# The life


def test_admitted_questions_have_numbers_of_their_own_series(cast):
    first, second = admitted(cast), admitted(cast)
    factories.paper(reference="101.20.1")

    assert [first.paper.reference, second.paper.reference] == ["102.20.1", "102.20.2"]


def test_late_question_is_marked_never_admitted_and_rejected_by_the_chair(cast):
    question = submitted(cast, at=datetime(2026, 6, 11, 8, 0, tzinfo=BERLIN))

    with pytest.raises(WrongState, match="nach Ablauf der Frist"):
        questions.admit(question, by=cast.clerk, on=M)
    question = questions.refuse(question, reason="Zu spät.", by=cast.chair)

    assert question.deadline_met is False
    assert (state(question), Paper.objects.get(pk=question.pk).reference) == ("inadmissible", None)


def test_returned_question_is_a_draft_again_and_handed_in_anew(cast):
    question = questions.give_back(submitted(cast), reason="Bitte kürzen.", by=cast.clerk)
    question = questions.revise(
        question, name="Uhr", text="Wann geht sie richtig?", meeting=question.meeting, by=cast.councillor
    )
    question = questions.submit(question, by=cast.councillor, at=EARLY)

    assert state(question) == "submitted"
    assert Paper.objects.get(pk=question.pk).name == "Uhr"


def test_question_is_called_only_while_its_meeting_runs_and_one_at_a_time(cast):
    meeting = meeting_of(cast, state="invited")
    first, second = admitted(cast, meeting=meeting), admitted(cast, meeting=meeting)
    with pytest.raises(WrongState, match="während die Sitzung läuft"):
        questions.call(first, by=cast.chair, at=NOW)
    meetings.start(meeting, by=cast.chair)
    questions.call(first, by=cast.chair, at=NOW)

    with pytest.raises(WrongState, match="Zuerst muss die Frage beendet werden"):
        questions.call(second, by=cast.chair, at=NOW)

    assert [state(first), state(second)] == ["called", "admitted"]


def test_call_taken_back_uses_no_time(cast):
    question = questions.put_back(called(cast), by=cast.chair)

    assert (state(question), question.called_at) == ("admitted", None)
    assert questiontime.pool(question.meeting, [question], at=NOW + timedelta(hours=1)).left == 30


def test_first_supplementary_question_belongs_to_the_asker_unless_waived(cast):
    question = called(cast)
    with pytest.raises(WrongState, match="Die erste Zusatzfrage gehört der Person"):
        questions.ask_further(
            question, asker=cast.rival.person, text="Und?", answer="", waived=False, by=cast.chair, on=M
        )

    questions.ask_further(question, asker=cast.rival.person, text="Und?", answer="", waived=True, by=cast.chair, on=M)

    assert [one.asker for one in question.supplementaries.all()] == [cast.rival.person]


def test_two_supplementary_questions_are_allowed_and_no_third(cast):
    question = called(cast)
    for asker in (cast.councillor, cast.rival):
        questions.ask_further(question, asker=asker.person, text="Und?", answer="", waived=False, by=cast.chair, on=M)

    with pytest.raises(WrongState, match="Mehr als 2 Zusatzfragen"):
        questions.ask_further(
            question, asker=cast.colleague.person, text="Und?", answer="", waived=False, by=cast.chair, on=M
        )
    with pytest.raises(WrongState, match="schon weiter gefragt"):
        questions.put_back(question, by=cast.chair)

    assert Supplementary.objects.count() == 2


def test_question_the_magistrat_cannot_answer_is_owed_in_writing_and_then_answered(cast):
    question = owed(cast)
    due, why = question.written_due, question.owed_because

    question = questions.answer_in_writing(
        question, answer="Seit Mai.", respondent="Magistrat", by=cast.officer, on=date(2026, 6, 20)
    )

    assert (due, why, state(question)) == (date(2026, 6, 29), "unanswerable", "answered_written")
    assert (question.answer, question.answered_on) == ("Seit Mai.", date(2026, 6, 20))
    assert journal.verify() == []


def test_question_not_reached_is_owed_on_request_once_the_meeting_began(cast):
    meeting = meeting_of(cast, state="invited")
    question = admitted(cast, meeting=meeting)
    with pytest.raises(WrongState, match="Vor der Sitzung"):
        questions.owe(question, by=cast.councillor, at=NOW)
    meetings.start(meeting, by=cast.chair)

    question = questions.owe(question, by=cast.councillor, at=NOW)

    assert (question.owed_because, question.written_due, question.done_at) == ("not_reached", date(2026, 6, 29), None)


def test_question_not_reached_that_nobody_wants_answered_lapses_after_the_meeting(cast):
    question = admitted(cast, meeting=running(cast))
    with pytest.raises(WrongState, match="erst nach der Sitzung"):
        questions.drop(question, by=cast.clerk)
    meetings.close(question.meeting, by=cast.chair)

    questions.drop(question, by=cast.clerk)

    assert state(question) == "lapsed"


def test_owed_answer_is_overdue_on_the_day_after_its_due_day(cast):
    question = owed(cast)

    assert [question.is_overdue(on=day) for day in (date(2026, 6, 29), date(2026, 6, 30))] == [False, True]
    assert [OralQuestion.objects.overdue(on=day).count() for day in (date(2026, 6, 29), date(2026, 6, 30))] == [0, 1]


def test_journal_of_a_question_holds_no_words(cast):
    question = owed(cast, name="Uhrwerk", text="Wann geht sie?")
    questions.answer_in_writing(question, answer="Bald", respondent="Wallbaum", by=cast.mayor, on=M)

    numbers = " ".join(str(entry.numbers) for entry in Entry.objects.all())

    assert [word for word in ("Uhrwerk", "Wann", "Bald", "Wallbaum") if word in numbers] == []


# Through the pages


def test_question_goes_from_draft_to_answer_through_the_pages(cast):
    soon = timezone.localdate() + timedelta(days=10)
    meeting = meeting_of(cast, date=soon, state="invited")
    asker, clerk, chair, officer = (browser(cast.people[who]) for who in ("councillor", "clerk", "chair", "officer"))

    page = asker.get(f"{reverse('question-new')}?meeting={meeting.key}")
    typed = {"meeting": meeting.key, "name": "Uhr am Rathaus", "text": "Wann geht sie wieder richtig?"}
    sent = asker.post(reverse("question-new"), typed)
    question = OralQuestion.objects.get()
    key = question.paper.key
    before = asker.get(sent["Location"]).content.decode()
    asker.post(reverse("question-submit", args=[key]), {"version": question.paper.version})
    desk = clerk.get(reverse("desk")).content.decode()
    clerk.post(reverse("question-admit", args=[key]))
    public = Client().get(reverse("question-time-meeting", args=[meeting.key])).content.decode()
    meetings.start(meeting, by=cast.chair)
    chair.post(reverse("question-call", args=[key]))
    during = chair.get(reverse("question-time-meeting", args=[meeting.key])).content.decode()
    further = {"asker": cast.councillor.person.key, "text": "Und die Glocke?", "answer": "Auch."}
    chair.post(reverse("question-ask-further", args=[key]), further)
    chair.post(reverse("question-owe", args=[key]))
    officer.post(reverse("question-answer", args=[key]), {"answer": "Seit gestern.", "respondent": "Magistrat"})
    after = Client().get(question.paper.get_absolute_url()).content.decode()

    assert "Frage zur Fragestunde" in page.content.decode()
    assert "In der Frist" in before
    assert "Uhr am Rathaus" in desk
    assert "Wann geht sie wieder richtig?" in public
    assert "Zusatzfrage …" in during
    assert state(question) == "answered_written"
    assert ["Seit gestern." in after, "Und die Glocke?" in after] == [True, True]


def test_lateness_is_shown_before_the_question_is_handed_in(cast):
    meeting = meeting_of(cast, date=timezone.localdate() + timedelta(days=2), state="invited")
    question = drafted(cast, meeting=meeting)
    page = browser(cast.councillor).get(reverse("question-submit", args=[question.paper.key])).content.decode()

    assert "Zu spät für diese Sitzung" in page


def test_office_is_warned_of_a_debated_item_and_of_lateness(cast):
    meeting = meeting_of(cast)
    factories.item(meeting, part="I", name="Neubau der Sporthalle")
    question = submitted(cast, meeting=meeting, text="Kommt der Neubau der Sporthalle?", at=NOW)
    own = factories.item(meeting, part="I", name="Neubau der Sporthalle, Frage")
    consultation = papers.refer(factories.paper(), to=cast.assembly, by=None)
    Consultation.objects.filter(pk=consultation.pk).update(paper=question.paper)
    consultations.schedule(Consultation.objects.get(pk=consultation.pk), item=own, by=None)
    page = browser(cast.clerk).get(question.paper.get_absolute_url()).content.decode()

    assert ["Steht schon auf der Tagesordnung I?" in page, "Zu spät eingegangen" in page] == [True, True]
    assert reverse("question-admit", args=[question.paper.key]) not in page
    assert own.key not in page.partition("Bitte vergleichen")[2].partition("</ul>")[0]


def test_chair_reads_and_rejects_what_is_no_paper_for_her_yet(cast):
    question = submitted(cast)
    chair, address = browser(cast.chair), reverse("question", args=[question.paper.key])
    shown = chair.get(address).content.decode()
    chair.post(reverse("question-refuse", args=[question.paper.key]), {"reason": "Betrifft die Tagesordnung I."})

    assert "Wann geht die Uhr wieder richtig?" in shown
    assert state(question) == "inadmissible"
    assert "Betrifft die Tagesordnung I." in chair.get(address).content.decode()
    assert address in chair.get(reverse("question-time-meeting", args=[question.meeting.key])).content.decode()
    assert "Betrifft die Tagesordnung I." in browser(cast.councillor).get(question.get_absolute_url()).content.decode()
    assert browser(cast.rival).get(address).status_code == 404


def test_draft_and_rejected_question_are_on_no_page_of_others(cast):
    meeting = meeting_of(cast)
    drafted(cast, meeting=meeting, name="Geheimdraft")
    questions.refuse(submitted(cast, meeting=meeting, name="Geheimabgelehnt"), reason="x", by=cast.chair)
    addresses = [
        reverse("question-time"),
        reverse("question-time-meeting", args=[meeting.key]),
        meeting.get_absolute_url(),
        reverse("desk"),
    ]

    for name in ("rival", "citizen", "officer"):
        client = browser(cast.people[name])
        pages = "".join(client.get(address).content.decode() for address in addresses)
        assert "Geheim" not in pages, name


def test_overdue_answer_is_on_the_public_list_and_names_no_closed_meeting(cast):
    meeting = running(cast, date=timezone.localdate() - timedelta(days=30), name="Geheime Sitzung")
    question = called(cast, meeting=meeting, at=timezone.now())
    questions.owe(question, by=cast.chair, at=timezone.now())
    Meeting.objects.filter(pk=meeting.pk).update(audience="members")

    public = Client().get(reverse("question-time")).content.decode()
    member = browser(cast.rival).get(reverse("question-time")).content.decode()

    assert ["überfällig" in public, "Geheime Sitzung" in public, "Geheime Sitzung" in member] == [True, False, True]
    assert Client().get(reverse("question-time-meeting", args=[meeting.key])).status_code == 404
    assert "Geheime Sitzung" not in Client().get(question.get_absolute_url()).content.decode()


def test_old_form_is_refused_and_overwrites_nothing(cast):
    question = drafted(cast)
    version = question.paper.version
    questions.revise(question, name="Neu", text="Neuer Text?", meeting=question.meeting, by=cast.councillor)

    with pytest.raises(Stale):
        questions.revise(
            question, name="Alt", text="Alt?", meeting=question.meeting, by=cast.councillor, version=version
        )

    assert Paper.objects.get(pk=question.pk).name == "Neu"


def test_question_of_a_committee_is_refused(cast):
    with pytest.raises(WrongState, match="nur in der Stadtverordnetenversammlung"):
        drafted(cast, meeting=factories.meeting(cast.committee))


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "bidi": "Frage \u202e umgedreht",
    "nul": "Frage\x00",
    "long": "x" * 200_000,
    "blank": "   ",
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_kept_as_text_or_refused_with_a_sentence(cast, hostile):
    meeting = meeting_of(cast, date=timezone.localdate() + timedelta(days=10))
    client = browser(cast.councillor)
    typed = {"meeting": meeting.key, "name": "Uhr", "text": HOSTILE[hostile]}

    answer = client.post(reverse("question-new"), typed)

    kept = hostile in ("script", "bidi")
    assert answer.status_code == (303 if kept else 422)
    assert OralQuestion.objects.count() == kept
    if kept:
        page = client.get(answer["Location"]).content.decode()
        assert "<script>alert(1)" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many_questions_there_are(cast, number):
    meeting = running(cast, date=timezone.localdate() - timedelta(days=30))
    for index in range(number):
        question = questions.call(admitted(cast, meeting=meeting, name=f"Frage {index}"), by=cast.chair, at=NOW)
        questions.ask_further(
            question, asker=cast.councillor.person, text="Und?", answer="", waived=False, by=cast.chair, on=M
        )
        questions.owe(question, by=cast.chair, at=NOW)
    costs = {}
    for address in (reverse("question-time"), reverse("question-time-meeting", args=[meeting.key])):
        Client().get(address)
        with CaptureQueriesContext(connection) as queries:
            page = Client().get(address).content.decode()
        costs[address] = len(queries)
        assert page.count('class="row-title"') == number + (address == reverse("question-time"))

    assert list(costs.values()) == [6, 8]
