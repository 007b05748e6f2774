"""Reads the house's own source for the tests of its conventions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("council", "documents", "motions", "collaboration")


@cache
def modules() -> tuple[Path, ...]:
    """Every Python module of the four floors, migrations left out."""
    found = (path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


def offences(judge: Callable[[Path], Iterable[str]]) -> dict[str, set[str]]:
    """What `judge` finds wrong, by module; modules without offences are left out."""
    return {name(path): wrong for path in modules() if (wrong := set(judge(path)))}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    """The full names of all modules imported anywhere in a module, type-checking imports included."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)
