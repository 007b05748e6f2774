"""Bytes to text and text to paragraphs, refusing aloud what is no plain text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from motions.importing.plain.proposal import Paragraph, TextProblem

MAX_CHARACTERS = 500_000
_LINE = re.compile(r"[^\r\n]+")
_BULLET = re.compile(r"[•◦▪‣·*–-]\s+(?=\S)")
_NUMBER = re.compile(
    r"(?:Frage\s+)?(?P<number>\d{1,3})\s*[.):]\s*(?=[^\d\s])"
    r"(?!(?:Jan|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w*\.? \d)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[a-z]\)\s*(?=\S)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_FORMATS = (
    (b"%PDF", "ein PDF"),
    (b"PK\x03\x04", "ein Office- oder ZIP-Dokument"),
    (b"\xd0\xcf\x11\xe0", "ein altes Office-Dokument"),
    (b"{\\rtf", "ein RTF-Dokument"),
)
_HYPHENATED = re.compile(r"\w-$")
_WRAP_WIDTH = range(50, 101)
_BREAKS_BETWEEN = re.compile(r"[\r\n]\s*[\r\n]")


def decode(content: bytes, *, name: str) -> str:
    """The text of a file stored as UTF-8, without byte order mark.

    Raises TextProblem for another encoding, another format, or more than `MAX_CHARACTERS` bytes.
    """
    for beginning, what in _FORMATS:
        if content.startswith(beginning):
            raise TextProblem(f"„{name}“ ist {what}, kein reiner Text.")
    if len(content) > 4 * MAX_CHARACTERS:
        raise _too_long(name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TextProblem(f"„{name}“ ist in UTF-16 gespeichert; bitte als UTF-8 speichern.")
    if b"\x00" in content:
        raise TextProblem(f"„{name}“ enthält Nullbytes und ist kein reiner Text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TextProblem(
            f"„{name}“ ist nicht in UTF-8 gespeichert (Byte {problem.start + 1}); bitte als UTF-8 speichern."
        ) from problem


def check(text: str, *, name: str) -> None:
    """Refuse what no parser should touch: nothing, too much, control characters, broken surrogates."""
    if len(text) > MAX_CHARACTERS:
        raise _too_long(name)
    if not any(letter.isalnum() for letter in text):
        raise TextProblem(f"„{name}“ ist leer.")
    if "\x00" in text:
        raise TextProblem(f"„{name}“ enthält Nullbytes und ist kein reiner Text.")
    if _CONTROL.search(text):
        raise TextProblem(f"„{name}“ enthält Steuerzeichen und ist kein reiner Text.")
    if not _encodable(text):
        raise TextProblem(f"„{name}“ enthält Zeichen, die es in Unicode nicht gibt.")


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Every line is a paragraph, unless the whole text is wrapped at a fixed width: then its lines are joined."""
    lines = tuple(_lines(text))
    return tuple(_joined(lines)) if _is_wrapped(lines) else lines


def is_bullet(paragraph: Paragraph) -> bool:
    return bool(_BULLET.match(paragraph.text))


def without_bullet(paragraph: Paragraph) -> str:
    return _BULLET.sub("", paragraph.text, count=1)


def is_lettered(paragraph: Paragraph) -> bool:
    return bool(_LETTER.match(paragraph.text))


def numbered(paragraph: Paragraph) -> tuple[int, str] | None:
    """The number and the rest of "5. Wie …", also written "5.Wie" or "Frage 5: Wie"; None without number."""
    match = _NUMBER.match(paragraph.text)
    return (int(match["number"]), paragraph.text[match.end() :]) if match else None


def _lines(text: str) -> Iterator[Paragraph]:
    previous_end = 0
    for line in _LINE.finditer(text):
        stripped = line[0].strip()
        if not stripped:
            continue
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        follows_blank = start == 0 or bool(_BREAKS_BETWEEN.search(_unix(text[previous_end:start])))
        yield Paragraph(text=stripped, start=start, end=start + len(stripped), follows_blank=follows_blank)
        previous_end = start + len(stripped)


def _unix(gap: str) -> str:
    return gap.replace("\r\n", "\n")


def _is_wrapped(lines: tuple[Paragraph, ...]) -> bool:
    """Whether a fixed width broke the lines: none is long, and some full one goes on in the next."""
    width = max(len(line.text) for line in lines)
    return width in _WRAP_WIDTH and any(
        line.text[-1] not in ".?!:;" and _goes_on(line, after, width=width) for line, after in pairwise(lines)
    )


def _goes_on(line: Paragraph, after: Paragraph, *, width: int) -> bool:
    """Whether `after` continues `line`: its first word would not have fitted."""
    starts_anew = after.follows_blank or is_bullet(after) or is_lettered(after) or numbered(after)
    first_word = after.text.split(maxsplit=1)[0]
    return not starts_anew and line.text[-1] != ":" and len(line.text) + 1 + len(first_word) > width


def _joined(lines: tuple[Paragraph, ...]) -> Iterator[Paragraph]:
    width = max(len(line.text) for line in lines)
    together = [lines[0]]
    for line in lines[1:]:
        if not _goes_on(together[-1], line, width=width):
            yield _join(together)
            together = []
        together.append(line)
    yield _join(together)


def _join(lines: Sequence[Paragraph]) -> Paragraph:
    pieces = [lines[0].text]
    for line in lines[1:]:
        if _HYPHENATED.search(pieces[-1][-2:]) and line.text[0].islower():
            pieces[-1] = pieces[-1][:-1]
        else:
            pieces.append(" ")
        pieces.append(line.text)
    first, last = lines[0], lines[-1]
    return Paragraph(text="".join(pieces), start=first.start, end=last.end, follows_blank=first.follows_blank)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_long(name: str) -> TextProblem:
    return TextProblem(
        f"„{name}“ ist zu groß; ein Text darf höchstens {MAX_CHARACTERS:,} Zeichen haben.".replace(",", ".")
    )
