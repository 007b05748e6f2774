"""A guess beforehand of how many objects a source holds, so that a run can tell how much is left."""

import re
from pathlib import Path

from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.source import Source
from motions.models import ImportRun
from motions.states import ImportState

_TYPE = re.compile(rb'"type"\s*:\s*"https?://(?:schema\.)?oparl\.org/')
_CHUNK = 1 << 20
_OVERLAP = 64  # bytes, longer than what is looked for


def objects(source: Source, *, named: str) -> int | None:
    """The types named in a folder; of a server, what its last whole run found; else None."""
    if isinstance(source, FolderSource):
        return sum(_in_file(path) for path in source.folder.rglob("*.json") if path.is_file()) or None
    last = ImportRun.objects.filter(source=named[:500], state=ImportState.DONE).order_by("-started_at").first()
    return last.found if last else None


def _in_file(path: Path) -> int:
    count, rest = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            window = rest + chunk
            found = list(_TYPE.finditer(window))
            count += len(found)
            rest = window[max(found[-1].end() if found else 0, len(window) - _OVERLAP) :]
    return count
