"""Takes plain texts in through the acts of the house: each text whole or not at all, and each only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from council.life import WrongState
from council.may import Denied
from council.models import User
from documents.models import Paper
from documents.states import PaperType
from motions.importing import decisions, matters, text
from motions.importing.plain import lines
from motions.importing.plain.decided import FileDecision
from motions.importing.plain.proposal import Open, TextProblem
from motions.importing.plain.tables import DecisionProblem
from motions.states import AnswerMode

SEEDS = Path(__file__).with_name("seeds.toml")
REFUSALS = (TextProblem, DecisionProblem, WrongState, Denied, ValidationError, OSError)
_LABELS: dict[str, dict[str, str]] = {
    "paper_type": {str(value): str(label) for value, label in PaperType.choices},
    "answer_mode_actual": {str(value): str(label) for value, label in AnswerMode.choices},
}
_MOST_BYTES = 4 * lines.MAX_CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one text: taken in, there before (`paper` without `taken`), or refused with a German sentence."""

    name: str
    paper: Paper | None = None
    taken: bool = False
    open: tuple[Open, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of several texts, in their order."""

    outcomes: tuple[Outcome, ...]

    @property
    def taken(self) -> int:
        return sum(outcome.taken for outcome in self.outcomes)

    @property
    def refused(self) -> int:
        return sum(bool(outcome.problem) for outcome in self.outcomes)

    @property
    def unchanged(self) -> int:
        return len(self.outcomes) - self.taken - self.refused


def import_seeds(folder: Path, *, tell: Callable[[Outcome], None] = lambda outcome: None) -> Report:
    """Take in the texts of a folder with the decisions made about the client's five; `tell` hears of each when done."""
    return import_files(sorted(folder.glob("*.txt")), decided=decisions.load(SEEDS), tell=tell)


def import_files(
    paths: Sequence[Path],
    *,
    decided: Sequence[FileDecision] = (),
    by: User | None = None,
    tell: Callable[[Outcome], None] = lambda outcome: None,
) -> Report:
    """Take in each file in an act of its own; one that is refused leaves the others alone."""
    outcomes = []
    for path in paths:
        outcomes.append(import_file(path, decided=decided, by=by))
        tell(outcomes[-1])
    return Report(outcomes=tuple(outcomes))


def import_file(path: Path, *, decided: Sequence[FileDecision] = (), by: User | None = None) -> Outcome:
    """Take in one file; what cannot be taken in says why in `problem`, and nothing of it is kept."""
    try:
        source = lines.decode(_read(path), name=path.name)
        return import_text(source, name=path.name, decided=decided, by=by)
    except REFUSALS as problem:
        return Outcome(name=path.name, problem=sentence(problem, name=path.name))


def import_text(source: str, *, name: str, decided: Sequence[FileDecision] = (), by: User | None = None) -> Outcome:
    """Take in one text, with the decision made for exactly this content if there is one. Raises any of `REFUSALS`."""
    known = matters.find(text.fingerprint(source))
    if known is not None:
        return Outcome(name=name, paper=known)
    proposal = text.read(source, name=name)
    match = decisions.find(decided, name=name, sha256=proposal.sha256)
    settled = decisions.settle(proposal, decision=match.decision)
    paper, remarks = matters.take(settled, by=by)
    return Outcome(name=name, paper=paper, taken=True, open=settled.proposal.open, remarks=(*match.warnings, *remarks))


def doubt(point: Open) -> str:
    """An open point as the person reads it, with what the text suggests in German words."""
    if point.suggestion is None:
        return point.why
    labels: dict[str, str] = _LABELS.get(point.field, {})
    return f"{point.why} Naheliegend: {labels.get(point.suggestion, point.suggestion)}."


def sentence(problem: Exception, *, name: str) -> str:
    """What the person reads of a refusal."""
    if isinstance(problem, ValidationError):
        return f"„{name}“ lässt sich so nicht übernehmen: {' '.join(problem.messages)}"
    if isinstance(problem, OSError):
        return f"„{name}“ lässt sich nicht lesen ({problem.strerror})."
    return str(problem)


def _read(path: Path) -> bytes:
    """The bytes of the file, and no more than it takes to see that it is too large."""
    with path.open("rb") as file:
        return file.read(_MOST_BYTES + 1)
