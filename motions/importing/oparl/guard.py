"""Connections to foreign addresses that never reach into our own network, whatever a source redirects or links to."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from typing import Any

Allowed = Callable[[str, int], bool]
"""Whether a host and port may be reached although its address is not public (the one the administrator named)."""


class ForbiddenError(OSError):
    """An address in a private or local network that nobody named."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet (an IPv4 address inside an IPv6 one is looked at instead)."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        return is_public(str(inner)) if inner else found.is_global and not found.is_multicast
    return found.is_global and not found.is_multicast


def is_loopback(host: str) -> bool:
    """Whether a host name means this very machine, without asking a name server."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_reachable(host: str, port: int) -> bool:
    """Whether a host has an address, and every one of them belongs to the open internet; asks the name server."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(is_public(str(address[0])) for *_, address in found)


def dial(host: str, port: int, *, timeout: float, allowed: Allowed) -> socket.socket:
    """Open a connection to the first address of the host that answers; ForbiddenError before the first byte.

    The address that was judged is the address that is dialled, so a name that changes in between gains nothing.
    """
    failure: OSError = ForbiddenError("no address")
    for family, sort, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(str(address[0])) and not allowed(host, port):
            failure = ForbiddenError("private address")
            continue
        dialled = socket.socket(family, sort, protocol)
        dialled.settimeout(timeout)
        try:
            dialled.connect(address)
        except OSError as error:
            dialled.close()
            failure = error
        else:
            return dialled
    raise failure


class Connection(http.client.HTTPConnection):
    """A plain connection that is dialled under guard."""

    def __init__(self, host: str, *, allowed: Allowed, **options: Any) -> None:
        super().__init__(host, **options)
        self._allowed = allowed

    def connect(self) -> None:
        self.sock = dial(self.host, self.port, timeout=self.timeout or 30, allowed=self._allowed)


class SecureConnection(http.client.HTTPSConnection):
    """A TLS connection that is dialled under guard; the certificate is checked against the host's name."""

    def __init__(self, host: str, *, allowed: Allowed, tls: ssl.SSLContext, **options: Any) -> None:
        super().__init__(host, context=tls, **options)
        self._allowed = allowed
        self._tls = tls

    def connect(self) -> None:
        plain = dial(self.host, self.port, timeout=self.timeout or 30, allowed=self._allowed)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise
