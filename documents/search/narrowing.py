"""From the fields of a search (`gremium:Bau`, `von:2025`) to the filter they mean; refusals say what is possible."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from council.audiences import Standing
from council.models import District, Organization
from council.states import BodyKind
from documents.models import Paper
from documents.search import analysis, days, sources, spelling
from documents.search.engine import MOST_COMPLETIONS, Filter
from documents.search.query import FIELDS, Field, FieldName, QueryProblem
from documents.states import PaperState, PaperType

MOST_NUMBERS = 1_000  # papers one `nummer:` may stand for
MOST_NAMED = 5  # names in a sentence that says what is possible
LONGEST_NUMBER = 60


class Names(NamedTuple):
    """What a field may name: keys with all their names, and how a sentence speaks of one that is not there."""

    missing: str
    named: list[tuple[str, str]]


def narrowed(only: Filter, fields: Iterable[Field], *, standing: Standing) -> Filter:
    """Make the filter narrower by the fields; the same field twice widens, save for days.

    Raises QueryProblem for a value that means nothing. One query for each kind of field with names in the database.
    """
    by_name: dict[FieldName, list[Field]] = defaultdict(list)
    for field in fields:
        by_name[field.name].append(field)
    for name, several in by_name.items():
        only = _NARROWING[name](only, several, standing)
    if only.since and only.until and only.since > only.until:
        raise QueryProblem(f"Der Beginn {_day(only.since)} liegt nach dem Ende {_day(only.until)}.")
    return only


def completed(start: str) -> list[str]:
    """A field that is being typed (`gremium:Umw`) finished by words of the names it may have; none for anything else.

    Costs one query where the names lie in the database.
    """
    typed, _, begun = start.partition(":")
    name = FIELDS.get(typed.lower())
    if name not in _NAMES or not begun:
        return []
    words = {word for _, label in _NAMES[name]().named for word in analysis.written(label)}
    found = (word for word in sorted(words) if spelling.fold(word).startswith(spelling.fold(begun)))
    return [f"{typed}:{word}" for word in islice(found, MOST_COMPLETIONS)]


def _bodies(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, bodies=_keys(fields, _NAMES["body"]()))


def _factions(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, factions=_keys(fields, _NAMES["faction"]()))


def _districts(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, districts=_keys(fields, _NAMES["district"]()))


def _kinds(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    """Kinds of things and of papers: `art:Antrag art:Datei` are the files of motions."""
    found = _keys(fields, _NAMES["kind"]())
    known = frozenset(sources.registered())
    return replace(only, kinds=found & known, paper_types=found - known)


def _states(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, states=_keys(fields, _NAMES["state"]()))


def _since(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, since=max(_span(field).first for field in fields))


def _until(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, until=min(_span(field).last for field in fields))


def _span(field: Field) -> days.Span:
    if span := days.span(field.value):
        return span
    raise QueryProblem(
        f"„{field.value[:40]}“ ist kein Tag, kein Monat und kein Jahr: "
        f"Bitte schreiben Sie zum Beispiel {field.typed}:1.3.2025, {field.typed}:3.2025 oder {field.typed}:2025."
    )


def _years(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    return replace(only, years=frozenset(year for field in fields for year in _years_of(field)))


def _years_of(field: Field) -> range:
    if years := days.years(field.value):
        return years
    raise QueryProblem(
        f"„{field.value[:40]}“ ist kein Jahr: "
        f"Bitte schreiben Sie zum Beispiel {field.typed}:2025 oder {field.typed}:2020-2025."
    )


def _numbers(only: Filter, fields: list[Field], standing: Standing) -> Filter:
    """Papers by their number, its beginning or its end, as far as this person may read them."""
    wanted = Q()
    for field in fields:
        number = field.value[:LONGEST_NUMBER].strip("*")
        wanted |= Q(reference__istartswith=number)
        wanted |= Q(reference__iendswith=f".{number}") | Q(reference__iendswith=f"/{number}")
    found = Paper.objects.visible_for(standing).filter(wanted).values_list("pk", flat=True)[:MOST_NUMBERS]
    if not found:
        raise QueryProblem(f"Eine Vorlage mit der Nummer „{fields[0].value[:40]}“ gibt es hier nicht.")
    return replace(only, groups=frozenset(sources.Name("paper", pk).key for pk in found))


_NARROWING: dict[FieldName, Callable[[Filter, list[Field], Standing], Filter]] = {
    "body": _bodies,
    "faction": _factions,
    "district": _districts,
    "kind": _kinds,
    "state": _states,
    "since": _since,
    "until": _until,
    "year": _years,
    "number": _numbers,
}


# Names


def _names_of_bodies() -> Names:
    return _organizations("Ein Gremium", Organization.objects.living().exclude(kind=BodyKind.FACTION))


def _names_of_factions() -> Names:
    return _organizations("Eine Fraktion", Organization.objects.living().of_kind(BodyKind.FACTION))


def _organizations(missing: str, rows: Iterable[Organization]) -> Names:
    return Names(missing, [(row.key, name) for row in rows for name in (row.name, row.short_name) if name])


def _names_of_districts() -> Names:
    return Names("Einen Ortsbezirk", list(District.objects.filter(deleted_at=None).values_list("key", "name")))


def _names_of_kinds() -> Names:
    kinds = [(name, source.label) for name, source in sources.registered().items()]
    return Names("Eine Art", [*_choices(PaperType), *kinds])


def _names_of_states() -> Names:
    return Names("Einen Stand", _choices(PaperState))


def _choices(states: type[PaperState] | type[PaperType]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in states.choices]


_NAMES: dict[FieldName | None, Callable[[], Names]] = {
    "body": _names_of_bodies,
    "faction": _names_of_factions,
    "district": _names_of_districts,
    "kind": _names_of_kinds,
    "state": _names_of_states,
}


def _keys(fields: Iterable[Field], names: Names) -> frozenset[str]:
    """What the fields name. Raises QueryProblem for one that names nothing."""
    known = {name: _terms(name) for _, name in names.named}
    found: set[str] = set()
    for field in fields:
        keys = _meant(field.value, names.named, known)
        if not keys:
            raise QueryProblem(_missing(field.value, names))
        found |= keys
    return frozenset(found)


def _meant(value: str, named: Iterable[tuple[str, str]], known: Mapping[str, frozenset[str]]) -> set[str]:
    """Those with exactly this name; else those with all its words in one of their names, whole, begun or inside."""
    exact = {key for key, name in named if _plain(name) == _plain(value)}
    if exact:
        return exact
    forms = [form for form in analysis.forms(value) if not analysis.is_stop(form.term)]
    if not forms:
        return set()
    return {key for key, name in named if all(_occurs(form, known[name]) for form in forms)}


def _occurs(form: analysis.Form, terms: frozenset[str]) -> bool:
    return (
        form.term in terms
        or (bool(form.parts) and terms.issuperset(form.parts))
        or any(term.startswith(form.term) for term in terms)
    )


def _terms(name: str) -> frozenset[str]:
    return frozenset(term for form in analysis.forms(name) for term in (*form.whole, *form.inner))


def _plain(name: str) -> str:
    """A name as words in one spelling, each without its ending: "Anträge" and "antrag" are the same."""
    return " ".join(slot for form in analysis.forms(name) for slot in form.slots)


def _missing(value: str, names: Names) -> str:
    labels = list(dict.fromkeys(name for _, name in names.named))
    words: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        for word in {label, *analysis.written(label)}:
            words[spelling.fold(word)].append(label)
    close = difflib.get_close_matches(spelling.fold(value[:100]), list(words), n=MOST_NAMED, cutoff=0.7)
    near = list(dict.fromkeys(label for word in close for label in words[word]))[:MOST_NAMED]
    begin = f"{names.missing} „{value[:40]}“ gibt es hier nicht."
    if near:
        return f"{begin} Meinten Sie {_listed(near)}?"
    return f"{begin} Möglich sind zum Beispiel {_listed(labels[:MOST_NAMED])}." if labels else begin


def _listed(names: list[str]) -> str:
    quoted = [f"„{name}“" for name in names]
    return " oder ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
