"""From what the administrator types to a source."""

from pathlib import Path

from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.source import NotThereError, Source
from motions.importing.oparl.web import WebSource


def source(named: str) -> Source:
    """The folder or the address (http, https) that is named; NotThereError with the reason if it is neither."""
    if is_address(named):
        return WebSource(named)
    folder = Path(named).expanduser()
    if folder.is_dir():
        return FolderSource(folder)
    raise NotThereError(f"„{named}“ ist weder ein Ordner noch eine Adresse, die mit http:// oder https:// beginnt.")


def is_address(named: str) -> bool:
    """Whether that is an address and no folder."""
    return named.lower().startswith(("http://", "https://"))
