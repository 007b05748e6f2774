"""Names the floor for Django."""

from django.apps import AppConfig


class CollaborationConfig(AppConfig):
    """The floor `collaboration`."""

    name = "collaboration"
    default_auto_field = "django.db.models.BigAutoField"
