"""Which letters of a page leave no ink: drawn without them it looks the same. Loaded in the confined process alone."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy
import pypdfium2
import pypdfium2.raw as pdfium

from documents.redaction.across import Across, Box

SCALE = 1.5  # pixels per point
MOST_PIXELS = 6_000_000
SEEN = 24  # of 255: how much a letter must change what is drawn
CONTRAST = 60  # of 255: what lies between paper and ink
SINGLY = 60  # letters drawn over letters are looked at object by object, so many at most
DEEPEST = 15  # forms within forms
SMALLEST_BAR = 6  # points
GAP = 0.35  # between words, in heights of letters
INVISIBLE = (3, 7)  # text rendering modes that draw nothing (ISO 32000-1, 9.3.6)
LONGEST = 300  # characters of one stretch
MOST = 200  # stretches of one page
DIFFERENT = 0.0005  # share of pixels

Picture = Any  # an array of height × width × 3 bytes


class Unseen(NamedTuple):
    """Something nobody sees: its kind, its text, and where (left, bottom, right, top in points)."""

    kind: str
    text: str
    box: Box


@dataclass
class Letter:
    """A letter of the page: which, where, and the number of the object that draws it."""

    sign: str
    box: Box
    thing: int
    seen: bool = True
    kind: str = ""


@dataclass
class Thing:
    """Something that is drawn: what kind, how deep in the pile (0 is drawn first), where."""

    raw: Any
    kind: int
    depth: int
    box: Box
    mode: int = 0
    colour: tuple[int, ...] = field(default=())


def unseen(page: pypdfium2.PdfPage) -> list[Unseen]:
    """Stretches of text without ink, and pictures beneath bars; at most 200, what a scan recognised last."""
    sheet = _Sheet(page)
    return sorted([*_stretches(sheet.letters()), *sheet.bars()], key=lambda each: each.kind == "scan")[:MOST]


class _Sheet:
    """One page, drawn in several ways."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        width, height = page.get_size()
        self._scale = min(SCALE, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
        self._bounds: Box = page.get_bbox()
        self._whole = self._draw()
        self._across = Across(page, self._whole.shape)
        self._things = list(_things(page))
        self._number = {ctypes.addressof(each.raw.contents): each.depth for each in self._things}

    def letters(self) -> list[Letter]:
        """All letters, each with whether it is seen, and if not, why."""
        found = list(self._letters())
        texts = [each for each in self._things if each.kind == pdfium.FPDF_PAGEOBJ_TEXT]
        self._judge(found, texts)
        for number in self._overdrawn(found):
            self._judge([each for each in found if each.thing == number and each.seen], [self._things[number]])
        for letter in found:
            if not letter.seen:
                letter.kind = self._why(letter)
        for word in _words(found):
            _agree(word)
        return found

    def bars(self) -> Iterator[Unseen]:
        """Pictures whose even cover hides something uneven."""
        pictures = [each for each in self._things if each.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        covers = [each for each in self._things if self._is_bar(each, pictures)]
        if not covers:
            return
        for cover in covers:
            pdfium.FPDFPageObj_SetIsActive(cover.raw, 0)
        below = self._draw()
        for cover in covers:
            pdfium.FPDFPageObj_SetIsActive(cover.raw, 1)
        for cover in covers:
            if _contrast(self._inner(self._whole, cover.box)) < CONTRAST <= _contrast(self._inner(below, cover.box)):
                yield Unseen("picture", "", cover.box)

    def _draw(self) -> Picture:
        bitmap = self._page.render(scale=self._scale, may_draw_forms=False)
        array = numpy.array(bitmap.to_numpy()[:, :, :3], dtype=numpy.int16)
        bitmap.close()
        return array

    def _letters(self) -> Iterator[Letter]:
        text = self._page.get_textpage()
        for index in range(text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text.raw, index)
            sign = chr(code) if code < 0x110000 else ""
            if not sign or unicodedata.category(sign)[0] in "ZC" or pdfium.FPDFText_IsGenerated(text.raw, index):
                continue
            holder = pdfium.FPDFText_GetTextObject(text.raw, index)
            thing = self._number.get(ctypes.addressof(holder.contents), -1) if holder else -1
            yield Letter(sign, text.get_charbox(index), thing)
        text.close()

    def _judge(self, letters: Sequence[Letter], texts: Sequence[Thing]) -> None:
        """Draw the page without these texts; letters that change nothing are not seen."""
        if not letters:
            return
        for each in texts:
            pdfium.FPDFTextObj_SetTextRenderMode(each.raw, 3)
        without = self._draw()
        for each in texts:
            pdfium.FPDFTextObj_SetTextRenderMode(each.raw, each.mode)
        change = numpy.abs(self._whole - without).max(axis=2)
        for letter in letters:
            patch = change[self._across.slices(letter.box)]
            letter.seen = bool(patch.size) and bool(patch.max() >= SEEN)

    def _overdrawn(self, letters: Sequence[Letter]) -> list[int]:
        """Numbers of the texts with letters upon which other texts draw other letters."""
        cells: dict[tuple[int, int], list[Letter]] = {}
        for letter in letters:
            cells.setdefault(_cell(letter.box), []).append(letter)
        found = set()
        for letter in letters:
            across, up = _cell(letter.box)
            near = (cells.get((across + i, up + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
            if letter.thing >= 0 and any(_draws_upon(other, letter) for some in near for other in some):
                found.add(letter.thing)
        return sorted(found)[:SINGLY]

    def _why(self, letter: Letter) -> str:
        left, bottom, right, top = self._bounds
        across, up = (letter.box[0] + letter.box[2]) / 2, (letter.box[1] + letter.box[3]) / 2
        if not (left <= across <= right and bottom <= up <= top):
            return "outside"
        thing = self._things[letter.thing] if letter.thing >= 0 else None
        ground = self._inner(self._whole, letter.box)
        if thing is not None and thing.mode in INVISIBLE:
            return "scan" if self._is_on_picture(across, up) and _contrast(ground) >= CONTRAST else "invisible"
        if thing is not None and any(
            each.depth > thing.depth and each.kind != pdfium.FPDF_PAGEOBJ_TEXT and _holds(each.box, across, up)
            for each in self._things
        ):
            return "covered"
        return "colour" if thing is not None and _is_near(thing.colour, ground) else "vanished"

    def _is_on_picture(self, across: float, up: float) -> bool:
        return any(each.kind == pdfium.FPDF_PAGEOBJ_IMAGE and _holds(each.box, across, up) for each in self._things)

    def _is_bar(self, thing: Thing, pictures: Sequence[Thing]) -> bool:
        if thing.kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            return False
        left, bottom, right, top = thing.box
        across, up = (left + right) / 2, (bottom + top) / 2
        small = min(right - left, top - bottom) < SMALLEST_BAR
        return not small and any(each.depth < thing.depth and _holds(each.box, across, up) for each in pictures)

    def _inner(self, picture: Picture, box: Box) -> Picture:
        """What is drawn within the box, without its edge."""
        rows, columns = self._across.slices(box)
        edge = 1 if min(rows.stop - rows.start, columns.stop - columns.start) > 6 else 0
        return picture[rows.start + edge : rows.stop - edge, columns.start + edge : columns.stop - edge]


def _things(page: pypdfium2.PdfPage) -> Iterator[Thing]:
    for depth, item in enumerate(page.get_objects(max_depth=DEEPEST)):
        thing = Thing(item.raw, item.type, depth, _box(item))
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            thing.mode = pdfium.FPDFTextObj_GetTextRenderMode(item.raw)
            thing.colour = _colour(item.raw)
        yield thing


def _box(item: pypdfium2.PdfObject) -> Box:
    try:
        found: Box = item.get_bounds()
    except pypdfium2.PdfiumError:
        return (0.0, 0.0, 0.0, 0.0)
    return found


def _colour(raw: Any) -> tuple[int, ...]:
    parts = [ctypes.c_uint() for _ in range(4)]
    known = pdfium.FPDFPageObj_GetFillColor(raw, *map(ctypes.byref, parts))
    return tuple(part.value for part in parts[:3]) if known else ()


def _is_near(colour: tuple[int, ...], ground: Picture) -> bool:
    if not colour or not ground.size:
        return False
    blue, green, red = ground.reshape(-1, 3).mean(axis=0)  # the order in which pdfium draws
    away = max(abs(colour[0] - red), abs(colour[1] - green), abs(colour[2] - blue))
    return float(away) <= CONTRAST / 2


def _contrast(patch: Picture) -> int:
    if not patch.size:
        return 0
    grey = patch.mean(axis=2)
    return int(grey.max() - grey.min())


def _holds(box: Box, across: float, up: float) -> bool:
    return box[0] <= across <= box[2] and box[1] <= up <= box[3]


def _cell(box: Box) -> tuple[int, int]:
    return int((box[0] + box[2]) / 40), int((box[1] + box[3]) / 40)


def _draws_upon(other: Letter, letter: Letter) -> bool:
    across, up = (letter.box[0] + letter.box[2]) / 2, (letter.box[1] + letter.box[3]) / 2
    return other.thing != letter.thing and other.sign != letter.sign and _holds(other.box, across, up)


def _stretches(letters: Sequence[Letter]) -> Iterator[Unseen]:
    """Letters beside each other that are unseen for the same reason, as one; single points and strokes are none."""
    some: list[Letter] = []
    for letter in [*letters, Letter("", (0, 0, 0, 0), -2)]:
        if some and (letter.kind, letter.thing) != (some[-1].kind, some[-1].thing):
            if some[0].kind and any(each.sign.isalnum() for each in some):
                yield Unseen(some[0].kind, _spelled(some)[:LONGEST], _around(some))
            some = []
        some.append(letter)


def _spelled(letters: Sequence[Letter]) -> str:
    return " ".join("".join(letter.sign for letter in word) for word in _words(letters))


def _words(letters: Sequence[Letter]) -> list[list[Letter]]:
    """The letters in a row, parted wherever the hand moved on."""
    words: list[list[Letter]] = []
    for letter in letters:
        before = words[-1][-1].box if words else letter.box
        height = max(letter.box[3] - letter.box[1], before[3] - before[1], 1.0)
        if not words or letter.box[0] - before[2] > GAP * height or abs(letter.box[1] - before[1]) > height:
            words.append([])
        words[-1].append(letter)
    return words


def _agree(word: Sequence[Letter]) -> None:
    """What a scan shows is judged by words: the gaps within a letter, and beside it, are paper."""
    kinds = [letter.kind for letter in word]
    if kinds.count("scan") * 2 < kinds.count("invisible") + kinds.count("scan"):
        return
    for letter in word:
        letter.kind = "scan" if letter.kind == "invisible" else letter.kind


def _around(letters: Sequence[Letter]) -> Box:
    left, bottom, right, top = zip(*(each.box for each in letters), strict=True)
    return min(left), min(bottom), max(right), max(top)


def differs(page: pypdfium2.PdfPage, other: pypdfium2.PdfPage) -> bool:
    """Whether the two pages look unlike each other, drawn small."""
    if any(abs(one - two) > 1 for one, two in zip(page.get_size(), other.get_size(), strict=True)):
        return True
    scale = min(0.5, math.sqrt(500_000 / max(1.0, math.prod(page.get_size()))))
    first, second = (each.render(scale=scale).to_numpy()[:, :, :3].astype(numpy.int16) for each in (page, other))
    rows, columns = (min(one, two) for one, two in zip(first.shape[:2], second.shape[:2], strict=True))
    change = numpy.abs(first[:rows, :columns] - second[:rows, :columns]).max(axis=2)
    return bool((change > CONTRAST).sum() > DIFFERENT * change.size)
