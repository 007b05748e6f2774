"""Names the floor for Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The floor `documents`."""

    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"
