"""Headings and what stands under them, in a plain text without any markup."""

import re
from collections.abc import Iterator, Sequence

from motions.importing.plain import lines
from motions.importing.plain.proposal import Paragraph, Repeated, Section

_LONGEST_HEADING = 80
_ENDS_A_SENTENCE = (".", "!", "?", ":", ";", ",", "“", "”", '"', ")")
_TEASER_REACH = 5


def once(paragraphs: Sequence[Paragraph], *, title: str | None) -> tuple[list[Paragraph], tuple[Repeated, ...]]:
    """What is said once, and what is repeated: the headline behind a label, a teaser taken from a later paragraph."""
    headline = re.compile(rf"(?:[\w -]{{1,40}}: )?{re.escape(title)}") if title else None
    kept, repeated = [], []
    for position, here in enumerate(paragraphs):
        says_title = headline is not None and headline.fullmatch(here.text)
        if says_title or _is_teaser(here, paragraphs[position + 1 : position + 1 + _TEASER_REACH]):
            repeated.append(Repeated(text=here.text, start=here.start, end=here.end))
        else:
            kept.append(here)
    return kept, tuple(repeated)


def sections(paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """The text as sections.

    A heading is a short line that ends no sentence (or asks) before a paragraph. A heading followed by another
    heading opens a group: what comes then are its items (level 2), a heading and one line each, until the next group
    or a paragraph that leads in with a colon.
    """
    found: list[tuple[str | None, int, list[str]]] = [(None, 1, [])]
    position, in_group = 0, False
    while position < len(paragraphs):
        here = paragraphs[position]
        if _opens_group(paragraphs, position):
            found.append((here.text, 1, []))
            in_group = True
        elif _leads_in(paragraphs, position):
            found.append((here.text, 1, []))
            in_group = False
        elif _is_heading(here) and position + 1 < len(paragraphs):
            position += 1
            found.append((here.text, 2 if in_group else 1, [paragraphs[position].text]))
        else:
            found[-1][2].append(here.text)
        position += 1
    return tuple(_filled(found))


def is_subtitle(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the first paragraph is a line under the title: no sentence, yet too long for a heading."""
    return (
        len(paragraphs) > 1
        and not paragraphs[0].text.endswith(_ENDS_A_SENTENCE)
        and _LONGEST_HEADING < len(paragraphs[0].text) <= 2 * _LONGEST_HEADING
    )


def _filled(found: list[tuple[str | None, int, list[str]]]) -> Iterator[Section]:
    for heading, level, texts in found:
        if heading is not None or texts:
            yield Section(heading=heading, level=level, paragraphs=tuple(texts))


def _is_heading(paragraph: Paragraph) -> bool:
    """Short, begins large, and ends no sentence; a question may be a heading."""
    text = paragraph.text
    if len(text) > _LONGEST_HEADING:
        return False
    begins_large = text[0].isupper() or text[0].isdigit()
    return begins_large and (text.endswith("?") or not text.endswith(_ENDS_A_SENTENCE))


def _opens_group(paragraphs: Sequence[Paragraph], position: int) -> bool:
    """Heading, heading, no heading: the first one stands above the second."""
    if position + 2 >= len(paragraphs):
        return False
    first, second, third = paragraphs[position : position + 3]
    return _is_heading(first) and _is_heading(second) and not _is_heading(third) and not third.text.endswith(":")


def _leads_in(paragraphs: Sequence[Paragraph], position: int) -> bool:
    if position + 1 >= len(paragraphs) or not paragraphs[position].text.endswith(":"):
        return False
    after = paragraphs[position + 1]
    return len(paragraphs[position].text) <= _LONGEST_HEADING and not (lines.is_bullet(after) or lines.numbered(after))


def _is_teaser(paragraph: Paragraph, next_ones: Sequence[Paragraph]) -> bool:
    """Whether it only says what a longer paragraph soon after begins with."""
    return len(paragraph.text) > _LONGEST_HEADING and any(
        len(later.text) > len(paragraph.text) and later.text.startswith(paragraph.text) for later in next_ones
    )
