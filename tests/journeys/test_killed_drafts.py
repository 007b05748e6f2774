"""The server is killed while two people write a draft together: what was acknowledged is there, whole and once."""

import json
import random
import threading
import time

import pytest
from django.conf import settings as known
from django.test import Client
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from motions import joint_text
from tests.journeys.test_killed import LONGEST, cast, server  # noqa: F401 – fixtures
from tests.motions.joining import Writer, said, together

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 3


class Page:
    """A window that writes word after word until the line breaks; it remembers which were acknowledged."""

    def __init__(self, server, motion, user, letter) -> None:  # noqa: F811
        client = Client()
        client.force_login(user, backend=known.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[known.SESSION_COOKIE_NAME].value
        self._address = f"ws://127.0.0.1:{server.port}/ws/drafts/{motion.paper.key}/"
        self._headers = {
            "Cookie": f"{known.SESSION_COOKIE_NAME}={session}",
            "Origin": f"http://127.0.0.1:{server.port}",
        }
        self._letter, self._count = letter, 0
        self.acknowledged: list[str] = []
        self.missed: list[str] = []
        self.heard = 0  # acknowledged since the line was opened last

    def until_the_line_breaks(self) -> None:
        try:
            with connect(self._address, additional_headers=self._headers, open_timeout=30) as line:
                writer = Writer(state=joint_text.read(json.loads(line.recv(timeout=60))["state"]))
                self.missed += [word for word in self.acknowledged if word not in writer.says()]
                while True:
                    self._count += 1
                    word = f"{self._letter}{self._count};"
                    line.send(json.dumps({"update": joint_text.write(writer.write(word))}))
                    while "ack" not in (told := json.loads(line.recv(timeout=60))):
                        for update in told.get("updates", []):
                            writer.hear(joint_text.read(update))
                    self.acknowledged.append(word)
                    self.heard += 1
        except (OSError, WebSocketException, TimeoutError):
            pass


def wait_for_words_of_each(pages) -> None:
    """A server that has just been started is slow; both are to have written before it is killed."""
    deadline = time.monotonic() + 60
    while min(page.heard for page in pages) < 2:
        assert time.monotonic() < deadline, "Der Server antwortet nicht."
        time.sleep(0.05)


def test_words_acknowledged_before_the_server_was_killed_are_in_the_draft(cast, server):  # noqa: F811
    chance = random.Random(20)
    motion = together(cast)
    pages = [Page(server, motion, cast.councillor, "A"), Page(server, motion, cast.colleague, "B")]

    for _ in range(KILLS):
        server.start()
        writing = [threading.Thread(target=page.until_the_line_breaks) for page in pages]
        for page in pages:
            page.heard = 0
        for thread in writing:
            thread.start()
        wait_for_words_of_each(pages)
        time.sleep(chance.random() * LONGEST)
        server.kill()
        for thread in writing:
            thread.join()

    text = said(motion)
    words = [word for page in pages for word in page.acknowledged]
    assert len(words) >= 2 * KILLS * len(pages)
    assert {word: text.count(word) for word in words} == dict.fromkeys(words, 1)
    assert [page.missed for page in pages] == [[], []]
