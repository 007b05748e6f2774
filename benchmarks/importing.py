"""How fast the records of a city are taken in, how long others wait for the lock meanwhile, and in how much memory."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.conf import settings
from django.db import connections

from benchmarks import neighbour
from benchmarks.figures import percentile, table
from council import journal
from council.actions import batches
from motions.importing.oparl import opening, writing

SAMPLES = ("karlsruhe-oparl", "magdeburg-oparl")
QUIET = 10  # seconds of the meeting alone
OBJECTS = int(os.environ.get("IMPORT_OBJECTS", "100000"))
BASE = "https://city.example.org/oparl"
AT = {"created": "2019-05-02T09:00:00+02:00", "modified": "2020-01-07T10:30:00+01:00"}
COLUMNS = (
    *("Quelle", "Lauf", "Objekte", "Objekte/s", "je CPU-Sekunde"),
    *("Sperre p50 ms", "p95", "p99", "längste", "über 200", "Speicher MB"),
)
BESIDE = ("Daneben", "Lauf", "Akte", "p50 ms", "p95", "p99", "längster")
TOO_LONG = 200  # milliseconds


def run() -> None:
    """Print both samples and a made city of 100,000 objects, records without files, first and unchanged again.

    A meeting goes on beside it all; how long its acts take is printed too, and how long they take without the import.
    """
    rows, beside = [], []
    made = neighbour.prepare()
    with neighbour.acting(made) as alone:
        time.sleep(QUIET)
    beside.append(("nichts", "–", *_spread(alone)))
    with tempfile.TemporaryDirectory() as place:
        city = Path(place)
        _make(city, objects=OBJECTS)
        folders = [settings.SHARED_DIR / "data" / sample for sample in SAMPLES]
        for folder in [*(folder for folder in folders if folder.is_dir()), city]:
            name = "gemachte Stadt" if folder == city else folder.name
            for turn in ("erster", "zweiter"):
                with neighbour.acting(made) as acts:
                    figures = _apart(folder, name)
                rows.append((name, turn, *figures))
                beside.append((name, turn, *_spread(acts)))
    table("Einlesen aus OParl (ohne Dateien)", COLUMNS, rows)
    table("Die Akte einer laufenden Sitzung neben dem Einlesen", BESIDE, beside)


def _spread(times: Sequence[float]) -> list[int]:
    return [len(times), *(round(percentile(times, share)) for share in (50, 95, 99, 100))] if times else [0] * 5


def _apart(folder: Path, name: str) -> tuple[Any, ...]:
    """Take the folder over in a process of its own, so that its memory is its own too."""
    connections.close_all()
    reading, writing_end = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.write(writing_end, json.dumps(_measured(folder, name)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing_end)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return tuple(json.loads(said))


def _measured(folder: Path, name: str) -> list[Any]:
    held: list[float] = []
    real = batches.take_over

    def timed(**rows: Any) -> None:
        with journal.acting():  # the lock is ours from here on; whoever had it before has not been counted
            start = perf_counter()
            real(**rows)
        held.append((perf_counter() - start) * 1000)

    batches.take_over = timed
    start, busy = perf_counter(), process_time()
    report = writing.import_source(opening.source(str(folder)), named=name, body_name=name, with_files=False)
    seconds, busy = perf_counter() - start, process_time() - busy
    times: list[Any] = _spread(held)[1:] if held else ["–"] * 4
    too_long = sum(one > TOO_LONG for one in held)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [report.found, round(report.found / seconds), round(report.found / busy), *times, too_long, memory]


# A made city ----------------------------------------------------------------------------------------------------------


def _make(folder: Path, *, objects: int) -> None:
    """Lay down a city of about so many objects, written one by one, always the same."""
    papers = objects // 5
    _write(folder / "body.json", [_object("Body", 1, name="Gemachte Stadt")])
    _write(folder / "organizations.json", (_organization(number) for number in range(1, 101)))
    _write(folder / "people.json", (_person(number) for number in range(1, papers // 40 + 2)))
    _write(folder / "meetings.json", (_meeting(number) for number in range(1, papers // 10 + 1)))
    _write(folder / "papers.json", (_paper(number) for number in range(1, papers + 1)))


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for place, row in enumerate(rows):
            file.write("[\n" if place == 0 else ",\n")
            json.dump(row, file, ensure_ascii=False)
        file.write("\n]\n")


def _id(kind: str, number: int) -> str:
    return f"{BASE}/{kind.lower()}/{number}"


def _object(kind: str, number: int, /, **more: Any) -> dict[str, Any]:
    return {"id": _id(kind, number), "type": f"https://schema.oparl.org/1.1/{kind}", **AT, **more}


def _organization(number: int) -> dict[str, Any]:
    name = f"Ausschuss für Angelegenheit {number}"
    return _object("Organization", number, name=name, body=_id("Body", 1), organizationType="Gremium")


def _person(number: int) -> dict[str, Any]:
    seats = [
        _object("Membership", number * 4 + seat, organization=_id("Organization", (number + seat) % 100 + 1))
        for seat in range(4)
    ]
    return _object("Person", number, name=f"Mitglied {number}", body=_id("Body", 1), membership=seats)


def _meeting(number: int) -> dict[str, Any]:
    day = f"{2005 + number % 20}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    items = [
        _object(
            "AgendaItem",
            number * 10 + place,
            name=f"Beratung über die Vorlage {number * 10 + place}",
            number=str(place + 1),
            order=place,
            public=True,
            result="einstimmig beschlossen" if place % 2 else "abgelehnt",
        )
        for place in range(10)
    ]
    return _object(
        "Meeting",
        number,
        name=f"{number}. Sitzung",
        start=f"{day}T16:00:00+01:00",
        end=f"{day}T20:00:00+01:00",
        organization=[_id("Organization", number % 100 + 1)],
        agendaItem=items,
    )


def _paper(number: int) -> dict[str, Any]:
    return _object(
        "Paper",
        number,
        name=f"Vorlage {number} zur Straßenbeleuchtung im Abschnitt {number % 977}",
        reference=f"{number}/{2005 + number % 20}",
        paperType=("Beschlussvorlage", "Antrag", "Anfrage")[number % 3],
        date=f"{2005 + number % 20}-{number % 12 + 1:02}-01",
        body=_id("Body", 1),
        originatorOrganization=[_id("Organization", number % 100 + 1)],
        mainFile=_file(number * 2, "Vorlage"),
        auxiliaryFile=[_file(number * 2 + 1, "Anlage")],
        consultation=[
            _object(
                "Consultation",
                number,
                meeting=_id("Meeting", max(1, number // 10)),
                agendaItem=_id("AgendaItem", max(10, number)),
                organization=[_id("Organization", number % 100 + 1)],
            )
        ],
    )


def _file(number: int, name: str) -> dict[str, Any]:
    url = f"{BASE}/bytes/{number}"
    return _object(
        "File", number, name=f"{name} {number}", fileName=f"{number}.pdf", mimeType="application/pdf", accessUrl=url
    )
