"""Names the floor for Django."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """The floor `council`."""

    name = "council"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this floor does in the background."""
        from council import registrations  # noqa: F401 – importing registers; the models must be loaded first
