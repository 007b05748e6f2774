"""Every forbidden step – all states, all steps, all roles – is refused with a German sentence and changes nothing."""

import pytest
from django.db import transaction

from council import lives
from council.life import Stale, WrongState
from council.may import Denied
from council.models.journal import Head
from tests.journeys.steps_of_lives import BY_THEMSELVES, LIVES

pytestmark = pytest.mark.django_db


class TakenBack(Exception):
    """What was done for the question's sake alone."""


def told(name):
    return next(life for life in lives.LIVES if life.name == name)


def put(row, state, more):
    type(row)._base_manager.filter(pk=row.pk).update(state=state, **more)


def seen(row):
    return type(row)._base_manager.filter(pk=row.pk).values().get(), Head.objects.values().get()


def tried(step, thing, user):
    """What came of it: "done", or the sentence of the refusal. Whatever was done is taken back."""
    try:
        with transaction.atomic():
            step.act(thing, user)
            raise TakenBack
    except TakenBack:
        return "done"
    except (Denied, WrongState, Stale) as problem:
        return str(problem)


@pytest.mark.parametrize("name", LIVES)
def test_forbidden_steps_are_refused_with_a_sentence_and_change_nothing(cast, name):
    life, how = told(name), LIVES[name]
    thing = how.make(cast)
    row = how.row(thing)
    wrong, done = [], set()

    for state in life.states:
        put(row, state, how.place(thing, state))
        before = seen(row)
        for step, act in how.steps.items():
            for person, user in cast.people.items():
                open_to = person in act.roles and any(state in life.steps[one][0] for one in (step, *act.also))
                answer = tried(act, type(thing)._base_manager.get(pk=thing.pk), user)
                if open_to and answer == "done":
                    done.add(step)
                elif not open_to and (answer == "done" or not answer.endswith((".", "“."))):
                    wrong.append((state, step, person, answer))
        assert seen(row) == before, state

    assert wrong == []
    assert done == set(how.steps)


@pytest.mark.parametrize("name", LIVES)
def test_every_step_is_told(name):
    life, how = told(name), LIVES[name]

    assert set(how.steps) | how.by_itself == set(life.steps)
    assert set(how.steps) & how.by_itself == set()


def test_every_life_is_told():
    assert set(LIVES) | BY_THEMSELVES == {life.name for life in lives.LIVES}
