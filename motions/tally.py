"""Reads how a house voted, as the chair says it: „Zustimmung SPD, Grüne; Ablehnung CDU; Enthaltung AfD 1, Linke 2“."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from council.law import majorities

Key = TypeVar("Key", bound=Hashable)

# What may be said for each answer; the longest word is tried first.
WORDS = {
    "yes": ("zustimmung", "zustimmend", "dafür", "ja"),
    "no": ("ablehnung", "ablehnend", "dagegen", "nein"),
    "abstain": ("enthaltungen", "enthaltung", "enthalten"),
    "absent": ("abwesend", "nicht anwesend"),
}
REST = frozenset({"alle", "alle anderen", "alle übrigen", "übrige", "die übrigen", "rest", "der rest"})
LONGEST = 2000  # characters of a line
_HEADS = re.compile(r"^(?P<name>.*?)\s*[:(]?\s*(?P<heads>\d{1,3})\)?$", re.DOTALL)
_WORD = re.compile(
    r"^\s*(?P<word>"
    + "|".join(sorted((re.escape(w) for ws in WORDS.values() for w in ws), key=len, reverse=True))
    + r")"
    r"\b\s*:?\s*(?P<who>.*)$",
    re.IGNORECASE | re.DOTALL,
)


class TallyProblem(ValueError):
    """The line cannot be understood; the message says in German what is wrong with it."""


@dataclass(frozen=True)
class Bench(Generic[Key]):
    """A faction as it sits: the names it goes by, how many of it are present (heads), what stands for it in a form."""

    key: Key
    names: tuple[str, ...]
    present: int
    token: str = ""


@dataclass(frozen=True)
class Stand:
    """How one faction answered, in heads."""

    yes: int = 0
    no: int = 0
    abstain: int = 0
    absent: int = 0

    @property
    def heads(self) -> int:
        """All of it, those who were not there included."""
        return self.yes + self.no + self.abstain + self.absent


def read(line: str, *, benches: Sequence[Bench[Key]]) -> dict[Key, Stand]:
    """Say how each named faction answered, in the order of the benches.

    A faction named without a number answers with all its present heads that were not told otherwise; „alle übrigen“ are
    those not named at all. Raises TallyProblem.
    """
    if len(line) > LONGEST:
        raise TallyProblem(f"Das ist zu lang: höchstens {LONGEST} Zeichen.")
    told: dict[Key, Counter[str]] = {bench.key: Counter() for bench in benches}
    whole: dict[Key, str] = {}
    rest = ""
    for part in filter(None, (part.strip(" .\n\t") for part in line.split(";"))):
        answer, names = _split(part)
        for name in names:
            if name.lower() in REST:
                rest = _once(rest, answer)
                continue
            bench, heads = _named(name, benches)
            if heads is not None:
                told[bench.key][answer] += heads
            elif whole.setdefault(bench.key, answer) != answer:
                raise TallyProblem(f"„{bench.names[0]}“ steht zweimal ohne Zahl.")
    return {bench.key: stand for bench in benches if (stand := _stand(bench, told, whole, rest)) is not None}


def total(stands: Mapping[Key, Stand]) -> majorities.Tally:
    """The whole house's heads from those of its factions."""
    rows = stands.values()
    return majorities.Tally(
        yes=sum(row.yes for row in rows), no=sum(row.no for row in rows), abstain=sum(row.abstain for row in rows)
    )


def spoken(stands: Mapping[str, Stand]) -> str:
    """Say a vote as it is read: names by answer, with heads where a faction was of two minds."""
    parts = []
    for answer, label in (
        ("yes", "Zustimmung"),
        ("no", "Ablehnung"),
        ("abstain", "Enthaltung"),
        ("absent", "abwesend"),
    ):
        names = [
            name if getattr(stand, answer) == stand.heads else f"{name} {getattr(stand, answer)}"
            for name, stand in stands.items()
            if getattr(stand, answer)
        ]
        if names:
            parts.append(f"{label} {', '.join(names)}")
    return "; ".join(parts)


def _split(part: str) -> tuple[str, list[str]]:
    found = _WORD.match(part)
    if found is None:
        raise TallyProblem(f"„{part[:60]}“ beginnt nicht mit Zustimmung, Ablehnung, Enthaltung oder abwesend.")
    answer = next(code for code, words in WORDS.items() if found["word"].lower() in words)
    names = [name.strip() for name in re.split(r",|\bund\b", found["who"]) if name.strip()]
    if not names:
        raise TallyProblem(f"Nach „{found['word']}“ fehlt, wer so gestimmt hat.")
    return answer, names


def _named(name: str, benches: Sequence[Bench[Key]]) -> tuple[Bench[Key], int | None]:
    """The faction that is meant: its whole name first, then a name with heads behind it."""
    if (bench := _called(name, benches)) is not None:
        return bench, None
    counted = _HEADS.match(name)
    bench = _called(counted["name"], benches) if counted else None
    if counted is None or bench is None:
        raise TallyProblem(f"Eine Fraktion „{name[:60]}“ gibt es hier nicht.")
    return bench, int(counted["heads"])


def _called(name: str, benches: Sequence[Bench[Key]]) -> Bench[Key] | None:
    folded = " ".join(name.split()).casefold()
    return next((bench for bench in benches if folded in (known.casefold() for known in bench.names)), None)


def _once(rest: str, answer: str) -> str:
    if rest and rest != answer:
        raise TallyProblem("„Alle übrigen“ können nur auf eine Weise gestimmt haben.")
    return answer


def _stand(bench: Bench[Key], told: Mapping[Key, Counter[str]], whole: Mapping[Key, str], rest: str) -> Stand | None:
    counted = Counter(told[bench.key])
    answer = whole.get(bench.key) or ("" if counted else rest)
    over = sum(counted.values()) - bench.present
    if over > 0:
        raise TallyProblem(f"„{bench.names[0]}“ hat {bench.present} Stimmen, gezählt sind {bench.present + over}.")
    if answer:
        counted[answer] += -over
    return Stand(**counted) if counted else None
