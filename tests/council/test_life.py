"""Every step of every life from every state: what the table allows moves and is recorded once, all else changes nothing."""

import pytest
from django.apps import apps
from django.utils import timezone

from collaboration import anchoring
from collaboration.actions import notes
from council import journal, life
from council.actions import agenda, meetings
from council.lives import LIVES
from council.models import Entry, Meeting
from documents.actions import papers
from documents.models import Consultation, Paper
from documents.states import PaperType
from motions.models import ProceduralMotion
from tests import factories

OF_THEIR_OWN = {
    PaperType.AMENDMENT,
    PaperType.DISTRICT_PROPOSAL,
    PaperType.EXECUTIVE_PROPOSAL,
    PaperType.INFORMATION,
    PaperType.INQUIRY,
    PaperType.PANEL_REPORT,
    PaperType.PETITION,
    PaperType.QUESTION,
    PaperType.REPORT,
}
KINDS_WITHOUT_A_LIFE_OF_THEIR_OWN = [kind for kind in PaperType.values if kind not in OF_THEIR_OWN]


@pytest.fixture
def clerk(db):
    """Somebody who acts; lives ask nobody's permission, acts do."""
    return factories.user("clerk")


def note(clerk):
    version = factories.paper().versions.get()
    return notes.write(
        version, selector=anchoring.describe(version.text, 0, 3), text="Warum?", circle="public", by=clerk
    )


def consultation(clerk):
    return papers.refer(factories.paper(), to=factories.organization(), by=None)


def procedural_motion(clerk):
    now = timezone.now()
    meeting = factories.meeting(factories.organization())
    return ProceduralMotion.objects.create(
        meeting=meeting, kind="interrupt", moved_at=now, created_at=now, modified_at=now
    )


# One real row for each life; the table below says that none is forgotten.
MAKERS = {
    "meeting": lambda clerk: factories.meeting(factories.organization()),
    "item": lambda clerk: factories.item(factories.meeting(factories.organization())),
    "paper": lambda clerk: factories.paper(),
    "inquiry": lambda clerk: factories.paper(paper_type=PaperType.INQUIRY),
    "amendment": lambda clerk: factories.paper(paper_type=PaperType.AMENDMENT),
    "proposal": lambda clerk: factories.paper(paper_type=PaperType.EXECUTIVE_PROPOSAL),
    "notice": lambda clerk: factories.paper(paper_type=PaperType.INFORMATION),
    "district_proposal": lambda clerk: factories.paper(paper_type=PaperType.DISTRICT_PROPOSAL),
    "question": lambda clerk: factories.paper(paper_type=PaperType.QUESTION),
    "petition": lambda clerk: factories.paper(paper_type=PaperType.PETITION),
    "report": lambda clerk: factories.paper(paper_type=PaperType.PANEL_REPORT),
    "consultation": consultation,
    "file": lambda clerk: factories.file(),
    "note": note,
    "procedural": procedural_motion,
}


# Lives whose states carry more than their name, so that a row cannot just be put into each, or that hang on much; their
# own tests walk them: tests/motions/test_promises.py, test_recommendations.py, test_programmes.py, test_tasks.py, and
# tests/motions/test_minutes.py, tests/council/test_speeches.py.
ELSEWHERE = {
    "election",
    "roll_call",
    "goal",
    "minutes",
    "placement",
    "programme_link",
    "promise",
    "recommendation",
    "speech",
    "task",
}
HERE = [known for known in LIVES if known.name not in ELSEWHERE]


def test_every_life_has_a_real_row_here():
    assert {known.name for known in LIVES} == set(MAKERS) | ELSEWHERE


def test_every_model_with_steps_has_a_life():
    living = {model._meta.model_name for model in apps.get_models() if hasattr(model, "steps")}

    assert living == {
        "agendaitem",
        "consultation",
        "election",
        "file",
        "meeting",
        "minutes",
        "note",
        "paper",
        "placement",
        "proceduralmotion",
        "programmeitem",
        "programmelink",
        "promise",
        "recommendation",
        "resolutiontask",
        "rollcall",
        "speech",
    }


def content(thing):
    """The row as it stands in the database, and how long the journal is."""
    return type(thing)._base_manager.filter(pk=thing.pk).values().get(), journal.head_number()


@journal.act
def take(thing, step, by):
    return life.take(life.lock(thing), step, by=by, count=3)


@pytest.mark.parametrize("known", HERE, ids=lambda known: known.name)
def test_steps_move_from_the_states_of_the_table_and_from_no_other(clerk, known):
    thing = MAKERS[known.name](clerk)
    labels = dict(thing._meta.get_field("state").choices)
    expected, outcome = {}, {}
    seen = content(thing)

    for step, (starts, target, verb) in known.steps.items():
        for state in labels:
            type(thing)._base_manager.filter(pk=thing.pk).update(state=state)
            expected[step, state] = (
                (target, "moved", [(verb, state, target, {"count": 3})])
                if state in starts
                else (f"Der Stand ist „{labels[state]}“, daraus kann nicht „{labels[target]}“ werden.", "untouched", [])
            )
            outcome[step, state], seen = attempt(thing, step, clerk, before=seen[0] | {"state": state}, head=seen[1])

    assert outcome == expected


def attempt(thing, step, by, *, before, head):
    """What came of the step – the state or the sentence, what became of the row, the entries – and what is there now."""
    try:
        found = take(thing, step, by).state
    except life.WrongState as refusal:
        found = str(refusal).removeprefix("Das geht jetzt nicht: ")
    after, now = content(thing)
    fate = "untouched" if after == before else "moved" if only_moved(before, after) else "damaged"
    rows = Entry.objects.filter(number__gt=head).order_by("number") if now != head else []
    entries = [
        (entry.verb, entry.before, entry.after, entry.numbers)
        for entry in rows
        if (entry.kind, entry.thing, entry.actor_id) == (thing._meta.label_lower, thing.pk, by.pk)
    ]
    assert len(entries) == len(rows)
    return (found, fate, entries), (after, now)


def only_moved(before, after):
    """Nothing but the state, the moment and the version may have changed; the last two must have."""
    changed = {name for name in before if before[name] != after[name]} - {"state"}
    return changed == {"modified_at"} | ({"version"} if "version" in before else set())


@pytest.mark.parametrize("kind", KINDS_WITHOUT_A_LIFE_OF_THEIR_OWN)
def test_kinds_of_paper_without_a_life_of_their_own_share_the_common_one(kind):
    paper = Paper(paper_type=kind)

    assert paper.steps == next(known.steps for known in LIVES if known.name == "paper")


def test_lives_of_real_rows_are_the_registered_tables(clerk):
    tables = {name: make(clerk).steps for name, make in MAKERS.items()}

    assert tables == {known.name: known.steps for known in HERE}


# Locking


def test_form_made_from_an_older_state_is_refused_and_changes_nothing(cast):
    meeting = factories.meeting(cast.committee)
    meetings.change(meeting, name="Zuerst", version=meeting.version, by=cast.clerk)
    before = content(meeting)

    with pytest.raises(life.Stale, match="Inzwischen hat jemand anderes etwas geändert"):
        meetings.change(meeting, name="Zu spät", version=meeting.version, by=cast.deputy)

    assert content(meeting) == before


def test_lock_reads_the_row_again(cast):
    meeting = factories.meeting(cast.committee)
    Meeting.objects.filter(pk=meeting.pk).update(name="Inzwischen")

    with journal.acting():
        locked = life.lock(meeting)

    assert (locked.name, meeting.name == "Inzwischen") == ("Inzwischen", False)


def test_refusal_after_a_change_within_the_act_undoes_the_change(cast):
    meeting = factories.meeting(cast.committee, state="running")
    first, second = factories.item(meeting), factories.item(meeting)
    agenda.call(first, by=cast.chair)
    before = content(second)

    @journal.act
    def rename_and_call():
        agenda.change(second, name="Anders", by=cast.chair)
        agenda.call(second, by=cast.chair)

    with pytest.raises(life.WrongState):
        rename_and_call()

    assert content(second) == before


def test_can_says_what_take_does():
    paper = Paper(paper_type=PaperType.MOTION, state="submitted")

    can = {step for step in paper.steps if life.can(paper, step)}

    assert can == {"return", "admit", "refuse", "withdraw", "settle", "lapse"}
    assert life.can(paper, "no_such_step") is False


def test_consultation_tells_its_events_with_its_paper(clerk):
    made = consultation(clerk)

    assert Consultation.objects.get().room == made.paper.room


def test_step_that_a_life_does_not_know_is_refused_with_a_sentence(clerk):
    meeting = factories.meeting(factories.organization())

    with journal.acting(), pytest.raises(life.WrongState, match="Diesen Schritt gibt es hier nicht"):
        life.take(meeting, "veto", by=clerk)

    assert Meeting.objects.get(pk=meeting.pk).state == "planned"
