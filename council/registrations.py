"""Registers what this floor does in the background and adds to its own pages; loaded once the apps are ready."""

from __future__ import annotations

from council.views import panels_debate

__all__ = ["panels_debate"]
