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


def findings(reader: pypdf.PdfReader) -> Iterator[Found]:
    """What stands for other words than those on the page, and what describes pictures; and which layers are off."""
    words = _Words(reader)
    if layers.hidden(reader.root_object):
        yield Found("layer", 0, "")
    for number, page in enumerate(reader.pages, start=1):
        for said in _in_contents(reader, page):
            if words.lacks(said, number):
                yield Found("alternate", number, said[:LONGEST])
    for element in _elements(reader.root_object):
        for key in INSTEAD:
            instead = element.get(key)
            if isinstance(instead, str) and words.lacks(instead, 0):
                yield Found("alternate", 0, instead[:LONGEST])
        described = element.get("/Alt")
        if isinstance(described, str) and described.strip():
            yield Found("description", 0, described[:LONGEST])


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


def _in_contents(reader: pypdf.PdfReader, page: DictionaryObject) -> Iterator[str]:
    resources = page.get("/Resources")
    properties = layers.get(resources.get_object() if resources is not None else None, "/Properties")
    for named in (properties or {}).values():
        yield from _instead(named.get_object())
    contents = layers.get(page, "/Contents")
    if contents is None or not _says_so(contents):
        return
    for operands, operator in ContentStream(contents, reader).operations:
        if operator == b"BDC" and len(operands) > 1:
            yield from _instead(operands[1])


def _says_so(contents: Any) -> bool:
    """Whether it is worth reading operator by operator."""
    parts = contents if isinstance(contents, ArrayObject) else [contents]
    streams = [part.get_object() for part in parts]
    return any(b"/ActualText" in each.get_data() for each in streams if isinstance(each, StreamObject))


def _instead(properties: Any) -> Iterator[str]:
    if isinstance(properties, DictionaryObject):
        yield from (str(properties[key]) for key in INSTEAD if isinstance(properties.get(key), str))


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
