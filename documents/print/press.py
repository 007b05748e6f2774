"""The press: the one module that imports typst. Values go in as data, a tagged PDF (PDF/UA-1) comes out."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from documents.print.sheets import AgendaSheet, ExtractSheet, MinutesSheet, PaperSheet, Sheet

LAYOUT = Path(__file__).parent / "layout"

# Direction overrides let a reader see other words than the file holds; lone surrogates and controls are no text.
TREACHEROUS = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class PressError(Exception):
    """The sheet could not be printed; the message is typst's."""


def paper(sheet: PaperSheet, *, font_paths: Sequence[Path] = ()) -> bytes:
    """The PDF of a paper. Raises PressError."""
    return _print("paper.typ", sheet, font_paths)


def agenda(sheet: AgendaSheet, *, font_paths: Sequence[Path] = ()) -> bytes:
    """The PDF of an invitation or agenda. Raises PressError."""
    return _print("agenda.typ", sheet, font_paths)


def minutes(sheet: MinutesSheet, *, font_paths: Sequence[Path] = ()) -> bytes:
    """The PDF of the minutes of a meeting. Raises PressError."""
    return _print("minutes.typ", sheet, font_paths)


def extract(sheet: ExtractSheet, *, font_paths: Sequence[Path] = ()) -> bytes:
    """The PDF of an extract of one resolution. Raises PressError."""
    return _print("extract.typ", sheet, font_paths)


def _print(layout: str, sheet: Sheet, font_paths: Sequence[Path]) -> bytes:
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


def _compile(layout: str, sheet: Sheet, values: dict[str, Any], font_paths: Sequence[Path]) -> bytes:
    moment = sheet.printed_at.astimezone(UTC).timestamp() if sheet.printed_at else 0
    return typst.compile(
        str(LAYOUT / layout),
        root=str(LAYOUT),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in font_paths]),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"sheet": json.dumps(values)},
        timestamp=int(moment),
    )


def _values(sheet: Sheet) -> dict[str, Any]:
    values = dataclasses.asdict(sheet)
    values["dated"] = values.pop("printed_at") is not None
    return values


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
