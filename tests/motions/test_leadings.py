"""What a deputy who leads a meeting may on this floor, and the chair who left it to them no more (HGO §57)."""

from types import SimpleNamespace

import pytest

from council.actions import bodies, leadings
from council.may import allowed
from documents.models import Paper
from motions.may import amendments, district_proposals, promises, questions, resolutions
from motions.models import Promise
from tests.motions import voting

pytestmark = pytest.mark.django_db


def those(cast, rule, *things):
    return {name for name, user in cast.everyone().items() if allowed(rule, user, *things)}


@pytest.fixture
def item(cast):
    """An item of a meeting that a deputy leads, with a paper."""
    seat = cast.rival.person.memberships.get(organization=cast.assembly)
    bodies.change(seat, role="Stellvertretende Stadtverordnetenvorsteherin", by=None)
    called = voting.called(cast)
    leadings.hand_over(called.meeting, to=cast.rival.person, reason="away", seen="", by=cast.clerk)
    return called


@pytest.fixture
def elsewhere(cast, item):
    """The same in another meeting, which the chair leads."""
    return voting.called(cast)


def paper_of(item):
    return Paper.objects.get(consultations__slots__item=item)


RULES = {
    "amendments are ordered": lambda item: (amendments.order, paper_of(item)),
    "amendments are taken over": lambda item: (
        amendments.take_over,
        SimpleNamespace(paper=SimpleNamespace(superordinate=paper_of(item))),
    ),
    "statements are read out": lambda item: (district_proposals.read_out, SimpleNamespace(paper=paper_of(item))),
    "questions are called": lambda item: (questions.call, SimpleNamespace(meeting=item.meeting)),
    "results are confirmed": lambda item: (resolutions.confirm, item),
}
WITHOUT_OFFICE = {"results are confirmed"}


@pytest.mark.parametrize("name", RULES)
def test_deputy_does_what_the_chair_does_in_the_meeting_they_lead_alone(cast, item, elsewhere, name):
    office = set() if name in WITHOUT_OFFICE else {"clerk", "deputy"}

    assert those(cast, *RULES[name](item)) == office | {"rival"}
    assert those(cast, *RULES[name](elsewhere)) == office | {"chair"}


def test_promises_are_kept_by_whoever_leads_for_that_meeting_and_by_the_chair(cast, item, elsewhere):
    made, other = Promise(item=item), Promise(item=elsewhere)

    assert those(cast, promises.keep, made) == {"clerk", "deputy", "chair", "rival"}
    assert those(cast, promises.keep, item.meeting) == {"clerk", "deputy", "chair", "rival"}
    assert those(cast, promises.keep, other) == {"clerk", "deputy", "chair"}
