"""Reads the pieces of HTML that pages are put together from as blocks to print, so that page and sheet say the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from documents.print.sheets import Block, BlockKind

# What is there to be clicked, typed into, or looked at only.
_LEFT_OUT = frozenset({"form", "button", "script", "style", "svg", "nav", "template", "dialog", "select", "textarea"})
_LEFT_OUT_CLASSES = frozenset({"buttons", "sr-only", "kern-btn", "block-comment", "block-number"})
_APART_CLASSES = frozenset({"badge", "missing", "muted", "number"})
_UNNUMBERED_CLASSES = frozenset({"timeline", "rows", "agenda"})
_APART = "\x1f"
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "source"})
_BREAKING = frozenset(
    {"p", "div", "section", "article", "aside", "header", "footer", "li", "ul", "ol", "dl", "dt", "dd", "blockquote"}
    | {"details", "summary", "figure", "figcaption", "fieldset", "legend", "table", "tr", "caption"}
    | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
_HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}


def blocks(html: str) -> tuple[Block, ...]:
    """Give the blocks of a piece of a page in their order, without its buttons, forms and pictures."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return tuple(reader.found)


@dataclass(frozen=True)
class _Element:
    """One element around the text: whether it is left out, stands apart from the words beside it, or counts points."""

    tag: str
    left_out: bool
    apart: bool
    numbered: bool


@dataclass
class _List:
    """One list on the way: how its points are counted, and the lines of the point under way."""

    numbered: bool
    count: int = 0
    lines: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Goes through the elements and gathers text; every element that breaks the line ends the text before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self.open: list[_Element] = []
        self.text: list[str] = []
        self.lists: list[_List] = []
        self.term = ""
        self.rows: list[list[str]] | None = None
        self.caption = ""

    @property
    def left_out(self) -> bool:
        """Whether what stands here is not printed."""
        return any(element.left_out for element in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag == "br":
            self.text.append("\n")
        if tag in _VOID:
            return
        element = _element(tag, dict(attrs))
        if not self.left_out:
            self._before(element)
        self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and those left open inside it."""
        if tag not in (element.tag for element in self.open):
            return
        while self.open:
            if not self.left_out:
                self._after(self.open[-1])
            if self.open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Gather text."""
        if not self.left_out:
            self.text.append(data.replace("\n", " "))

    def end(self) -> None:
        """Keep what is still being read."""
        while self.open:
            self.handle_endtag(self.open[-1].tag)
        self._flush()

    def _before(self, element: _Element) -> None:
        if element.apart:
            self.text.append(_APART)
        if element.tag in _BREAKING and self.rows is None:
            self._flush()
        if element.tag in ("ul", "ol"):
            self._end_point()
            self.lists.append(_List(numbered=element.numbered))
        elif element.tag == "li" and self.lists:
            self.lists[-1].count += 1
        elif element.tag == "table":
            self.rows, self.caption = [], ""
        elif element.tag == "tr" and self.rows is not None:
            self.rows.append([])

    def _after(self, element: _Element) -> None:
        if element.apart:
            self.text.append(_APART)
        if self.rows is not None:
            self._after_in_table(element.tag)
        elif element.tag == "dt":
            self.term = self._taken()
        elif element.tag in _BREAKING:
            quote = any(around.tag == "blockquote" for around in self.open)
            self._flush(heading=_HEADINGS.get(element.tag), quote=quote)
        if element.tag == "li":
            self._end_point()
        elif element.tag in ("ul", "ol") and self.lists:
            self.lists.pop()

    def _after_in_table(self, tag: str) -> None:
        rows = self.rows or []
        if tag == "caption":
            self.caption = self._taken()
        elif tag in ("td", "th") and rows:
            rows[-1].append(self._taken())
        elif tag == "table":
            width = max((len(row) for row in rows), default=0)
            if width:
                even = tuple(tuple(row + [""] * (width - len(row))) for row in rows if row)
                self.found.append(Block(kind="table", text=self.caption, rows=even))
            self.rows = None

    def _taken(self) -> str:
        """The text gathered so far, its blanks drawn together."""
        lines = "".join(self.text).split("\n")
        self.text = []
        drawn = (" · ".join(_pieces(line)) for line in lines)
        return "\n".join(line for line in drawn if line)

    def _flush(self, *, heading: int | None = None, quote: bool = False) -> None:
        text = self._taken()
        if not text:
            return
        if heading is not None and not self.lists:
            self.found.append(Block(kind="heading", text=text, level=heading))
        elif self.lists:
            self.lists[-1].lines.append(f"{self.term}: {text}" if self.term else text)
        else:
            kind: BlockKind = "quote" if quote else "paragraph"
            self.found.append(Block(kind=kind, text=text, label=f"{self.term}:" if self.term else ""))
        self.term = ""

    def _end_point(self) -> None:
        """Make the lines of a list's point one block."""
        if not self.lists or not self.lists[-1].lines:
            return
        row = self.lists[-1]
        label = f"{row.count}." if row.numbered else "•"
        self.found.append(Block(kind="point", label=label, text="\n".join(row.lines), level=min(len(self.lists), 3)))
        row.lines = []


def _element(tag: str, attributes: dict[str, str | None]) -> _Element:
    classes = set((attributes.get("class") or "").split())
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    left_out = tag in _LEFT_OUT or hidden or bool(classes & _LEFT_OUT_CLASSES)
    return _Element(
        tag,
        left_out=left_out,
        apart=bool(classes & _APART_CLASSES),
        numbered=tag == "ol" and not classes & _UNNUMBERED_CLASSES,
    )


def _pieces(line: str) -> list[str]:
    return [kept for piece in line.split(_APART) if (kept := " ".join(piece.split()))]
