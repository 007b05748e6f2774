"""Every life table is complete, and drawn in docs/lives.md."""

import pytest

from council.lives import LIVES, draw
from tests.house import source

ENDS_OUTSIDE = {"closed", "cancelled", "archived", "treated", "waived", "expired", "withdrawn"}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_table_names_only_states_that_exist(life):
    named = {target for _, target, _ in life.steps.values()} | {
        start for starts, _, _ in life.steps.values() for start in starts
    }

    assert named - set(life.states) == set()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_state_of_the_life_can_be_reached(life):
    reached = {life.start}
    while True:
        further = {target for starts, target, _ in life.steps.values() if starts & reached}
        if further <= reached:
            break
        reached |= further

    assert set(life.states) - reached - set(life.recorded_only) == set()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_step_has_an_entry_of_its_own_noun(life):
    for _, _, verb in life.steps.values():
        noun, _, past = verb.partition(".")

        assert noun in life.nouns
        assert past


def test_drawing_equals_the_tables():
    assert (source.ROOT / "docs/lives.md").read_text(encoding="utf-8") == draw()
