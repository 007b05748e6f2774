"""The list of speakers: who may ask, who comes first, how long they speak, and what ends it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from council import audiences, life, may, rostrum
from council.actions import agenda, attendance, conflicts, joining, measures, meetings, rules, speeches
from council.models import AgendaItem, Debate, Entry, Speech, SpeechPause, User
from documents.actions import papers
from documents.models import Slot
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    return factories.meeting(cast.assembly, state="running")


@pytest.fixture
def item(meeting):
    return agenda.call(factories.item(meeting), by=None)


def listed(item):
    """The list as the office reads it."""
    return rostrum.of(item, audiences.standing_of(User.objects.get(email="clerk@example.org")))


def waiting(item):
    return [(speech.person.name.removeprefix("Frau "), speech.kind) for speech in listed(item).waiting]


def ago(speech, **moments):
    """Put moments of a speech into the past, in seconds before now."""
    now = timezone.now()
    fields = {name: now - timedelta(seconds=seconds) for name, seconds in moments.items()}
    Speech.objects.filter(pk=speech.pk).update(**fields)
    return Speech.objects.get(pk=speech.pk)


# Order


def test_mover_comes_first_then_the_order_of_requests(cast, item):
    for user in (cast.rival, cast.colleague):
        speeches.ask(item, by=user)
    speeches.add(item, person=cast.councillor.person, kind="mover", by=cast.chair)

    assert waiting(item) == [("Councillor", "mover"), ("Rival", "debate"), ("Colleague", "debate")]


def test_magistrat_and_procedural_motions_jump_and_personal_statements_come_last(cast, item):
    speeches.ask(item, kind="personal", by=cast.colleague)
    speeches.ask(item, by=cast.rival)
    speeches.add(item, person=cast.councillor.person, kind="mover", by=cast.chair)
    speeches.ask(item, by=cast.mayor)
    speeches.ask(item, kind="procedure", by=cast.rival)

    assert waiting(item) == [
        ("Rival", "procedure"),
        ("Mayor", "executive"),
        ("Councillor", "mover"),
        ("Rival", "debate"),
        ("Colleague", "personal"),
    ]


def test_chair_changes_the_order_and_the_journal_knows(cast, item):
    speeches.ask(item, by=cast.rival)
    last = speeches.ask(item, by=cast.colleague)

    speeches.move(last, to=0, by=cast.chair)

    assert waiting(item) == [("Colleague", "debate"), ("Rival", "debate")]
    assert Entry.objects.filter(verb="speech.moved", thing=last.pk).values_list("numbers", flat=True).get() == {"to": 0}


def test_whoever_asks_twice_stands_on_the_list_once(cast, item):
    first = speeches.ask(item, by=cast.rival)

    assert speeches.ask(item, by=cast.rival) == first
    assert (Speech.objects.count(), Entry.objects.filter(verb="speech.asked").count()) == (1, 1)


# The life of a speech


def test_speech_is_called_paused_continued_and_ended(cast, item):
    speech = speeches.ask(item, by=cast.rival)
    for act in (speeches.call_up, speeches.pause, speeches.go_on, speeches.finish):
        speech = act(speech, by=cast.chair)

    verbs = list(Entry.objects.filter(kind="council.speech").order_by("number").values_list("verb", flat=True))
    assert verbs == ["speech.asked", "speech.called", "speech.paused", "speech.continued", "speech.ended"]
    assert (speech.state, speech.minutes, SpeechPause.objects.get().ended_at is not None) == ("done", 5, True)


def test_next_speaker_ends_the_one_before_but_a_question_only_interrupts(cast, item):
    first, second = speeches.ask(item, by=cast.rival), speeches.ask(item, by=cast.colleague)
    speeches.call_up(first, by=cast.chair)
    speeches.call_up(second, by=cast.chair)
    question = speeches.add(item, person=cast.rival.person, kind="question", by=cast.chair)
    speeches.call_up(question, by=cast.chair)
    during = listed(item)

    with pytest.raises(life.WrongState, match="Es spricht gerade Frau Rival"):
        speeches.go_on(second, by=cast.chair)
    speeches.finish(question, by=cast.chair)
    after = speeches.go_on(second, by=cast.chair)

    assert (during.current, during.resting, during.done) == (question, [second], [first])
    assert (listed(item).current, after.state) == (second, "speaking")


def test_wrong_tap_is_taken_back_and_the_person_stands_in_front_again(cast, item):
    first, second = speeches.ask(item, by=cast.rival), speeches.ask(item, by=cast.colleague)
    speeches.call_up(second, by=cast.chair)
    speeches.pause(second, by=cast.chair)

    speeches.take_back(second, by=cast.chair)

    assert listed(item).waiting == [second, first]
    assert (listed(item).current, SpeechPause.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ([], speeches.pause),
        ([], speeches.go_on),
        ([], speeches.finish),
        ([speeches.call_up], speeches.withdraw),
        ([speeches.call_up], speeches.go_on),
        ([speeches.call_up, speeches.finish], speeches.call_up),
        ([speeches.withdraw], speeches.call_up),
    ],
)
def test_steps_out_of_turn_are_refused(cast, item, before, act):
    speech = speeches.ask(item, by=cast.rival)
    for step in before:
        step(speech, by=cast.chair)

    with pytest.raises(life.WrongState, match="Das geht jetzt nicht"):
        act(speech, by=cast.chair)


# Time


def test_times_by_kind_come_from_the_rulebook(cast, item, meeting):
    kinds = ("mover", "debate", "budget", "procedure", "personal", "question", "executive")
    before = [rostrum.minutes_for(kind, meeting=meeting) for kind in kinds]

    rules.enact("speech.minutes", {"other": 3}, valid_from=meeting.date, legal_basis="GO §22", by=None)

    assert before == [10, 5, 20, 2, 3, 1, None]
    assert [rostrum.minutes_for(kind, meeting=meeting) for kind in kinds] == [10, 3, 20, 2, 3, 1, None]


def test_time_used_leaves_out_the_pauses(cast, item):
    speech = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    now = timezone.now()
    Speech.objects.update(started_at=now - timedelta(seconds=200))
    speech = Speech.objects.get()
    SpeechPause.objects.create(
        speech=speech, began_at=now - timedelta(seconds=150), ended_at=now - timedelta(seconds=100)
    )
    soon = now + timedelta(seconds=10)

    assert (speech.seconds_used(until=now), speech.seconds_left(until=now)) == (150, 150)
    assert (speech.runs_until - speech.started_at, speech.runs_from - speech.started_at) == (
        timedelta(seconds=350),
        timedelta(seconds=50),
    )
    assert speech.seconds_left(until=soon) == 140


def test_interruption_of_the_meeting_stops_the_clock_until_the_chair_goes_on(cast, item, meeting):
    speech = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    meetings.interrupt(meeting, by=cast.chair)
    stopped = Speech.objects.get()
    used = [stopped.seconds_used(until=timezone.now() + timedelta(minutes=minutes)) for minutes in (0, 30)]
    meetings.resume(meeting, by=cast.chair)

    assert (stopped.paused, used, stopped.runs_until) == (True, [0, 0], None)
    assert speeches.go_on(speech, by=cast.chair).state == "speaking"


def test_floor_is_given_in_a_running_meeting_alone(cast, item, meeting):
    speech = speeches.ask(item, by=cast.rival)
    meetings.interrupt(meeting, by=cast.chair)

    with pytest.raises(life.WrongState, match="Die Sitzung läuft nicht"):
        speeches.call_up(speech, by=cast.chair)


def test_time_of_factions_counts_what_was_debated(cast, item):
    spoken = [(cast.rival, "debate", 90), (cast.councillor, "mover", 61), (cast.colleague, "debate", 30)]
    spoken += [(cast.rival, "procedure", 40), (cast.mayor, "executive", 500)]
    for user, kind, seconds in spoken:
        speech = speeches.add(item, person=user.person, kind=kind, by=cast.chair)
        ago(speeches.call_up(speech, by=cast.chair), started_at=seconds)
        speeches.finish(speech, by=cast.chair)

    assert [(share.name, share.used, share.left) for share in listed(item).shares] == [
        ("Fraktion Bürgerliste", 90, None),
        ("Fraktion Grüne Stadt", 91, None),
    ]


# What ends the list


def test_closed_list_lets_nobody_join_but_to_the_order(cast, item):
    first = speeches.ask(item, by=cast.rival)
    speeches.close_list(item, by=cast.chair)

    with pytest.raises(life.WrongState, match="Die Redeliste ist geschlossen"):
        speeches.ask(item, by=cast.colleague)
    speeches.ask(item, kind="procedure", by=cast.colleague)
    speeches.ask(item, by=cast.mayor)
    spoke = speeches.call_up(first, by=cast.chair)
    speeches.reopen_list(item, by=cast.chair)
    speeches.ask(item, by=cast.colleague)

    assert spoke.state == "speaking"
    assert waiting(item) == [("Colleague", "procedure"), ("Mayor", "executive"), ("Colleague", "debate")]


def test_end_of_debate_calls_nobody_any_more(cast, item):
    speaking = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    dropped = speeches.ask(item, by=cast.colleague)
    speeches.ask(item, by=cast.mayor)

    speeches.close_debate(item, by=cast.chair)

    assert (waiting(item), listed(item).current) == ([("Mayor", "executive")], speaking)
    assert Speech.objects.get(pk=dropped.pk).state == "not_called"


def test_item_that_closes_ends_its_list_but_personal_statements_may_follow_until_the_next(cast, item, meeting):
    speaking = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    dropped = speeches.ask(item, by=cast.colleague)
    agenda.close(item, result="adopted", by=cast.chair)
    statement = speeches.ask(item, kind="personal", by=cast.rival)
    late = speeches.ask(item, kind="personal", by=cast.colleague)
    speeches.call_up(statement, by=cast.chair)

    with pytest.raises(life.WrongState, match="gerade aufgerufen"):
        speeches.ask(item, by=cast.colleague)
    agenda.call(factories.item(meeting), by=cast.chair)

    states = {row.pk: row.state for row in Speech.objects.all()}
    assert states == {speaking.pk: "done", dropped.pk: "not_called", statement.pk: "done", late.pk: "not_called"}


def test_item_put_back_keeps_its_list(cast, item):
    speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    speeches.ask(item, by=cast.colleague)
    agenda.put_back(item, by=cast.chair)

    agenda.call(item, by=cast.chair)

    assert (waiting(item), listed(item).current) == ([("Colleague", "debate")], None)


# Who may


def test_board_asks_for_itself_on_its_own_matter_alone(cast, item):
    board = factories.organization("advisory_board", name="Seniorenbeirat")
    person = factories.person(name="Frau Senior")
    factories.membership(person, board)
    account = factories.user("senior", person=person)
    with pytest.raises(may.Denied):
        speeches.ask(item, by=account)
    paper = factories.paper()
    papers.refer(paper, to=board, by=None)
    at_item = papers.refer(paper, to=cast.assembly, by=None)
    Slot.objects.create(consultation=at_item, item=item)

    assert speeches.ask(item, by=account).kind == "debate"


@pytest.mark.parametrize("name", ["officer", "district", "moderator", "citizen", "clerk"])
def test_others_do_not_ask_for_themselves(cast, item, name):
    with pytest.raises(may.Denied, match="andere lässt die Sitzungsleitung zu"):
        speeches.ask(item, by=getattr(cast, name))

    assert Speech.objects.count() == 0


def test_chair_admits_a_guest(cast, item):
    speeches.add(item, person=cast.district.person, kind="debate", by=cast.chair)

    assert waiting(item) == [("District", "debate")]


def test_members_enter_no_mover_and_lead_no_list(cast, item):
    speech = speeches.ask(item, by=cast.rival)

    with pytest.raises(life.WrongState, match="trägt die Sitzungsleitung ein"):
        speeches.ask(item, kind="mover", by=cast.rival)
    for act in (speeches.call_up, speeches.pause, speeches.go_on, speeches.finish, speeches.take_back):
        with pytest.raises(may.Denied):
            act(speech, by=cast.rival)
    with pytest.raises(may.Denied):
        speeches.withdraw(speech, by=cast.colleague)
    assert speeches.withdraw(speech, by=cast.rival).state == "withdrawn"


def test_absent_barred_silenced_and_excluded_people_are_refused(cast, item, meeting):
    attendance.arrive_all(meeting, by=cast.clerk)
    attendance.leave(meeting.attendances.get(person=cast.rival.person), by=cast.clerk)
    agenda.bar(item, person=cast.colleague.person, by=cast.chair)
    measures.take(meeting, item=item, person=cast.councillor.person, kind="word_withdrawn", by=cast.chair)
    told = {}

    for name in ("rival", "colleague", "councillor"):
        with pytest.raises(life.WrongState) as refusal:
            speeches.ask(item, by=getattr(cast, name))
        told[name] = str(refusal.value)
    measures.take(meeting, person=cast.chair.person, kind="exclusion", meetings=1, by=cast.clerk)
    with pytest.raises(life.WrongState, match="Frau Chair ist von der Sitzung ausgeschlossen"):
        speeches.ask(item, by=cast.chair)

    assert told == {
        "rival": "Frau Rival ist nicht als anwesend vermerkt.",
        "colleague": "Frau Colleague ist bei diesem Punkt wegen Widerstreits der Interessen ausgeschlossen (HGO §25).",
        "councillor": "Frau Councillor ist zu diesem Punkt das Wort entzogen.",
    }


@pytest.fixture
def joint(cast, meeting):
    """Two items that are called up together."""
    first, second = factories.item(meeting), factories.item(meeting)
    joining.join(first, along=[second], by=cast.clerk)
    agenda.call(AgendaItem.objects.get(pk=first.pk), by=cast.chair)
    return [AgendaItem.objects.get(pk=item.pk) for item in (first, second)]


def test_conflict_at_one_item_bars_from_the_whole_joint_debate(cast, joint):
    first, second = joint
    speaking = speeches.call_up(speeches.ask(first, by=cast.rival), by=cast.chair)
    waits = speeches.ask(first, kind="procedure", by=cast.rival)

    conflicts.declare(second, category="self", by=cast.rival)

    assert [Speech.objects.get(pk=row.pk).state for row in (speaking, waits)] == ["done", "not_called"]
    for item in joint:
        with pytest.raises(life.WrongState, match="wegen Widerstreits der Interessen"):
            speeches.ask(item, by=cast.rival)


def test_floor_taken_away_at_one_item_is_gone_in_the_whole_joint_debate(cast, joint):
    first, second = joint
    speaking = speeches.call_up(speeches.ask(first, by=cast.rival), by=cast.chair)

    measure = measures.take(second.meeting, item=second, person=cast.rival.person, kind="word_withdrawn", by=cast.chair)

    assert (measure.speech, Speech.objects.get().state) == (speaking, "done")
    for item in joint:
        with pytest.raises(life.WrongState, match="das Wort entzogen"):
            speeches.ask(item, by=cast.rival)


def test_conflict_binds_at_its_own_item_once_the_joint_one_is_over(cast, joint, meeting):
    first, second = joint
    conflicts.declare(second, category="self", by=cast.rival)
    for item in (second, first):
        agenda.close(item, result="noted", by=cast.chair)
    alone = agenda.call(factories.item(meeting), by=cast.chair)

    assert speeches.ask(alone, by=cast.rival).state == "asked"


def test_exclusion_ends_every_speech_of_the_person_in_the_meeting(cast, joint):
    first, second = joint
    rows = [speeches.call_up(speeches.ask(first, by=cast.rival), by=cast.chair), speeches.ask(second, by=cast.rival)]

    measures.take(first.meeting, person=cast.rival.person, kind="exclusion", meetings=1, by=cast.chair)

    assert [Speech.objects.get(pk=row.pk).state for row in rows] == ["done", "not_called"]


def test_person_barred_while_speaking_loses_the_floor_and_the_place(cast, item):
    speaking = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    again = speeches.ask(item, by=cast.rival)

    conflicts.declare(item, category="self", by=cast.rival)

    assert {row.pk: row.state for row in Speech.objects.all()} == {speaking.pk: "done", again.pk: "not_called"}


def test_member_who_stands_in_speaks_in_the_debate(cast):
    committee = factories.meeting(cast.committee, state="running")
    called = agenda.call(factories.item(committee), by=None)
    spare = factories.person(name="Frau Ersatz")
    for body in (cast.assembly, cast.our_faction):
        factories.membership(spare, body)
    account = factories.user("ersatz", person=spare)
    with pytest.raises(may.Denied):
        speeches.ask(called, by=account)
    attendance.arrive(committee, person=spare, substitute_for=cast.councillor.person, by=cast.clerk)

    assert speeches.ask(called, by=account).kind == "debate"


# Two consoles


def test_button_from_an_older_list_is_refused_but_requests_do_not_age_it(cast, item):
    first = speeches.ask(item, by=cast.rival)
    second = speeches.ask(item, by=cast.colleague)
    speeches.call_up(first, by=cast.chair, version=0)

    with pytest.raises(life.Stale):
        speeches.call_up(second, by=cast.clerk, version=0)

    assert (listed(item).current, Debate.objects.get().version) == (first, 1)


def test_interruption_ages_the_buttons_and_nobody_goes_on_before_the_meeting_does(cast, item, meeting):
    speech = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    shown = Debate.objects.get().version
    meetings.interrupt(meeting, by=cast.chair)

    with pytest.raises(life.Stale):
        speeches.finish(speech, version=shown, by=cast.clerk)
    with pytest.raises(life.WrongState, match="Die Sitzung läuft nicht"):
        speeches.go_on(speech, by=cast.chair)
    held = Speech.objects.get().state
    meetings.resume(meeting, by=cast.chair)

    assert (held, speeches.go_on(speech, by=cast.chair).state) == ("paused", "speaking")


# The whole time of a debate


def test_total_that_cannot_hold_the_bases_is_refused(cast, item):
    with pytest.raises(life.WrongState, match="passen nicht in diese Gesamtredezeit"):
        speeches.set_total(item, minutes=14, by=cast.chair)

    assert listed(item).total == 0


def test_rulebook_can_give_every_debate_a_total(cast, item, meeting):
    rules.enact("speech.total", 60, valid_from=meeting.date, legal_basis="GO §22", by=None)
    by_rule = listed(item)

    speeches.set_total(item, minutes=0, by=cast.chair)

    assert ([share.minutes for share in by_rule.shares], by_rule.reserve) == ([16, 27, 16], 1)
    assert (listed(item).total, list(listed(item).shares)) == (0, [])


def test_clock_set_back_does_not_end_a_speech_before_it_began(cast, item):
    speech = speeches.call_up(speeches.ask(item, by=cast.rival), by=cast.chair)
    Speech.objects.update(started_at=datetime(2100, 1, 1, tzinfo=timezone.get_current_timezone()))

    ended = speeches.finish(speech, by=cast.chair)

    assert ended.ended_at == ended.started_at
