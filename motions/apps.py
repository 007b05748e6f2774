"""Names the floor for Django."""

from django.apps import AppConfig


class MotionsConfig(AppConfig):
    """The floor `motions`."""

    name = "motions"
    default_auto_field = "django.db.models.BigAutoField"
