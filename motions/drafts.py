"""The parts of a structured text: kinds and opening formulas, how it is put together, taken apart and tidied."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import TextChoices

from documents import text

LONGEST_TITLE, LONGEST_SUMMARY = 300, 1000  # characters
RESOLUTION, REASONS = "## Beschlusstext", "## Begründung"
ORAL = "Die Begründung erfolgt mündlich."
FURTHER_ORAL = "Weitere Begründung erfolgt mündlich."

_MARKS = re.compile(r"^[ \t]*(?P<mark>[•◦▪‣·➢\uf0b7]|o(?=\t))[ \t]+", re.MULTILINE)
_LABELS = re.compile(r"^[ \t]*(?P<label>\d{1,3}[.)]|[a-z]\))[ \t]*\t[ \t]*", re.MULTILINE)
_HEADINGS = re.compile(r"^[ \t]*#{1,2}[ \t]+(?=\S)", re.MULTILINE)
_REASONS = re.compile(rf"^{REASONS}$", re.MULTILINE)
_GAPS = re.compile(r"\n{3,}")


class MotionKind(TextChoices):
    """What a motion asks for; each kind has its opening formula."""

    MOTION = "motion", "Antrag"
    RESOLUTION = "resolution", "Resolution"
    REPORT = "report", "Berichtsantrag"
    REVIEW = "review", "Prüfantrag"
    CITIZENS_VOTE = "citizens_vote", "Vertreterbegehren (HGO § 8b)"


EXPLANATIONS: dict[str, str] = {
    MotionKind.MOTION: "Die Versammlung soll den Magistrat zu etwas auffordern.",
    MotionKind.RESOLUTION: "Die Versammlung soll sich öffentlich zu etwas erklären.",
    MotionKind.REPORT: "Der Magistrat soll in einem Ausschuss berichten.",
    MotionKind.REVIEW: "Der Magistrat soll etwas prüfen und das Ergebnis vorlegen.",
    MotionKind.CITIZENS_VOTE: "Die Bürgerinnen und Bürger sollen entscheiden; dafür stimmen müssen zwei Drittel der"
    " gesetzlichen Mitgliederzahl.",
}
TO_THE_ASSEMBLY = "Die Stadtverordnetenversammlung wird gebeten, folgenden Beschluss zu fassen:"
_TO_THE_MAGISTRAT = f"{TO_THE_ASSEMBLY}\n\n"
OPENINGS: dict[str, str] = {
    MotionKind.MOTION: _TO_THE_MAGISTRAT + "Der Magistrat wird aufgefordert,",
    MotionKind.RESOLUTION: "Die Stadtverordnetenversammlung wird gebeten, folgende Resolution zu beschließen:\n\n"
    "Die Stadtverordnetenversammlung erklärt:",
    MotionKind.REPORT: _TO_THE_MAGISTRAT + "Der Magistrat wird aufgefordert, im zuständigen Ausschuss zu berichten:",
    MotionKind.REVIEW: _TO_THE_MAGISTRAT + "Der Magistrat wird aufgefordert zu prüfen,",
    MotionKind.CITIZENS_VOTE: _TO_THE_MAGISTRAT
    + "Über die folgende Frage findet ein Bürgerentscheid statt (Vertreterbegehren nach § 8b HGO):",
}


class Parts(NamedTuple):
    """What a motion says: the text to be resolved and the reasons for it."""

    resolution: str
    reasons: str


def tidy(raw: str) -> str:
    """Make typed or pasted text fit to stand in a part: list marks of word processors become ours, headings go below.

    What cannot be shown is dropped (see `documents.text.normalise`). Applying it twice changes nothing.
    """
    clean = text.normalise(raw)
    clean = _LABELS.sub(lambda found: f"{found['label']} ", _MARKS.sub("- ", clean))
    lines = (line.rstrip() for line in _HEADINGS.sub("### ", clean).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def compose(parts: Parts, *, oral: bool) -> str:
    """Write the canonical text: both headings, the tidied parts, and the sentence for reasons given in the meeting."""
    resolution, reasons = tidy(parts.resolution), tidy(parts.reasons)
    if oral:
        reasons = f"{reasons}\n\n{FURTHER_ORAL}" if reasons else ORAL
    return "\n\n".join(piece for piece in (RESOLUTION, resolution, REASONS, reasons) if piece)


def join(sections: Iterable[tuple[str, str]]) -> str:
    """Write a canonical text of headings and parts; a part in which nothing is written is left out with its heading."""
    tidied = ((heading, tidy(part)) for heading, part in sections)
    return "\n\n".join(f"{heading}\n\n{part}".strip() for heading, part in tidied if part)


def take_apart(canonical: str) -> Parts:
    """Read the parts from a canonical text; a text without headings is all resolution."""
    head, *reasons = _REASONS.split(canonical, maxsplit=1)
    return Parts(head.removeprefix(RESOLUTION).strip(), "".join(reasons).strip())


def is_begun(resolution: str) -> bool:
    """Whether someone wrote more than the opening formula."""
    written = tidy(resolution)
    return bool(written) and written not in {tidy(opening) for opening in (*OPENINGS.values(), TO_THE_ASSEMBLY)}


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same but for case, spaces and signs."""
    return _bare(one) == _bare(other)


def _bare(title: str) -> str:
    return "".join(letter for letter in text.normalise(title).casefold() if letter.isalnum())
