"""A programme's text is read as chapters with their points."""

from motions import chapters

TEXT = """Vorab ein Satz.

## Überblick

### Wege

Wir bauen Wege.

Und pflegen sie.

### Busse

## Ziele

Wir bauen 12 Kilometer.

2. Wir fahren öfter."""


def test_headings_below_a_chapter_are_its_points():
    overview, _ = chapters.read(TEXT)

    assert overview == (
        1,
        "Überblick",
        (("Wege", "Wir bauen Wege.\n\nUnd pflegen sie.", 4), ("Busse", "", 6)),
    )


def test_paragraphs_are_points_where_there_are_no_headings():
    _, goals = chapters.read(TEXT)

    assert goals == (2, "Ziele", (("", "Wir bauen 12 Kilometer.", 8), ("", "Wir fahren öfter.", 9)))


def test_single_highest_heading_is_the_title_of_it_all():
    assert [chapter.heading for chapter in chapters.read(f"# Programm\n\n{TEXT}")] == ["Überblick", "Ziele"]


def test_text_without_headings_has_no_chapters():
    assert chapters.read("Nur ein Absatz.\n\nUnd noch einer.") == ()
    assert chapters.read("") == ()


def test_lonely_heading_is_a_chapter():
    assert chapters.read("# Ziele\n\nEines.") == ((1, "Ziele", (("", "Eines.", 2),)),)
