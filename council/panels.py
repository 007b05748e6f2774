"""Lets an upper floor add to a lower floor's page: panels are registered by page and fetched in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from django.db.models import CharField, F, Model, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString

from council.audiences import Standing

# A panel gets the request and the things on the page, and gives HTML by the key of each; absent means nothing to show.
Panel = Callable[[HttpRequest, Sequence[Any]], dict[Any, SafeString]]

# A row panel gets a standing instead: rows are rendered for a whole circle, with no browser behind it.
RowPanel = Callable[[Standing, Sequence[Any]], dict[Any, SafeString]]

# A stage gets a standing and the agenda of a meeting as that standing sees it, and gives HTML or nothing. What it gives
# is shared by everyone of the circle and told live as a block of its own: nothing personal, nothing that moves alone.
Stage = Callable[[Standing, Any], SafeString | None]

_Asked = TypeVar("_Asked", Panel, RowPanel)


@dataclass(frozen=True)
class _Registered(Generic[_Asked]):
    """A panel with its place on the page, and the models without whose rows it has nothing to show."""

    order: int
    name: str
    ask: _Asked
    rows: Sequence[type[Model]]

    def concerned(self, things: Sequence[Any], hanging: _Hanging) -> Sequence[Any]:
        """The things it is asked about."""
        bearing = {key for model in self.rows for key in hanging[model]}
        return [thing for thing in things if thing.pk in bearing] if self.rows else things


_Hanging: TypeAlias = "dict[type[Model], set[Any]]"
_panels: dict[str, list[_Registered[Panel]]] = {}
_rows: dict[str, list[_Registered[RowPanel]]] = {}
_stages: list[tuple[int, str, str, Stage]] = []


def panel(page: str, *, order: int = 100, rows: Sequence[type[Model]] = ()) -> Callable[[Panel], Panel]:
    """Register a panel for a page such as "paper", "body" or "desk"; lower `order` comes first.

    A panel that only shows `rows` is asked about nothing else than the things some of them hang on; they do by a field
    called like the page's noun ("paper.top" → `paper`). Most papers have no ballot, and asking who may read it is dear.
    """

    def register(function: Panel) -> Panel:
        _place(_panels.setdefault(page, []), _Registered(order, _name(function), function, rows))
        return function

    return register


def row_panel(kind: str, *, order: int = 100, rows: Sequence[type[Model]] = ()) -> Callable[[RowPanel], RowPanel]:
    """Register a panel for the rows of a list, such as "item" for agenda items; `order` and `rows` as for a page."""

    def register(function: RowPanel) -> RowPanel:
        _place(_rows.setdefault(kind, []), _Registered(order, _name(function), function, rows))
        return function

    return register


def _name(function: Panel | RowPanel) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _place(kept: list[_Registered[_Asked]], known: _Registered[_Asked]) -> None:
    kept.append(known)
    kept.sort(key=lambda one: (one.order, one.name))


def stage(name: str, *, into: str = "stage", order: int = 100) -> Callable[[Stage], Stage]:
    """Register a block of a meeting's pages: "stage" stands large below what is treated now, also in the hall; "course"
    stands on the live page alone, below. It must cost a constant number of queries, for it is asked after every event.
    """

    def register(function: Stage) -> Stage:
        _stages.append((order, name, into, function))
        _stages.sort(key=lambda known: known[:2])
        return function

    return register


def stages(standing: Standing, agenda: Any) -> list[tuple[str, str, SafeString]]:
    """Ask every stage; gives name, place and HTML of each, empty where there is nothing to show now."""
    return [(name, into, function(standing, agenda) or SafeString("")) for _, name, into, function in _stages]


def rows(kind: str, standing: Standing, things: Sequence[Any]) -> dict[Any, list[SafeString]]:
    """Ask every row panel once for all rows; gives the pieces of HTML by the primary key of each row."""
    found: dict[Any, list[SafeString]] = {thing.pk: [] for thing in things}
    known = _rows.get(kind, [])
    hanging = _hanging(kind, known, things)
    for one in known:
        concerned = one.concerned(things, hanging)
        for key, html in one.ask(standing, concerned).items() if concerned else ():
            found[key].append(html)
    return found


def collect(page: str, request: HttpRequest, things: Sequence[Any]) -> dict[Any, list[SafeString]]:
    """Ask every panel of the page once for all things; gives the pieces of HTML by the primary key of each thing."""
    found: dict[Any, list[SafeString]] = {thing.pk: [] for thing in things}
    known = _panels.get(page, [])
    hanging = _hanging(page.partition(".")[0], known, things)
    for one in known:
        concerned = one.concerned(things, hanging)
        for key, html in one.ask(request, concerned).items() if concerned else ():
            found[key].append(html)
    return found


def _hanging(noun: str, known: Sequence[_Registered[_Asked]], things: Sequence[Any]) -> _Hanging:
    """The keys of the things on which rows of each model hang, whoever may read them; one query, if any."""
    models = {model._meta.label: model for one in known for model in one.rows}
    keys = [thing.pk for thing in things]
    asked = [
        model._base_manager.filter(**{f"{noun}__in": keys}).values_list(Value(label, CharField()), F(noun))
        for label, model in models.items()
    ]
    found: _Hanging = {model: set() for model in models.values()}
    for label, key in asked[0].union(*asked[1:]) if asked and things else ():
        found[models[label]].add(key)
    return found


def named(page: str, request: HttpRequest, thing: Any) -> list[tuple[str, SafeString]]:
    """Ask every panel of the page about one thing; gives the name of each panel that shows something, and its HTML."""
    found = []
    for known in _panels.get(page, []):
        html = known.ask(request, [thing]).get(thing.pk)
        if html:
            found.append((known.name.rpartition(".")[2].replace("_", "-"), html))
    return found


def of_page(page: str, request: HttpRequest) -> list[SafeString]:
    """Ask the panels of a page that has no thing of its own, such as the home page; they answer under the key None."""
    return [known.ask(request, [])[None] for known in _panels.get(page, [])]
