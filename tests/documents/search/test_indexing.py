"""The index follows the journal, and is built from the database whenever it is not what it should be."""

import json
import threading
from datetime import datetime
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from council import journal, readiness, tick
from council.actions import agenda, batches, bodies
from council.models import Entry, Person
from council.states import Audience
from documents.actions import files, papers
from documents.models import Paper
from documents.search import indexing, postgres_engine, shelf, sources
from documents.search import query as queries
from documents.search.engine import Filter
from documents.search.whoosh_engine import WhooshEngine
from tests import factories

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"

pytestmark = [
    pytest.mark.django_db,
    # Whoosh leaves a damaged file open when its own constructor fails; nothing of ours can close it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def index(cast):
    """An index of the cast, so that all that comes is brought in by the journal."""
    indexing.rebuild()
    journal.drain("search")
    return shelf.engine()


def found(typed, *tokens):
    return sorted(shelf.engine().query(queries.parse(typed), only=Filter(frozenset(tokens or {"public"}))).keys)


def index_files():
    return [path for path in shelf.settings.INDEX_ROOT.rglob("*") if path.is_file() and path.suffix in (".seg", ".toc")]


def damage():
    for path in index_files():
        path.write_bytes(path.read_bytes()[:20])


def test_published_paper_is_found_once_the_reader_has_run(index):
    paper = factories.paper(name="Radweg an der Mühlgasse")

    before = found("Radweg")
    journal.drain("search")

    assert (before, found("Radweg")) == ([], [f"paper:{paper.pk}"])


def test_reading_the_journal_twice_changes_nothing(index):
    factories.paper(name="Radweg", text="Der Radweg")
    file = factories.file(pages=("Ein Radweg",))
    journal.drain("search")
    before = (found("Radweg"), shelf.engine().count())

    journal.replay("search")
    journal.drain("search")

    assert (found("Radweg"), shelf.engine().count()) == before
    assert f"file:{file.pk}:1" in before[0]


def test_restricted_paper_leaves_the_public_index_with_its_files(index):
    paper = factories.paper(name="Grundstück am Anger")
    file = factories.file(paper=paper, pages=("Der Anger wird verkauft.",))
    journal.drain("search")

    papers.restrict(paper, audience=Audience.MEMBERS, by=None)
    journal.drain("search")

    assert found("Anger") == []
    assert found("Anger", "members") == [f"file:{file.pk}:1", f"paper:{paper.pk}"]


def test_item_closed_to_the_public_takes_its_files_along(cast, index):
    meeting = factories.meeting(cast.committee)
    item = factories.item(meeting, name="Verkauf am Anger")
    file = factories.file(meeting=meeting, item=item, pages=("Der Anger wird verkauft.",))
    journal.drain("search")

    agenda.close_to_public(item, by=None)
    journal.drain("search")

    assert found("Anger") == []
    assert found("Anger", f"body:{cast.committee.pk}") == [f"file:{file.pk}:1", f"item:{item.pk}"]


def test_deleted_paper_and_its_files_are_found_no_more(index):
    paper = factories.paper(name="Radweg")
    journal.drain("search")

    batches.take_over(changed=[(with_deletion(paper), ("deleted_at",))], by=None, source=paper.body)
    journal.drain("search")

    assert found("Radweg") == []


def with_deletion(paper):
    paper.deleted_at = timezone.now()
    return paper


def test_batch_of_an_import_is_read_thing_by_thing(cast, index):
    made = [Paper(body=cast.town, paper_type="motion", name=f"Radweg {n}", audience="public") for n in range(3)]
    someone = Person(body=cast.town, name="Frau Radweg")

    batches.take_over(created=[*made, someone], by=None, source=cast.town)
    journal.drain("search")

    assert found("Radweg") == sorted([*(f"paper:{paper.pk}" for paper in made), f"person:{someone.pk}"])


def test_file_read_anew_has_no_pages_left_over(index):
    file = factories.file(pages=("Radweg eins", "Radweg zwei"))
    journal.drain("search")

    files.keep_text(file, pages=("Radweg neu",))
    journal.drain("search")

    assert found("Radweg") == [f"file:{file.pk}:1"]


def test_file_stands_as_a_whole_until_it_is_read(index):
    file = factories.file(name="Radwegplan")
    journal.drain("search")
    waiting = found("Radwegplan")

    files.keep_text(file, pages=("Text",))
    journal.drain("search")

    assert (waiting, found("Radwegplan")) == ([f"file:{file.pk}:0"], [f"file:{file.pk}:1"])


def test_new_seat_makes_a_person_findable_by_it(cast, index):
    person = factories.person(name="Frau Neu")
    journal.drain("search")

    bodies.enter(factories.Membership(person=person, organization=cast.committee, role="Schriftführerin"), by=None)
    journal.drain("search")

    assert found("Schriftführerin") == [f"person:{person.pk}"]


def test_reach_is_what_the_reader_or_the_building_has_come_to_and_nothing_while_it_is_not_sound(cast):
    assert indexing.reach() is None
    factories.paper()
    journal.drain("search")
    read = journal.head_number()
    factories.paper()
    assert (indexing.reach(), journal.head_number() > read) == (read, True)

    indexing.rebuild()
    assert indexing.reach() == journal.head_number()

    indexing.give_up()
    assert indexing.reach() is None


# Building anew


def test_missing_index_is_built_by_the_reader_itself(cast):
    paper = factories.paper(name="Radweg")

    journal.drain("search")

    assert (found("Radweg"), indexing.is_sound()) == ([f"paper:{paper.pk}"], True)


def test_damaged_index_is_built_anew_by_the_reader(index):
    paper = factories.paper(name="Radweg")
    journal.drain("search")
    shelf._engine.cache_clear()
    damage()
    assert not indexing.is_sound()

    another = factories.paper(name="Noch ein Radweg")
    journal.drain("search")

    assert found("Radweg") == sorted([f"paper:{paper.pk}", f"paper:{another.pk}"])


def test_damaged_index_is_built_anew_by_the_tick_when_nothing_happens(index):
    paper = factories.paper(name="Radweg")
    journal.drain("search")
    shelf._engine.cache_clear()
    damage()

    done = [tick.run(timezone.now(), only={"search_index"}) for _ in range(2)]

    assert done == [{"search_index": 1}, {"search_index": 0}]
    assert found("Radweg") == [f"paper:{paper.pk}"]


def test_index_of_other_rules_is_built_anew(index, monkeypatch):
    paper = factories.paper(name="Radweg")
    journal.drain("search")
    monkeypatch.setattr(WhooshEngine, "version", "whoosh-of-tomorrow")
    assert not indexing.is_sound()

    tick.run(timezone.now(), only={"search_index"})

    assert (found("Radweg"), indexing.is_sound()) == ([f"paper:{paper.pk}"], True)


def test_index_of_other_documents_is_built_anew(index, monkeypatch):
    before = indexing.is_sound()
    monkeypatch.setattr(sources, "VERSION", "of tomorrow")

    assert (before, indexing.is_sound()) == (True, False)


def test_index_of_another_database_is_built_anew(index):
    factories.paper()
    indexing.rebuild()
    before = indexing.is_sound()
    kept = shelf.settings.INDEX_ROOT / "build.json"
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"seal": "f" * 64}))

    assert (before, indexing.is_sound()) == (True, False)


def test_building_that_was_broken_off_is_begun_anew(index, monkeypatch):
    paper = factories.paper(name="Radweg")

    def fail(documents):
        raise OSError("die Platte ist voll")

    with monkeypatch.context() as broken:
        broken.setattr(shelf.engine(), "put", fail)
        with pytest.raises(OSError, match="voll"):
            indexing.rebuild()
    assert (indexing.is_sound(), indexing.progress().done) == (False, 0)

    tick.run(timezone.now(), only={"search_index"})

    assert (found("Radweg"), indexing.progress()) == ([f"paper:{paper.pk}"], None)


def test_index_that_cannot_be_reached_is_left_as_it_is_and_goes_on_where_it_was(index, client, settings, monkeypatch):
    monkeypatch.setattr(postgres_engine, "_PATIENCE_TO_CONNECT", 0.2)
    kept = (settings.INDEX_ROOT / "build.json").read_bytes()
    with override_settings(SEARCH_ENGINE="postgresql", DATABASE_URL=NOWHERE):
        try:
            paper = factories.paper(name="Radweg")
            journal.drain("search")
            done = tick.run(timezone.now(), only={"search_index"})
            page = client.get("/search/?q=Radweg")
            words = client.get("/search/suggest?q=Radw")
            said = (indexing.is_sound(), indexing.reach(), indexing.progress(), readiness.PROBES["index"]())
        finally:
            shelf.engine().close()

    assert "Die Suche ist gerade nicht erreichbar" in page.content.decode()
    assert (done, page.status_code, words.status_code) == ({"search_index": 0}, 200, 200)
    assert said == (False, None, None, "Der Suchindex ist gerade nicht erreichbar.")
    assert (settings.INDEX_ROOT / "build.json").read_bytes() == kept
    journal.drain("search")
    assert found("Radweg") == [f"paper:{paper.pk}"]


def test_large_index_is_left_to_the_tick(cast, monkeypatch):
    monkeypatch.setattr(indexing, "SOON_BUILT", 0)
    paper = factories.paper(name="Radweg")

    journal.drain("search")
    assert (indexing.is_sound(), journal.lag()["search"]) == (False, 0)
    tick.run(timezone.now(), only={"search_index"})

    assert found("Radweg") == [f"paper:{paper.pk}"]


def test_only_one_builds_at_a_time(index):
    answers = []

    with shelf.building() as is_mine:
        other = threading.Thread(target=lambda: answers.append(indexing.rebuild()))
        other.start()
        other.join()

    assert (is_mine, answers) == (True, [False])


def test_entries_the_build_has_already_are_passed_over(cast, monkeypatch):
    factories.paper(name="Radweg")
    indexing.rebuild()
    asked = []
    monkeypatch.setattr(indexing, "refresh", lambda things: asked.extend(things))

    paper = factories.paper(name="Nachher")
    indexing.follow(list(Entry.objects.order_by("number")))

    assert asked == [("documents.paper", paper.pk)]


def test_probe_says_when_the_index_is_missing(cast):
    before = readiness.PROBES["index"]()
    indexing.rebuild()

    assert (before, readiness.PROBES["index"]()) == ("Der Suchindex wird gerade neu aufgebaut.", "")


def test_command_builds_the_index_and_says_how_much_there_is(cast):
    factories.paper(name="Radweg")
    out = StringIO()

    call_command("rebuild_index", stdout=out)

    assert out.getvalue() == f"Der Suchindex ist neu aufgebaut ({shelf.engine().count()} Dokumente).\n"
    assert shelf.engine().count() == Person.objects.count() + 1


def test_command_refuses_while_another_builds(index):
    with shelf.building(), pytest.raises(CommandError, match="gerade schon"):
        call_command("rebuild_index")


def test_unknown_engine_is_refused(settings):
    settings.SEARCH_ENGINE = "sphinx"

    with pytest.raises(ImproperlyConfigured, match="sphinx"):
        shelf.engine()


def test_memory_engine_follows_the_journal_as_well(cast, settings):
    settings.SEARCH_ENGINE = "memory"
    indexing.rebuild()
    paper = factories.paper(name="Radweg")

    journal.drain("search")

    assert found("Radweg") == [f"paper:{paper.pk}"]


def test_index_is_settled_in_the_small_hours_alone(index):
    for name in ("Radweg", "Gehweg", "Feldweg"):
        factories.paper(name=name)
        journal.drain("search")
    segments = len(index_files())
    night = timezone.make_aware(datetime(2026, 6, 2, 3, 10))

    before = found("Feldweg")

    assert (indexing.settle(night.replace(hour=12)), len(index_files())) == (0, segments)
    assert (indexing.settle(night), found("Feldweg"), len(index_files()) < segments) == (1, before, True)


def test_postgresql_needs_the_address_of_a_database(settings):
    settings.SEARCH_ENGINE, settings.DATABASE_URL = "postgresql", ""

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        shelf.engine()


@pytest.mark.services
def test_postgresql_follows_the_journal_as_well(cast, settings, postgresql_url):
    settings.SEARCH_ENGINE, settings.DATABASE_URL = "postgresql", postgresql_url
    indexing.rebuild()
    paper = factories.paper(name="Radweg")

    journal.drain("search")

    assert (found("Radweg"), indexing.is_sound()) == ([f"paper:{paper.pk}"], True)
    shelf.engine().close()
