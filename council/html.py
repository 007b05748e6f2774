"""The one door for rich text: what may stay in it, what it says in plain words, how plain text is shown."""

import re
from collections import Counter
from collections.abc import MutableMapping
from html.parser import HTMLParser

import bleach
from bleach.linkifier import Linker
from django.utils import html
from django.utils.safestring import SafeString, mark_safe

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h2", "h3", "h4"})
PROTOCOLS = frozenset({"http", "https", "mailto"})
DEEPEST = 50  # open elements inside each other; the time to parse grows with the square of it

_REL = (None, "rel")
_NEW_TEXT = "_text"
_PARAGRAPHS = frozenset({"p", "ul", "ol", "blockquote", "h2", "h3", "h4"})
_NESTING = re.compile(r"<(/?)(ul|ol|blockquote|strong|em)\b", re.IGNORECASE)
_UNENCODED = re.compile(r"[\s\"'<>`]|&lt;|&gt;|&quot;")
_ADDRESS = re.compile(r"(https?://|www\.)", re.IGNORECASE)

Attributes = MutableMapping[tuple[str | None, str] | str, str]


class TooNested(ValueError):
    """The text is nested deeper than any person writes; the message is the sentence to show."""


def clean(rich: str) -> str:
    """Reduce HTML to the allow list: no styles, scripts, images, classes or foreign protocols. Twice changes nothing.

    Tags that are not allowed vanish, their text stays; comments vanish wholly. Raises TooNested.
    """
    if _depth(rich) > DEEPEST:
        raise TooNested(
            "Der Text ist zu tief verschachtelt. Bitte verwenden Sie weniger Ebenen von Listen und Zitaten."
        )
    return str(bleach.clean(rich, tags=TAGS, attributes=_is_link, protocols=PROTOCOLS, strip=True, strip_comments=True))


def plain(rich: str) -> str:
    """The words of rich text without markup: a blank line between paragraphs, one line an item. Raises TooNested."""
    reader = _Reader()
    reader.feed(clean(rich))
    reader.close()
    return reader.text()


def linebreaks(text: str) -> SafeString:
    """Show plain text as HTML: paragraphs and line breaks as typed, web addresses as links that vouch for nothing."""
    linker = Linker(callbacks=[_only_typed_addresses, _vouch_for_nothing])
    shown: str = linker.linkify(html.linebreaks(text, autoescape=True))
    return mark_safe(shown)  # escaped by Django's linebreaks, links made by bleach


def _is_link(tag: str, name: str, value: str) -> bool:
    """Only addresses, and none that holds what an address must encode (RFC 3986); bleach would escape it ever again."""
    return (tag, name) == ("a", "href") and not _UNENCODED.search(value)


def _depth(rich: str) -> int:
    """How many elements may be open at once; never less than there are."""
    still_open: Counter[str] = Counter()
    deepest = 0
    for closing, tag in _NESTING.findall(rich):
        still_open[tag.lower()] = max(0, still_open[tag.lower()] + (-1 if closing else 1))
        deepest = max(deepest, still_open.total())
    return deepest


def _only_typed_addresses(attributes: Attributes, new: bool = False) -> Attributes | None:
    """Leave what merely looks like an address (`Anlage.md`, `u.a.ist`) alone."""
    return attributes if not new or _ADDRESS.match(attributes[_NEW_TEXT]) else None


def _vouch_for_nothing(attributes: Attributes, new: bool = False) -> Attributes:
    attributes[_REL] = "nofollow noopener"
    return attributes


class _Reader(HTMLParser):
    """Collects the words of clean HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append("\n\n" if tag in _PARAGRAPHS else "\n" if tag in ("br", "li") else "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n\n" if tag in _PARAGRAPHS else "")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))

    def text(self) -> str:
        lines = re.sub(r" *\n *", "\n", "".join(self.parts))
        return re.sub(r"\n{3,}", "\n\n", lines).strip()
