"""Names the floor for Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The floor `documents`."""

    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the lower floors what this floor adds."""
        from documents import registrations  # noqa: F401 – importing registers; the apps must be loaded first
