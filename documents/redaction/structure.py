"""What a PDF carries besides its pages. Loaded in the confined process alone."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject

LONGEST = 300  # characters of one finding
MOST = 200  # findings of one kind
# Annotations that are ink on the page for whoever looks at it; what is none of these is dropped.
DRAWN = frozenset(
    {"/Widget", "/FreeText", "/Stamp", "/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight"}
    | {"/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Redact", "/Watermark"}
)
WORKINGS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Sound"}
)
HIDDEN, NO_VIEW = 2, 32  # flags of annotations (ISO 32000-1, 12.5.3)
_START = re.compile(rb"startxref")


class Found(NamedTuple):
    """Something no reader of the pages sees: its kind, the page (0: the whole document), and its text."""

    kind: str
    page: int
    text: str


class Link(NamedTuple):
    """A link to an address, and where on its page it lies."""

    uri: str
    rectangle: ArrayObject


def findings(reader: pypdf.PdfReader, content: bytes) -> Iterator[Found]:
    """All there is besides the pages; what cannot be read is left out, for it is not taken along either."""
    root = reader.root_object
    for each in (_metadata(reader), _revisions(content), _attachments(root), _workings(root), _form(reader)):
        yield from _some(each)
    yield from _some(_private(root))
    for number, page in enumerate(reader.pages, start=1):
        yield from _some(_of_page(page, number))


def annotations(page: DictionaryObject) -> list[Any]:
    """The annotations of a page, as the file names them; none where they cannot be read."""
    with contextlib.suppress(Exception):
        listed = page.get("/Annots")
        found = listed.get_object() if listed is not None else None
        if isinstance(found, ArrayObject):
            return [item for item in found if isinstance(item.get_object(), DictionaryObject)]
    return []


def is_drawn(annotation: DictionaryObject) -> bool:
    """Whether it is ink on the page for whoever looks at it."""
    flags = annotation.get("/F", 0)
    hidden = isinstance(flags, int) and bool(flags & (HIDDEN | NO_VIEW))
    return annotation.get("/Subtype") in DRAWN and not hidden and "/OC" not in annotation


def links(page: DictionaryObject) -> list[Link]:
    """Links of the page to addresses on the net; all others lead nowhere in the new file."""
    found = []
    for item in annotations(page):
        with contextlib.suppress(Exception):
            annotation = item.get_object()
            action = annotation["/A"].get_object()
            uri = str(action["/URI"])
            corners = ArrayObject(
                FloatObject(float(corner.get_object())) for corner in annotation["/Rect"].get_object()
            )
            if annotation["/Subtype"] == "/Link" and len(corners) == 4 and _is_address(uri):
                found.append(Link(uri, corners))
    return found


def _is_address(uri: str) -> bool:
    return (
        len(uri) < 2000 and uri.isascii() and uri.isprintable() and uri.startswith(("https://", "http://", "mailto:"))
    )


def _some(found: Iterator[Found]) -> Iterator[Found]:
    with contextlib.suppress(Exception):
        for number, each in enumerate(found):
            if number >= MOST:
                return
            yield each._replace(text=" ".join(each.text.split())[:LONGEST])


def _metadata(reader: pypdf.PdfReader) -> Iterator[Found]:
    for key, value in (reader.metadata or {}).items():
        if str(value).strip():
            yield Found("metadata", 0, f"{key.lstrip('/')}: {value}")
    if "/Metadata" in reader.root_object:
        yield Found("metadata", 0, "XMP")


def _revisions(content: bytes) -> Iterator[Found]:
    """A file may be saved by writing the change behind it; one made for the net has two tables from the first."""
    tables = len(_START.findall(content)) - (b"/Linearized" in content[:1024])
    if tables > 1:
        yield Found("revision", 0, f"{tables - 1}")


def _attachments(root: DictionaryObject) -> Iterator[Found]:
    names = _at(root, "/Names", "/EmbeddedFiles")
    for item in _leaves(names):
        if isinstance(item, str):
            yield Found("attachment", 0, item)
    for item in _at(root, "/AF") or ():
        yield Found("attachment", 0, _name_of(item.get_object()))
    if "/Collection" in root:
        yield Found("attachment", 0, "Portfolio")


def _leaves(tree: Any, depth: int = 0) -> Iterator[Any]:
    if not isinstance(tree, DictionaryObject) or depth > 20:
        return
    yield from _at(tree, "/Names") or ()
    for kid in _at(tree, "/Kids") or ():
        yield from _leaves(kid.get_object(), depth + 1)


def _workings(root: DictionaryObject) -> Iterator[Found]:
    action = _at(root, "/OpenAction")
    if isinstance(action, DictionaryObject) and action.get("/S") in WORKINGS:
        yield Found("action", 0, str(action.get("/S")).lstrip("/"))
    if "/AA" in root:
        yield Found("action", 0, "AA")
    for item in _leaves(_at(root, "/Names", "/JavaScript")):
        if isinstance(item, str):
            yield Found("action", 0, f"JavaScript: {item}")


def _form(reader: pypdf.PdfReader) -> Iterator[Found]:
    if "/XFA" in (_at(reader.root_object, "/AcroForm") or {}):
        yield Found("form", 0, "XFA")
    for name, field in (reader.get_fields() or {}).items():
        value = field.get("/V")
        if isinstance(value, str) and value.strip():
            yield Found("form", 0, f"{name}: {value}")


def _private(root: DictionaryObject) -> Iterator[Found]:
    if "/PieceInfo" in root:
        yield Found("piece", 0, ", ".join(map(str, _at(root, "/PieceInfo") or ())))
    if "/PageLabels" in root:
        yield Found("label", 0, ", ".join(_prefixes(_at(root, "/PageLabels"))))
    item = _at(root, "/Outlines", "/First")
    for _ in range(MOST):
        if not isinstance(item, DictionaryObject):
            return
        yield Found("bookmark", 0, str(item.get("/Title", "")))
        item = _at(item, "/Next")


def _prefixes(labels: Any) -> Iterator[str]:
    for item in _at(labels, "/Nums") or ():
        label = item.get_object()
        if isinstance(label, DictionaryObject) and "/P" in label:
            yield str(label["/P"])


def _of_page(page: DictionaryObject, number: int) -> Iterator[Found]:
    for item in annotations(page):
        annotation = item.get_object()
        kind = str(annotation.get("/Subtype", ""))
        action = annotation.get("/A")
        if isinstance(action, DictionaryObject) and action.get("/S") in WORKINGS:
            yield Found("action", number, str(action["/S"]).lstrip("/"))
        if kind == "/Redact":
            yield Found("redact", number, _contents(annotation))
        elif kind == "/FileAttachment":
            yield Found("attachment", number, _name_of(_at(annotation, "/FS")) or _contents(annotation))
        elif kind not in ("/Link", "/Popup", "/Widget"):
            yield Found("annotation", number, _contents(annotation))
    if "/Thumb" in page:
        yield Found("thumbnail", number, "")
    if "/PieceInfo" in page:
        yield Found("piece", number, ", ".join(map(str, _at(page, "/PieceInfo") or ())))
    if "/AA" in page:
        yield Found("action", number, "AA")
    if "/Metadata" in page:
        yield Found("metadata", number, "XMP")


def _contents(annotation: DictionaryObject) -> str:
    said = annotation.get("/Contents", "")
    return str(said) if isinstance(said, str) else ""


def _name_of(specification: Any) -> str:
    if not isinstance(specification, DictionaryObject):
        return ""
    return str(specification.get("/UF") or specification.get("/F") or "")


def _at(item: Any, *keys: str) -> Any:
    """What lies under these keys, one within the other; None where something is missing."""
    for key in keys:
        if not isinstance(item, DictionaryObject) or key not in item:
            return None
        item = item[key].get_object()
    return item
