"""Finds the static files we serve, and no others: our bundles and a short list from installed packages."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PACKAGES: dict[str, list[str]] = {
    "django_htmx": ["django_htmx/htmx-4.min.js"],
    "allauth.mfa": ["mfa/js/webauthn.js", "mfa/js/webauthn-json.js"],
    "allauth.account": ["account/js/onload.js"],
}


class AllowedAssets(BaseFinder):
    """Lists what esbuild bundled and what `PACKAGES` names; whatever else a package ships stays where it is."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.bundles = FileSystemStorage(location=settings.BUNDLES_ROOT)
        self.packages = {package: FileSystemStorage(location=_static_folder(package)) for package in PACKAGES}

    def check(self, **kwargs: object) -> list[Any]:
        """Have nothing to complain about: a missing file fails where it is used."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> Any:
        """Give the place of one file, or all its places, as `runserver` and the tests ask for them."""
        found = [storage.path(name) for name, storage in self.list(None) if name == path]
        if find_all:
            return found
        return found[0] if found else None

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Name each file with the storage it lies in."""
        root = Path(self.bundles.location)
        for file in sorted(root.rglob("*")):
            if file.is_file():
                yield file.relative_to(root).as_posix(), self.bundles
        for package, names in PACKAGES.items():
            for name in names:
                yield name, self.packages[package]


def _static_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"Das Paket {package} ist nicht installiert.")
    return Path(spec.origin).parent / "static"
