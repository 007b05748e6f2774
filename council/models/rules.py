"""The rulebook's rows: a local number from one day to another, with its legal basis."""

from django.db import models
from django.db.models import F, Q

from council.models.bodies import Organization


class Rule(models.Model):
    """One dated value of a rule, for the whole town or for one body."""

    name = models.CharField(max_length=60, db_index=True)
    value = models.JSONField()
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")), name="rule_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["name", "organization", "valid_from"], name="one_rule_of_a_body_and_day"),
            models.UniqueConstraint(
                fields=["name", "valid_from"], condition=Q(organization=None), name="one_rule_of_the_town_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ab {self.valid_from}"
