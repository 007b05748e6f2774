"""What this house gives out, another takes in and gives out alike."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from council import journal
from documents.models import OparlObject
from documents.oparl import kinds
from documents.states import FileRole
from motions.importing.oparl import vocabulary, web, writing
from motions.importing.oparl.fetch import FetchError
from tests import cast as casting
from tests import factories
from tests.documents.oparl import asking

# What another house says for itself: when it published, where its pages and bytes are, and the text it read from these.
OWN = ("created", "modified", "web", "accessUrl", "downloadUrl", "text", "system", "contactEmail", *asking.LISTS)


class Replayed:
    """Every answer that a source gave, kept; stands for the line to a server that is no longer there."""

    def __init__(self, start: str) -> None:
        self._answers: dict[str, bytes] = {}
        self._keep(start)
        system = asking.get(start)
        self._keep(system["body"])
        for town in asking.walk(system["body"]):
            for name in asking.LISTS:
                for page in asking.pages(town[name]):
                    self._keep(page["links"]["self"])
                    for file in page["data"] if name == "file" else ():
                        self._keep(file["downloadUrl"])
                        self._keep(file["accessUrl"])

    def _keep(self, url: str) -> None:
        self._answers[url] = asking.ask(url).bytes

    def value(self, url: str):
        return json.loads(self._bytes(url))

    def copy(self, url: str, *, into) -> int:
        return into.write(self._bytes(url))

    def _bytes(self, url: str) -> bytes:
        if url not in self._answers:
            raise FetchError(f"{url} wurde nie gegeben.")
        return self._answers[url]


def told() -> dict[str, dict]:
    """All objects, by the address their source gives them, without what each house says in its own words."""
    origins = {}
    for type_, kind in kinds.registered().items():
        things = dict(kind.model._base_manager.values_list("pk", "origin"))
        for row in OparlObject.objects.living().filter(type=type_, part_of=""):
            origins[asking.address(row)] = things[row.thing]
    found = [json.loads(_replaced(json.dumps(one), origins)) for one in asking.download().values()]
    return {one["id"]: _plain(one) for one in found if not one["type"].endswith("/Location")}


def _replaced(text: str, origins: dict[str, str | None]) -> str:
    for address, origin in origins.items():
        text = text.replace(f'"{address}"', f'"{origin or address}"')
    return text


def _plain(value):
    """The value without what is a house's own; places are told anew, offices in the words of the importer."""
    if isinstance(value, list):
        return [_plain(below) for below in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _plain(below) for name, below in value.items() if name not in OWN and ":" not in name}
    kind = str(kept.get("type", "")).rpartition("/")[2]
    if kind == "Location":
        kept["id"] = "a place"
    if kind == "Paper":
        kept.pop("location", None)  # the districts of a paper are not taken over
    if kind == "Membership":
        kept["role"] = vocabulary.membership_role(kept.get("role", ""))
    return kept


@pytest.mark.django_db(transaction=True)
def test_a_town_taken_over_gives_out_what_it_was_taken_over_from(settings):
    settings.BASE_URL = f"http://{asking.HOST}"
    cast = casting.assemble()
    asking.world(cast)
    asking.file("Brücke", paper=factories.paper(name="Brücke"), role=FileRole.MAIN)
    journal.drain("oparl")
    start = f"{settings.BASE_URL}/oparl/v1.1/system"
    source, given = Replayed(start), told()
    assert urlsplit(start).path == "/oparl/v1.1/system"

    call_command("flush", interactive=False, verbosity=0)
    writing.import_source(web.WebSource(start, fetcher=source), named="round trip")
    journal.drain("oparl")

    again = told()
    assert set(again) == set(given)
    assert {id_: one for id_, one in again.items() if one != given[id_]} == {}
