"""Acts on the rulebook."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from council import journal, may, rulebook
from council.models import Organization, Rule, User


@journal.act
def enact(
    name: str,
    value: Any,
    *,
    valid_from: date,
    legal_basis: str,
    by: User | None,
    organization: Organization | None = None,
) -> Rule:
    """Set a rule from a day on, for the town or one body; the rule before it ends the day before.

    Where a later rule is enacted already, the new one holds until then.

    Raises rulebook.RuleProblem with a German sentence where the statute forbids the value.
    """
    if by is not None:
        may.keep_rulebook(by)
    rulebook.check(name, value)
    rows = Rule.objects.filter(name=name, organization=organization)
    lasting = Q(valid_to=None) | Q(valid_to__gte=valid_from)
    rows.filter(lasting, valid_from__lt=valid_from).update(valid_to=valid_from - timedelta(days=1))
    following = (
        rows.filter(valid_from__gt=valid_from).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    valid_to = following - timedelta(days=1) if following else None
    rule, _ = Rule.objects.update_or_create(
        name=name,
        organization=organization,
        valid_from=valid_from,
        defaults={"value": value, "legal_basis": legal_basis, "valid_to": valid_to},
    )
    journal.record("rule.enacted", rule, by=by, room="")
    return rule
