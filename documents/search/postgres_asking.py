"""How a query is put to PostgreSQL: which documents match, and how well."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from psycopg import sql

from documents.search import closeness, engine, vocabulary
from documents.search import postgres_rows as rows
from documents.search import postgres_tables as tables
from documents.search import query as queries

_ORDERS = {
    "relevance": sql.SQL("score DESC, date DESC NULLS LAST, key"),
    "date": sql.SQL("date DESC NULLS LAST, score DESC, key"),
}
_RANKS = sql.Literal("{" + ",".join(map(str, rows.RANKS)) + "}")
_ANYTHING, _NOTHING = sql.SQL("true"), sql.SQL("false")
_BETWEEN = rf"(?:[^ \n]+ ){{0,{closeness.NEAR - 1}}}"
_SCALE = 5.0  # brings ts_rank to the size of BM25
_MOST_PARTS = 6  # of a compound whose parts are looked for apart


class Known(NamedTuple):
    """What of a half has to be known beforehand, for the order: its size, and how frequent terms and entries are."""

    size: tables.Size
    frequencies: Mapping[str, int]
    entries: Mapping[str, int]


def known(query: queries.Query, half: tables.Half, connection: tables.Connection) -> Known:
    """Look it up."""
    words = [clause for clause in query.wanted if isinstance(clause, queries.Word)]
    starts = [start for word in words for start in (word.entry, *word.near)]
    return Known(half.size(connection), half.frequencies(connection, query.scored), half.entries(connection, starts))


def question(
    query: queries.Query,
    half: tables.Half,
    *,
    only: engine.Filter,
    order: engine.Sort,
    limit: int,
    known: Known,
) -> sql.Composed:
    """The whole question; its rows have the fields of engine.Hit in their order."""
    facts = sql.SQL(", ").join(map(sql.Identifier, rows.FACTS))
    conditions = [
        *(_wanted(clause, known) for clause in query.wanted),
        *(sql.SQL("NOT ({})").format(_exactly(clause)) for clause in query.unwanted),
        *_admitted(only),
    ]
    score = _score(query, known)
    return sql.SQL("SELECT {}, {} AS score FROM {} WHERE {} ORDER BY {} LIMIT {}").format(
        facts, score, half.documents, sql.SQL(" AND ").join(conditions), _ORDERS[order], sql.Literal(limit)
    )


# Which documents


def _wanted(clause: queries.Clause, known: Known) -> sql.Composable:
    """What does not occur is not looked for: a word makes many compounds with its neighbours that are none."""
    if isinstance(clause, queries.Anything):
        return _ANYTHING
    if isinstance(clause, queries.Word):
        ways = [term for term in clause.ways if known.frequencies.get(term)]
        near = _near(clause.parts) if all(map(known.frequencies.get, clause.parts)) else _NOTHING
        others = (_wanted(other, known) for other in clause.also)
        return _any([_having(ways, " | ") if ways else _NOTHING, near, *others])
    return _exactly(clause)


def _exactly(clause: queries.Exact) -> sql.Composable:
    if not all(map(rows.fits, [clause.start] if isinstance(clause, queries.Start) else clause.terms)):
        return _NOTHING
    if isinstance(clause, queries.Start):
        start = sql.Literal(f"{rows.lexeme(clause.start)}:*")
        return sql.SQL("spellings @@ {}::tsquery").format(start)
    row = sql.Literal(f" {' '.join(map(rows.in_sequence, clause.terms))} ")
    return sql.SQL("({} AND strpos(sequence, {}) > 0)").format(_having(clause.terms), row)


def _near(parts: tuple[str, ...]) -> sql.Composable:
    """The parts of a compound written apart: see closeness.are_near, whose every step lengthens the row at one end."""
    if not parts or len(parts) > _MOST_PARTS:
        return _NOTHING
    orders: list[tuple[str, ...]] = [parts[:1]]
    for part in parts[1:]:
        orders = [longer for order in orders for longer in ((part, *order), (*order, part))]
    ways = "|".join(_BETWEEN.join(f"{_escaped(part)} " for part in order) for order in dict.fromkeys(orders))
    return sql.SQL("({} AND sequence ~ {})").format(_having(parts), sql.Literal(f" (?:{ways})"))


def _escaped(part: str) -> str:
    return re.sub(r"(\W)", r"\\\1", rows.in_sequence(part))


def _having(names: Iterable[str], joint: str = " & ") -> sql.Composable:
    return sql.SQL("terms @@ {}::tsquery").format(_lexemes(names, joint))


def _lexemes(names: Iterable[str], joint: str) -> sql.Literal:
    return sql.Literal(joint.join(map(rows.lexeme, dict.fromkeys(names))))


def _any(conditions: list[sql.Composable]) -> sql.Composable:
    possible = [condition for condition in conditions if condition is not _NOTHING]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(possible)) if possible else _NOTHING


def _admitted(only: engine.Filter) -> list[sql.Composable]:
    """What engine.Filter.admits asks for."""
    among = {
        "audience": only.audiences,
        "kind": only.kinds,
        "year": only.years,
        "paper_type": only.paper_types,
        "state": only.states,
        "group": only.groups,
    }
    sharing = {"bodies": only.bodies, "factions": only.factions, "districts": only.districts}
    conditions: list[sql.Composable] = [
        sql.SQL("{} = ANY({})").format(sql.Identifier(name), sql.Literal(sorted(values)))
        for name, values in among.items()
        if values
    ]
    conditions += [
        sql.SQL("{} && {}::text[]").format(sql.Identifier(name), sql.Literal(sorted(values)))
        for name, values in sharing.items()
        if values
    ]
    if only.since:
        conditions.append(sql.SQL("date >= {}").format(sql.Literal(only.since)))
    if only.until:
        conditions.append(sql.SQL("date <= {}").format(sql.Literal(only.until)))
    return conditions


# How well


def _score(query: queries.Query, known: Known) -> sql.Composable:
    """As BM25 does: rare terms count more, further occurrences less and less, all of them less in a long text.

    Added to it is what it counts that words stand there as they were typed.
    """
    terms = [
        sql.SQL("{} * ts_rank({}, terms, {}::tsquery)").format(
            sql.Literal(share * math.log(1 + known.size.documents / (known.frequencies[term] + 1))),
            _RANKS,
            sql.Literal(rows.lexeme(term)),
        )
        for term, share in query.scored.items()
        if known.frequencies.get(term)
    ]
    average = sql.Literal(max(1.0, known.size.words / max(1, known.size.documents)))
    length = sql.SQL("(1.3 + 0.9 * words / {})").format(average)
    of_terms = sql.SQL("{} * ({}) / {}").format(sql.Literal(_SCALE), _sum(terms), length)
    return _sum([of_terms, *_as_typed(query, known)])


def _as_typed(query: queries.Query, known: Known) -> Iterator[sql.Composable]:
    for clause in query.wanted:
        for entries, share in spellings(clause, known.entries) if isinstance(clause, queries.Word) else ():
            having = sum(known.entries[entry] for entry in entries)
            if having:
                weight = sql.Literal(share * vocabulary.exactness(known.size.documents, having=having))
                yield sql.SQL("CASE WHEN spellings @@ {}::tsquery THEN {} ELSE 0 END").format(
                    _lexemes(entries, " | "), weight
                )


def spellings(word: queries.Word, entries: Iterable[str]) -> list[tuple[list[str], float]]:
    """The entries of the vocabulary that are the word as typed, and those near it, each with what they count."""
    exact = [entry for entry in entries if entry.startswith(word.entry)]
    near = [entry for entry in entries if entry.startswith(word.near)]
    return [(vocabulary.as_typed(word.text, exact), queries.EXACT_SHARE), (near, queries.NEAR_SHARE)]


def _sum(values: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(" + ").join(values) if values else sql.SQL("0::float8")
