"""Two installations in one process: each has a database and a vault of its own, and one asks the other."""

import json
import shutil
from contextlib import contextmanager

from django.db import connections
from django.test import override_settings

from documents.models import OparlObject
from documents.oparl import kinds
from motions.importing.oparl import vocabulary
from motions.importing.oparl.fetch import FetchError
from tests.documents.oparl import asking

# What another house says for itself: when it published, where its pages and bytes are, and the text it read from these.
OWN = ("created", "modified", "web", "accessUrl", "downloadUrl", "text", "system", "contactEmail")
# External lists, which each house has under addresses of its own.
_LISTS = {"Body": asking.LISTS, "Organization": ("meeting", "consultation")}

START = f"http://{asking.HOST}/oparl/v1.1/system"


class House:
    """An installation; whatever is done `inside` it happens there alone."""

    def __init__(self, data, *, connection):
        self.data = data
        self.connection = connection

    @contextmanager
    def inside(self):
        own = {"VAULT_ROOT": self.data / "vault", "JOURNAL_WITNESS": self.data / "journal.heads"}
        before = connections["default"]
        connections["default"] = self.connection
        try:
            with override_settings(**own, INDEX_ROOT=self.data / "index", BASE_URL=f"http://{asking.HOST}"):
                yield self
        finally:
            connections["default"] = before


@contextmanager
def pair(place):
    """The house of the test, and one as empty as it is now."""
    here = connections["default"]
    here.ensure_connection()
    there = type(here)(here.settings_dict | {"NAME": str(place / "second.sqlite3")}, alias="default")
    there.ensure_connection()
    here.connection.backup(there.connection)
    try:
        yield House(place / "first", connection=here), House(place / "second", connection=there)
    finally:
        there.close()
        shutil.rmtree(place / "second", ignore_errors=True)


class Line:
    """The line from one house to the other, in place of a Fetcher; files that were told of are brought at once."""

    def __init__(self, other):
        self._other = other
        self._files = {}
        self.told = 0
        """How many objects came over the line."""

    def value(self, url):
        with self._other.inside():
            answer = asking.ask(url)
            if answer.status_code != 200:
                raise FetchError(f"{url} gibt {answer.status_code}.")
            value = json.loads(answer.bytes)
            objects = value.get("data", [])
            self.told += len(objects)
            for file in objects:
                if "downloadUrl" in file:
                    self._files[file["downloadUrl"]] = asking.ask(file["downloadUrl"]).bytes
            return value

    def copy(self, url, *, into):
        if url not in self._files:
            raise FetchError(f"{url} wurde nie gegeben.")
        return into.write(self._files[url])


def told():
    """All objects, by the address their source gives them, without what each house says in its own words."""
    origins = _origins()
    found = [_plain(_by_origin(one, origins)) for one in asking.download().values()]
    return {json.dumps(one, sort_keys=True) if _is_place(one) else one["id"]: one for one in found}


def tombstones():
    """What is deleted, by the address its source gave it; places are told anew, so theirs are left out."""
    origins = _origins()
    found = asking.download("?modified_since=1990-01-01T00:00:00%2B01:00").values()
    return {_by_origin(one["id"], origins) for one in found if one.get("deleted") and not _is_place(one)}


def _origins():
    """The addresses that our own addresses stand for."""
    origins = {}
    for type_, kind in kinds.registered().items():
        things = dict(kind.model._base_manager.exclude(origin=None).values_list("pk", "origin"))
        for row in OparlObject.objects.filter(type=type_, part_of="", thing__in=things):
            origins[asking.address(row)] = things[row.thing]
    return origins


def _by_origin(value, origins):
    if isinstance(value, dict):
        return {name: _by_origin(below, origins) for name, below in value.items()}
    if isinstance(value, list):
        return [_by_origin(below, origins) for below in value]
    return origins.get(value, value) if isinstance(value, str) else value


def _is_place(one):
    return one["type"].endswith("/Location")


def _plain(value):
    """The value without what is a house's own; places are told anew, offices in the words of the importer."""
    if isinstance(value, list):
        return [_plain(below) for below in value]
    if not isinstance(value, dict):
        return value
    kind = str(value.get("type", "")).rpartition("/")[2]
    own = {*OWN, *(_LISTS.get(kind, ()))}
    kept = {name: _plain(below) for name, below in value.items() if name not in own and ":" not in name}
    if kind == "Location":
        kept["id"] = "a place"
    if kind == "Membership":
        kept["role"] = vocabulary.membership_role(kept.get("role", ""))
    return kept
