"""Which segments become one."""

import pytest

from documents.search.flat import merging


@pytest.mark.parametrize(
    ("sizes", "new", "merged"),
    [
        ([], 1, set()),
        ([(1, 0), (1, 0)], 1, set()),
        ([(1, 0), (1, 0), (1, 0)], 1, {0, 1, 2}),
        ([(1000, 0), (1000, 0)], 1000, set()),
        ([(1000, 0), (1000, 0), (1000, 0)], 1000, {0, 1, 2}),
        ([(100_000, 0), (1, 0), (1, 0), (1, 0)], 1, {1, 2, 3}),
        ([(100_000, 0), (16, 0), (16, 0), (16, 0), (1, 0), (1, 0), (1, 0)], 16, {1, 2, 3, 4, 5, 6}),
        ([(900, 0), (900, 0), (900, 0)], 1, set()),
        ([(400, 0), (400, 0), (400, 0), (400, 0)], 1, set()),
        ([(200, 0), (200, 0), (200, 0), (200, 0)], 1, {0, 1, 2, 3}),
        ([(60, 40), (1000, 0)], 1, {0}),
        ([(60, 40), (1000, 0)], 0, {0}),
    ],
)
def test_segments_of_about_the_same_size_are_merged(sizes, new, merged):
    assert merging.to_merge(sizes, new=new) == merged


@pytest.mark.parametrize(
    ("sizes", "settled"),
    [
        ([], set()),
        ([(100, 0)], set()),
        ([(100, 0), (3, 0)], {0, 1}),
        ([(60, 40)], {0}),
        ([(64_000, 0), (40_000, 0)], set()),
        ([(64_000, 0), (20_000, 0), (40_000, 0)], {1, 2}),
    ],
)
def test_settling_makes_few_of_many(sizes, settled):
    assert merging.to_settle(sizes) == settled
