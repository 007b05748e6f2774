import hashlib
import itertools
import random
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import compare, text
from documents.compare import Change, Sort
from tests import shared

PAIRS = Path(__file__).with_name("pairs")
TEXTS = shared.SHARED / "data/karlsruhe-oparl/texts"
MARKS = {Sort.EQUAL: "{}", Sort.DELETE: "[-{}-]", Sort.INSERT: "{{+{}+}}"}
INVENTED = tomllib.loads((PAIRS / "invented.toml").read_text(encoding="utf-8"))["pair"]
REAL = tomllib.loads((PAIRS / "karlsruhe.toml").read_text(encoding="utf-8"))["pair"]
PAPERS = tomllib.loads((PAIRS / "karlsruhe.toml").read_text(encoding="utf-8"))["papers"]

prose = st.text(alphabet="aAä1 \n.,-–*:/„“&", max_size=80) | st.lists(
    st.sampled_from(["Der", "Magistrat", "prüft", "300.000", "Euro", "und", "nicht", ",", ".", "\n", "SPD-Fraktion"]),
    max_size=40,
).map(" ".join)


def marked(runs):
    return "".join(MARKS[run.sort].format(run.text) for run in runs)


def joined(runs, *sorts):
    return "".join(run.text for run in runs if run.sort in sorts)


def outline(comparison):
    return [
        (row.change.value, row.old.number if row.old else None, row.new.number if row.new else None)
        for row in comparison.rows
    ]


def test_there_are_enough_pairs():
    assert len(REAL) >= 30
    assert len(INVENTED) >= 12


@pytest.mark.parametrize("pair", INVENTED, ids=lambda pair: pair["name"])
def test_invented_wordings_are_marked_as_a_careful_reader_would(pair):
    old = re.sub(r"\[-(.*?)-\]|\{\+.*?\+\}", r"\1", pair["marked"], flags=re.DOTALL)
    new = re.sub(r"\[-.*?-\]|\{\+(.*?)\+\}", r"\1", pair["marked"], flags=re.DOTALL)

    assert marked(compare.runs(old, new)) == pair["marked"]


def passage(number, start, length, begin_of_hash):
    raw = (TEXTS / f"{number}.txt").read_text(encoding="utf-8")[start : start + length]
    assert hashlib.sha256(raw.encode()).hexdigest().startswith(begin_of_hash), "the sample data is another"
    return text.join_hyphens(text.normalise(raw))


def touched(runs):
    """Numbers of the words between blanks that a run changed, and which equal words face each other."""
    places = {Sort.DELETE: [0], Sort.INSERT: [1], Sort.EQUAL: [0, 1]}
    words, inside = [-1, -1], [False, False]
    hit, linked = (set(), set()), set()
    for run in runs:
        for letter in run.text:
            for side in places[run.sort]:
                if letter.isspace():
                    inside[side] = False
                elif not inside[side]:
                    words[side], inside[side] = words[side] + 1, True
                if run.sort != Sort.EQUAL and not letter.isspace():
                    hit[side].add(words[side])
            if run.sort == Sort.EQUAL and not letter.isspace():
                linked.add(tuple(words))
    while drawn_in := [(old, new) for old, new in linked if (old in hit[0]) != (new in hit[1])]:
        hit[0].update(old for old, _ in drawn_in)
        hit[1].update(new for _, new in drawn_in)
    return hit, sorted(pair for pair in linked if pair[0] not in hit[0])


def changes(runs):
    """Stretches of changed words between those that stayed: first word and number of words, old and new."""
    (hit_old, hit_new), stayed = touched(runs)
    ends = [(-1, -1), *stayed, (max(hit_old, default=-1) + 1, max(hit_new, default=-1) + 1)]
    ends[-1] = tuple(max(end, last + 1) for end, last in zip(ends[-1], ends[-2], strict=True))
    return [
        [old + 1, old_next - old - 1, new + 1, new_next - new - 1]
        for (old, new), (old_next, new_next) in itertools.pairwise(ends)
        if (old_next - old, new_next - new) != (1, 1)
    ]


@shared.needs_shared
@pytest.mark.parametrize("pair", REAL, ids=lambda pair: pair["name"])
def test_real_wordings_are_marked_as_a_careful_reader_would(pair):
    runs = compare.runs(passage(*pair["old"]), passage(*pair["new"]))

    assert changes(runs) == pair["changes"]


@shared.needs_shared
@pytest.mark.parametrize("pair", PAPERS, ids=lambda pair: pair["name"])
def test_two_versions_of_a_real_paper_differ_where_they_differ(pair):
    comparison = compare.compare(passage(*pair["old"]), passage(*pair["new"]))

    assert [row for row in outline(comparison) if row[0] != "unchanged"] == [
        (change, old or None, new or None) for change, old, new in pair["rows"]
    ]


@settings(deadline=None)
@given(prose, prose)
def test_runs_join_to_both_wordings(old, new):
    runs = compare.runs(old, new)

    assert joined(runs, Sort.EQUAL, Sort.DELETE) == old
    assert joined(runs, Sort.EQUAL, Sort.INSERT) == new


@settings(deadline=None)
@given(prose, prose)
def test_runs_are_never_empty_and_neighbours_differ(old, new):
    runs = compare.runs(old, new)

    assert [run for run in runs if not run.text] == []
    assert [pair for pair in itertools.pairwise(run.sort for run in runs) if len(set(pair)) == 1] == []


@settings(deadline=None)
@given(prose)
def test_a_text_equals_itself(one):
    assert compare.compare(one, one).is_same
    assert {run.sort for run in compare.runs(one, one)} <= {Sort.EQUAL}


@settings(deadline=None)
@given(prose, prose)
def test_every_block_stands_in_one_row(old, new):
    rows = compare.compare(old, new).rows

    assert sorted(row.old for row in rows if row.old) == list(text.blocks(old))
    assert [row.new for row in rows if row.new] == list(text.blocks(new))
    for row in rows:
        assert joined(row.runs, Sort.EQUAL, Sort.DELETE) == (row.old.text if row.old else "")
        assert joined(row.runs, Sort.EQUAL, Sort.INSERT) == (row.new.text if row.new else "")


MOTION = """# Sichere Schulwege

Der Magistrat wird beauftragt:

1. Vor allen Grundschulen gilt Tempo 30.

2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.

3. Dem Ausschuss ist bis zum 30.06.2026 zu berichten.

Begründung: Im letzten Jahr gab es vor Schulen 41 Unfälle."""


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(
            MOTION.replace("300.000", "500.000"),
            [("unchanged", 1, 1), ("unchanged", 2, 2), ("unchanged", 3, 3), ("changed", 4, 4), ("unchanged", 5, 5), ("unchanged", 6, 6)],
            id="a-number",
        ),
        pytest.param(
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.\n\n3.", "2."),
            [("unchanged", 1, 1), ("unchanged", 2, 2), ("unchanged", 3, 3), ("deleted", 4, None), ("unchanged", 5, 4), ("unchanged", 6, 5)],
            id="a-point-struck-and-the-next-renumbered",
        ),
        pytest.param(
            MOTION.replace("\n\nBegründung", "\n\n4. Eltern werden angehört.\n\nBegründung"),
            [("unchanged", 1, 1), ("unchanged", 2, 2), ("unchanged", 3, 3), ("unchanged", 4, 4), ("unchanged", 5, 5), ("inserted", None, 6), ("unchanged", 6, 7)],
            id="a-point-more",
        ),
        pytest.param(
            MOTION.replace("2. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.", "2. Die Polizei kontrolliert täglich."),
            [("unchanged", 1, 1), ("unchanged", 2, 2), ("unchanged", 3, 3), ("changed", 4, 4), ("unchanged", 5, 5), ("unchanged", 6, 6)],
            id="a-point-with-every-word-new",
        ),
        pytest.param(
            """# Sichere Schulwege

Der Magistrat wird beauftragt:

1. Dem Ausschuss ist bis zum 30.06.2026 zu berichten.

2. Vor allen Grundschulen gilt Tempo 30.

3. Für neue Zebrastreifen werden 300.000 Euro bereitgestellt.

Begründung: Im letzten Jahr gab es vor Schulen 41 Unfälle.""",
            [("unchanged", 1, 1), ("unchanged", 2, 2), ("moved", 5, 3), ("unchanged", 3, 4), ("unchanged", 4, 5), ("unchanged", 6, 6)],
            id="a-point-moved-up",
        ),
        pytest.param(
            MOTION.replace("\n\n", "\n\n\n").replace("Tempo 30", "Tempo\n30"),
            [("unchanged", 1, 1), ("unchanged", 2, 2), ("unchanged", 3, 3), ("unchanged", 4, 4), ("unchanged", 5, 5), ("unchanged", 6, 6)],
            id="blanks-alone",
        ),
        pytest.param("", [("deleted", number, None) for number in range(1, 7)], id="nothing-left"),
    ],
)  # fmt: skip
def test_blocks_find_what_they_became(new, expected):
    assert outline(compare.compare(MOTION, new)) == expected


def test_renumbered_point_says_so():
    comparison = compare.compare("1. eins\n\n2. zwei\n\n3. drei", "1. eins\n\n2. drei")

    assert [(row.change, row.is_relabelled) for row in comparison.rows] == [
        (Change.UNCHANGED, False),
        (Change.DELETED, False),
        (Change.UNCHANGED, True),
    ]
    assert [comparison.count(change) for change in (Change.UNCHANGED, Change.DELETED, Change.INSERTED)] == [2, 1, 0]
    assert not comparison.is_same


def test_moved_block_shows_what_else_changed_in_it():
    old = (
        "Die Ortsbeiräte werden vor der Entscheidung gehört.\n\nDas Geld steht im Haushalt.\n\nDie Frist endet im Mai."
    )
    new = "Das Geld steht im Haushalt.\n\nDie Frist endet im Mai.\n\nDie Ortsbeiräte werden vor jeder Entscheidung gehört."

    moved = compare.compare(old, new).rows[-1]

    assert moved.change is Change.MOVED
    assert marked(moved.runs) == "Die Ortsbeiräte werden vor [-der-]{+jeder+} Entscheidung gehört."


def test_change_of_blanks_is_told_apart_from_a_change_of_words():
    runs = compare.runs("zwei  Wörter", "zwei\nWörter mehr")

    assert [(run.sort, run.text, run.is_blank) for run in runs] == [
        (Sort.EQUAL, "zwei", False),
        (Sort.DELETE, "  ", True),
        (Sort.INSERT, "\n", True),
        (Sort.EQUAL, "Wörter", False),
        (Sort.INSERT, " mehr", False),
    ]


VOCABULARY = [
    f"{stem}{ending}" for stem in ("Plan", "Rat", "Weg", "Haus", "Amt", "Satz") for ending in "abcdefghijklmnopqrst"
]


def long_text(seed):
    """Forty pages: 200 paragraphs of 80 words, no two alike."""
    said = random.Random(seed).choices(VOCABULARY, k=16_000)
    return "\n\n".join(" ".join(said[start : start + 80]) + "." for start in range(0, 16_000, 80))


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(re.sub(r"Plan([a-d])", r"Entwurf\1", long_text(1)), id="every-thirtieth-word-new"),
        pytest.param(long_text(7), id="another-text"),
        pytest.param(long_text(1).replace("\n\n", " "), id="one-paragraph"),
    ],
)
def test_forty_pages_are_compared_at_once(new):
    old = long_text(1)

    before = time.process_time()
    compare.compare(old, new)

    assert time.process_time() - before < 1.5, "the goal is 0.3 s on an idle machine; see the benchmark"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 50_000, "b a " * 50_000),
        ("a\n\n" * 10_000, "b\n\na\n\n" * 5_000),
        ("-" * 200_000, "a-" * 100_000),
        ("a@" * 50_000, "a@b." * 25_000),
        ("1." * 100_000, "1," * 100_000),
        ("." * 200_000, " " * 200_000),
    ],
    ids=["two-words", "short-blocks", "hyphens", "half-addresses", "half-numbers", "dots-and-blanks"],
)  # fmt: skip
def test_hostile_texts_are_compared_in_bounded_time(old, new):
    before = time.process_time()
    compare.compare(old, new)

    assert time.process_time() - before < 5
