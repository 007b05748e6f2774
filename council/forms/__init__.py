"""Turns what people type on the ground floor's pages into clean values, one noun a module."""
