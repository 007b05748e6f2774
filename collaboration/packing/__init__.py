"""Packs a meeting for a person's devices: what goes in, as which parts, under which version."""
