"""PDFs that give away more than their pages show, one for each way, and honest ones that only look like it."""

import zlib

from tests.documents import pdfs

SECRET = "Erika Musterfrau"
OFF = b"/OCProperties << /OCGs [30 0 R] /D << /OFF [30 0 R] >> >>"
INSTEAD = b"/Span << /ActualText (" + SECRET.encode() + b") >> BDC "
BAR = b"0 g 68 694 130 20 re f"
SHOWN = b"BT /F1 12 Tf 72 640 Td (Beschluss des Ausschusses) Tj ET "


def _text(said=SECRET, *, at=(72, 700), before=b""):
    return b" " + before + b" BT /F1 12 Tf %d %d Td (%s) Tj ET " % (*at, said.encode("cp1252"))


def _with(extra_page=b"", catalogue=b"", objects=None, drawing=SHOWN, trailer=b""):
    """One page with `drawing`; `extra_page` and `catalogue` are put into their dictionaries."""
    made = pdfs.frame([10])
    made[pdfs.CATALOG] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue
    made[10] = pdfs.page(11)[:-2] + extra_page + b" >>"
    made[11] = pdfs.stream(drawing)
    return pdfs.document({**made, **(objects or {})}, trailer=trailer)


def picture(number=20, *, ink=True):
    """A picture of 240 × 20 pixels: white paper, with black strokes on it where there is ink."""
    row = bytes(0 if ink and column % 4 < 2 else 255 for column in range(240))
    return pdfs.stream(
        row * 20,
        extra=b"/Type /XObject /Subtype /Image /Width 240 /Height 20 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )


def _pictured(drawing, *, ink=True):
    objects = {**pdfs.frame([10]), 11: pdfs.stream(drawing), 20: picture(ink=ink)}
    objects[10] = pdfs.page(11).replace(b"/Resources <<", b"/Resources << /XObject << /P 20 0 R >>")
    return pdfs.document(objects)


def _annotated(annotation, **objects):
    return _with(extra_page=b"/Annots [20 0 R]", objects={20: annotation, **objects.get("objects", {})})


def _revised():
    """A first state with the secret, and the change that struck it out written behind it."""
    first = pdfs.drawn(SHOWN + _text())
    changed = pdfs.stream(SHOWN)
    place = len(first)
    behind = b"11 0 obj\n%s\nendobj\n" % changed
    start = place + len(behind)
    before = first.rindex(b"xref\n0")
    return (
        first
        + behind
        + (
            b"xref\n11 1\n%010d 00000 n \ntrailer\n<< /Size 12 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
            % (place, before, start)
        )
    )


def long_scan(*, pages):
    """A scan with hundreds of words that a programme recognised on each page; beneath a bar on the last one, the secret."""
    numbers = range(10, 10 + 2 * pages, 2)
    places = [(10 + 62 * column, up) for column in range(9) for up in range(40, 790, 28) if not 650 < up < 735]
    recognised = b"q 595 0 0 842 0 0 cm /P Do Q " + b"".join(
        b"BT 3 Tr /F1 14 Tf %d %d Td (Ordnung) Tj ET " % place for place in places
    )
    objects = {**pdfs.frame(numbers), 8: picture()}
    for number in numbers:
        objects[number] = pdfs.page(number + 1).replace(b"/Resources <<", b"/Resources << /XObject << /P 8 0 R >>")
        objects[number + 1] = pdfs.stream(recognised + (_text(before=b"0 Tr") + BAR if number == numbers[-1] else b""))
    return pdfs.document(objects)


def layer_alone():
    """Nothing but a square is seen; the one word is in a layer that is off."""
    return _layered(OFF, drawing=b"0 0 100 100 re f /OC /L BDC" + _text() + b"EMC")


def _layered(catalogue, *, drawing=b"", objects=None):
    objects = {
        **(objects or {}),
        **pdfs.frame([10]),
        pdfs.CATALOG: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        10: pdfs.page(11).replace(b"/Resources <<", b"/Resources << /Properties << /L 30 0 R >>"),
        11: pdfs.stream(drawing or SHOWN + b"/OC /L BDC" + _text() + b"EMC"),
        30: b"<< /Type /OCG /Name (Entwurf) >>",
    }
    return pdfs.document(objects)


def _structured(element):
    objects = {40: b"<< /Type /StructTreeRoot /K 41 0 R >>", 41: element}
    return _with(catalogue=b"/StructTreeRoot 40 0 R /MarkInfo << /Marked true >>", objects=objects)


def _in_a_form(drawing):
    form = pdfs.stream(
        drawing,
        extra=b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>",
    )
    objects = {**pdfs.frame([10]), 11: pdfs.stream(b"/F Do"), 20: form}
    objects[10] = pdfs.page(11).replace(b"/Resources <<", b"/Resources << /XObject << /F 20 0 R >>")
    return pdfs.document(objects)


_HEX = SECRET.encode().hex().encode()
FILE = b"<< /Type /Filespec /F (%s.txt) /UF (%s.txt) /EF << /F 21 0 R >> >>" % (SECRET.encode(), SECRET.encode())
STICKY = b"<< /Type /Annot /Subtype /Text /Rect [400 700 420 720] /Contents (%s) >>" % SECRET.encode()

# What stops a publication: name → (file, kind of what is found).
GRAVE = {
    "text under a bar": (pdfs.drawn(SHOWN + _text() + BAR), "covered"),
    "text under a picture": (_pictured(SHOWN + _text() + b"q 140 0 0 24 66 692 cm /P Do Q"), "covered"),
    "text under a bar with a word on it": (pdfs.drawn(SHOWN + _text() + BAR + _text("GESCHWAERZT", before=b" 1 g")), "covered"),
    "invisible text": (pdfs.drawn(SHOWN + b"BT 3 Tr /F1 12 Tf 72 700 Td (" + SECRET.encode() + b") Tj ET"), "invisible"),
    "white text": (pdfs.drawn(SHOWN + _text(before=b"1 g")), "colour"),
    "text in the colour of its ground": (pdfs.drawn(SHOWN + b"0 0 .5 rg 60 690 200 30 re f" + _text(before=b"0 0 .52 rg")), "colour"),
    "text beyond the page": (pdfs.drawn(SHOWN + _text(at=(72, 900))), "outside"),
    "text beyond the crop": (_with(extra_page=b"/CropBox [0 0 595 690]", drawing=SHOWN + _text()), "outside"),
    "text that is cut away": (pdfs.drawn(SHOWN + b"q 300 300 10 10 re W n" + _text() + b"Q"), "vanished"),
    "a picture under a bar": (_pictured(SHOWN + b"q 140 0 0 24 66 692 cm /P Do Q " + BAR), "picture"),
    "text of a scan under a bar": (
        _pictured(b"q 595 0 0 842 0 0 cm /P Do Q BT 3 Tr /F1 12 Tf 72 700 Td (" + SECRET.encode() + b") Tj ET " + BAR),
        "invisible",
    ),
    "a striking out that was planned": (
        _annotated(b"<< /Type /Annot /Subtype /Redact /Rect [70 636 200 652] /Contents (%s) >>" % SECRET.encode()),
        "redact",
    ),
    "other words in place of those drawn": (pdfs.drawn(INSTEAD + SHOWN + b"EMC"), "alternate"),
    "other words in place of those a form draws": (_in_a_form(INSTEAD + SHOWN + b"EMC"), "alternate"),
    "words of a hidden layer in the structure": (
        _layered(
            OFF + b" /StructTreeRoot 40 0 R",
            objects={40: b"<< /Type /StructTreeRoot /K 41 0 R >>", 41: b"<< /S /P /P 40 0 R /ActualText 42 0 R >>", 42: b"(%s)" % SECRET.encode()},
        ),
        "alternate",
    ),
    "other words in the structure": (_structured(b"<< /Type /StructElem /S /P /P 40 0 R /ActualText (%s) >>" % SECRET.encode()), "alternate"),
    "text under a stroke of a note": (
        _with(
            extra_page=b"/Annots [20 0 R]",
            drawing=SHOWN + _text(),
            objects={
                20: b"<< /Type /Annot /Subtype /Square /Rect [68 694 198 714] /F 4 /AP << /N 21 0 R >> >>",
                21: pdfs.stream(b"0 g 0 0 130 20 re f", extra=b"/Type /XObject /Subtype /Form /BBox [0 0 130 20]"),
            },
        ),
        "covered",
    ),
}  # fmt: skip

# What is left behind: name → (file, kind of what is found).
REMOVED = {
    "who wrote it": (_with(trailer=b"/Info << /Author (%s) >>" % SECRET.encode()), "metadata"),
    "what the programme noted": (
        _with(
            catalogue=b"/Metadata 20 0 R",
            objects={20: pdfs.stream(SECRET.encode(), extra=b"/Type /Metadata /Subtype /XML", packed=False)},
        ),
        "metadata",
    ),
    "an older state": (_revised(), "revision"),
    "a file within": (
        _with(
            catalogue=b"/Names << /EmbeddedFiles << /Names [(%s.txt) 20 0 R] >> >>" % SECRET.encode(),
            objects={20: FILE, 21: pdfs.stream(SECRET.encode(), extra=b"/Type /EmbeddedFile", packed=False)},
        ),
        "attachment",
    ),
    "a file pinned to a page": (
        _annotated(
            b"<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 20 20] /FS %s >>" % FILE,
            objects={21: pdfs.stream(SECRET.encode(), extra=b"/Type /EmbeddedFile", packed=False)},
        ),
        "attachment",
    ),
    "a note": (_annotated(STICKY), "annotation"),
    "a value of a form that is not shown": (
        _with(
            catalogue=b"/AcroForm << /Fields [20 0 R] >>",
            extra_page=b"/Annots [20 0 R]",
            objects={20: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (%s) /F 2 /Rect [9 9 90 20] >>" % SECRET.encode()},
        ),
        "form",
    ),
    "a small picture of the page": (
        _with(extra_page=b"/Thumb 20 0 R", objects={20: pdfs.stream(SECRET.encode(), packed=False, extra=b"/Width 1 /Height 1")}),
        "thumbnail",
    ),
    "a script": (_with(catalogue=b"/OpenAction << /S /JavaScript /JS (app.alert\\('%s'\\)) >>" % SECRET.encode()), "action"),
    "scripts by name": (
        _with(catalogue=b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (%s) >>] >> >>" % SECRET.encode()),
        "action",
    ),
    "a programme's own notes": (
        _with(extra_page=b"/PieceInfo << /Editor << /Private (%s) /LastModified (D:2024) >> >>" % SECRET.encode()),
        "piece",
    ),
    "labels of pages": (_with(catalogue=b"/PageLabels << /Nums [0 << /P (%s) >>] >>" % SECRET.encode()), "label"),
    "a bookmark": (
        _with(
            catalogue=b"/Outlines 20 0 R",
            objects={20: b"<< /First 21 0 R /Last 21 0 R /Count 1 >>", 21: b"<< /Title (%s) /Parent 20 0 R >>" % SECRET.encode()},
        ),
        "bookmark",
    ),
    "a hidden layer": (_layered(OFF), "layer"),
    "a hidden layer with words in place of its own": (
        _layered(OFF, drawing=SHOWN + b"/OC /L BDC " + INSTEAD + _text() + b"EMC EMC"),
        "layer",
    ),
}  # fmt: skip

# What only looks like it: name → (file, kinds of what is said).
HONEST = {
    "plain text": (pdfs.written("Tagesordnung", "Anlage"), set()),
    "a scan with its text": (
        _pictured(b"q 595 0 0 842 0 0 cm /P Do Q BT 3 Tr /F1 12 Tf 72 700 Td (Tagesordnung) Tj ET"),
        {"scan"},
    ),
    "white text on a dark ground": (pdfs.drawn(b"0 0 .4 rg 60 690 200 30 re f 1 g BT /F1 12 Tf 72 700 Td (Amtsblatt) Tj ET"), set()),
    "a word drawn twice to be bold": (pdfs.drawn(_text("Haushalt") + _text("Haushalt")), set()),
    "a yellow mark over a word": (pdfs.drawn(b"1 1 0 rg 68 694 130 20 re f 0 g" + _text("wichtig")), set()),
    "a layer that is shown": (_layered(b"/OCProperties << /OCGs [30 0 R] /D << >> >>"), set()),
    "a bar with nothing beneath": (pdfs.drawn(SHOWN + BAR), set()),
    "a picture described": (_structured(b"<< /Type /StructElem /S /Figure /P 40 0 R /Alt (Lageplan) >>"), {"description"}),
    "a turned page": (_with(extra_page=b"/Rotate 90"), set()),
}  # fmt: skip


def everything_in(content):
    """The bytes of the file and of all its packed streams: where a searcher would look for the secret."""
    found, rest = content, content
    while b"stream\n" in rest or b"stream\r\n" in rest:
        rest = rest[rest.index(b"stream") + 6 :].lstrip(b"\r\n")
        try:
            found += zlib.decompressobj().decompress(rest)
        except zlib.error:
            continue
    return found
