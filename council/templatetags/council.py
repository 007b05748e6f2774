"""The few tags every template knows: asking a rule, and German dates."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from council import browsers
from council import panels as registered
from council.may import allowed

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], rule: str, *things: Any) -> bool:
    """Ask a rule by its path: ``{% may "motions.inquiries.answer" inquiry as can %}`` or ``"council.preside"``."""
    floor, _, name = rule.partition(".")
    module, _, function = name.rpartition(".")
    found = import_module(f"{floor}.may.{module}" if module else f"{floor}.may")
    return allowed(getattr(found, function), context["request"].user, *things)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as „Mo., 6. März 2019“; unknown as „nicht angegeben“."""
    if value is None:
        return "nicht angegeben"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "D, j. F Y").replace(",", ".,", 1)


@register.filter
def clock(value: datetime | None) -> str:
    """Write an hour as „16:00 Uhr“; unknown as nothing."""
    return "" if value is None else date_format(timezone.localtime(value), "H:i") + " Uhr"


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment as „6. März 2019, 16:00 Uhr“."""
    return "nicht angegeben" if value is None else date_format(timezone.localtime(value), "j. F Y, H:i") + " Uhr"


@register.filter
def hour(value: datetime) -> str:
    """Write an hour as „6. März 2019, zwischen 16 und 17 Uhr“."""
    begun = timezone.localtime(value)
    return f"{date_format(begun, 'j. F Y')}, zwischen {begun.hour} und {begun.hour + 1} Uhr"


@register.filter
def browser(agent: str) -> str:
    """Name a browser by what it says of itself."""
    return browsers.named(agent)


@register.filter
def given(value: Any) -> Any:
    """Write what is unknown as „nicht angegeben“."""
    return "nicht angegeben" if value in (None, "") else value


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], page: str, thing: Any = None) -> list[Any]:
    """Fetch what upper floors add to this page: ``{% panels "paper" paper as pieces %}``."""
    if thing is None:
        return registered.of_page(page, context["request"])
    return registered.collect(page, context["request"], [thing])[thing.pk]


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """Read a value from a mapping by a key that is itself a variable."""
    return mapping.get(key)


@register.simple_tag
def sign(part: str, **inputs: Any) -> SafeString:
    """Include a part of the house with these inputs only: ``{% sign "components/badge.html" text=word %}``.

    Drawn once for the same plain inputs, for long lists show the same few signs over and over. Nothing but its inputs
    may decide what the part shows.
    """
    return _drawn(part, *(piece for named in inputs.items() for piece in named))


@lru_cache(maxsize=4096, typed=True)  # by type as well: what is safe and what is yet to be escaped may read the same
def _drawn(part: str, *inputs: Any) -> SafeString:
    return render_to_string(part, dict(zip(inputs[::2], inputs[1::2], strict=True)))
