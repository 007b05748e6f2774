"""Every page is looked at by axe, or it says why not."""

from itertools import chain
from pathlib import Path

from tests.browser.looked_at import ALIKE, LOOKED_AT, NO_PAGES
from tests.house.test_urls import POLICY

ANSWERS_GET = {"page", "thing", "own", "own thing", "form", "entrance", "letter"}
BROWSER = Path(__file__).resolve().parents[1] / "browser"


def every(known):
    return list(chain.from_iterable(known.values()))


def test_every_page_is_looked_at_or_says_why_not():
    known = [*every(LOOKED_AT), *every(ALIKE), *every(NO_PAGES)]

    assert sorted(known) == sorted(name for name, policy in POLICY.items() if policy in ANSWERS_GET)


def test_what_looks_alike_is_looked_at_once():
    assert set(ALIKE) - set(every(LOOKED_AT)) == set()


def test_tests_that_look_are_there():
    assert [file for file in LOOKED_AT if not (BROWSER / file).is_file()] == []
