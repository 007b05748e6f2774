"""The contract of the seam: every engine passes all of it."""

import datetime
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.search import query as queries
from documents.search.engine import Document, Filter
from documents.search.memory_engine import MemoryEngine
from documents.search.whoosh_engine import WhooshEngine

PUBLIC = frozenset({"public"})
COUNCIL = frozenset({"public", "members", "council", "body:1"})


POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.services)


def made(name, request):
    if name == "postgresql":
        return request.getfixturevalue("postgres")
    if name == "memory":
        return MemoryEngine()
    return WhooshEngine(request.getfixturevalue("tmp_path") / "index", patience=1)


@pytest.fixture(params=["memory", "whoosh", POSTGRESQL])
def engine(request):
    engine = made(request.param, request)
    engine.clear()
    return engine


def document(key, text="", *, title="", audience="public", **more):
    return Document(key=key, kind=more.pop("kind", "paper"), title=title, text=text, audience=audience, **more)


def found(engine, typed, audiences=PUBLIC, **more):
    how = {name: more.pop(name) for name in ("sort", "limit") if name in more}
    return engine.query(queries.parse(typed), only=Filter(audiences, **more), **how).keys


def found_set(engine, typed, audiences=PUBLIC, **more):
    return sorted(found(engine, typed, audiences, **more))


def test_empty_engine_finds_nothing(engine):
    assert (found(engine, "Straße"), engine.count(), engine.suggest("Strase", audiences=PUBLIC)) == ((), 0, ())


def test_empty_query_finds_nothing(engine):
    engine.put([document("a", "Straße")])

    assert found(engine, "") == ()


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Die Straße", "strasse"),
        ("Die Strasse", "Straßen"),
        ("Gespräche", "Gespraech"),
        ("Gespraeche", "gespräch"),
        ("Häuser", "Haus"),
        ("Verkehrssicherheit", "Sicherheit"),
        ("Verkehrssicherheit", "Verkehr"),
        ("Verkehrssicherheit", "Verkehr Sicherheit"),
        ("Sicherheit im Verkehr", "Verkehrssicherheit"),
        ("Radverkehrssicherheit", "Verkehrssicherheit"),
        ("Der Quaxenbrommelweiler", "Quaxen Brommelweiler"),
        ("Die Krimsgassenbeleuchtung", "Krimsgasse Beleuchtungen"),
        ("Die Verkehrs-\nsicherheit", "Verkehrssicherheit"),
        ("Kassel²³ lädt ein", "Kassel23"),
        ("Kassel²³ lädt ein", "Kassel²³"),
        ("Vorlage 101.18.1261", "101.18.1261"),
        ("Vorlage 101.18.1261", "1261"),
        ("am 12. März 2025", "12.03.2025"),
        ("am 12.3.2025", "12. März 2025"),
        ("Mitteilung an die Stadt", '"an die Stadt"'),
        ("Straßenbahnen", "straßenb*"),
        ("Strassenbahnen", "Straßenbah*"),
        ("Vorlage 101.18.1261", "101.18*"),
        ("und dennoch", "und"),
        ("E-Mail", "Email"),
        ("Kassel-Waldau", "Waldau"),
        ("Бюджет 予算 سلام", "бюджет"),
        ("Бюджет 予算 سلام", "予算"),
        ("a\u0308rgerlich", "ärgerlich"),
        ("Platz-Platz Platz", "Platz"),
    ],
)
def test_text_is_found_by(engine, text, typed):
    engine.put([document("other", "Etwas ganz anderes")])
    engine.put([document("hit", text)])

    assert found(engine, typed) == ("hit",)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Die Straße", "Stadt"),
        ("Die Straße", "Straße Stadt"),
        ("Die Straße", "Straße -straßen"),
        ("Die Straße der Stadt", '"die Stadt"'),
        ("Die Straße der Stadt", '"Stadt der"'),
        ("Verkehrssicherheit", '"Sicherheit"'),
        ("Sicherheit ist das eine, etwas ganz und gar anderes aber ist der Verkehr", "Verkehrssicherheit"),
        ("Die Straße", "straßen*"),
        ("Stadt", "Straße*"),
        ("Straße Stadt", 'Straße -"Straße Stadt"'),
        ("Straßenbahn", "Straßenbahn -straß*"),
        ("Er hat sich gefreut", "Sicherheit"),
    ],
)
def test_text_is_not_found_by(engine, text, typed):
    engine.put([document("miss", text)])

    assert found(engine, typed) == ()


def test_excluding_a_word_keeps_its_compounds(engine):
    engine.put([document("a", "Haus und Straße"), document("b", "Haus und Straßenbahn")])

    assert found(engine, "Haus -Straße") == ("b",)


def test_no_phrase_spans_title_and_text(engine):
    engine.put([document("a", "Sicherheit fehlt", title="Mehr Verkehr")])

    assert (found(engine, '"Verkehr Sicherheit"'), found(engine, '"mehr Verkehr"')) == ((), ("a",))


def test_title_and_reference_count_more_than_text(engine):
    engine.put([document("text", "Der Brunnen ist alt"), document("title", "Er ist alt", title="Der Brunnen")])
    engine.put(
        [document("named", "Antrag 101.18.7 und 101.18.7"), document("itself", "Ein Antrag", reference="101.18.7")]
    )

    assert found(engine, "Brunnen") == ("title", "text")
    assert found(engine, "101.18.7") == ("itself", "named")


def test_whole_word_counts_more_than_a_part_of_a_compound(engine):
    engine.put([document("part", "Die Verkehrssicherheit der Stadt"), document("whole", "Die Sicherheit der Stadt")])

    assert found(engine, "Sicherheit") == ("whole", "part")


def test_closed_documents_are_found_by_their_audience_only(engine):
    engine.put(
        [
            document("public", "Der Vertrag"),
            document("council", "Der Vertrag", audience="council"),
            document("body", "Der Vertrag", audience="body:1"),
            document("other", "Der Vertrag", audience="body:2"),
            document("mine", "Der Vertrag", audience="private:7"),
        ]
    )

    assert found_set(engine, "Vertrag") == ["public"]
    assert found_set(engine, "Vertrag", COUNCIL) == ["body", "council", "public"]
    assert found_set(engine, "Vertrag", frozenset({"private:7"})) == ["mine"]
    assert found_set(engine, "Vertrag", frozenset()) == []
    assert found_set(engine, "Vertrag", frozenset({"body:3"})) == []


def test_closed_text_does_not_change_order_or_score_of_public_hits(engine):
    engine.put([document("a", "Brunnen Brunnen Markt"), document("b", "Markt Markt Brunnen"), document("c", "Garten")])
    before = engine.query(queries.parse("Brunnen Markt"), only=Filter(PUBLIC)).hits

    engine.put([document(f"closed{number}", "Brunnen Brunnen", audience="council") for number in range(20)])

    assert engine.query(queries.parse("Brunnen Markt"), only=Filter(PUBLIC)).hits == before
    among_all = engine.query(queries.parse("Brunnen Markt"), only=Filter(COUNCIL)).hits
    assert [hit for hit in among_all if hit.key in "abc"] == list(before)


def test_document_that_becomes_closed_leaves_no_trace(engine):
    engine.put([document("a", "Grundstücksverhandlung", title="Geheimvertrag"), document("b", "Anderes")])

    engine.put([document("a", "Grundstücksverhandlung", title="Geheimvertrag", audience="council")])

    assert found(engine, "Geheimvertrag") == ()
    assert engine.suggest("Geheimvertrga", audiences=PUBLIC) == ()
    assert engine.complete("geheim", audiences=PUBLIC) == ()
    assert found(engine, "Geheimvertrag", COUNCIL) == ("a",)
    assert engine.count() == 2


def test_document_that_becomes_public_is_found_once(engine):
    engine.put([document("a", "Vertrag", audience="council")])

    engine.put([document("a", "Vertrag")])

    assert (found(engine, "Vertrag"), found(engine, "Vertrag", COUNCIL), engine.count()) == (("a",), ("a",), 1)


def test_put_replaces_what_has_the_same_key(engine):
    engine.put([document("a", "Brunnen"), document("b", "Brunnen")])

    engine.put([document("a", "Garten")])

    assert (found(engine, "Brunnen"), found(engine, "Garten"), engine.count()) == (("b",), ("a",), 2)


def test_last_of_equal_keys_wins_in_one_put(engine):
    engine.put([document("a", "Brunnen"), document("a", "Garten")])

    assert (found(engine, "Brunnen"), found(engine, "Garten"), engine.count()) == ((), ("a",), 1)


def test_removed_documents_are_gone_and_unknown_keys_passed_over(engine):
    engine.put([document("a", "Brunnen"), document("b", "Brunnen"), document("c", "Brunnen", audience="council")])

    engine.remove(["a", "c", "unknown"])

    assert (found(engine, "Brunnen", COUNCIL), engine.count()) == (("b",), 1)


def test_clear_leaves_nothing(engine):
    engine.put([document("a", "Brunnen")])

    engine.clear()

    assert (found(engine, "Brunnen"), engine.count()) == ((), 0)


def test_hits_carry_what_facets_are_counted_from(engine):
    day = datetime.date(2025, 3, 12)
    facts = {
        "group": "paper:1",
        "kind": "file",
        "year": 2025,
        "date": day,
        "bodies": ("bau", "kultur"),
        "factions": ("grün",),
        "districts": ("mitte", "nord"),
        "paper_type": "motion",
        "state": "adopted",
    }
    engine.put([document("a", "Brunnen", **facts)])

    (hit,) = engine.query(queries.parse("Brunnen"), only=Filter(PUBLIC)).hits

    assert hit._asdict() | {"score": 0} == {"key": "a", **facts, "score": 0}
    assert hit.score > 0


@pytest.mark.parametrize(
    ("only", "hits"),
    [
        ({"factions": frozenset({"grün", "rot"})}, ["a", "b"]),
        ({"districts": frozenset({"nord"})}, ["b"]),
        ({"paper_types": frozenset({"motion"})}, ["a", "b"]),
        ({"states": frozenset({"adopted"}), "paper_types": frozenset({"motion"})}, ["b"]),
        ({"groups": frozenset({"paper:2"})}, ["b"]),
        ({"since": datetime.date(2025, 3, 1)}, ["b"]),
        ({"until": datetime.date(2025, 2, 28)}, ["a"]),
        ({"since": datetime.date(2025, 2, 1), "until": datetime.date(2025, 3, 1)}, ["a", "b"]),
        ({"factions": frozenset({"rot"}), "since": datetime.date(2026, 1, 1)}, []),
    ],
)
def test_hits_are_filtered_by_what_they_are(engine, only, hits):
    february, march = datetime.date(2025, 2, 1), datetime.date(2025, 3, 1)
    engine.put(
        [
            document("a", "Brunnen", group="paper:1", factions=("grün",), paper_type="motion", date=february),
            document(
                "b",
                "Brunnen",
                group="paper:2",
                factions=("rot", "blau"),
                districts=("mitte", "nord"),
                paper_type="motion",
                state="adopted",
                date=march,
            ),
            document("c", "Brunnen", paper_type="inquiry", state="rejected"),
        ]
    )

    assert found_set(engine, "Brunnen", **only) == hits


def test_fields_alone_find_everything_the_filter_admits(engine):
    engine.put([document("a", "Brunnen"), document("b", "Straße", kind="file"), document("c", audience="council")])

    assert found(engine, "art:Datei", kinds=frozenset({"paper"})) == ("a",)
    assert found_set(engine, "art:Datei -Brunnen") == ["b"]


def test_hit_by_another_word_for_the_same_comes_after_the_word_itself(engine):
    engine.put([document("a", "Der Magistrat berichtet"), document("b", "Der Gemeindevorstand berichtet")])
    query = queries.parse("Magistrat", others=lambda term: (queries.word("Gemeindevorstand"),))

    assert engine.query(query, only=Filter(PUBLIC)).keys == ("a", "b")
    assert found(engine, "Magistrat") == ("a",)


def test_another_word_for_the_same_may_be_a_phrase(engine):
    engine.put([document("a", "Der öffentliche Nahverkehr"), document("b", "Öffentlich, aber kein Nahverkehr")])
    query = queries.parse("ÖPNV", others=lambda term: (queries.phrase("öffentlicher Nahverkehr"),))

    assert engine.query(query, only=Filter(PUBLIC)).keys == ("a",)


def test_hits_are_filtered_by_kind_year_and_body(engine):
    engine.put(
        [
            document("a", "Brunnen", kind="paper", year=2024, bodies=("bau",)),
            document("b", "Brunnen", kind="file", year=2025, bodies=("bau", "kultur")),
            document("c", "Brunnen", kind="file"),
        ]
    )

    assert found_set(engine, "Brunnen", kinds=frozenset({"file"})) == ["b", "c"]
    assert found_set(engine, "Brunnen", years=frozenset({2024, 2025})) == ["a", "b"]
    assert found_set(engine, "Brunnen", bodies=frozenset({"kultur"})) == ["b"]
    assert found_set(engine, "Brunnen", kinds=frozenset({"file"}), bodies=frozenset({"bau"})) == ["b"]


def test_sorting_by_date_is_newest_first_and_undated_last(engine):
    days = {"old": datetime.date(2020, 1, 1), "new": datetime.date(2025, 1, 1), "none": None}
    engine.put([document(key, "Brunnen", date=day) for key, day in days.items()])

    assert found(engine, "Brunnen", sort="date") == ("new", "old", "none")


def test_equal_scores_are_ordered_by_date_and_key(engine):
    engine.put([document(key, "Brunnen") for key in "cab"])
    engine.put([document("z", "Brunnen", date=datetime.date(2025, 1, 1))])

    assert found(engine, "Brunnen") == ("z", "a", "b", "c")


def test_limit_keeps_the_best_and_says_so(engine):
    engine.put([document(str(number), "Brunnen", title="Brunnen" if number == 7 else "") for number in range(10)])

    hits = engine.query(queries.parse("Brunnen"), only=Filter(PUBLIC), limit=3)

    assert (hits.keys, hits.is_complete) == (("7", "0", "1"), False)
    assert engine.query(queries.parse("Brunnen"), only=Filter(PUBLIC)).is_complete


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Verkerssicherheit", "Verkehrssicherheit"),
        ("Verkehrssicherhiet", "Verkehrssicherheit"),
        ("xerkehrssicherheit", "Verkehrssicherheit"),
        ("Strase", "Straße"),
        ("Brunen", "Brunnen"),
        ("Bax", "Bau"),
    ],
)
def test_mistyped_word_is_suggested(engine, typed, suggestion):
    engine.put([document("a", "Verkehrssicherheit in der Straße am Brunnen im Bau")])

    assert engine.suggest(typed, audiences=PUBLIC) == (suggestion,)


@pytest.mark.parametrize("typed", ["Brunnen", "strasse", "Elefant", "", "x", "123", "a" * 10_000, "Ta\tb"])
def test_nothing_is_suggested_for_known_or_distant_words(engine, typed):
    engine.put([document("a", "Straße am Brunnen 124")])

    assert engine.suggest(typed, audiences=PUBLIC) == ()


def test_closer_and_more_frequent_words_are_suggested_first(engine):
    engine.put([document("a", "Brunnen"), document("b", "Brunnen"), document("c", "Brunnex"), document("d", "Brunnoo")])

    assert engine.suggest("Brunney", audiences=PUBLIC) == ("Brunnen", "Brunnex", "Brunnoo")


def test_closed_words_are_never_suggested_or_completed_to_others(engine):
    engine.put(
        [
            document("a", "Brunnen"),
            document("b", "Brunnenvergiftung", audience="council"),
            document("c", "Brunnentausch", audience="body:2"),
        ]
    )

    assert engine.suggest("Brunnenvergiftunk", audiences=PUBLIC) == ()
    assert engine.suggest("Brunnentauschx", audiences=COUNCIL) == ()
    assert engine.suggest("Brunnenvergiftunk", audiences=COUNCIL) == ("Brunnenvergiftung",)
    assert engine.complete("brunn", audiences=PUBLIC) == ("Brunnen",)
    assert engine.complete("brunn", audiences=COUNCIL) == ("Brunnen", "Brunnenvergiftung")
    assert engine.complete("brunn", audiences=frozenset()) == ()


def test_a_word_known_only_from_closed_text_is_treated_as_unknown(engine):
    engine.put([document("a", "Brunnen"), document("b", "Brunnem", audience="council")])

    assert engine.suggest("Brunnem", audiences=PUBLIC) == ("Brunnen",)
    assert engine.suggest("Brunnem", audiences=COUNCIL) == ()


def test_removed_words_are_not_suggested(engine):
    engine.put([document("a", "Brunnen"), document("b", "Geheimnis")])

    engine.remove(["b"])

    assert (engine.suggest("Geheimnsi", audiences=PUBLIC), engine.complete("gehe", audiences=PUBLIC)) == ((), ())


@pytest.mark.parametrize(
    ("start", "completions"),
    [
        ("straß", ("Straße", "Straßenbahn")),
        ("STRASS", ("Straße", "Straßenbahn")),
        ("101.18", ("101.18.1261",)),
        ("", ()),
        ("*", ()),
        ("xyz", ()),
    ],
)
def test_begun_word_is_completed_with_frequent_words_first(engine, start, completions):
    engine.put([document("a", "Straße Straßenbahn 101.18.1261"), document("b", "Straße")])

    assert engine.complete(start, audiences=PUBLIC) == completions


def test_many_documents_and_many_commits_stay_findable(engine):
    for first in range(0, 60, 3):
        engine.put([document(str(number), f"Brunnen nummer{number}") for number in range(first, first + 3)])
        engine.put([document("same", f"Brunnen Ausgabe{first}")])

    assert len(found(engine, "Brunnen")) == 61
    assert (found(engine, "nummer17"), found(engine, "Ausgabe54"), found(engine, "Ausgabe57")) == (
        ("17",),
        (),
        ("same",),
    )


@pytest.mark.parametrize(
    "typed",
    [
        "(" * 900,
        '"' * 999,
        "ver* " * 20,
        "der die das und in",
        '"der die" "in der" "und die"',
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
        "-".join("ab" for _ in range(300)),
        "Stadtverordnetenversammlungsvorsteher " * 20,
        "x" * 1_000,
        "\ud800 \x00 \uffff",
        "gremium:Bau NEAR/3 [a TO z] {} ~ ^2 ?",
    ],
)
def test_odd_queries_answer_quickly(engine, typed):
    engine.put([document(str(number), "Der und die in der Verwaltung Verkehr " * 50) for number in range(30)])
    begin = time.process_time()

    try:
        engine.query(queries.parse(typed), only=Filter(PUBLIC))
    except queries.QueryProblem as problem:
        assert str(problem).endswith(".")

    assert time.process_time() - begin < 0.5


@pytest.mark.parametrize("text", ["", "x" * 10_000, "a-" * 5_000, "\ud800\x00\uffff", "ﾞﾞ", "1." * 5_000, "-\n" * 5_000])
def test_odd_texts_can_be_put(engine, text):
    engine.put([document("a", text, title="Brunnen", reference=text[:100])])

    assert found(engine, "Brunnen") == ("a",)


def test_settling_changes_no_answer(engine):
    for number in range(5):
        engine.put([document(str(number), f"Brunnen nummer{number}", audience="council" if number % 2 else "public")])
    engine.remove(["2"])
    before = engine.query(queries.parse("Brunnen"), only=Filter(COUNCIL)).keys

    engine.settle()

    assert (found(engine, "Brunnen", COUNCIL), engine.count()) == (before, 4)
    assert (found(engine, "nummer4"), found(engine, "nummer2"), found(engine, "nummer3", COUNCIL)) == (
        ("4",),
        (),
        ("3",),
    )


@pytest.mark.parametrize("name", ["whoosh", POSTGRESQL])
@given(
    texts=st.lists(st.text(alphabet="abä ß-.1", max_size=30), max_size=4),
    typed=st.text(alphabet='abä ß-.1"*', max_size=20),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_engines_find_the_same(name, request, texts, typed):
    documents = [
        document(str(number), text, audience="council" if number % 2 else "public") for number, text in enumerate(texts)
    ]
    engines = [MemoryEngine(), made(name, request)]
    try:
        query = queries.parse(typed)
    except queries.QueryProblem:
        return
    for each in engines:
        each.clear()
        each.put(documents)

    answers = [sorted(each.query(query, only=Filter(COUNCIL)).keys) for each in engines]

    assert answers[0] == answers[1]
