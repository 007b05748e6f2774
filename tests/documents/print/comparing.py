"""Compares what a page and its PDF say: the same words equally often, whatever the order and the layout."""

import io
import re
from collections import Counter
from html.parser import HTMLParser

import pypdf

# What is on a page to be clicked, filled in or looked at only.
ELEMENTS = {"form", "button", "script", "style", "svg", "nav", "select", "textarea", "dialog"}
CLASSES = {"buttons", "sr-only", "kern-btn", "block-comment", "block-number", "filters", "figures"}
VOID = {"br", "img", "input", "hr", "meta", "link", "wbr", "path", "rect", "circle"}
BEYOND = re.compile(r"[^\u0000-\u024f\u2000-\u206f]")


def words_of_page(html, *, main_only=True, without=()):
    """The words of a page's main part, without what is only clicked; `without` are ids or classes of left out parts."""
    reader = _Reader(without=set(without), main_only=main_only)
    reader.feed(html)
    return Counter(words("".join(reader.text)))


def words_of_pdf(content):
    """The words of a PDF without what stands on every sheet: town, issuer, head and foot of each page."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    lines = [line for number, page in enumerate(pages) for line in _inner(page.splitlines(), first=number == 0)]
    return Counter(words("\n".join(lines)))


def words(text):
    """Words and numbers in lower case; a hyphen at the end of a line is no word's own, letters without glyph are named."""
    joined = re.sub(r"[\u00ad-]\n", "", text)
    named = BEYOND.sub(lambda found: f" U {ord(found.group()):04X} ", joined)
    return re.findall(r"\w+", named.casefold())


def _inner(lines, *, first):
    """The lines between head and foot of one page."""
    body = [line for line in lines if not re.search(r"Seite \d+ von \d+$", line)]
    return body if first else body[1:]


class _Reader(HTMLParser):
    def __init__(self, *, without, main_only):
        super().__init__()
        self.without, self.main_only = without, main_only
        self.text, self.stack = [], []

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            self.text.append(" ")
            return
        attributes = dict(attrs)
        names = set((attributes.get("class") or "").split()) | {attributes.get("id")}
        hidden = attributes.get("aria-hidden") == "true" or "hidden" in attributes
        self.stack.append((tag, hidden or tag in ELEMENTS or bool(names & (CLASSES | self.without))))

    def handle_endtag(self, tag):
        self.text.append(" ")
        if tag in {name for name, _ in self.stack}:
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data):
        inside = not self.main_only or any(tag == "main" for tag, _ in self.stack)
        if inside and not any(out for _, out in self.stack):
            self.text.append(data)
