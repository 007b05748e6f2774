"""The press: the one module that imports typst. Values go in as data, a tagged PDF (PDF/UA-1) comes out."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from documents.print.sheets import AgendaSheet, ExtractSheet, ListSheet, MinutesSheet, PaperSheet, Sheet

LAYOUT = Path(__file__).parent / "layout"

# Direction overrides let a reader see other words than the file holds; lone surrogates and controls are no text.
TREACHEROUS = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')
MOST = 500_000  # code points of one sheet; more would keep the press busy for minutes
KEPT = 64  # sheets printed last: the same sheet is the same PDF
LAYOUTS: dict[type[Sheet], str] = {
    PaperSheet: "paper.typ",
    AgendaSheet: "agenda.typ",
    MinutesSheet: "minutes.typ",
    ExtractSheet: "extract.typ",
    ListSheet: "list.typ",
}
PART = re.compile(r"\s*(?:\S.{0,3998}(?=\s|\Z)|\S.{0,3998})", re.DOTALL)  # about a page
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class PressError(Exception):
    """The sheet could not be printed; the message is typst's."""


class TooLong(PressError):
    """The sheet is too long to be printed; the message is the sentence the person reads."""


def sheet(sheet: Sheet, *, font_paths: Sequence[Path] = ()) -> bytes:
    """The PDF of any sheet, in the layout of its kind. Raises PressError."""
    return _print(LAYOUTS[type(sheet)], sheet, tuple(font_paths))


def forget() -> None:
    """Print every sheet anew from now on."""
    _print.cache_clear()


@lru_cache(maxsize=KEPT)
def _print(layout: str, sheet: Sheet, font_paths: tuple[Path, ...]) -> bytes:
    """Print; characters the fonts cannot show are named ("[U+1F600]") instead, for PDF/UA forbids missing glyphs."""
    values = _named(_values(sheet), TREACHEROUS)
    try:
        return _compile(layout, sheet, values, font_paths)
    except typst.TypstError as error:
        missing = _without_glyph(error)
        if not missing:
            raise PressError(error.diagnostic) from error
    try:
        return _compile(layout, sheet, _named(values, re.compile(f"[{re.escape(missing)}]")), font_paths)
    except typst.TypstError as error:
        raise PressError(error.diagnostic) from error


def _compile(layout: str, sheet: Sheet, values: dict[str, Any], font_paths: tuple[Path, ...]) -> bytes:
    written = json.dumps(values, ensure_ascii=False)
    if len(written) > MOST:
        raise TooLong("Das ist zu viel Text für ein PDF. Bitte auf der Seite lesen.")
    moment = sheet.printed_at.astimezone(UTC).timestamp() if sheet.printed_at else 0
    return typst.compile(
        str(LAYOUT / layout),
        root=str(LAYOUT),
        font_paths=_fonts(font_paths),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"sheet": written},
        timestamp=int(moment),
    )


@lru_cache(maxsize=4)
def _fonts(paths: tuple[Path, ...]) -> typst.Fonts:
    """The fonts that come with typst and those in the folders; none of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in paths])


def _values(sheet: Sheet) -> dict[str, Any]:
    values: dict[str, Any] = _cut(dataclasses.asdict(sheet))
    values["dated"] = values.pop("printed_at") is not None
    return values


def _cut(value: Any) -> Any:
    """The same values with overlong blocks cut into several: readers of PDFs refuse a paragraph of many pages."""
    if isinstance(value, dict):
        return {key: _cut(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [part for entry in value for part in (_parts(entry) if _is_block(entry) else [_cut(entry)])]
    return value


def _is_block(value: Any) -> bool:
    return isinstance(value, dict) and "rows" in value and "text" in value


def _parts(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a block, cut where a line or word ends if one does; only the first has the label."""
    texts = [found.group() for found in PART.finditer(block["text"])] or [""]
    kind = "paragraph" if block["kind"] == "point" else block["kind"]
    return [block | {"text": texts[0]}, *(block | {"text": text, "kind": kind, "label": ""} for text in texts[1:])]


def _named(value: Any, characters: re.Pattern[str]) -> Any:
    """The same values with every such character written out by its code point."""
    if isinstance(value, str):
        return characters.sub(lambda found: f"[U+{ord(found.group()):04X}]", value)
    if isinstance(value, dict):
        return {key: _named(entry, characters) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_named(entry, characters) for entry in value]
    return value


def _without_glyph(error: typst.TypstError) -> str:
    """The characters typst has no glyph for, as it lists them (escaped as Rust writes them)."""
    texts: Iterable[str] = NO_GLYPH.findall(error.diagnostic)
    return "".join(sorted({character for text in texts for character in _unescaped(text)}))


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
