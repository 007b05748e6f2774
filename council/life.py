"""Takes things through their lives: from state to state by the tables of steps, one journal entry for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from django.db import models
from django.utils import timezone

from council import journal

if TYPE_CHECKING:
    from council.models.users import User
    from council.states import Steps


class WrongState(Exception):
    """The thing's state forbids the step; the message is the sentence the person reads."""


class Stale(Exception):
    """Someone else changed the thing meanwhile; nothing was saved."""


class Living(Protocol):
    """A thing with a life."""

    pk: int
    state: str

    @property
    def steps(self) -> Steps: ...


_Thing = TypeVar("_Thing", bound=models.Model)


def lock(thing: _Thing, *, version: int | None = None) -> _Thing:
    """Read the row again and lock it until the commit. With `version`, refuse a form made from an older state.

    Others may name the row meanwhile, as everywhere (`no_key`): PostgreSQL asks for that at their commit, when they
    hold the journal's head already, for which whoever locked the row waits.
    """
    model = type(thing)
    locked = model._base_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
    if version is not None and getattr(locked, "version", version) != version:
        raise Stale("Inzwischen hat jemand anderes etwas geändert. Bitte die Seite neu laden und noch einmal ansehen.")
    return locked


def can(thing: Living, step: str) -> bool:
    """Say whether the thing's state allows the step."""
    return step in thing.steps and thing.state in thing.steps[step][0]


def take(
    thing: _Thing,
    step: str,
    *,
    by: User | None,
    also: tuple[str, ...] = (),
    **numbers: int | list[int] | str | None,
) -> _Thing:
    """Take one step of the thing's life, save it (with the fields named in `also`) and record the entry.

    Raises WrongState with a German sentence if the table does not allow the step from the present state, or has no such
    step at all.
    """
    steps: Steps = thing.steps  # type: ignore[attr-defined]  # every living thing has its table
    if step not in steps:
        raise WrongState("Diesen Schritt gibt es hier nicht: Der Lebenslauf sieht ihn nicht vor.")
    allowed, target, verb = steps[step]
    before: str = thing.state  # type: ignore[attr-defined]
    if before not in allowed:
        raise WrongState(_sentence(thing, target))
    thing.state = target  # type: ignore[attr-defined]
    touch(thing, fields=("state", *also))
    journal.record(verb, thing, by=by, before=before, after=target, **numbers)  # type: ignore[arg-type]  # never a room
    return thing


def touch(thing: models.Model, *, fields: tuple[str, ...]) -> None:
    """Save these fields, the moment of the change and the next version."""
    names = set(fields)
    if hasattr(thing, "modified_at"):
        thing.modified_at = timezone.now()
        names.add("modified_at")
    if hasattr(thing, "version"):
        thing.version += 1
        names.add("version")
    thing.save(update_fields=sorted(names))


def _sentence(thing: models.Model, target: str) -> str:
    labels = dict(getattr(thing._meta.get_field("state"), "choices", None) or ())
    now, then = labels.get(thing.state, thing.state), labels.get(target, target)  # type: ignore[attr-defined]
    return f"Das geht jetzt nicht: Der Stand ist „{now}“, daraus kann nicht „{then}“ werden."
