import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from council import html

ALLOWED = (
    "<h2>Ziel</h2><h3>a</h3><h4>b</h4><p>Ein <strong>fetter</strong> und <em>schräger</em><br>Satz.</p>"
    "<ul><li>eins</li></ul><ol><li>zwei</li></ol><blockquote>Zitat</blockquote>"
    '<a href="https://example.org/a?b=1&amp;c=2">Netz</a><a href="http://example.org">alt</a>'
    '<a href="mailto:stadt@example.org">Post</a><a href="/p/101.18.1261">Vorlage</a>'
)


def test_what_is_allowed_stays_as_it_is():
    assert html.clean(ALLOWED) == ALLOWED


@pytest.mark.parametrize(
    ("rich", "cleaned"),
    [
        ("", ""),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<p>offen", "<p>offen</p>"),
        ("<h1>Titel</h1>", "Titel"),
        ("<b>fett</b> <u>unter</u>", "fett unter"),
        ("<!-- Kommentar -->Text", "Text"),
        ('<p style="color:red" class="x" id="y" onclick="alert(1)">Text</p>', "<p>Text</p>"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<style>p{}</style>", "p{}"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<iframe src='https://example.org'></iframe>", ""),
        ("<svg><script>alert(1)</script></svg>", "alert(1)"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="JaVa\tscript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="&#106;avascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="ftp://example.org">x</a>', "<a>x</a>"),
        ("<a href='https://example.org/\"&lt;'>x</a>", "<a>x</a>"),
        (
            '<a href="https://example.org" target="_blank" rel="x" title="y">x</a>',
            '<a href="https://example.org">x</a>',
        ),
        ('<math><mtext></p><style><a title="</style><img src=x onerror=alert(1)>">', "<p></p><a></a>"),
        ('<noscript><p title="</noscript><img src=x onerror=alert(1)>">', "<p></p>"),
        ("&lt;script&gt;", "&lt;script&gt;"),
    ],
)
def test_everything_else_vanishes(rich, cleaned):
    assert html.clean(rich) == cleaned


PIECES = "<p> </p> <ul> <li> <a\thref=' javascript: https://a.de '> <script> </script> <!-- --> & &lt; < > \" onload= <em> </em>"
MARKUP = st.lists(
    st.sampled_from([*PIECES.split(" "), "<svg>", "<style>", "Text", "ä", "\0", "<br/>", "<![CDATA["]), max_size=12
).map("".join)


@given(MARKUP)
def test_cleaning_twice_changes_nothing(rich):
    once = html.clean(rich)

    assert html.clean(once) == once


@given(MARKUP)
def test_no_tag_but_the_allowed_survives(rich):
    names = [part.lstrip("/").split(">")[0].split(" ")[0] for part in html.clean(rich).split("<")[1:]]

    assert [name for name in names if name not in html.TAGS] == []


def test_nesting_deeper_than_any_text_is_refused():
    with pytest.raises(html.TooNested) as refusal:
        html.clean("<blockquote></ul>" * 20_000)

    assert str(refusal.value).startswith("Der Text ist zu tief verschachtelt.")


def test_long_flat_text_is_not_taken_for_a_nested_one():
    items = "<li><em>Punkt</em></li>" * 2_000

    assert html.clean(f"<ul>{items}</ul>") == f"<ul>{items}</ul>"


@pytest.mark.parametrize(
    ("rich", "words"),
    [
        ("", ""),
        ("<p>eins</p><p>zwei</p>", "eins\n\nzwei"),
        ("<p>eins<br>zwei</p>", "eins\nzwei"),
        ("<h2>Titel</h2><p>Ein <strong>fetter</strong>\nSatz</p>", "Titel\n\nEin fetter Satz"),
        ("<p>Liste</p><ul><li>a</li><li>b</li></ul><p>Ende</p>", "Liste\n\na\nb\n\nEnde"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("§&nbsp;1", "§\u00a01"),
        ("<p onclick=x>Text<img src=x></p>", "Text"),
    ],
)
def test_plain_words_of_rich_text(rich, words):
    assert html.plain(rich) == words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("eins\nzwei\n\ndrei", "<p>eins<br>zwei</p>\n\n<p>drei</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        (
            "siehe https://example.org/a?b=1&c=2.",
            '<p>siehe <a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">https://example.org/a?b=1&amp;c=2</a>.</p>',
        ),
        (
            "www.kassel.de/smart",
            '<p><a href="http://www.kassel.de/smart" rel="nofollow noopener">www.kassel.de/smart</a></p>',
        ),
        ("Anlage.md liegt bei, u.a.de", "<p>Anlage.md liegt bei, u.a.de</p>"),
        ("stadt@example.org", "<p>stadt@example.org</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_plain_text_is_shown_with_its_breaks_and_links(typed, shown):
    assert html.linebreaks(typed) == shown


def test_shown_text_is_safe_to_put_into_a_page():
    assert type(html.linebreaks("<script>\"'")) is SafeString
    assert str(html.linebreaks("<script>\"'")) == "<p>&lt;script&gt;&quot;&#x27;</p>"
