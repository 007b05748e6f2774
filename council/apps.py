"""Names the floor for Django."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """The floor `council`."""

    name = "council"
    default_auto_field = "django.db.models.BigAutoField"
