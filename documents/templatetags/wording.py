"""Draws a canonical text, block by block, as every page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents.text import Block

register = template.Library()


@register.simple_tag
def wording(
    blocks: Iterable[Block], ways: Iterable[str] = (), *, link: str = "", within: str = "", spoken: str = ""
) -> SafeString:
    """Draw the blocks of a text: ``{% wording blocks ways=ways link="?version=2" %}``.

    `ways` are addresses under which a paragraph can be worked on, its number is added to them; `link` leads to the
    text, `within` and `spoken` name the page of a file it stands on. Drawn once for all who read the same text.
    """
    return _drawn(tuple(blocks), tuple(ways), link, within, spoken)


@lru_cache(maxsize=256)  # texts; one of forty pages takes some 200 KB
def _drawn(blocks: tuple[Block, ...], ways: tuple[str, ...], link: str, within: str, spoken: str) -> SafeString:
    context = {"blocks": blocks, "ways": ways, "link": link, "within": within, "spoken": spoken}
    return render_to_string("documents/_blocks.html", context)
