"""PDFs made to hang, burst or fell whoever reads them, each with what reading comes to."""

import base64

from tests.documents import pdfs


def kids(*references):
    return b"<< /Type /Pages /Count 1 /Kids [%s] >>" % b" ".join(b"%d 0 R" % reference for reference in references)


def deep_tree(levels):
    objects = pdfs.frame([10])
    objects.update({10 + level: kids(11 + level) for level in range(levels)})
    return pdfs.document({**objects, 10 + levels: pdfs.page(5), 5: pdfs.stream(pdfs.words("tief"))})


FILES = {
    "a page tree that contains itself": (pdfs.document(pdfs.frame([2])), "damaged"),
    "a page tree in a circle": (pdfs.document({**pdfs.frame([10]), 10: kids(11), 11: kids(10)}), "damaged"),
    "a deep page tree": (deep_tree(300), "large"),
    "a wide page tree": (
        pdfs.document({**pdfs.frame([10] * 60_000), 10: pdfs.page(11), 11: pdfs.stream(b"")}),
        "large",
    ),
    "a tree that grows by doubling": (
        pdfs.document(
            {
                **pdfs.frame([10]),
                **{10 + level: kids(11 + level, 11 + level) for level in range(40)},
                50: b"<< /Type /Page >>",
            }
        ),
        "large",
    ),
    "pages promised and not there": (pdfs.document(pdfs.frame([], count=2_000_000_000)), "damaged"),
    "arrays in arrays": (pdfs.document({**pdfs.frame([10]), 10: b"[" * 100_000 + b"]" * 100_000}), "damaged"),
    "dictionaries in dictionaries": (
        pdfs.document({**pdfs.frame([]), 1: b"<< /Pages " * 50_000 + b">>" * 50_000}),
        "damaged",
    ),
    "a bomb": (pdfs.drawn(b" " * 300_000_000), "damaged"),
    "a bomb in a bomb": (
        pdfs.document(
            {
                **pdfs.frame([10]),
                10: pdfs.page(11),
                11: pdfs.stream(
                    pdfs.zlib.compress(b" " * 300_000_000, 9), extra=b"/Filter [/FlateDecode /FlateDecode]"
                ).replace(b" /Filter /FlateDecode", b""),
            }
        ),
        "damaged",
    ),
    "a bomb in letters": (
        pdfs.document(
            {
                **pdfs.frame([10]),
                10: pdfs.page(11),
                11: pdfs.stream(
                    pdfs.zlib.compress(b"z" * 20_000_000 + b"~>", 9), extra=b"/Filter [/FlateDecode /ASCII85Decode]"
                ).replace(b" /Filter /FlateDecode", b""),
            }
        ),
        "damaged",
    ),
    "a bomb in the letters of an inline image": (
        pdfs.drawn(
            b"BI /W 20000 /H 20000 /BPC 8 /CS /RGB /F [/A85 /Fl] ID "
            + base64.a85encode(pdfs.zlib.compress(b"z" * 300_000_000, 9), adobe=True).removeprefix(b"<~")
            + b" EI"
        ),
        "images",
    ),
    "a huge inline image": (pdfs.drawn(b"BI /W 900000 /H 900000 /BPC 8 /CS /RGB /F /Fl ID x\x9c EI"), "images"),
    "operators in arrays without end": (pdfs.drawn(b"[" * 200_000), "images"),
    "references in a circle": (pdfs.document({**pdfs.frame([10]), 10: pdfs.page(11), 11: b"11 0 R"}), "images"),
    "a form that draws itself": (
        pdfs.document(
            {
                **pdfs.frame([10]),
                10: b"<< /Type /Page /Parent 2 0 R /Resources << /XObject << /X 12 0 R >> >> /Contents 11 0 R >>",
                11: pdfs.stream(b"/X Do " * 100),
                12: pdfs.stream(
                    b"/X Do /X Do", extra=b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 12 0 R >> >>"
                ),
            }
        ),
        "images",
    ),
    "tables of references in a circle": (
        pdfs.written("x").replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % pdfs.written("x").index(b"xref")),
        "read",
    ),
    "a number without end": (pdfs.drawn(b"9" * 1_000_000 + b" w"), "images"),
}
