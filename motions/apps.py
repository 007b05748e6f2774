"""Names the floor for Django."""

from django.apps import AppConfig


class MotionsConfig(AppConfig):
    """The floor `motions`."""

    name = "motions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the lower floors what this floor adds."""
        from motions import registrations  # noqa: F401 – importing registers; the apps must be loaded first
