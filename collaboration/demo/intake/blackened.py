"""A file on its way to the public: words under its bars were found, and it waits for the second person of the office."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

from collaboration.demo import blackened
from collaboration.demo.intake.shelf import Shelf
from documents import inspecting
from documents.actions import files, inspections
from documents.models import Inspection
from documents.states import FileRole

FILE = Path(__file__).parent.parent / "blackened.toml"
MAX_BYTES = 100_000


def take_in(shelf: Shelf) -> None:
    """Bring each file in, have it looked through, and present it. Raises KeyError for unknown keys."""
    for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["file"]:
        _present(
            shelf, row["paper"], row["name"], [(line["text"], line.get("bar", "")) for line in row["line"]], row["by"]
        )


def _present(shelf: Shelf, paper: str, name: str, lines: list[tuple[str, str]], by: str) -> Inspection:
    clerk = shelf.users[by]
    file = files.upload(
        io.BytesIO(blackened.page(lines)),
        name=name,
        file_name=f"{name}.pdf",
        mime_type=inspections.PDF,
        max_bytes=MAX_BYTES,
        by=clerk,
        paper=shelf.papers[paper],
        role=FileRole.AUXILIARY,
    )
    found = inspecting.inspect(inspections.ask(file, by=clerk, two_persons=False))
    return inspections.propose(found, by=clerk, version=found.version)
