"""Says of a bucket that is away that it is: pages go on, only files neither come nor go."""

from __future__ import annotations

from council import readiness
from council.away import Away
from documents import vault


@readiness.light_probe("storage")
def _storage() -> str:
    try:
        vault.answer()
    except Away:
        return "antwortet nicht oder lässt uns nicht ein; Dateien können weder gelesen noch abgelegt werden"
    return ""
