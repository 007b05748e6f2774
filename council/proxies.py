"""Says for whom the proxy before the pages asks, as uvicorn does by itself before the sockets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

Environment = dict[str, Any]
Pages = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]

TRUSTED = "FORWARDED_ALLOW_IPS"  # gunicorn and uvicorn read it, too


class Behind:
    """Puts the address that the nearest proxy saw in the place of the proxy's own; from others it is not believed."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._trusted = {address.strip() for address in os.environ.get(TRUSTED, "127.0.0.1").split(",")}

    def __call__(self, environment: Environment, start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on."""
        peer = environment.get("REMOTE_ADDR", "")
        if not peer or "*" in self._trusted or peer in self._trusted:  # a socket's file has no address
            asked_for = environment.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
            environment["REMOTE_ADDR"] = asked_for or peer
        else:
            environment.pop("HTTP_X_FORWARDED_PROTO", None)
        return self._pages(environment, start)
