"""Lays down a town that does not exist as a source, takes it over, and tells what became of it."""

import json

from motions.importing.oparl import writing
from motions.importing.oparl.folder import FolderSource
from motions.models import ImportRemark
from tests.motions.importing.oparl.objects import made, origin


def put(folder, **lists):
    for name, objects in lists.items():
        text = objects if isinstance(objects, str) else json.dumps(objects)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def take(folder, **options):
    return writing.import_source(FolderSource(folder), named="Musterstadt", **{"with_files": False} | options)


def meeting(number=1, **properties):
    return made("Meeting", number, **{"organization": [origin("Organization", 1)]} | properties)


def town():
    """One of each, all linked."""
    return {
        "body": made("Body", legislativeTerm=[made("LegislativeTerm")]),
        "organizations": [made("Organization", body=origin("Body", 1), location=made("Location"))],
        "people": [made("Person", body=origin("Body", 1), membership=[made("Membership")])],
        "meetings": [
            meeting(
                agendaItem=[
                    made("AgendaItem", consultation=origin("Consultation", 1), result="einstimmig beschlossen")
                ],
                invitation=made("File", 2, name="Einladung"),
            )
        ],
        "papers": [
            made(
                "Paper",
                body=origin("Body", 1),
                mainFile=made("File"),
                originatorPerson=[origin("Person", 1)],
                underDirectionOf=[origin("Organization", 1)],
                consultation=[
                    made(
                        "Consultation",
                        agendaItem=origin("AgendaItem", 1),
                        organization=[origin("Organization", 1)],
                    )
                ],
            )
        ],
    }


def changes(report):
    return {name: dict(getattr(report, name)) for name in ("new", "changed", "deleted") if +getattr(report, name)}


def remarks(doubt):
    return list(ImportRemark.objects.filter(group=doubt).order_by("pk").values_list("origin", "message"))
