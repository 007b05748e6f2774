"""Acts that open a closed thing to single persons by name, and close it to them again."""

from __future__ import annotations

from django.db import models
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from council import journal, life, may
from council.models import User


@journal.act
def open_to(thing: models.Model, person: User, *, by: User | None) -> None:
    """Let this person read a thing whose audience is „namentlich Berechtigte“; for other audiences it opens nothing."""
    if by is not None:
        may.name_readers(by, thing)
    thing = life.lock(thing)
    if not _rows(thing, person).exists():
        assign_perm(_permission(thing), person, thing)
        journal.record("thing.opened_to_person", thing, by=by, user=person.pk)


@journal.act
def withdraw_from(thing: models.Model, person: User, *, by: User | None) -> None:
    """Take the thing from this person again; it is gone for them at once."""
    if by is not None:
        may.name_readers(by, thing)
    thing = life.lock(thing)
    if _rows(thing, person).exists():
        remove_perm(_permission(thing), person, thing)
        journal.record("thing.withdrawn_from_person", thing, by=by, user=person.pk)


def _permission(thing: models.Model) -> str:
    return f"{thing._meta.app_label}.view_{thing._meta.model_name}"


def _rows(thing: models.Model, person: User) -> models.QuerySet[UserObjectPermission]:
    return UserObjectPermission.objects.filter(
        user=person,
        object_pk=str(thing.pk),
        content_type__app_label=thing._meta.app_label,
        content_type__model=thing._meta.model_name,
        permission__codename=f"view_{thing._meta.model_name}",
    )
