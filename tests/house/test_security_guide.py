"""docs/security.md says only what is there: every file and test it names exists, every item it owes is answered."""

import re

import pytest

from tests.house import source

GUIDE = (source.ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", GUIDE))
# The last number of each section of ASVS 5.0.0 that holds items of level 1 or 2.
LAST = re.findall(
    r"(\S+):(\d+)",
    """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
    5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:11 6.3:3 6.4:4 6.5:5 6.6:3 6.8:3 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
    8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 11.1:2 11.2:3 11.3:3 11.4:3 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
    13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
    """,
)


def answered() -> list[str]:
    """The numbers in the first column of all tables, ranges spelled out."""
    found = []
    for cell in re.findall(r"^\| (\d[\d., –]*) \|", GUIDE, flags=re.MULTILINE):
        for part in cell.split(", "):
            first, _, last = part.partition("–")
            section, _, number = first.rpartition(".")
            found += [f"{section}.{n}" for n in range(int(number), int((last or first).rpartition(".")[2]) + 1)]
    return found


def test_every_item_of_both_levels_is_answered_once():
    owed = [f"{section}.{number}" for section, last in LAST for number in range(1, int(last) + 1)]

    assert sorted(answered()) == sorted(owed)


def test_every_test_it_names_exists():
    written = {
        name
        for path in (source.ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }

    assert {name for name in NAMED if name.startswith("test_")} - written == set()


@pytest.mark.parametrize(
    "name", sorted(name for name in NAMED if re.fullmatch(r"[\w*./-]+/[\w*./-]*", name) and name[0] not in "/.")
)
def test_every_file_it_names_exists(name):
    assert [*source.ROOT.glob(name), *(source.ROOT / "tests").glob(name)] != []
