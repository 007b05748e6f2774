"""Drafts the minutes of a meeting from its journal: each source has a file that tells its facts (`chapters`)."""
