"""The nouns of the top floor, gathered for Django."""

from collaboration.models.notes import Note

__all__ = ["Note"]
