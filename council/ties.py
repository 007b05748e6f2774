"""Says whether anything in the house hangs on a thing: what was entered wrongly can go only while nothing does."""

from __future__ import annotations

from typing import Any

from django.db import models

from council.models import Membership


def bound(thing: models.Model) -> bool:
    """Whether some row refers to the thing and would be left behind without it.

    What would go along with it does not hold it, nor do seats that were struck out before. Asks once for each kind of
    row that can refer to it, up to the first that does: for a page on which somebody deletes, not for a list.
    """
    return any(_refers(relation, thing) for relation in _relations(thing))


def _relations(thing: models.Model) -> list[Any]:
    found = [field for field in thing._meta.get_fields(include_hidden=True) if field.auto_created and field.is_relation]
    return [field for field in found if not field.concrete and getattr(field, "on_delete", None) is not models.CASCADE]


def _refers(relation: Any, thing: models.Model) -> bool:
    model: type[models.Model] = relation.related_model
    rows = model._base_manager.filter(**{relation.field.name: thing})
    return (rows.filter(deleted_at=None) if model is Membership else rows).exists()
