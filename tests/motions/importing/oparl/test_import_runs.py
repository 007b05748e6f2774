"""A run over a whole source: from a server, broken off, in the books, and by the command."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from council.models import AgendaItem, Meeting, Organization
from documents.models import File, MeetingFile, Originator, Paper, Slot
from motions.importing.oparl import fetch, web, writing
from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.known import MODELS
from motions.models import ImportRun
from tests import kept
from tests.motions.importing.oparl import server
from tests.motions.importing.oparl.objects import made, origin
from tests.motions.importing.oparl.taking import changes, put, take, town

pytestmark = pytest.mark.django_db


def served():
    """The town behind a server, with a file to be fetched."""
    parts = town()
    paper = parts["papers"][0]
    replay = server.Replay(
        body=parts["body"],
        lists={
            "organizations": parts["organizations"],
            "people": parts["people"],
            "memberships": parts["people"][0]["membership"],
            "meetings": parts["meetings"],
            "agendaitems": parts["meetings"][0]["agendaItem"],
            "papers": [paper],
            "consultations": paper["consultation"],
        },
        files={"/antrag.pdf": b"%PDF-1.7 Radweg"},
    )
    return replay, paper


def fetched(replay, paper):
    paper["mainFile"]["downloadUrl"] = f"{replay.url}/antrag.pdf"
    fetcher = fetch.Fetcher(replay.start(), sleep=lambda pause: None)
    return writing.import_source(web.WebSource(replay.start(), fetcher=fetcher), named=replay.start())


def test_a_server_gives_the_same_town_and_its_files():
    replay, paper = served()

    with server.running(replay):
        report = fetched(replay, paper)
        again = fetched(replay, paper)

    assert report.new == {kind: 2 if kind == "File" else 1 for kind in MODELS}
    assert kept.path(File.objects.get(name="Antrag").sha512).read_bytes() == b"%PDF-1.7 Radweg"
    assert changes(again) == {}


@pytest.mark.parametrize("fault", ["500", "half", "html", "garbage", "empty"])
def test_a_list_that_fails_is_told_and_made_up_for_the_next_time(fault):
    replay, paper = served()
    replay.spoil("/meetings", *[fault] * 9)

    with server.running(replay):
        report = fetched(replay, paper)
        replay.faults.clear()
        fetched(replay, paper)
        last = fetched(replay, paper)

    assert [problem.partition(": ")[0] for problem in report.problems] == [f"{replay.url}/meetings"]
    assert (Meeting.objects.count(), AgendaItem.objects.count(), Slot.objects.count()) == (1, 1, 1)
    assert changes(last) == {}


class Broken:
    """A source that breaks off after so many objects, as a killed process does."""

    def __init__(self, folder, *, after):
        self._source, self._after = FolderSource(folder), after

    def objects(self, *, after=None):
        for number, found in enumerate(self._source.objects(after=after)):
            if number >= self._after:
                raise KeyboardInterrupt
            yield found

    def copy(self, file, *, into):
        return self._source.copy(file, into=into)

    def text(self, file):
        return self._source.text(file)


def whole():
    """Everything that was taken over, told by origins."""
    links = {
        "slots": set(Slot.objects.values_list("consultation__origin", "item__origin")),
        "files": set(MeetingFile.objects.values_list("file__origin", "meeting__origin", "item__origin", "role")),
        "originators": set(Originator.objects.values_list("paper__origin", "person__origin", "order")),
        "papers": set(Paper.objects.values_list("origin", "superordinate__origin", "origin_print", "name")),
        "parents": set(Organization.objects.values_list("origin", "parent__origin")),
    }
    return links | {kind: set(model.objects.values_list("origin", "origin_print")) for kind, model in MODELS.items()}


def tangled():
    """A town in which much refers to what comes later."""
    lists = town()
    lists["organizations"] += [
        made("Organization", 2, subOrganizationOf=origin("Organization", 3), name="Unterausschuss"),
        made("Organization", 3, name="Hauptausschuss"),
    ]
    lists["papers"] += [
        made("Paper", 2, superordinatedPaper=[origin("Paper", 3)], mainFile=made("File", 2, name="Einladung")),
        made("Paper", 3, auxiliaryFile=[made("File", 4)]),
    ]
    return lists


@pytest.mark.parametrize("after", range(1, 9))
def test_an_import_broken_off_anywhere_ends_as_an_unbroken_one(folder, monkeypatch, after):
    put(folder, **tangled())
    monkeypatch.setattr(writing, "_AT_ONCE", 2)
    with transaction.atomic():
        take(folder)
        unbroken = whole()
        transaction.set_rollback(True)

    with pytest.raises(KeyboardInterrupt):
        writing.import_source(Broken(folder, after=after), named="Musterstadt", with_files=False)
    take(folder)

    assert whole() == unbroken


# The books ------------------------------------------------------------------------------------------------------------


def test_the_books_hold_the_run(folder, cast):
    put(folder, **town())

    take(folder, by=cast.clerk)

    run = ImportRun.objects.get()
    assert (run.source, run.by, run.state, run.with_files, run.found) == ("Musterstadt", cast.clerk, "done", False, 12)
    assert (run.body.name, run.expected, run.counts["kinds"]["Paper"]) == ("Musterstadt", 12, [1, 0, 0, 0, 0])


def test_a_run_that_broke_off_is_told_as_such(folder):
    put(folder, papers=[made("Paper", number, body=origin("Body", 1)) for number in range(3)])

    with pytest.raises(KeyboardInterrupt):
        writing.import_source(Broken(folder, after=1), named="Musterstadt")

    assert ImportRun.objects.get().state == "failed"


def test_a_run_that_was_killed_is_closed_by_the_next(folder):
    put(folder, **town())
    take(folder)
    ImportRun.objects.update(state="running")

    take(folder)

    states = ImportRun.objects.order_by("started_at").values_list("state", flat=True)
    assert list(states) == ["failed", "done"]


def test_a_limit_ends_the_run_early(folder):
    put(folder, papers=[made("Paper", number, body=origin("Body", 1)) for number in range(30)])

    take(folder, limit=10)

    assert Paper.objects.count() == 10


def test_two_runs_do_not_meet(folder):
    put(folder, **town())

    with writing.alone(), pytest.raises(writing.BusyError):
        take(folder)


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_reports_in_german(folder, cast):
    put(folder, papers=[made("Paper", body=origin("Body", 1)), made("Paper", 2, deleted=True), None])
    out = io.StringIO()

    call_command(
        "import_oparl", str(folder), "--by", cast.clerk.email, "--no-files", "--body", "Musterstadt", stdout=out
    )

    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert [line for line in lines[2:] if not line.startswith("Geschrieben in 2 Schüben, der längste dauerte ")] == [
        "Vorlagen 1 neu 0 geändert 0 unverändert 1 übersprungen",
        "Gelöscht gemeldet: 1, davon jetzt hier gelöscht: 0.",
        "Übersprungen: 1",
        "1 Kein Objekt, sondern ein leerer Eintrag (null).",
        "Änderungen: 1.",
    ]


@pytest.mark.parametrize(
    ("source", "options", "sentence"),
    [
        ("/nirgends", [], "ist weder ein Ordner noch eine Adresse"),
        ("", [], "Die Quelle enthält keine OParl-Objekte."),
        ("", ["--by", "niemand@example.org"], "Ein Konto „niemand@example.org“ gibt es nicht."),
        ("", ["--by", "citizen@example.org"], "Das kann nur das Büro der Stadtverordnetenversammlung."),
    ],
)
def test_the_command_ends_with_a_sentence_where_nothing_can_be_done(folder, cast, source, options, sentence):
    with pytest.raises(CommandError) as told:
        call_command("import_oparl", source or str(folder), *options, stdout=io.StringIO())

    assert sentence in str(told.value)


def test_objects_without_any_town_need_a_name(folder):
    put(folder, meetings=[made("Meeting")])

    with pytest.raises(writing.UnusableSourceError, match="--body"):
        take(folder)

    assert ImportRun.objects.get().problem == (
        "Die Quelle nennt keine Körperschaft; bitte mit --body ihren Namen angeben."
    )
