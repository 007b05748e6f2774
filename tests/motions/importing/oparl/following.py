"""Following a server in tests: in haste, and against the truth of a first import into an empty town."""

from dataclasses import replace

from django.db import transaction

from council.models import Meeting
from documents.models import File, MeetingFile, Originator, Slot
from motions.actions import imports
from motions.importing.oparl import running, writing
from motions.importing.oparl.fetch import Fetcher, Limits
from motions.importing.oparl.known import MODELS
from tests import kept
from tests.motions.importing.oparl.world import everything

HASTY = Limits(tries=2, pause=0.0, file=100_000)  # patient with each answer: a slow machine is no silent server
WHERE_IT_HANGS = replace(HASTY, read=0.2, answer=5.0)


def source(replay, **options):
    return imports.register(replay.start(), **{"body_name": "", "with_files": False, "by": None} | options)


def through(replay, *, limits=HASTY):
    return Fetcher(replay.start(), limits=limits, sleep=lambda seconds: None)


def follow(replay, *, whole=False, limits=HASTY, **options):
    run = running.ask(source(replay, **options), by=None, whole=whole)
    return running.work(run, through=through(replay, limits=limits))


def truth(replay):
    """What a first import of the present state into an empty town gives."""
    chaos, replay.chaos = replay.chaos, None
    with transaction.atomic():
        for model in (Slot, MeetingFile, Originator, Meeting.joint_organizations.through, *MODELS.values()):
            model._base_manager.all()._raw_delete("default")
        for _ in range(2):
            writing.import_source(
                running.WebSource(replay.start(), fetcher=through(replay)), named="truth", with_files=False
            )
        found = everything()
        transaction.set_rollback(True)
    replay.chaos = chaos
    return found


def held():
    """The bytes in the vault by the path they came from."""
    files = File.objects.exclude(sha512="")
    return {file.source_url.partition("/bytes")[2]: kept.path(file.sha512).read_bytes() for file in files}


def served(replay):
    return {path.removeprefix("/bytes"): content for path, content in replay.files.items()}
