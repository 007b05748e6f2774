"""Writes one PDF anew with its pages alone, in a process of its own: started by `checking`, never imported.

It writes one JSON object a line: {"kind", "page", "text"} for all that a reader of the pages does not see,
{"bytes"} with pieces of the new file (base64), then {"end"} with the name of what became of it.
"""

import base64
import io
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))  # noqa: PTH100, PTH118, PTH120

from documents.extraction import confinement, limits
from documents.redaction import alternates, layers, structure

PIECE = 3 * 2**18  # bytes of the new file in one line
MAX_BYTES = 200_000_000  # of the new file
# What of the catalogue and of a page goes into the new file; everything else is left behind.
OF_THE_CATALOGUE = frozenset(
    {"/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/ViewerPreferences", "/PageLayout", "/OutputIntents"}
)
OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"}
    | {"/Resources", "/Contents", "/Group", "/Tabs", "/StructParents"}
)
NOWHERE = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/JS", "/AF", "/Alternates", "/OPI", "/OC", "/PZ"}
)
"""What is taken out of every object, wherever it lies."""


def main(path: str, *, memory: int, cpu_seconds: int) -> None:
    """Write the pages of the file at `path` anew, and say what was not taken along. `memory` is in bytes."""
    pypdfium2.PdfDocument.new().close()  # whatever the library loads late is loaded before the door closes
    confinement.confine(memory=memory, cpu_seconds=cpu_seconds, forbidden=confinement.NO_OTHER_FOREIGN_CODE)
    limits.lower(stream=100_000_000, decoding=200_000_000)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is not worth its loading time here
            end = _work(file.read())
    except MemoryError:
        end = "memory"
    except (FileNotDecryptedError, DependencyError):
        end = "locked"
    except BaseException:  # nothing a file does may end otherwise than with a word
        end = "damaged"
    confinement.say(end=end)


def _work(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if not len(reader.pages):
        return "damaged"
    for found in structure.findings(reader, content):
        confinement.say(**found._asdict())
    if layers.hidden(reader.root_object):
        confinement.say(**structure.Found("layer", 0, "")._asdict())
    cleaned = _cleaned(reader)
    if len(cleaned) > MAX_BYTES:
        return "large"
    for found in alternates.findings(pypdf.PdfReader(io.BytesIO(cleaned))):  # what goes out, without hidden layers
        confinement.say(**found._asdict())
    for start in range(0, len(cleaned), PIECE):
        confinement.say(bytes=base64.b64encode(cleaned[start : start + PIECE]).decode())
    return "done"


def _cleaned(reader: pypdf.PdfReader) -> bytes:
    writer = pypdf.PdfWriter(clone_from=reader)
    layers.strip(writer)
    links = [structure.links(page) for page in writer.pages]
    if _keep_what_is_drawn(writer):
        writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(_flattened(_written(writer)))))
    _narrow(writer)
    for page, found in zip(writer.pages, links, strict=True):
        _put_links(writer, page, found)
    # Written and read once more: what nothing points to any longer does not come along.
    return _written(pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(_written(writer)))))


def _keep_what_is_drawn(writer: pypdf.PdfWriter) -> bool:
    """Drop annotations that lie on no page as ink; whether any are left that do."""
    left = False
    for page in writer.pages:
        drawn = ArrayObject(item for item in structure.annotations(page) if structure.is_drawn(item.get_object()))
        page[NameObject("/Annots")] = drawn
        left = left or bool(drawn)
    return left


def _flattened(content: bytes) -> bytes:
    """The same pages; stamps, strokes and the values of forms are part of them now."""
    document = pypdfium2.PdfDocument(content)
    for number in range(len(document)):
        page = document[number]
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
        page.close()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _narrow(writer: pypdf.PdfWriter) -> None:
    _only(writer.root_object, OF_THE_CATALOGUE)
    for page in writer.pages:
        _only(page, OF_A_PAGE)
    alternates.let_go_of_annotations(writer.root_object)
    for item in _dictionaries(writer):
        for key in NOWHERE & item.keys():
            del item[key]


def _only(item: DictionaryObject, keys: frozenset[str]) -> None:
    for key in item.keys() - keys:
        del item[key]


def _dictionaries(writer: pypdf.PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, the direct ones within others too."""
    open_: list[Any] = [item for item in writer._objects if item is not None]
    while open_:
        item = open_.pop()
        if isinstance(item, DictionaryObject):
            yield item
            open_ += [value for value in item.values() if isinstance(value, DictionaryObject | ArrayObject)]
        elif isinstance(item, ArrayObject):
            open_ += [value for value in item if isinstance(value, DictionaryObject | ArrayObject)]


def _put_links(writer: pypdf.PdfWriter, page: DictionaryObject, found: list[structure.Link]) -> None:
    made = ArrayObject()
    for link in found:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(link.uri)}
        )
        made.append(
            writer._add_object(
                DictionaryObject(
                    {
                        NameObject("/Type"): NameObject("/Annot"),
                        NameObject("/Subtype"): NameObject("/Link"),
                        NameObject("/Rect"): link.rectangle,
                        NameObject("/Border"): ArrayObject([NumberObject(0)] * 3),
                        NameObject("/A"): action,
                    }
                )
            )
        )
    if made:
        page[NameObject("/Annots")] = made


def _written(writer: pypdf.PdfWriter) -> bytes:
    writer.metadata = None
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


if __name__ == "__main__":
    main(sys.argv[1], **json.loads(sys.argv[2]))
