import io

import pypdf
import pytest

from documents import extract, states
from documents.redaction import checking
from tests.documents import pdfs_with_secrets as secrets
from tests.documents.hostile import FILES


@pytest.fixture
def check(tmp_path):
    def checking_(content):
        original, copy = tmp_path / "original.pdf", tmp_path / "kopie.pdf"
        original.write_bytes(content)
        with copy.open("wb") as into:
            found = checking.clean(original, into)
        return found, checking.look(copy, original=original), copy

    return checking_


@pytest.mark.parametrize("name", secrets.GRAVE)
def test_what_would_come_to_light_is_found(check, name):
    content, kind = secrets.GRAVE[name]

    besides, unseen, _ = check(content)

    found = [each for each in (*besides, *unseen) if each.kind not in ("differs", "annotation")]
    assert {each.kind for each in found if each.text} <= {kind}
    assert kind in {each.kind for each in found}
    assert {each.text for each in found} <= {secrets.SECRET, ""}
    assert kind == "picture" or secrets.SECRET in {each.text for each in found}


def test_what_a_long_scan_recognises_crowds_nothing_out(check, monkeypatch):
    monkeypatch.setattr(checking, "AT_ONCE", 1)

    _, unseen, _ = check(secrets.long_scan(pages=4))

    grave = [(each.kind, each.page, each.text) for each in unseen if each.kind in states.GRAVE_FINDINGS]
    assert grave == [("covered", 4, secrets.SECRET), ("picture", 4, "")]
    assert len(unseen) == checking.MOST_FINDINGS


@pytest.mark.parametrize(
    ("said", "box"),
    [([1, 2.5, 3, 4], (1.0, 2.5, 3.0, 4.0)), ([1, 2, 3], ()), ([1, 2, 3, None], ()), ([1, 2, 3, float("inf")], ())],
)
def test_place_that_is_none_is_left_out(said, box):
    assert checking._finding({"kind": "covered", "page": 1, "text": "x", "box": said}).box == box


@pytest.mark.parametrize("name", secrets.REMOVED)
def test_what_is_besides_the_pages_is_left_behind(check, name):
    content, kind = secrets.REMOVED[name]
    assert secrets.SECRET.encode() in secrets.everything_in(content)

    besides, unseen, copy = check(content)

    assert {each.kind for each in besides} == {kind}
    assert [each for each in unseen if each.kind != "differs"] == []
    assert secrets.SECRET.encode() not in secrets.everything_in(copy.read_bytes())
    assert [each.strip() for each in extract.pages(copy).pages] == ["Beschluss des Ausschusses"]


@pytest.mark.parametrize("name", secrets.HONEST)
def test_honest_file_is_not_suspected(check, name):
    content, kinds = secrets.HONEST[name]

    besides, unseen, _ = check(content)

    assert {each.kind for each in (*besides, *unseen)} == kinds


def test_copy_of_a_copy_has_nothing_to_leave_behind(check):
    content, _ = secrets.REMOVED["a note"]
    _, _, copy = check(content)

    again, unseen, _ = check(copy.read_bytes())

    assert (again, unseen) == ([], [])


def test_what_a_form_shows_becomes_part_of_the_page(check):
    shown = secrets._with(
        catalogue=b"/AcroForm << /Fields [20 0 R] >>",
        extra_page=b"/Annots [20 0 R]",
        objects={
            20: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (Anna) /F 4 /Rect [72 600 172 620] /AP << /N 21 0 R >> >>",
            21: secrets.pdfs.stream(
                b"BT /F1 12 Tf 2 5 Td (Anna) Tj ET",
                extra=b"/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 3 0 R >> >>",
            ),
        },
    )

    besides, unseen, copy = check(shown)

    assert [(each.kind, each.text) for each in besides] == [("form", "Name: Anna")]
    assert unseen == []
    assert extract.pages(copy).pages[0].split() == ["Beschluss", "des", "Ausschusses", "Anna"]


def test_link_to_an_address_stays_and_one_to_a_script_does_not(check):
    annotation = b"<< /Type /Annot /Subtype /Link /Rect [72 636 200 652] /A << /S /URI /URI (%s) >> >>"
    honest, hostile = annotation % b"https://www.example.org/", annotation % b"javascript:alert\\(1\\)"

    assert _addresses(check(secrets._annotated(honest))[2]) == ["https://www.example.org/"]
    assert _addresses(check(secrets._annotated(hostile))[2]) == []


def _addresses(path):
    annotations = pypdf.PdfReader(path).pages[0].get("/Annots", [])
    return [each.get_object()["/A"]["/URI"] for each in annotations]


def test_finding_says_where_it_lies_and_is_framed(check):
    _, unseen, copy = check(secrets.GRAVE["text under a bar"][0])
    [found] = unseen

    assert [round(each) for each in found.box] == [73, 700, 159, 709]
    bare, framed = (checking.draw(copy, page=1, boxes=boxes) for boxes in ([], [found.box]))
    assert bare[:8] == framed[:8] == b"\x89PNG\r\n\x1a\n"
    assert bare != framed


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (secrets.pdfs.encrypted("Vorlage", password="geheim"), "locked"),
        (b"%PDF-1.7\nkaputt", "damaged"),
        (b"", "damaged"),
        (secrets.pdfs.document(secrets.pdfs.frame([2])), "damaged"),
        (secrets.pdfs.document({**secrets.pdfs.frame([10]), 10: b"[" * 100_000 + b"]" * 100_000}), "damaged"),
    ],
)
def test_file_that_cannot_be_checked_says_why(tmp_path, content, problem):
    path = tmp_path / "datei.pdf"
    path.write_bytes(content)

    with pytest.raises(checking.Failed) as refusal:
        checking.clean(path, io.BytesIO())

    assert str(refusal.value) == checking.PROBLEMS[problem]


@pytest.mark.parametrize("name", ["a bomb", "a form that draws itself", "a tree that grows by doubling"])
def test_hostile_file_ends_as_a_copy_or_with_a_sentence(check, name):
    content, _ = FILES[name]

    try:
        ended = [each.kind for each in check(content)[1]]
    except checking.Failed as refusal:
        ended = str(refusal)

    assert ended == [] or ended in checking.PROBLEMS.values()


def test_page_that_takes_for_ever_is_given_up(tmp_path):
    path = tmp_path / "datei.pdf"
    path.write_bytes(secrets.pdfs.page_without_end("eins"))

    with pytest.raises(checking.Failed) as refusal:
        checking.look(path, original=path, limits=checking.Limits(seconds=2))

    assert str(refusal.value) == checking.PROBLEMS["slow"]
