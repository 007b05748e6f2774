"""Texts that a PDF gives in place of what is drawn (ISO 32000-1, 14.9). Loaded in the confined process alone.

Programmes that read aloud or copy take them instead of the letters on the page, so a word struck out may live on there.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject, StreamObject

from documents.redaction import layers
from documents.redaction.structure import LONGEST, Found

MOST_ELEMENTS = 200_000
SHORTEST = 4  # letters; less is a ligature or a hyphen
INSTEAD = ("/ActualText", "/E")
_LETTERS = re.compile(r"[\W_]+")
_SAYING = re.compile(rb"/ActualText|/(?:Alt|E)\s*[(<]")


def findings(reader: pypdf.PdfReader) -> Iterator[Found]:
    """What stands for other words than those on the page, and what describes pictures."""
    words = _Words(reader)
    for number, page in enumerate(reader.pages, start=1):
        for properties in _of_contents(reader, page):
            yield from _said(properties, words, number)
    for element in _elements(reader.root_object):
        yield from _said(element, words, 0)


def let_go_of_annotations(root: DictionaryObject) -> None:
    """Let the structure name no annotation, which would come along for its sake."""
    for element in _elements(root):
        kids = element.get("/K")
        several = kids.get_object() if kids is not None else None
        if isinstance(several, ArrayObject):
            left = ArrayObject(kid for kid in several if not _names_an_object(kid))
            element[NameObject("/K")] = left
        elif several is not None and _names_an_object(several):
            del element["/K"]


class _Words:
    """The letters drawn on each page; read once, and only if asked for."""

    def __init__(self, reader: pypdf.PdfReader) -> None:
        self._reader = reader
        self._pages: dict[int, str] = {}

    def lacks(self, said: str, number: int) -> bool:
        """Whether page `number` (0: no page at all) has these letters nowhere."""
        letters = _LETTERS.sub("", said).casefold()
        if len(letters) < SHORTEST:
            return False
        numbers = [number] if number else range(1, len(self._reader.pages) + 1)
        return not any(letters in self._on(each) for each in numbers)

    def _on(self, number: int) -> str:
        if number not in self._pages:
            drawn = ""
            with contextlib.suppress(Exception):
                drawn = self._reader.pages[number - 1].extract_text()
            self._pages[number] = _LETTERS.sub("", drawn).casefold()
        return self._pages[number]


def _said(properties: DictionaryObject, words: _Words, number: int) -> Iterator[Found]:
    """What is said there of page `number` (0: of any) that the page does not."""
    for key in INSTEAD:
        instead = _text(layers.get(properties, key))
        if words.lacks(instead, number):
            yield Found("alternate", number, instead[:LONGEST])
    described = _text(layers.get(properties, "/Alt"))
    if described.strip():
        yield Found("description", number, described[:LONGEST])


def _text(said: Any) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else said if isinstance(said, str) else ""


def _of_contents(reader: pypdf.PdfReader, page: DictionaryObject) -> Iterator[DictionaryObject]:
    """The properties of what is marked on the page, and in the forms it draws."""
    for contents, resources in _drawn(page):
        for named in (layers.get(resources, "/Properties") or {}).values():
            if isinstance(properties := named.get_object(), DictionaryObject):
                yield properties
        if contents is None or not _says_so(contents):
            continue
        for operands, operator in ContentStream(contents, reader).operations:
            if operator == b"BDC" and len(operands) > 1 and isinstance(operands[1], DictionaryObject):
                yield operands[1]


def _drawn(page: DictionaryObject) -> Iterator[tuple[Any, Any]]:
    """The contents of the page and of the forms it draws, each once, with their resources."""
    open_, seen = [(layers.get(page, "/Contents"), layers.get(page, "/Resources"))], set[int]()
    while open_:
        contents, resources = open_.pop()
        yield contents, resources
        for reference in (layers.get(resources, "/XObject") or {}).values():
            form = reference.get_object()
            if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form" and id(form) not in seen:
                seen.add(id(form))
                open_.append((form, layers.get(form, "/Resources")))


def _says_so(contents: Any) -> bool:
    """Whether it is worth reading operator by operator."""
    parts = contents if isinstance(contents, ArrayObject) else [contents]
    streams = [part.get_object() for part in parts]
    return any(_SAYING.search(each.get_data()) for each in streams if isinstance(each, StreamObject))


def _elements(root: DictionaryObject) -> Iterator[DictionaryObject]:
    open_, seen = [layers.get(root, "/StructTreeRoot")], set[int]()
    while open_ and len(seen) < MOST_ELEMENTS:
        item = open_.pop()
        if isinstance(item, ArrayObject):
            open_ += [kid.get_object() for kid in item]
        elif isinstance(item, DictionaryObject) and id(item) not in seen:
            seen.add(id(item))
            yield item
            open_.append(layers.get(item, "/K"))


def _names_an_object(kid: Any) -> bool:
    found = kid.get_object()
    return isinstance(found, DictionaryObject) and found.get("/Type") == "/OBJR"
