"""Numbers of amendments are given once, however many hands give them; what is typed comes out as it was typed."""

import threading
from datetime import date

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from documents import text
from documents.models import Paper
from documents.states import PaperState, PaperType
from motions import drafting, slate
from motions.actions import amendments
from motions.amending import scope, typed
from motions.amending.parent import Parent
from motions.models import Amendment
from tests import factories
from tests.motions import amending
from tests.motions.amending import TEXT


@pytest.mark.django_db(transaction=True)
def test_eight_hands_admitting_amendments_at_once_give_every_number_once():
    main = amending.main_paper()
    base = slate.base_of(main)

    def submitted() -> int:
        paper = factories.paper(
            paper_type=PaperType.AMENDMENT, superordinate=main, state=PaperState.SUBMITTED, text="Punkt 2 entfällt."
        )
        return Amendment.objects.create(paper=paper, parent_version=base).pk

    waiting = [[submitted() for _ in range(8)] for _ in range(8)]
    problems = []

    def admit(some):
        try:
            for pk in some:
                amendments.admit(Amendment.objects.get(pk=pk), by=None, on=date(2026, 6, 12))
        except Exception as problem:  # shown by the assertion below
            problems.append(problem)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=admit, args=(some,)) for some in waiting]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    rows = Paper.objects.filter(superordinate=main).values_list("reference", flat=True)
    given_numbers = sorted(int(reference.rpartition("/Ä")[2]) for reference in rows)
    assert problems == []
    assert given_numbers == list(range(1, 65))


SAID = ("Kinder", "sollen", "sicher", "300.000", "Euro,", "zur", "Schule", "kommen.", "nicht")
WORDS = st.lists(st.sampled_from(SAID), min_size=1)
BLOCK = WORDS.map(" ".join)
POINTS = [block.number for block in scope.amendable(TEXT)]


@given(st.dictionaries(st.sampled_from(POINTS), BLOCK), st.sets(st.sampled_from(POINTS), max_size=2))
def test_applied_edits_say_what_was_typed(wordings, struck):
    changes = {f"text-{number}": said for number, said in wordings.items()}
    changes |= {f"strike-{number}": "on" for number in struck}

    edits = typed.edits_of(changes, parent=Parent(TEXT))
    applied = text.blocks(drafting.apply(TEXT, edits))

    expected = [
        wordings.get(block.number, block.text) for block in text.blocks(TEXT) if block.number not in struck
    ]  # fmt: skip
    assert [block.text for block in applied] == expected
    assert drafting.load(drafting.dump(edits)) == edits
