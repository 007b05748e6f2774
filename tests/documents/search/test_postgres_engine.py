"""What only an index in a database can suffer, and what PostgreSQL alone does not take."""

import threading

import psycopg
import pytest
from psycopg import sql

from documents.search import postgres_asking, postgres_engine, postgres_tables
from documents.search import query as queries
from documents.search.engine import Document, Filter, IndexAway, IndexBusy, IndexUnusable
from documents.search.postgres_engine import PostgresEngine

pytestmark = pytest.mark.services

PUBLIC = frozenset({"public"})
ALL = frozenset({"public", "council"})


def document(key, text, audience="public"):
    return Document(key=key, kind="paper", title="", text=text, audience=audience)


def keys(engine, typed, audiences=ALL):
    return sorted(engine.query(queries.parse(typed), only=Filter(audiences)).keys)


def rows(engine, command):
    with engine._connected() as connection:
        return connection.execute(command).fetchall()


def test_index_that_was_never_made_is_unusable_until_cleared(postgresql_url):
    engine = PostgresEngine(postgresql_url, schema="never_made")
    try:
        for use in (lambda: keys(engine, "Brunnen"), lambda: engine.put([document("a", "Brunnen")]), engine.count):
            with pytest.raises(IndexUnusable, match="Der Suchindex fehlt"):
                use()
    finally:
        engine.close()


def test_index_of_another_version_is_unusable_and_clearing_heals_it(postgres):
    rows(postgres, "UPDATE state SET version = 'postgresql-0' RETURNING 1")

    with pytest.raises(IndexUnusable, match="Der Suchindex gehört zu einer anderen Version"):
        keys(postgres, "Brunnen")
    postgres.clear()
    postgres.put([document("a", "Brunnen")])

    assert keys(postgres, "Brunnen") == ["a"]


@pytest.mark.parametrize("table", ["public_documents", "public_vocabulary", "closed_sizes", "closed_frequencies"])
def test_missing_table_makes_the_index_unusable_and_clearing_heals_it(postgres, table):
    with postgres._connected() as connection:
        connection.execute(f"DROP TABLE {table}")

    with pytest.raises(IndexUnusable):
        postgres.put([document("a", "Brunnen"), document("b", "Brunnen", "council")])
        keys(postgres, "Brunnen")
    postgres.clear()

    assert postgres.count() == 0


def test_server_out_of_reach_is_no_damage_and_not_waited_for_again(monkeypatch):
    monkeypatch.setattr(postgres_engine, "_PATIENCE_TO_CONNECT", 0.2)
    engine = PostgresEngine("postgresql://nobody@127.0.0.1:1/nothing")
    try:
        with pytest.raises(IndexAway, match="nicht erreichbar"):
            engine.count()
        monkeypatch.setitem(vars(engine), "_pool", None)  # whoever asks it now would fail otherwise
        with pytest.raises(IndexAway, match="nicht erreichbar"):
            keys(engine, "Brunnen")
    finally:
        monkeypatch.undo()
        engine.close()


def test_line_that_breaks_says_nothing_of_the_index(postgres, postgresql_url):
    postgres.put([document("a", "Brunnen")])

    with pytest.raises(IndexAway, match="nicht erreichbar"), postgres._connected() as line:
        with psycopg.connect(postgresql_url) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [line.info.backend_pid])
        line.execute("SELECT 1")
    postgres.close()

    assert keys(postgres, "Brunnen") == ["a"]


def test_second_writer_waits_and_gives_up_without_change(postgres, postgresql_url):
    with psycopg.connect(postgresql_url, options=f"-c search_path={postgres._schema}") as other:
        other.execute("LOCK TABLE state IN EXCLUSIVE MODE")
        with pytest.raises(IndexBusy, match="von einem anderen Prozess geschrieben"):
            postgres.put([document("new", "Garten")])
        assert keys(postgres, "Garten") == []

    postgres.put([document("new", "Garten")])
    assert keys(postgres, "Garten") == ["new"]


def test_writers_and_readers_at_the_same_time_lose_nothing(postgres):
    failures = []

    def write(first):
        try:
            for number in range(first, first + 3):
                postgres.put([document(f"extra{number}", "Garten")])
                keys(postgres, "Garten")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 3, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(keys(postgres, "Garten")) == 9


def test_text_of_closed_documents_is_in_no_public_table(postgres):
    postgres.put([document("open", "Brunnen"), document("secret", "Grundstuecksgeheimnis", "council")])
    postgres.put([document("open", "Brunnen", "council")])

    tables = ("public_documents", "public_frequencies", "public_vocabulary")

    assert [table for table in tables if rows(postgres, f"SELECT 1 FROM {table}")] == []


def test_query_that_takes_too_long_is_cut_and_says_so(postgres, monkeypatch):
    postgres.put([document(str(number), "Der Brunnen und der Garten " * 200) for number in range(300)])
    monkeypatch.setattr(postgres_engine, "_TIME", 1)

    hits = postgres.query(queries.parse('"Garten und der Brunnen"'), only=Filter(PUBLIC))

    assert (hits.keys, hits.is_complete) == ((), False)


def test_phrase_is_found_wherever_it_stands_in_a_long_text(postgres):
    postgres.put([document("long", f"{'Brunnen am Markt ' * 20_000}Zuletzt ein Garten")])

    assert keys(postgres, '"Zuletzt ein Garten"') == ["long"]
    assert keys(postgres, '"Markt Zuletzt"') == ["long"]
    assert keys(postgres, '"Garten Zuletzt"') == []


def test_text_with_more_words_than_postgresql_takes_is_found_by_the_others(postgres):
    letters = str.maketrans("0123456789", "bcdfghjkpq")
    words = [f"{'y' * 50}{number:05}".translate(letters) for number in range(14_000)]
    postgres.put([document("huge", " ".join(words))])

    assert (keys(postgres, words[0]), keys(postgres, words[-1])) == (["huge"], [])
    assert (keys(postgres, f'"{words[0]} {words[1]}"'), postgres.count()) == (["huge"], 1)
    assert keys(postgres, f'"{words[-2]} {words[-1]}"') == []


@pytest.mark.parametrize("typed", ["{}", '"{}"', "{}*", "Brunnen -{}", '"Brunnen {}"'])
def test_word_longer_than_postgresql_takes_is_in_no_text_and_does_no_harm(postgres, typed):
    long = "\ufdfa" * 64  # one sign that stands for eighteen
    postgres.put([document("a", f"Brunnen {long} Garten")])

    found = keys(postgres, typed.format(long))

    assert found == (["a"] if "-" in typed else [])
    assert keys(postgres, "Brunnen Garten") == ["a"]


@pytest.mark.parametrize("typed", ["Brunnen", "Brunnen Garten", '"Brunnen im Garten"'])
def test_words_are_looked_up_in_the_index_of_terms_and_other_rows_are_not_read(postgres, typed):
    """PostgreSQL would rather read every row of an audience, for it does not count what unpacking their terms costs."""
    postgres.put([document(f"d{number}", "Ein Weg zum Bahnhof.") for number in range(300)])
    postgres.put([document("a", "Ein Brunnen im Garten.")])
    postgres.settle()
    query, half, only = queries.parse(typed), postgres_tables.HALVES[True], Filter(PUBLIC)

    with postgres._reading() as connection:
        known = postgres_asking.known(query, half, connection)
        asked = postgres_asking.question(query, half, only=only, order="relevance", limit=10, known=known)
        plan = "\n".join(row[0] for row in connection.execute(sql.SQL("EXPLAIN (ANALYZE, TIMING OFF) ") + asked))

    assert "Bitmap Index Scan on public_documents_terms_idx" in plan
    assert "Rows Removed" not in plan
