"""What only an index on disk can suffer: damage, other versions, other writers, old readers."""

import json
import threading

import pytest

from documents.search import query as queries
from documents.search import whoosh_engine
from documents.search.engine import Document, Filter, IndexBusy, IndexUnusable
from documents.search.whoosh_engine import WhooshEngine

# Whoosh leaves a damaged file open when its own constructor fails; nothing of ours can close it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PUBLIC = frozenset({"public"})
ALL = frozenset({"public", "council"})


def document(key, text, audience="public"):
    return Document(key=key, kind="paper", title="", text=text, audience=audience)


def keys(engine, typed, audiences=ALL):
    return sorted(engine.query(queries.parse(typed), only=Filter(audiences)).keys)


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def filled(directory):
    engine = WhooshEngine(directory)
    engine.clear()
    engine.put([document(str(number), f"Brunnen nummer{number} Straße") for number in range(200)])
    engine.put([document("closed", "Brunnen im Rathaus", audience="council")])
    return directory


def index_files(directory):
    """One table of contents and at least one segment in each half."""
    return sorted(path for path in directory.rglob("*") if path.suffix in (".toc", ".seg"))


def everything(engine):
    keys(engine, "Brunnen")
    keys(engine, '"Brunnen nummer7"')
    keys(engine, "numm*")
    engine.suggest("Brunen", audiences=ALL)
    engine.complete("str", audiences=ALL)
    engine.count()
    engine.put([document("new", "Neuer Brunnen")])
    engine.remove(["new", "7"])


def test_index_that_was_never_made_is_unusable_until_cleared(directory):
    engine = WhooshEngine(directory)

    for use in (lambda: keys(engine, "Brunnen"), lambda: engine.put([document("a", "Brunnen")]), engine.count):
        with pytest.raises(IndexUnusable, match="Der Suchindex fehlt"):
            use()
    engine.clear()
    engine.put([document("a", "Brunnen")])

    assert keys(engine, "Brunnen") == ["a"]


def test_index_of_another_version_is_unusable(filled):
    state = filled / "state.json"
    _, epoch = json.loads(state.read_text())
    state.write_text(json.dumps(["whoosh-0", epoch]))

    with pytest.raises(IndexUnusable, match="Der Suchindex gehört zu einer anderen Version"):
        keys(WhooshEngine(filled), "Brunnen")


def test_running_reader_notices_another_version(filled):
    engine = WhooshEngine(filled)
    assert len(keys(engine, "Brunnen")) == 201
    (filled / "state.json").write_text(json.dumps(["whoosh-0", "x"]))

    with pytest.raises(IndexUnusable, match="Der Suchindex gehört zu einer anderen Version"):
        keys(engine, "Brunnen")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("number", range(4))
def test_truncated_file_makes_the_index_unusable_and_clearing_heals_it(filled, number, share):
    path = index_files(filled)[number]
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    engine = WhooshEngine(filled)

    with pytest.raises(IndexUnusable):
        everything(engine)
    engine.clear()
    everything(engine)

    assert (keys(engine, "Brunnen"), engine.count()) == ([], 0)


@pytest.mark.parametrize("number", range(4))
def test_missing_file_makes_the_index_unusable(filled, number):
    index_files(filled)[number].unlink()

    with pytest.raises(IndexUnusable):
        everything(WhooshEngine(filled))


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"null"])
def test_broken_state_makes_the_index_unusable(filled, content):
    (filled / "state.json").write_bytes(content)

    with pytest.raises(IndexUnusable):
        keys(WhooshEngine(filled), "Brunnen")


def test_index_stays_unusable_for_nobody_after_clear_in_another_process(filled):
    reader, writer = WhooshEngine(filled), WhooshEngine(filled)
    assert len(keys(reader, "Brunnen")) == 201

    writer.clear()
    writer.put([document("a", "Brunnen")])
    writer.put([document("b", "Brunnen")])

    assert keys(reader, "Brunnen") == ["a", "b"]


def test_readers_see_what_another_engine_wrote(filled):
    reader, writer = WhooshEngine(filled), WhooshEngine(filled)
    assert keys(reader, "Garten") == []

    writer.put([document("new", "Garten")])

    assert keys(reader, "Garten") == ["new"]


def test_second_writer_waits_and_gives_up_without_change(filled):
    engine = WhooshEngine(filled, patience=0.2)
    lock = whoosh_engine.FileLock(str(filled / "writer.lock"))
    assert lock.acquire()

    with pytest.raises(IndexBusy, match="von einem anderen Prozess geschrieben"):
        engine.put([document("new", "Garten")])
    lock.release()

    assert keys(engine, "Garten") == []
    engine.put([document("new", "Garten")])
    assert keys(engine, "Garten") == ["new"]


def test_writers_and_readers_at_the_same_time_lose_nothing(filled):
    engine = WhooshEngine(filled)
    failures = []

    def write(first):
        try:
            for number in range(first, first + 3):
                WhooshEngine(filled).put([document(f"extra{number}", "Garten")])
                engine.query(queries.parse("Brunnen Straße"), only=Filter(ALL))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 3, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(keys(engine, "Garten")) == 9


def test_anonymous_query_does_not_open_the_closed_half(filled):
    closed = next(path for path in filled.rglob("closed") if path.is_dir())
    engine = WhooshEngine(filled)
    assert keys(engine, "Brunnen nummer7", PUBLIC) == ["7"]
    for path in closed.glob("*.seg"):
        path.write_bytes(b"")

    assert keys(engine, "Brunnen nummer7", PUBLIC) == ["7"]


def test_text_of_closed_documents_is_in_no_public_file(filled):
    WhooshEngine(filled).put([document("secret", "Grundstuecksgeheimnis", audience="council")])

    public = [path for path in index_files(filled) if "public" in path.parts]

    assert len(public) >= 2
    assert [path for path in public if b"grundstucksgeheimnis" in path.read_bytes()] == []


def test_settled_index_has_few_segments(filled):
    engine = WhooshEngine(filled)
    for first in range(0, 60, 20):
        engine.put([document(f"more{number}", "Brunnen im Garten") for number in range(first, first + 20)])

    engine.settle()

    assert len([path for path in filled.rglob("*.seg") if "public" in path.parts]) == 1
    assert len(keys(engine, "Brunnen")) == 261


def test_query_that_takes_too_long_is_cut_and_says_so(filled, monkeypatch):
    monkeypatch.setattr(whoosh_engine, "_TIME", -1.0)

    hits = WhooshEngine(filled).query(queries.parse("Brunnen"), only=Filter(PUBLIC))

    assert (hits.keys, hits.is_complete) == ((), False)
