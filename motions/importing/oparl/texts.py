"""Foreign strings made fit for storing: no control characters, no half surrogates, one form of each umlaut."""

import html
import re
import unicodedata

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|szlig|[aouAOU]uml|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def is_broken(text: str) -> bool:
    """Whether the text holds characters that no database keeps or no page shows."""
    return bool(_UNSTORABLE.search(text))


def is_escaped(text: str) -> bool:
    """Whether the text is written for HTML although JSON holds plain text."""
    return bool(_ENTITY.search(text))


def clean(text: str) -> str:
    """The text with line breaks kept, entities resolved once, unstorable characters gone and blanks trimmed."""
    if not text:
        return ""
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
    plain = _UNSTORABLE.sub("", plain.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", plain).strip()


def one_line(text: str) -> str:
    """As `clean`, and every run of blanks and line breaks is one blank."""
    return " ".join(clean(text).split())
