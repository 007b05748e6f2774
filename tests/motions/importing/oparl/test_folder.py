"""A folder is read in one order, never beyond its walls."""

import io
import json

import pytest

from motions.importing.oparl import opening
from motions.importing.oparl.folder import FolderSource
from motions.importing.oparl.normalise import normalise
from motions.importing.oparl.records import Kind
from motions.importing.oparl.source import Found, NotThereError, Problem
from tests.motions.importing.oparl.objects import made, origin


def write(folder, name, value):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")


def a_file(**properties):
    return normalise(made("File", **properties)).outcomes[0]


def test_lists_external_lists_and_single_objects_are_read_in_dependency_order(tmp_path):
    write(tmp_path, "papers.json", [made("Paper", 1), made("Paper", 2)])
    write(tmp_path, "people.json", {"data": [made("Person")], "links": {}, "pagination": {}})
    write(tmp_path, "body.json", made("Body"))
    write(tmp_path, "rest/anything.json", [made("Organization")])
    write(tmp_path, "meetings/2025/7.json", made("Meeting"))
    write(tmp_path, ".git/papers.json", [made("Paper", 99)])

    found = list(FolderSource(tmp_path).objects())

    assert [thing.raw["id"] for thing in found] == [
        origin("Body", 1),
        origin("Organization", 1),
        origin("Person", 1),
        origin("Meeting", 1),
        origin("Paper", 1),
        origin("Paper", 2),
    ]


def test_the_name_of_a_file_tells_the_type_of_its_objects(tmp_path):
    write(tmp_path, "legislative-terms.json", [made("LegislativeTerm") | {"type": None}])

    (found,) = FolderSource(tmp_path).objects()

    assert found.expected is Kind.LEGISLATIVE_TERM


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "Die Antwort ist leer. Gelesen wurden 0 Objekte."),
        ("<html>", "Die Antwort ist eine Internetseite (HTML oder XML), kein JSON. Gelesen wurden 0 Objekte."),
        ('{"factions": {}}', "Die Datei enthält keine OParl-Objekte. Gelesen wurden 0 Objekte."),
        ('[{"id": "a"}, {"id"', "Die Liste bricht mitten in einem Objekt ab. Gelesen wurden 1 Objekte."),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_are_read(tmp_path, content, message):
    write(tmp_path, "meetings.json", content)
    write(tmp_path, "papers.json", [made("Paper")])

    found = list(FolderSource(tmp_path).objects())

    assert [thing for thing in found if isinstance(thing, Problem)] == [Problem(where="meetings.json", message=message)]
    assert found[-1].raw["id"] == origin("Paper", 1)


def test_a_file_in_another_encoding_is_a_problem(tmp_path):
    (tmp_path / "papers.json").write_bytes('[{"name": "Straße"}]'.encode("latin-1"))

    (problem,) = FolderSource(tmp_path).objects()

    assert problem.message == "Die Datei ist kein lesbarer Text (kein UTF-8). Gelesen wurden 0 Objekte."


def test_reading_goes_on_after_any_position(tmp_path):
    write(tmp_path, "organizations.json", [made("Organization", number) for number in range(3)])
    write(tmp_path, "papers.json", [made("Paper", number) for number in range(3)])
    source = FolderSource(tmp_path)
    whole = list(source.objects())

    for place, found in enumerate(whole):
        assert list(source.objects(after=found.position)) == whole[place + 1 :]


def test_bytes_and_text_of_a_file_lie_beside_the_objects(tmp_path):
    write(tmp_path, "pdf-from-text/antrag.pdf", "%PDF-1.7")
    write(tmp_path, "texts/1.txt", " Der Magistrat wird gebeten.\n")
    source, into = FolderSource(tmp_path), io.BytesIO()

    assert source.copy(a_file(), into=into) == 8
    assert into.getvalue() == b"%PDF-1.7"
    assert source.text(a_file()) == "Der Magistrat wird gebeten."


def test_a_file_that_does_not_lie_there_is_told(tmp_path):
    source = FolderSource(tmp_path)

    with pytest.raises(NotThereError, match="Die Datei liegt nicht im Ordner"):
        source.copy(a_file(), into=io.BytesIO())
    assert source.text(a_file()) == ""


def test_nothing_outside_the_folder_is_read(tmp_path):
    write(tmp_path, "secret.pdf", "secret")
    (tmp_path / "town" / "files").mkdir(parents=True)
    (tmp_path / "town" / "files" / "antrag.pdf").symlink_to(tmp_path / "secret.pdf")

    with pytest.raises(NotThereError, match="Die Datei liegt nicht im Ordner"):
        FolderSource(tmp_path / "town").copy(a_file(), into=io.BytesIO())


def test_a_folder_opens_as_one_and_anything_else_is_refused(tmp_path):
    assert isinstance(opening.source(str(tmp_path)), FolderSource)
    with pytest.raises(NotThereError, match="ist weder ein Ordner noch eine Adresse"):
        opening.source(str(tmp_path / "nowhere"))


def test_positions_are_given_for_every_object(tmp_path):
    write(tmp_path, "papers.json", [made("Paper", 1), None])

    found = list(FolderSource(tmp_path).objects())

    assert [(thing.position.part, thing.position.index) for thing in found if isinstance(thing, Found)] == [
        ("papers.json", 0),
        ("papers.json", 1),
    ]
