"""Keeps everything of an installation safe: written to one archive, brought back from it, proved to be whole."""
