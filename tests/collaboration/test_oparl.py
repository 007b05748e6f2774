"""What this floor adds to the open data: public notes, without their authors."""

from __future__ import annotations

from collaboration.actions import notes
from tests import factories
from tests.collaboration.test_notes import TEXT, passage
from tests.documents.oparl import asking


def test_public_notes_are_told_and_gone_at_once_when_withdrawn(cast, settings):
    settings.BASE_URL = f"http://{asking.HOST}"
    paper = factories.paper(text=TEXT)
    version = paper.versions.get()
    told = f"/oparl/v1.1/paper/{paper.key}"
    written = {
        circle: notes.write(
            version, selector=passage(paper, "Mühlgasse"), text=f"Notiz {circle}", circle=circle, by=cast.councillor
        )
        for circle in ("private", "faction", "council", "public")
    }
    asking.publish()

    found = asking.get(told)["kassel:annotation"]
    assert [(one["text"], one["exact"], one["id"]) for one in found] == [
        ("Notiz public", "Mühlgasse", f"http://{asking.HOST}/api/notes/{written['public'].key}/")
    ]
    assert cast.councillor.person.name not in str(found)

    notes.withdraw(written["public"], by=cast.councillor)

    assert "kassel:annotation" not in asking.get(told)
