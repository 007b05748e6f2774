"""What every readable thing has: an audience, and the one query that decides who belongs to it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from council import audiences
from council.states import Audience

if TYPE_CHECKING:
    from council.audiences import Standing, Viewer

_Thing = TypeVar("_Thing", bound=models.Model, covariant=True)

KEPT = 256  # standings whose conditions are kept; all guests of a day have one, a person theirs


class ReadableQuerySet(models.QuerySet[_Thing]):
    """Rows that know who may read them."""

    def visible_to(self, user: Viewer, *, on: date | None = None) -> Self:
        """Keep the rows this person may read on that day (default: today)."""
        return self.visible_for(audiences.standing_of(user, on=on))

    def visible_for(self, standing: Standing) -> Self:
        """Keep the rows someone of this standing may read; asked of a model as a whole, it is worked out once."""
        model: Any = self.model
        if not _is_untouched(self):
            return self.filter(model.readable_by(standing))
        kept: dict[type[models.Model], Self] = _kept(standing)
        if model not in kept:
            kept[model] = self.filter(model.readable_by(standing))
        return kept[model].all()


def _kept(standing: Standing) -> dict[type[models.Model], Any]:
    """The conditions worked out for this standing, by model, kept for the next request of whoever is the same.

    They follow from the standing alone, so nothing that changes is in them; but what was opened by name is.
    """
    return standing.readable if standing.named else _of_equals(standing, frozenset(standing.kinds.items()))


@lru_cache(maxsize=KEPT)
def _of_equals(standing: Standing, kinds: frozenset[tuple[int, str]]) -> dict[type[models.Model], Any]:
    return {}


def _is_untouched(rows: models.QuerySet[Any]) -> bool:
    """Whether nothing was asked of the rows yet, neither what to keep nor how to fetch it."""
    fresh = type(rows)(rows.model)
    asked = (vars(rows) | {"_query": vars(rows.query)}, vars(fresh) | {"_query": vars(fresh.query)})
    return asked[0] == asked[1]


class Readable(models.Model):
    """Mixes an audience into a model; everything is created closed."""

    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.PRIVATE)
    audience_organization = models.ForeignKey(
        "council.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @classmethod
    def readable_by(cls, standing: Standing, *, prefix: str = "") -> Q:
        """Say as a condition which rows someone of this standing may read; `prefix` leads there from another model.

        It follows from the standing alone (and what was opened by name): no row and no clock is asked for it.
        """
        return audiences.reach(standing, model=cls, prefix=prefix)
