"""What a half of the index finds in its vocabulary."""

import random

from documents.search import inversion, vocabulary
from documents.search.engine import PUBLIC, Document
from documents.search.flat import batch
from documents.search.flat.half import Half


def test_vocabulary_gives_exactly_the_close_words(tmp_path):
    chance = random.Random(7)
    known = {"".join(chance.choices("abcdä", k=chance.randrange(3, 10))) for _ in range(400)}
    document = Document(key="paper:1", kind="paper", title="", text=" ".join(sorted(known)), audience=PUBLIC)
    entries = inversion.invert(document)
    Half.create(tmp_path / "half")
    half = Half(tmp_path / "half")
    half.write(batch.of([document]), gone=[])

    for word in ("abcabc", "dabada", "bcbcbcbc", "cadbcad"):
        found = half.close_to(word, edits=2, audiences=frozenset({PUBLIC}))

        close = [one for one in entries.spellings if vocabulary.distance(word, one.partition("\t")[0]) <= 2]
        assert (sorted(found), bool(close)) == (sorted((one, 1) for one in close), True)
