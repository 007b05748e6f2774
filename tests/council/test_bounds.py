import asyncio

import pytest

from council import bounds

CHUNK = b"x" * 1000


@pytest.fixture(autouse=True)
def limits(settings):
    settings.UPLOAD_MAX_BYTES = 4000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000


def ask(chunks, *, declared=None):
    """What is answered, and how many bytes the pages got to see."""
    sent, seen = [], []
    waiting = [{"type": "http.request", "body": CHUNK, "more_body": True} for _ in range(chunks)]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    async def pages(scope, receive, send):
        while (message := await receive())["type"] == "http.request":
            seen.append(len(message["body"]))
            if not message["more_body"]:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                return

    headers = [] if declared is None else [(b"content-length", declared)]
    asyncio.run(bounds.Bounded(pages)({"type": "http", "headers": headers}, receive, send))
    return sent[0]["status"], sum(seen)


def test_what_fits_comes_in_whole():
    assert ask(5, declared=b"5000") == (200, 5000)


def test_what_says_that_it_is_too_large_is_not_even_read():
    assert ask(9, declared=b"5001") == (413, 0)


@pytest.mark.parametrize("declared", [None, b"1", b"-1", b"\xb2", b"9" * 40])
def test_what_turns_out_too_large_is_read_no_further(declared):
    assert ask(9, declared=declared) == (413, 5000)
