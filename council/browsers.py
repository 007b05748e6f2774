"""Names the browser somebody signed in with in words that its owner knows: „Firefox auf Windows“."""

from __future__ import annotations

_UNKNOWN = "Unbekannter Browser"
# What stands in the words a browser says of itself, the special before the general: nearly all call themselves Chrome
# and Safari, too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_DEVICES = {
    "iPad": "iPad",
    "iPhone": "iPhone",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def named(agent: str) -> str:
    """The browser and what it runs on, as far as `agent` (the header User-Agent) tells; nothing of it is repeated."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), "")
    device = next((name for sign, name in _DEVICES.items() if sign in agent), "")
    if browser and device:
        return f"{browser} auf {device}"
    return browser or device or _UNKNOWN
