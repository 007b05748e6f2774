"""Hearings end with their last day, once, and as an ordinary act of the system."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from council import tick
from council.may import Denied
from council.models import Entry
from documents import chores
from documents.actions import consultations, papers
from documents.models import Consultation
from documents.states import ConsultationRole, ConsultationState
from tests import factories

DUE = date(2026, 6, 30)
ON_THE_LAST_DAY = datetime(2026, 6, 30, 21, 59, tzinfo=UTC)  # 23:59 in the town
AFTER_MIDNIGHT = datetime(2026, 6, 30, 22, 1, tzinfo=UTC)  # 00:01 of the next day there


def hearing(cast, **fields):
    made = papers.refer(factories.paper(), to=cast.district_council, by=None, role=ConsultationRole.HEARING)
    Consultation.objects.filter(pk=made.pk).update(**({"due_on": DUE} | fields))
    return made


def states(*made):
    return [Consultation.objects.get(pk=one.pk).state for one in made]


def test_hearing_expires_at_midnight_after_its_last_day_in_the_town(cast):
    one = hearing(cast)

    counts, seen = [], []
    for now in (ON_THE_LAST_DAY, AFTER_MIDNIGHT, AFTER_MIDNIGHT):
        counts.append(chores.expire_hearings(now))
        seen += states(one)

    assert counts == [0, 1, 0]
    assert seen == ["planned", "expired", "expired"]
    rows = Entry.objects.filter(verb="consultation.expired").values_list("thing", "actor", "before", "after", "numbers")
    assert list(rows) == [(one.pk, None, "planned", "expired", {})]


def test_only_hearings_that_wait_expire(cast):
    kept = [
        hearing(cast, role=ConsultationRole.PREPARATION),
        hearing(cast, role=ConsultationRole.DECISION),
        hearing(cast, due_on=None),
        hearing(cast, due_on=date(2026, 7, 1)),
        hearing(cast, state=ConsultationState.TREATED),
        hearing(cast, state=ConsultationState.WAIVED),
        hearing(cast, deleted_at=timezone.now()),
    ]
    before = states(*kept)
    ended = [hearing(cast), hearing(cast, state=ConsultationState.SCHEDULED)]

    count = chores.expire_hearings(AFTER_MIDNIGHT)

    assert count == 2
    assert states(*kept) == before
    assert states(*ended) == ["expired", "expired"]


def test_tick_does_it(cast):
    one = hearing(cast)

    done = tick.run(AFTER_MIDNIGHT, only={"expire_hearings"})

    assert done == {"expire_hearings": 1}
    assert states(one) == ["expired"]


def test_person_who_ends_a_hearing_must_be_allowed_to(cast):
    one = hearing(cast)

    with pytest.raises(Denied):
        consultations.expire(one, by=cast.district)

    assert states(one) == ["planned"]
