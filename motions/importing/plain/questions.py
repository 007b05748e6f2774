"""The numbered questions of an inquiry, and the parts a question may have."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from motions.importing.plain import lines
from motions.importing.plain.proposal import Paragraph, Question

_ASKING = (
    r"(?:(?:mit|von|in|auf|bei|für|durch|an|aus|nach|zu|über|unter|bis|seit|ab|um) )?"
    r"(?:welche[rmns]?|wann|wie|wer|wen|wem|was|wo|woher|wohin|warum|weshalb|wieso|inwieweit|inwiefern|ob)\b"
)
_PARTS = re.compile(rf",? und (?={_ASKING})|, (?={_ASKING}[^,?]{{1,200}}(?:\?| und |, ))|(?<=\?) ", re.IGNORECASE)
_ALIKE = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The questions, the paragraphs that are none, and whether the text numbers its questions."""

    questions: tuple[Question, ...]
    others: tuple[Paragraph, ...]
    numbered: bool


@dataclass(slots=True, kw_only=True)
class _Draft:
    number: int
    texts: list[str]

    def question(self) -> Question:
        text = "\n".join(self.texts)
        return Question(number=self.number, text=text, sub_questions=parts(text))


@dataclass(slots=True, kw_only=True)
class _Reader:
    drafts: list[_Draft] = field(default_factory=list)
    others: list[Paragraph] = field(default_factory=list)
    in_question: bool = False

    def take(self, paragraph: Paragraph) -> None:
        number = lines.numbered(paragraph)
        if number and self._is_next(number[0]):
            self.drafts.append(_Draft(number=number[0], texts=[number[1].strip()]))
            self.in_question = True
        elif self.in_question and self._belongs(paragraph):
            self.drafts[-1].texts.append(paragraph.text)
        else:
            self.in_question = False
            self.others.append(paragraph)

    def _is_next(self, number: int) -> bool:
        return not self.drafts or number > self.drafts[-1].number

    def _belongs(self, paragraph: Paragraph) -> bool:
        """A point under the question, or its sentence going on in the next line."""
        if lines.is_lettered(paragraph) or lines.is_bullet(paragraph):
            return True
        return not paragraph.follows_blank and not self.drafts[-1].texts[-1].endswith((".", "?", "!"))


def read(paragraphs: Sequence[Paragraph]) -> Listing:
    """The questions after the formula; each line that asks counts, if no number stands anywhere."""
    reader = _Reader()
    for paragraph in paragraphs:
        reader.take(paragraph)
    if reader.drafts:
        return _listing(reader.drafts, others=reader.others, numbered=True)
    asking = [paragraph for paragraph in paragraphs if paragraph.text.endswith("?")]
    drafts = [_Draft(number=n, texts=[lines.without_bullet(p)]) for n, p in enumerate(asking, start=1)]
    return _listing(drafts, others=[p for p in paragraphs if not p.text.endswith("?")], numbered=False)


def parts(text: str) -> tuple[str, ...]:
    """The sub-questions, split at "?", at "und" or a comma before a question word; empty if there is only one."""
    split = tuple(part.strip() for line in text.split("\n") for part in _PARTS.split(line) if part.strip())
    return split if len(split) > 1 else ()


def says_again(text: str, *, question: Question) -> bool:
    """Whether the text is that question once more, give or take blanks, punctuation and slips of the pen."""
    one, other = _letters(text), _letters(question.text)
    if one == other:
        return True
    ours, theirs = _triples(one), _triples(other)
    return 2 * (ours & theirs).total() >= _ALIKE * (ours.total() + theirs.total()) > 0


def _listing(drafts: Sequence[_Draft], *, others: Sequence[Paragraph], numbered: bool) -> Listing:
    return Listing(questions=tuple(draft.question() for draft in drafts), others=tuple(others), numbered=numbered)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _triples(letters: str) -> Counter[str]:
    return Counter(letters[start : start + 3] for start in range(len(letters) - 2))
