"""Small PDFs made byte by byte, the honest and the hostile ones."""

import hashlib
import zlib

CATALOG, PAGES, FONT = 1, 2, 3


def document(objects, *, trailer=b""):
    """A file of the numbered objects with a right table of references."""
    body, places = b"%PDF-1.7\n", {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    for number in range(1, max(objects) + 1):
        body += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00001 f \n"
    return body + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1,
        trailer,
        start,
    )


def stream(data, *, extra=b"", packed=True):
    if packed:
        data, extra = zlib.compress(data, 9), extra + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def words(text):
    """The drawing of one line of text."""
    return b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode("cp1252")


def page(contents):
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
        % contents
    )


def frame(kids, *, count=None):
    """Catalogue, page tree and font; `kids` are the numbers of the pages."""
    references = b" ".join(b"%d 0 R" % kid for kid in kids)
    return {
        CATALOG: b"<< /Type /Catalog /Pages 2 0 R >>",
        PAGES: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (references, len(kids) if count is None else count),
        FONT: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }


def drawn(*drawings, trailer=b"", packed=True):
    """A document with one page for each stream of drawing operators."""
    objects = frame(range(10, 10 + 2 * len(drawings), 2))
    for number, drawing in enumerate(drawings):
        objects[10 + 2 * number] = page(11 + 2 * number)
        objects[11 + 2 * number] = stream(drawing, packed=packed)
    return document(objects, trailer=trailer)


def page_without_end(*texts):
    """Pages with these texts and a last one that draws the same long form 900 times over, which takes minutes."""
    last = 10 + 2 * len(texts)
    objects = frame(range(10, last + 1, 2))
    for number, drawing in enumerate([*map(words, texts), b"/Form Do\n" * 900]):
        objects[10 + 2 * number] = page(11 + 2 * number)
        objects[11 + 2 * number] = stream(drawing)
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
    objects[last + 2] = stream(b"BT /F1 12 Tf ET\n" * 30_000, extra=form)
    objects[last] = objects[last].replace(b"/Resources <<", b"/Resources << /XObject << /Form %d 0 R >>" % (last + 2))
    return document(objects)


def written(*texts):
    """A document with one page for each text."""
    return drawn(*map(words, texts))


PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key, data):
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted(text, *, password):
    """A page under the standard security handler, revision 2 (ISO 32000-1, 7.6.3), 40 bits."""
    padded = (password.encode() + PADDING)[:32]
    owner = rc4(hashlib.md5((b"owner" + PADDING)[:32]).digest()[:5], padded)
    rights, name = -4, b"0123456789abcdef"
    key = hashlib.md5(padded + owner + rights.to_bytes(4, "little", signed=True) + name).digest()[:5]
    content_key = hashlib.md5(key + (11).to_bytes(3, "little") + b"\0\0").digest()[:10]
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (
        owner.hex().encode(),
        rc4(key, PADDING).hex().encode(),
        rights,
    )
    hidden = rc4(content_key, words(text))
    objects = {**frame([10]), 10: page(11), 11: stream(hidden, packed=False), 12: lock}
    return document(objects, trailer=b"/Encrypt 12 0 R /ID [<%s> <%s>]" % (name.hex().encode(), name.hex().encode()))
