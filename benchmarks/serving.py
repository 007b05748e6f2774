"""The server that is measured, as a process of its own: it serves, acts at a word, and says what that cost."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

WRITER = "writer"


def main() -> None:
    """Serve on the port given until the input ends; each line of input is a command, each answer a line of JSON."""
    port = int(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "council.settings")
    import uvicorn

    from council.asgi import application

    watch = Watch()
    threading.Thread(target=obey, args=(watch,), daemon=True, name=WRITER).start()
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="error", ws="websockets-sansio", lifespan="off")


class Watch:
    """Counts the questions to the database, and notes the moments of commits."""

    def __init__(self) -> None:
        from django.db.backends.signals import connection_created

        from council import bell

        self.queries = 0
        self.committed = 0.0
        connection_created.connect(self._connected, weak=False)
        bell.listen(self._ring)

    def _connected(self, connection: Any, **more: Any) -> None:
        if self._count not in connection.execute_wrappers:  # one that is opened again keeps them
            connection.execute_wrappers.append(self._count)

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if threading.current_thread().name != WRITER:
            self.queries += 1
        return execute(sql, params, many, context)

    def _ring(self, room: str) -> None:
        self.committed = time.perf_counter()


def obey(watch: Watch) -> None:
    """Do what the lines of the input say."""
    for line in sys.stdin:
        verb, *words = line.split()
        try:
            answer = COMMANDS[verb](watch, *words)
        except Exception as problem:  # whoever measures is told, and ends
            answer = {"problem": repr(problem)}
        print(json.dumps(answer), flush=True)
    os._exit(0)


def figures(watch: Watch) -> dict[str, object]:
    """Memory, questions so far, and looks for those who poll."""
    from collaboration.live.polling import shelf

    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    resident = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return {"kib": resident, "queries": watch.queries, "looks": shelf.looks}


def call(watch: Watch, item: str, number: str, chair: str) -> dict[str, object]:
    """Call an item up; from then on its name says which change that was."""
    from council import journal
    from council.actions import agenda

    by = _user(chair)
    with journal.acting():
        agenda.call(agenda.change(_item(item), by=by, name=_name(number)), by=by)
    return {"committed": watch.committed}


def put_back(watch: Watch, item: str, number: str, chair: str) -> dict[str, object]:
    """Put an item back; from then on its name says which change that was."""
    from council import journal
    from council.actions import agenda

    by = _user(chair)
    with journal.acting():
        agenda.put_back(agenda.change(_item(item), by=by, name=_name(number)), by=by)
    return {"committed": watch.committed}


def _name(number: str) -> str:
    return f"Stand {int(number):04}: Radweg, Schulhof, Satzung und Gebühren"


def speak(watch: Watch, item: str, person: str, chair: str) -> dict[str, object]:
    """Give a person the floor; whoever spoke before ends thereby."""
    from council.actions import speeches
    from council.models import Person
    from council.states import SpeechKind

    by = _user(chair)
    speech = speeches.add(_item(item), person=Person.objects.get(pk=int(person)), kind=SpeechKind.DEBATE, by=by)
    speeches.call_up(speech, by=by)
    return {"committed": watch.committed}


def note(watch: Watch, version: str, number: str, author: str) -> dict[str, object]:
    """Write a note for everyone on the first words of a text; it says which one it is."""
    from collaboration import anchoring
    from collaboration.actions import notes
    from documents.models import PaperVersion

    on = PaperVersion.objects.select_related("paper").get(pk=int(version))
    passage = anchoring.Selector(exact=on.text[:10], prefix="", suffix="", start=0, end=10)
    notes.write(on, selector=passage, text=_name(number), circle="public", by=_user(author))
    return {"committed": watch.committed}


def _item(pk: str) -> Any:
    from council.models import AgendaItem

    return AgendaItem.objects.select_related("meeting").get(pk=int(pk))


def _user(pk: str) -> Any:
    from council.models import User

    return User.objects.select_related("person").get(pk=int(pk))


COMMANDS: dict[str, Any] = {
    "figures": figures,
    "call": call,
    "put_back": put_back,
    "speak": speak,
    "note": note,
}

if __name__ == "__main__":
    main()
