"""What a folder's package holds, for whom, in how many queries; and that a device is told when it must let go."""

import hashlib
import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaboration import anchoring, may
from collaboration.actions import notes
from collaboration.packing import contents, markers, parts
from council import audiences
from council.actions import grants, rules
from council.may import Denied
from council.models import ClosedReading, Entry
from documents import sending, vault
from documents.actions import consultations, papers
from documents.actions import files as acts
from documents.views import files
from tests import factories
from tests.documents import pdfs


def client(user):
    made = Client()
    made.force_login(user)
    return made


def treated(cast, meeting, *, files=1, **fields):
    """An item of the meeting with its paper, the files of the paper and one note of the councillor's faction on it."""
    paper = factories.paper(text="Der Radweg wird gebaut.\n\nDie Kosten trägt die Stadt.", **fields)
    item = factories.item(meeting)
    consultations.schedule(papers.refer(paper, to=cast.committee, by=None), item=item, by=None)
    for number in range(files):
        stored = vault.store(BytesIO(pdfs.written(f"Seite {paper.pk} {number}")), max_bytes=10**6)
        factories.file(paper=paper, sha512=stored.sha512, size=stored.size, pages=("eins", "zwei"))
    version = paper.versions.get()
    selector = anchoring.describe(version.text, 0, 10)
    if paper.audience == "public":
        notes.write(version, selector=selector, text="Endlich.", circle="faction", by=cast.councillor)
    return paper


def allow_closed_matter():
    rules.enact("folder.closed", True, valid_from=date(2020, 1, 1), legal_basis="Dienstanweisung", by=None)


def package(asker, meeting, **headers):
    return asker.get(reverse("folder-package", args=[meeting.key]), headers=headers)


def test_package_names_every_part_with_the_hash_of_what_it_gives(cast):
    meeting = factories.meeting(cast.committee)
    treated(cast, meeting)
    asker = client(cast.councillor)

    told = package(asker, meeting).json()["parts"]
    texts = [part for part in told if part["kind"] != "file"]
    names = ",".join(part["name"] for part in texts)
    given = asker.get(reverse("folder-texts", args=[meeting.key]), {"names": names}).json()["parts"]
    files = {part["name"]: b"".join(asker.get(part["url"]).streaming_content) for part in told if "url" in part}

    assert {name: (hashlib.sha256(text.encode()).hexdigest(), len(text.encode())) for name, text in given.items()} == {
        part["name"]: (part["hash"], part["size"]) for part in texts
    }
    assert {name: (hashlib.sha512(content).hexdigest(), len(content)) for name, content in files.items()} == {
        part["name"]: (part["hash"], part["size"]) for part in told if "url" in part
    }
    kinds = [part["name"].partition("-")[0] for part in told]
    assert kinds == ["agenda", "paper", "notes", "pages", "file"]


def test_package_that_is_known_is_not_given_again_and_a_new_note_changes_one_part(cast):
    meeting = factories.meeting(cast.committee)
    paper = treated(cast, meeting)
    asker = client(cast.colleague)
    first = package(asker, meeting)

    same = package(asker, meeting, if_none_match=first["ETag"])
    version = paper.versions.get()
    selector = anchoring.describe(version.text, 0, 10)
    notes.write(version, selector=selector, text="Ja.", circle="faction", by=cast.councillor)
    second = package(asker, meeting, if_none_match=first["ETag"])

    assert (same.status_code, same.content) == (304, b"")
    assert second.status_code == 200
    hashes = [{part["name"]: part["hash"] for part in answer.json()["parts"]} for answer in (first, second)]
    assert {name for name in hashes[1] if hashes[0][name] != hashes[1][name]} == {f"notes-{paper.key}"}
    assert first.json()["version"] != second.json()["version"]


def test_no_answer_of_a_folder_may_be_kept_by_a_cache(cast):
    meeting = factories.meeting(cast.committee)
    treated(cast, meeting)
    asker = client(cast.councillor)
    answers = [asker.get(reverse(name, args=[meeting.key])) for name in ("folder", "folder-package", "folder-texts")]
    file = asker.get(next(part["url"] for part in answers[1].json()["parts"] if "url" in part))

    kept = {answer["Cache-Control"] for answer in (*answers, file, asker.get(reverse("folder-account")))}

    file.close()
    assert kept == {"no-store, private"}


def test_package_costs_the_same_for_one_item_and_for_three(cast):
    small, large = factories.meeting(cast.committee), factories.meeting(cast.committee)
    treated(cast, small)
    for _ in range(3):
        treated(cast, large, files=3)
    counted = []
    for meeting in (small, large):
        user = type(cast.councillor).objects.select_related("person").get(pk=cast.councillor.pk)
        standing = audiences.standing_of(user)
        with CaptureQueriesContext(connection) as queries:
            parts.of(contents.gather(meeting, standing), user)
        counted.append(len(queries))

    assert counted[0] == counted[1]
    assert counted[0] <= 24


def test_closed_matter_goes_along_only_if_the_rulebook_says_so_and_until_the_day_after(cast):
    meeting = factories.meeting(cast.committee, date="2999-06-15")
    treated(cast, meeting, name="Radweg")
    hidden = treated(cast, meeting, name="Grundstück", audience="body", audience_organization=cast.committee)
    closed_item = factories.item(meeting, name="Grundstück", audience="body", audience_organization=cast.committee)
    asker = client(cast.councillor)

    without = package(asker, meeting).json()
    allow_closed_matter()
    with_it = package(asker, meeting).json()

    assert without["closed_until"] is None
    assert [part["closed"] for part in without["parts"]] == [False] * 5
    assert {part["name"] for part in with_it["parts"] if part["closed"]} >= {"agenda-closed", f"paper-{hidden.key}"}
    texts = asker.get(reverse("folder-texts", args=[meeting.key]), {"names": "agenda,agenda-closed"}).json()["parts"]
    assert closed_item.key not in texts["agenda"]
    assert "Grundstück" not in texts["agenda"]
    assert closed_item.key in texts["agenda-closed"]
    assert with_it["closed_until"] == with_it["expires_at"]  # the folder itself goes earlier than this meeting is


def test_who_loads_closed_texts_counts_as_reading_them(cast):
    allow_closed_matter()
    meeting = factories.meeting(cast.committee, date="2999-06-15")
    shown = treated(cast, meeting, name="Radweg")
    hidden = treated(cast, meeting, audience="body", audience_organization=cast.committee)
    asker = client(cast.councillor)

    package(asker, meeting)
    before = ClosedReading.objects.count()
    names = f"paper-{shown.key},paper-{hidden.key}"
    asker.get(reverse("folder-texts", args=[meeting.key]), {"names": names})

    rows = ClosedReading.objects.values_list("user", "kind", "thing")
    assert (before, list(rows)) == (0, [(cast.councillor.pk, "paper", hidden.pk)])


def test_notes_on_files_go_along_but_none_from_a_closed_file_into_an_open_part(cast):
    allow_closed_matter()
    meeting = factories.meeting(cast.committee, date=timezone.localdate() + timedelta(days=3))
    paper = treated(cast, meeting, files=2)
    shut, open_to_all = paper.files.order_by("pk")
    for file in (shut, open_to_all):
        page = file.pages.get(number=2)
        notes.write(page, selector=anchoring.describe("zwei", 0, 4), text="Ja.", circle="faction", by=cast.councillor)
    acts.restrict(shut, audience="council", by=cast.clerk)
    asker = client(cast.councillor)

    told = {part["name"]: part["closed"] for part in package(asker, meeting).json()["parts"]}
    name = f"notes-{paper.key}"
    given = asker.get(reverse("folder-texts", args=[meeting.key]), {"names": name}).json()["parts"][name]

    assert (told[f"file-{shut.key}"], told[f"file-{open_to_all.key}"], told[name]) == (True, False, False)
    assert [(one["text"], one["on_file"]) for one in json.loads(given)["notes"]] == [
        ("Endlich.", ""),
        ("Ja.", f"{open_to_all.name}, Seite 2"),
    ]


def test_closed_matter_stays_behind_once_the_meeting_is_over(cast):
    allow_closed_matter()
    meeting = factories.meeting(cast.committee, date="2020-01-01")
    treated(cast, meeting, audience="body", audience_organization=cast.committee)

    assert [part["name"] for part in package(client(cast.councillor), meeting).json()["parts"]] == ["agenda"]


def test_closed_meeting_is_refused_with_a_sentence(cast):
    meeting = factories.meeting(cast.committee, audience="body", audience_organization=cast.committee)

    refused = package(client(cast.councillor), meeting)

    assert refused.status_code == 403
    assert "Diese Sitzung ist nicht öffentlich" in refused.content.decode()
    with pytest.raises(Denied):
        contents.gather(meeting, audiences.standing_of(cast.councillor))


def test_device_is_told_who_is_there_and_what_it_must_give_back(cast):
    open_to_all = factories.meeting(cast.committee)
    closed = factories.meeting(cast.committee, audience="body", audience_organization=cast.committee)
    asked = {"meetings": f"{open_to_all.key},{closed.key},unknown"}

    told = {
        name: client(getattr(cast, name)).get(reverse("folder-account"), asked).json()
        for name in ("councillor", "colleague", "rival")
    }

    gone = {name: answer["gone"] for name, answer in told.items()}
    assert gone == {
        "councillor": ["unknown"],
        "colleague": ["unknown"],
        "rival": sorted([closed.key, "unknown"]),
    }
    for mark in ("account", "session"):
        assert len({answer["marks"][mark] for answer in told.values()}) == 3


def marks_of(user, rf):
    asker = rf.get("/")
    asker.user = type(user).objects.select_related("person").get(pk=user.pk)
    asker.session = type("Session", (), {"session_key": "abc"})()
    return markers.of(asker)


def test_marks_change_with_the_rights_and_name_nobody(cast, rf):
    before = marks_of(cast.councillor, rf)
    cast.councillor.person.memberships.filter(organization=cast.committee).update(end_date="2026-01-01")
    after = marks_of(cast.councillor, rf)

    assert (before["account"], before["session"]) == (after["account"], after["session"])
    assert before["standing"] != after["standing"]
    assert cast.councillor.email not in json.dumps(after)


@pytest.mark.parametrize("make", [factories.paper, factories.file])
def test_marks_change_when_one_of_two_namings_is_withdrawn(cast, make, rf):
    kept, withdrawn = make(), make()
    for thing in (kept, withdrawn):
        grants.open_to(thing, cast.colleague, by=None)
    marks = [marks_of(cast.colleague, rf)]
    grants.withdraw_from(withdrawn, cast.colleague, by=None)
    marks.append(marks_of(cast.colleague, rf))
    grants.withdraw_from(kept, cast.colleague, by=None)
    marks.append(marks_of(cast.colleague, rf))

    assert len({mark["standing"] for mark in marks}) == 3
    assert len({mark["account"] for mark in marks}) == 1


def test_marks_stay_when_a_note_is_shared_by_name_for_no_folder_holds_it(cast, rf):
    marks = [marks_of(cast.colleague, rf)]
    note = note_shared_with(cast.colleague, by=cast.councillor)
    marks.append(marks_of(cast.colleague, rf))
    notes.unshare(note, person=cast.colleague, by=cast.councillor)
    marks.append(marks_of(cast.colleague, rf))

    assert len({mark["standing"] for mark in marks}) == 1


def note_shared_with(person, *, by, paper=None):
    version = (paper or factories.paper(text="Der Radweg wird gebaut.")).versions.get()
    selector = anchoring.describe(version.text, 0, 10)
    note = notes.write(version, selector=selector, text="Unter uns.", circle="private", by=by)
    return notes.share(note, person=person, by=by)


def test_folder_says_who_reads_a_private_note_and_its_replies(cast):
    meeting = factories.meeting(cast.committee)
    paper = treated(cast, meeting, files=0)
    note_shared_with(cast.colleague, by=cast.councillor, paper=paper)

    asked = {"names": f"agenda,notes-{paper.key}"}
    askers = [client(user) for user in (cast.councillor, cast.colleague)]
    given = [asker.get(reverse("folder-texts", args=[meeting.key]), asked).json()["parts"] for asker in askers]

    circles = json.loads(given[0]["agenda"])["circles"]
    assert circles.keys() == {"public", "public-private-reply"}
    assert [one["label"] for one in circles["public-private-reply"]] == ["Wer die Anmerkung liest"]
    found = [json.loads(parts[f"notes-{paper.key}"])["notes"] for parts in given]
    shown = [[(note["circle"], note["named"]) for note in notes_] for notes_ in found]
    assert shown == [[("faction", []), ("private", [cast.colleague.display_name])], [("faction", [])]]


def test_folder_learns_every_day_how_much_longer_it_may_stay(cast, monkeypatch):
    meeting = factories.meeting(cast.committee)
    asker = client(cast.councillor)
    first = package(asker, meeting)
    statuses = []
    for days in (0, 1):
        later = timezone.now() + timedelta(days=days)
        monkeypatch.setattr(contents.timezone, "now", lambda later=later: later)
        statuses.append(package(asker, meeting, if_none_match=first["ETag"]).status_code)

    assert statuses == [304, 200]


def test_folder_says_until_when_a_note_may_be_changed_and_stays_the_same_as_time_goes_by(cast, monkeypatch):
    meeting = factories.meeting(cast.committee)
    paper = treated(cast, meeting, files=0)
    note_shared_with(cast.colleague, by=cast.councillor, paper=paper)
    name, asker = f"notes-{paper.key}", client(cast.councillor)
    given = []
    for days in (0, 1):
        later = timezone.now() + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        given.append(asker.get(reverse("folder-texts", args=[meeting.key]), {"names": name}).json()["parts"][name])
    others = client(cast.colleague).get(reverse("folder-texts", args=[meeting.key]), {"names": name}).json()["parts"]

    assert given[0] == given[1]
    faction = paper.notes.get(audience="faction")
    until = may.until(faction, minutes=notes.window()).isoformat(timespec="seconds")
    shown = [
        [(one["editable"], one["editable_until"]) for one in json.loads(text)["notes"]]
        for text in (given[0], others[name])
    ]
    assert shown == [[(True, until), (True, None)], [(False, None)]]


def test_day_of_a_closed_meeting_is_given_to_nobodys_device(cast):
    allow_closed_matter()
    closed = factories.meeting(cast.committee, date="2999-06-15", audience="body", audience_organization=cast.committee)
    opened = factories.meeting(cast.committee, date="2999-06-15")

    told = [package(client(cast.councillor), meeting).json()["meeting"]["day"] for meeting in (closed, opened)]

    assert told == ["", "2999-06-15"]


def test_worker_fences_files_as_the_server_does():
    worker = Path(settings.BASE_DIR) / "collaboration/static_src/js/entries/service-worker.js"
    source = worker.read_text(encoding="utf-8")

    [fence] = re.findall(r'const FENCE = "([^"]+)";', source)
    [shown] = re.findall(r"const SHOWN = new Set\(\[([^\]]+)\]\);", source)

    assert fence == files.FENCE
    kinds = re.findall(r'"([^"]+)"', shown)
    assert [sending.type_of(kind) for kind in kinds] == kinds


def test_nobody_gets_no_folder_and_unknown_meetings_are_not_found(cast):
    meeting = factories.meeting(cast.committee)
    names = ("folder", "folder-package", "folder-texts")

    assert [Client().get(reverse(name, args=[meeting.key])).status_code for name in names] == [302] * 3
    closed = factories.meeting(cast.committee, audience="body", audience_organization=cast.committee)
    assert [client(cast.rival).get(reverse(name, args=[closed.key])).status_code for name in names] == [404] * 3


def test_looking_at_a_package_leaves_no_trace(cast):
    meeting = factories.meeting(cast.committee)
    before = Entry.objects.count()

    package(client(cast.councillor), meeting)

    assert Entry.objects.count() == before


def test_shell_holds_nothing_of_anybody(cast):
    meeting = factories.meeting(cast.committee, name="Geheimer Name")

    shown = client(cast.councillor).get(reverse("folder", args=[meeting.key])).content.decode()
    empty = Client().get(reverse("folders")).content.decode()

    assert "Geheimer Name" not in shown
    assert meeting.key not in shown
    assert "csrf" not in empty.lower()


def test_meeting_offers_its_folder_to_whoever_is_signed_in(cast):
    meeting = factories.meeting(cast.committee)

    pages = [asker.get(meeting.get_absolute_url()).content.decode() for asker in (client(cast.citizen), Client())]

    assert [page.count("data-folder-of") for page in pages] == [1, 0]
    assert [(page.count('href="#mappe-titel"'), page.count('id="mappe-titel"')) for page in pages] == [(1, 1), (0, 0)]


def test_app_can_be_installed(db):
    manifest = Client().get("/manifest.webmanifest")
    worker = Client().get("/service-worker.js")

    assert manifest["Content-Type"] == "application/manifest+json"
    content = manifest.json()
    assert (content["display"], content["start_url"], content["scope"]) == ("standalone", "/folders/", "/")
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert "worker-src 'self'" in worker["Content-Security-Policy"]
