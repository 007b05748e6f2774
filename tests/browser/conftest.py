"""A real server in this process, and browsers on it."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from council import follow
from council.models import User
from tests import cast as casting
from tests import ports
from tests.collaboration.lines import empty

# The browser's driver keeps an event loop in this thread; the tests still use the database one call at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Windows and server share two cores with other tests; what is waited for is no less exact. The same for all modules,
# whichever was loaded first.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)

ORIGINAL_STORAGES = django_settings.STORAGES
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of Debian's Chromium."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


class Server:
    """The whole application on a free loopback port, with its loop of readers and chores."""

    def __init__(self) -> None:
        self._held = ports.held()
        self.port: int = self._held.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        from council.asgi import application

        empty()  # what pages of a server before it left behind belongs to an event loop that is over
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        config = uvicorn.Config(application, log_level="warning", lifespan="off", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._server.serve(sockets=[listener])), daemon=True, name="server"
        )
        self._thread.start()
        deadline = time.monotonic() + 60
        while not self._server.started:
            assert time.monotonic() < deadline, "Der Server startet nicht."
            time.sleep(0.02)

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=30)
        assert not self._thread.is_alive(), "Der Server hört nicht auf."

    def go_away(self) -> None:
        """Break every line, as a fallen server or network does."""
        self.stop()

    def come_back(self) -> None:
        """Be there again at the same address."""
        self.start()

    def end(self) -> None:
        """Break every line and let the port go."""
        self.stop()
        self._held.close()


@pytest.fixture
def server(transactional_db, settings, own_data) -> Iterator[Server]:
    """The application, served."""
    settings.STORAGES = ORIGINAL_STORAGES
    settings.DEMO = True
    started = Server()
    started.start()
    following = follow.start_in_background()
    yield started
    following.end()
    started.end()
    time.sleep(0.2)
    connections.close_all()


@pytest.fixture
def cast(transactional_db) -> casting.Cast:
    """The demo people with their bodies, committed."""
    from allauth.account.models import EmailAddress

    made = casting.assemble()
    for user in made.people.values():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a module; its driver's event loop must not outlive them, for others run their own."""
    assert chromium(), "Kein Chromium gefunden."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS, timeout=3 * PATIENCE)
        yield started
        started.close()


class People:
    """Opens a browser window for each person."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser, self._server = browser, server
        self.contexts: list[BrowserContext] = []

    def window(self, name: str = "", *, width: int = 1280, height: int = 900, **options: object) -> Page:
        """A window of its own; with a name, that person is signed in already."""
        context = self._browser.new_context(
            base_url=self._server.url, viewport={"width": width, "height": height}, locale="de-DE", **options
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if name:
            context.add_cookies([self._session_of(name)])
        return context.new_page()

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in through the page, as people do."""
        page.goto("/accounts/login/")
        page.locator("main input[name=login]").fill(f"{name}@example.org")
        page.locator("main input[name=password]").fill("demo-demo-demo")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/desk/")

    def _session_of(self, name: str) -> dict[str, str]:
        client = Client()
        client.force_login(
            User.objects.get(email=f"{name}@example.org"), backend=django_settings.AUTHENTICATION_BACKENDS[0]
        )
        cookie = django_settings.SESSION_COOKIE_NAME
        return {"name": cookie, "value": client.cookies[cookie].value, "url": self._server.url}


@pytest.fixture
def people(browser, server) -> Iterator[People]:
    """Windows for the people of the cast."""
    opened = People(browser, server)
    yield opened
    for context in opened.contexts:
        context.close()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what no page shows."""
    deadline = time.monotonic() + 4 * PATIENCE / 1000
    while not holds():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


@contextmanager
def no_complaints(page: Page) -> Iterator[list[str]]:
    """Collect what the page complains about: script errors and breaches of the content policy."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield complaints
    assert complaints == []
