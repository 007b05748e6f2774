"""What is installed is written down exactly, and without addresses."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {
    "requirements.lock": [*PROJECT["dependencies"], *EXTRAS["build"]],
    "requirements-dev.lock": [*PROJECT["dependencies"], *EXTRAS["build"], *EXTRAS["dev"]],
}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items(), ids=LOCKS)
def test_every_dependency_is_locked(lock, wanted):
    pinned = {plain(name) for name in re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(), flags=re.MULTILINE)}
    named = {plain(re.match(r"[\w.-]+", dependency)[0]) for dependency in wanted}

    assert named - pinned == set(), "make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_hashes(lock):
    entries = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_lock_names_no_address_to_download_from(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert re.findall(r'"resolved": "(?!tools/)|--(?:extra-)?index-url|--find-links|@ (?:https?|file):', text) == []


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    dependencies = [line for line in text.splitlines() if re.match(r'  "[\w.-]+(?:\[[\w,]+\])?[~><=]', line)]

    assert [line for line in dependencies if not re.search(r'",\s+# \S', line)] == []
    assert len(dependencies) == len(PROJECT["dependencies"]) + len(EXTRAS["build"]) + len(EXTRAS["dev"])
