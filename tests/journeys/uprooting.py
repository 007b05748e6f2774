"""Takes everything closed out of an installation, as if it had never been there: rows, files, entries of the index."""

from __future__ import annotations

from collections import defaultdict

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import IntegrityError, connection, models, transaction

from council.models import AgendaItem
from council.models.readable import Readable
from documents import vault
from documents.models import Consultation, File
from documents.search import indexing
from tests import kept

Doomed = dict[type[models.Model], set[int]]
AT_ONCE = 500


def closed() -> Doomed:
    """Every readable thing that nobody who is not signed in may read."""
    found: Doomed = {}
    for model in apps.get_models():
        if issubclass(model, Readable):
            open_ = set(model.objects.visible_to(AnonymousUser()).values_list("pk", flat=True))
            found[model] = set(model._base_manager.values_list("pk", flat=True)) - open_
    return found


def uproot(doomed: Doomed) -> Doomed:
    """Delete these rows with all that cannot be without them, let go of them elsewhere; returns what was deleted."""
    hashes = set(File._base_manager.filter(pk__in=doomed[File]).values_list("sha512", flat=True))
    with transaction.atomic():
        # That a paper stands on a closed item says when it does: the day goes with the item.
        at = Consultation.objects.filter(slots__item__in=doomed[AgendaItem])
        Consultation.objects.filter(pk__in=list(at.values_list("pk", flat=True))).update(meeting=None)
        deleted = _with_dependents(doomed)
        for model, keys in deleted.items():
            for some in _pieces(keys):
                model._base_manager.filter(pk__in=some)._raw_delete(connection.alias)
    for sha512 in hashes - set(File._base_manager.values_list("sha512", flat=True)) - {""}:
        if vault.exists(sha512):
            kept.path(sha512).unlink()
    cache.clear()
    indexing.rebuild()
    return deleted


def _with_dependents(doomed: Doomed) -> Doomed:
    found: Doomed = defaultdict(set)
    waiting = [(model, keys) for model, keys in doomed.items() if keys]
    every = apps.get_models(include_auto_created=True)
    while waiting:
        target, keys = waiting.pop()
        fresh = keys - found[target]
        found[target] |= fresh
        for model in every:
            for field in model._meta.concrete_fields:
                if field.is_relation and field.related_model is target and fresh:
                    waiting.append((model, _let_go(model, field, fresh)))
    return found


def _let_go(model: type[models.Model], field: models.Field, keys: set[int]) -> set[int]:
    """Make rows forget what goes; those that cannot be without it go as well."""
    going = set()
    for some in _pieces(keys):
        rows = model._base_manager.filter(**{f"{field.attname}__in": some})
        try:
            if not field.null:
                raise IntegrityError
            with transaction.atomic():
                rows.update(**{field.attname: None})
        except IntegrityError:
            going |= set(rows.values_list("pk", flat=True))
    return going


def _pieces(keys: set[int]) -> list[list[int]]:
    ordered = sorted(keys)
    return [ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE)]
