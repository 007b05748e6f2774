"""Sets the cookie of messages under a name that no other host and no unencrypted page can plant."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class Messages(CookieStorage):
    """What is said once after an act, kept by the browser until the next page."""

    cookie_name = settings.MESSAGES_COOKIE_NAME


class Storage(FallbackStorage):
    """As Django's own: in the cookie, and what does not fit into it in the session."""

    storage_classes = (Messages, SessionStorage)
