"""A port of a test's own, from before its server begins until after it has gone for the last time."""

import socket


def held() -> socket.socket:
    """A socket that keeps a free loopback port: a server that reuses addresses listens there, and nobody else gets it.

    Nothing listens while the server is away. A port merely looked up beforehand may be another test's by then.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder
