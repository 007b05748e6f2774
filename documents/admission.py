"""Which papers are admitted by steps of their own kind; upper floors register them."""

from __future__ import annotations

from collections.abc import Callable

from documents.models import Paper

ELSEWHERE: list[Callable[[Paper], bool]] = []
