"""The canonical text of a document version and its blocks: every offset, anchor and note refers to it."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["heading", "point", "paragraph", "bullet"]

LONG_LINE = 60  # code points; a shorter line was not broken by a margin
UNBROKEN_LINE = 150  # code points; a longer line does not end at a margin either: its break is meant

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028]")
# Controls but tab and line feed, zero-width no-break space, direction overrides, lone surrogates, non-characters.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"

_HEADING = re.compile(r"[ \t]*(?P<label>#{1,6})[ \t]+(?=\S)")
_BULLETS = "•◦▪‣·➢\uf0b7"
_BULLET = re.compile(rf"\s*(?P<label>[{_BULLETS}]|[-*–](?=\s))\s*(?=\S)")
_POINT = re.compile(
    r"\s*(?P<label>"
    rf"\d{{1,3}}\.\)?(?!\d)(?!\s*(?:{_MONTHS})\b)"  # 1.
    r"|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})\)"  # 1) a) iv) (1)
    r"|[1-9]\d?(?:\.[1-9]\d?)+\.?(?=\s+[^\W\d_])(?!\s+(?:Uhr|Mio|Mrd|Millionen|Milliarden|Euro|EUR|Prozent)\b)"  # 1.2
    r")\s*(?=\S)"
)
_SENTENCE_END = re.compile(r"[.!?:;][\"“”»«’)\]]*\s*$")

_HYPHENS = "-\u2010\u00ad"
_BROKEN_WORD = re.compile(rf"(?<=\w)(?P<hyphen>[{_HYPHENS}])[ \t]*\n[ \t]*(?P<tail>\w+)")
_SECOND_HALVES = frozenset({"und", "oder", "bzw", "beziehungsweise", "sowie", "als", "bis", "noch", "wie", "aber"})
_ADDRESS = re.compile(r"://|www\.|@|\.\w{2,}/")


class Block(NamedTuple):
    """A numbered part of the text; `text` is exactly `canonical[start:end]`, without its label and outer blanks.

    `number` counts from 1 over all kinds; `label` is what stands before the text ("1.", "a)", "•", "##") or empty;
    `start` and `end` are code points in the canonical text.
    """

    number: int
    kind: Kind
    label: str
    start: int
    end: int
    text: str


def normalise(text: str) -> str:
    r"""Make the canonical text: line ends are \n, what cannot be shown is dropped, letters are composed (NFC).

    Non-breaking spaces, curly quotes and superscripts stay as they are. `remarks` says what is dropped.
    Applying it twice changes nothing.
    """
    lines = _LINE_ENDS.sub("\n", text.replace("\u2029", "\n\n"))
    return unicodedata.normalize("NFC", _UNFIT.sub("", lines))


def remarks(text: str) -> tuple[str, ...]:
    """Say in German what `normalise` will drop from the text; empty when nothing is lost."""
    unfit = _UNFIT.findall(text)
    nul, others = unfit.count("\0"), len(unfit) - unfit.count("\0")
    found = []
    if nul:
        found.append(f"{nul} {'Nullzeichen wurde' if nul == 1 else 'Nullzeichen wurden'} entfernt.")
    if others:
        found.append(f"{others} {'Steuerzeichen wurde' if others == 1 else 'Steuerzeichen wurden'} entfernt.")
    return tuple(found)


@lru_cache(maxsize=256)
def blocks(text: str) -> tuple[Block, ...]:
    """Cut the canonical text into its blocks, in order and without overlap.

    A blank line ends a block, a heading is one line, a point or bullet begins with its mark. A single line break inside
    running text stays in its block, and what only looks like a mark there is running text; where lines are longer than
    any margin, every line is a block.
    """
    runs: list[_Run] = []
    is_open = False
    for line in _lines(text):
        if is_open and not line.blank and not _begins(line, runs=runs, text=text):
            runs[-1] = runs[-1]._replace(last=line)
        elif not line.blank:
            runs.append(_Run(line, line))
        is_open = not line.blank and line.kind != "heading"
    return tuple(
        Block(number, first.kind, first.label, first.start, last.end, text[first.start : last.end])
        for number, (first, last) in enumerate(runs, start=1)
    )


def anchor(block: Block) -> str:
    """The address of the block inside its page: `absatz-7`."""
    return f"absatz-{block.number}"


def join_hyphens(text: str) -> str:
    r"""Join words broken by a hyphen at the end of a line.

    `Verkehrs-\nsicherheit` becomes one word; `SPD-\nFraktion` and `20-\njährige` keep their hyphen; `Vor-\nund
    Nachteile` stays as it is.
    """
    return _BROKEN_WORD.sub(_joined, text) if "\n" in text else text


def paragraphs_from_pdf(page_text: str) -> str:
    r"""Turn the lines that PDF extraction gives for one page into paragraphs, separated by one blank line.

    A heuristic: a line is joined to the next unless it is visibly the last of its paragraph (short, or a full sentence
    before a new mark or capital) or the next begins with a mark.
    """
    lines = _squeezed(normalise(page_text))
    margin = _margin(lines)
    paragraphs: list[list[str]] = [[]]
    for before, line in itertools.pairwise(["", *lines]):
        if not line or not before or _breaks(before, line, margin=margin):
            paragraphs.append([])
        if line:
            paragraphs[-1].append(line)
    return "\n\n".join(join_hyphens("\n".join(lines)).replace("\n", " ") for lines in paragraphs if lines)


class _Line(NamedTuple):
    """One line of the text: what its mark makes it, and where its content lies (code points)."""

    kind: Kind
    label: str
    start: int
    end: int

    @property
    def blank(self) -> bool:
        return self.start == self.end


class _Run(NamedTuple):
    """The first and the last line of a block."""

    first: _Line
    last: _Line


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    for raw in text.split("\n"):
        kind, label, mark = _mark(raw)
        content = raw[mark:].strip()
        start = position + (raw.index(content, mark) if content else mark)
        yield _Line(kind, label, start, start + len(content))
        position += len(raw) + 1


def _mark(line: str) -> tuple[Kind, str, int]:
    """Kind and label of a line and the length of its mark with the blanks around it."""
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (("heading", _HEADING), ("bullet", _BULLET), ("point", _POINT))
    for kind, pattern in kinds:
        if match := pattern.match(line):
            return kind, match["label"], match.end()
    return "paragraph", "", 0


def _begins(line: _Line, *, runs: list[_Run], text: str) -> bool:
    """Whether a line without a blank line before it begins a new block."""
    first, last = runs[-1]
    if line.kind == "heading" or max(last.end - last.start, line.end - line.start) > UNBROKEN_LINE:
        return True
    if line.kind == "paragraph":
        return False
    if line.label in _BULLETS or line.label == first.label or _follows(line.label, runs):
        return True
    return not _running(text[last.start : last.end])


def _running(line: str) -> bool:
    """Whether the sentence visibly goes on in the next line."""
    return len(line) >= LONG_LINE and not _SENTENCE_END.search(line)


def _follows(label: str, runs: list[_Run]) -> bool:
    """Whether the label is the next of a list begun not long ago: 2. after 1., b) after a)."""
    return any(first.kind == "point" and _successor(first.label) == label for first, _ in runs[-60:])


def _successor(label: str) -> str:
    def raised(match: re.Match[str]) -> str:
        return str(int(match[0]) + 1) if match[0].isdecimal() else chr(ord(match[0]) + 1)

    return re.sub(r"\d+(?=\D*$)|[A-Za-z](?=\)$)", raised, label)


def _joined(match: re.Match[str]) -> str:
    hyphen, tail = match["hyphen"], match["tail"]
    if hyphen == "\u00ad":
        return tail
    if tail.lower() in _SECOND_HALVES:
        return match[0]
    head = match.string[max(0, match.start() - 200) : match.start()].split()[-1]
    return tail if tail[0].islower() and not _keeps_hyphen(head) else f"-{tail}"


def _keeps_hyphen(head: str) -> bool:
    """Digits, abbreviations and addresses are not broken by syllable: their hyphen was there before."""
    word = re.split(r"[-\u2010(„\"“/]", head)[-1]
    return word[-1:].isdigit() or (len(word) > 1 and word.isupper()) or bool(_ADDRESS.search(head))


def _squeezed(text: str) -> list[str]:
    """Lines without inner runs of blanks; where every line is followed by an empty one, these say nothing."""
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    full = [line for line in lines if line]
    gaps = sum(1 for line, after in itertools.pairwise(lines) if line and not after)
    return full if len(full) > 3 and gaps >= 0.9 * (len(full) - 1) else lines


def _margin(lines: list[str]) -> int:
    """The length of a full line of this page, in code points."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(len(lengths) * 0.8)] if lengths else 0


def _breaks(before: str, line: str, *, margin: int) -> bool:
    """Whether a new paragraph begins between two lines that follow each other."""
    kind, label, _ = _mark(line)
    if kind != "paragraph":
        return label in _BULLETS or not _running(before)
    if line[0].islower() or before[-1] in _HYPHENS:
        return False
    return len(before) < 0.7 * margin or (len(before) < 0.9 * margin and bool(_SENTENCE_END.search(before)))
