"""A folder of JSON files as a source: lists, external lists or single objects, with PDFs and texts beside them."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from motions.importing.oparl import answers
from motions.importing.oparl.records import File, Kind
from motions.importing.oparl.source import Found, NotThereError, Position, Problem

_BYTES = ("pdf-from-text", "files", "pdf", ".")
_TEXTS = "texts"
_NO_OBJECTS = "Die Datei enthält keine OParl-Objekte."
_LAST = len(Kind)
_KINDS_BY_NAME = {
    **{kind.lower(): kind for kind in Kind},
    **{f"{kind.lower()}s": kind for kind in Kind},
    "bodies": Kind.BODY,
    "people": Kind.PERSON,
    "locationlist": Kind.LOCATION,
    "legislativetermlist": Kind.LEGISLATIVE_TERM,
}


class FolderSource:
    """Reads `*.json` under a folder, sorted by what refers to what, then by path; never reads outside the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    @property
    def folder(self) -> Path:
        """The folder itself."""
        return self._folder

    def objects(self, *, after: Position | None = None) -> Iterator[Found | Problem]:
        for part in self._parts(after):
            read = after.index + 1 if after and after.part == part else 0
            count = 0
            try:
                for count, raw in enumerate(self._raw(part), start=1):
                    if count > read:
                        position = Position(part=part, page="", index=count - 1)
                        yield Found(position=position, raw=raw, expected=_kind(part))
            except (answers.UnreadableError, OSError, UnicodeDecodeError) as error:
                yield Problem(where=part, message=f"{_told(error)} Gelesen wurden {count} Objekte.")

    def copy(self, file: File, *, into: BinaryIO) -> int:
        path = self._beside(file.file_name, _BYTES) if file.file_name else None
        if path is None:
            raise NotThereError("Die Datei liegt nicht im Ordner.")
        try:
            with path.open("rb") as stream:
                shutil.copyfileobj(stream, into)
        except OSError as error:
            raise NotThereError(_told(error)) from error
        return path.stat().st_size

    def text(self, file: File) -> str:
        number = re.search(r"(\d+)\D*$", file.origin)
        path = self._beside(f"{number[1]}.txt", (_TEXTS,)) if number else None
        if path is None:
            return ""
        return path.read_text(encoding="utf-8", errors="replace").strip()

    def _parts(self, after: Position | None) -> list[str]:
        """The paths of the files still to be read, in order; all of them if the position is no longer there."""
        paths = [path for path in self._folder.rglob("*.json") if path.is_file() and not _is_hidden(path, self._folder)]
        parts = [path.relative_to(self._folder).as_posix() for path in paths]
        parts.sort(key=lambda part: (self._rank(part), part))
        return parts[parts.index(after.part) :] if after and after.part in parts else parts

    def _rank(self, part: str) -> int:
        """The place of a file in the order of `Kind`, by its name or else by its first object."""
        kind = _kind(part) or self._first_kind(part)
        return list(Kind).index(kind) if kind else _LAST

    def _first_kind(self, part: str) -> Kind | None:
        try:
            first = next(self._raw(part), None)
        except (answers.UnreadableError, OSError, UnicodeDecodeError):
            return None
        said = str(first.get("type", "")).rpartition("/")[2] if isinstance(first, dict) else ""
        return next((kind for kind in Kind if kind == said), None)

    def _raw(self, part: str) -> Iterator[Any]:
        path = self._folder / part
        with path.open(encoding="utf-8-sig") as stream:
            if _begins_with_bracket(stream.read(4096)):
                stream.seek(0)
                yield from answers.elements(stream)
                return
        value = answers.decode(path.read_bytes())
        if isinstance(value, dict) and isinstance(value.get("data"), list):
            yield from value["data"]
        elif isinstance(value, dict) and ("id" in value or "type" in value):
            yield value
        else:
            raise answers.UnreadableError(_NO_OBJECTS)

    def _beside(self, name: str, folders: tuple[str, ...]) -> Path | None:
        for folder in folders:
            path = (self._folder / folder / name).resolve()
            if path.is_relative_to(self._folder) and path.is_file():
                return path
        return None


def _kind(part: str) -> Kind | None:
    """The type of the objects in a file, from the name of the file or of the folder it lies in."""
    path = Path(part)
    names = (path.stem, path.parent.name)
    plain = (re.sub(r"[^a-z]", "", name.lower()) for name in names)
    return next((_KINDS_BY_NAME[name] for name in plain if name in _KINDS_BY_NAME), None)


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _begins_with_bracket(text: str) -> bool:
    return text.lstrip()[:1] == "["


def _told(error: Exception) -> str:
    if isinstance(error, answers.UnreadableError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "Die Datei ist kein lesbarer Text (kein UTF-8)."
    return "Die Datei konnte nicht gelesen werden."
