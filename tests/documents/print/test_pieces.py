import pytest

from documents.print import pieces
from documents.print.sheets import Block

ROW = """<ul class="rows"><li class="row"><div><p class="overline">Anfrage · 7</p><p><a href="/x/">Kita &amp; Hort</a></p></div>
<p class="badges"><span class="badge"><svg><path d="M0"/></svg>offen</span><span class="badge">rot</span></p></li></ul>"""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<h2>Titel</h2><h3>Unter</h3>",
            [Block(kind="heading", text="Titel"), Block(kind="heading", text="Unter", level=2)],
        ),
        ("<p>Ein <b>Satz</b>.<br>Neu</p>", [Block(text="Ein Satz.\nNeu")]),
        ("loser Text<p>dann</p>", [Block(text="loser Text"), Block(text="dann")]),
        (ROW, [Block(kind="point", label="•", text="Anfrage · 7\nKita & Hort\noffen · rot")]),
        (
            "<ol><li>eins<ul><li>zwei</li></ul></li><li>drei</li></ol>",
            [
                Block(kind="point", label="1.", text="eins"),
                Block(kind="point", label="•", text="zwei", level=2),
                Block(kind="point", label="2.", text="drei"),
            ],
        ),
        ("<dl><dt>Frist</dt><dd>morgen</dd></dl>", [Block(label="Frist:", text="morgen")]),
        (
            "<table><caption>Zahlen</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table>",
            [Block(kind="table", text="Zahlen", rows=(("a", "b"), ("1", "")))],
        ),
        ("<blockquote><p>So</p></blockquote>", [Block(kind="quote", text="So")]),
        (
            "<p>a</p><form><p>weg</p></form><p class='buttons'>weg</p><p hidden>weg</p><p>b</p>",
            [Block(text="a"), Block(text="b")],
        ),
        ("<p>offen <div>und weiter", [Block(text="offen"), Block(text="und weiter")]),
        ("</p></ul>&lt;b&gt;", [Block(text="<b>")]),
        ("", []),
        ("<table></table>", []),
    ],
)
def test_pieces_of_pages_are_read_as_blocks(html, expected):
    assert list(pieces.blocks(html)) == expected
