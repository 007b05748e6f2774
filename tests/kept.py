"""Where the vault of a test keeps its files, for those that must be looked at or harmed from outside."""

from pathlib import Path

from django.conf import settings

from documents.stores.folder import Folder


def path(sha512: str) -> Path:
    return Folder(Path(settings.VAULT_ROOT)).path(sha512)
