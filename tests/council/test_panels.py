"""Panels are asked in bulk, and those that show rows only where there are some."""

import pytest

from council import audiences, panels
from tests import factories


@pytest.mark.django_db
def test_list_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert panels.rows("item", audiences.standing_of(None), []) == {}


def test_items_on_which_nothing_hangs_cost_few_queries_however_many_they_are(cast, django_assert_num_queries):
    meeting = factories.meeting(cast.assembly)
    standing = audiences.standing_of(None)

    for number in (1, 3):
        items = [factories.item(meeting) for _ in range(number)]
        with django_assert_num_queries(5):
            shown = panels.rows("item", standing, items)
        assert shown == {item.pk: [] for item in items}
