"""Cut running text into what a reader sees as one: a word, a number, an address, a mark of punctuation."""

import itertools
import re

from django.utils.functional import cached_property

_LETTERS = "[\\w\u0300-\u036f\u00ad\u200c\u200d\u2060]+"  # letters and digits, and what hangs on them unseen
_HYPHENS = "\\-\u2010\u2011"
_INSIDE = (
    rf"[{_HYPHENS}'’](?=\w)"  # SPD-Fraktion, gibt's
    r"|[*:/](?=in\b|innen|r\b|n\b)"  # Bürger*innen, jede/r
    r"|(?<=\d)[.,:/](?=\d)"  # 300.000, 1,5, 14.05.2024, 9:30, 2025/0123
    r"|(?<=\d)(?:[\u00a0\u2009\u202f](?=\d{3}\b)|[ ](?=000\b))"  # 300 000
)
_PLAIN = (
    rf"{_LETTERS}(?:(?:{_INSIDE}){_LETTERS})*(?:[{_HYPHENS}](?=[\s,)]))?"  # with the hyphen of "Vor- und Nachteile"
    r"|(?P<mark>\S)(?P=mark)*"
)
_ADDRESS = r"(?:https?://|www\.)[^\s<>\"„“”»«]*[^\s<>\"„“”»«.,;:!?)\]}’']|[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"
_WORD = re.compile(_PLAIN)
_WORD_OR_ADDRESS = re.compile(f"{_ADDRESS}|{_PLAIN}")
_MAYBE_ADDRESS = re.compile(r"@|://|www\.")
LONG, SHORT, MARK = 1.0, 0.5, 0.1  # what a word or mark weighs
_SENTENCE_END = frozenset(".!?…")


class Wording:
    """A text and its words; `said` are the words and marks in order, `starts` their places (code points)."""

    said: list[str]
    starts: list[int]

    def __init__(self, text: str) -> None:
        pattern = _WORD_OR_ADDRESS if _MAYBE_ADDRESS.search(text) else _WORD
        found = list(pattern.finditer(text))
        self.text = text
        self.said = [match[0] for match in found]
        self.starts = [match.start() for match in found]

    @cached_property
    def weights(self) -> list[float]:
        """What each word weighs: long ones most, short ones half of it, marks a little."""
        return [LONG if len(word) > 3 else SHORT if word[0].isalnum() else MARK for word in self.said]

    @cached_property
    def sums(self) -> list[float]:
        """The weight of all words before each place, so that a stretch weighs the difference of two."""
        return [0.0, *itertools.accumulate(self.weights)]

    def weighty(self, places: range, *, weight: float) -> list[int]:
        """The words at these places that weigh so much or more."""
        weights = self.weights
        return [at for at in places if weights[at] >= weight]

    @cached_property
    def traits(self) -> frozenset[str]:
        """What the text is recognised by: its words and each two that follow each other, without marks.

        Two words are one string with a line break between, of which long texts hold many thousands at little cost.
        """
        telling = [word for word in self.said if word[0].isalnum()] or self.said
        return frozenset([*telling, *map("\n".join, itertools.pairwise(telling))])

    def end(self, at: int) -> int:
        """The place behind word `at`, in code points."""
        return self.starts[at] + len(self.said[at])

    def sentences(self) -> list[tuple[int, int]]:
        """The stretches (first word, word after the last) that end with a full stop or the like.

        An abbreviation ends one as well, which does no harm here.
        """
        ends = [at for at, word in enumerate(self.said, start=1) if word[0] in _SENTENCE_END]
        if self.said and (not ends or ends[-1] != len(self.said)):
            ends.append(len(self.said))
        return list(zip([0, *ends], ends, strict=False))


def ends_sentence(word: str) -> bool:
    """Whether a sentence may end with the mark."""
    return word[0] in _SENTENCE_END


def sort(word: str) -> str:
    """Whether it is a number, a word or a mark; a mark is its own sort."""
    return "1" if word[0].isdecimal() else "a" if word[0].isalnum() else word
