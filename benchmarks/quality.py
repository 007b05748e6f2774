"""How much of what the search should find is among the first ten results, by family of queries with known answers.

The answers come from reading the texts plainly, never from the search: a family knows which papers hold a word, a
phrase or a number. `QUALITY_TEXTS` ("even", "odd", "all") chooses texts, `QUALITY_FOLDER` a folder of other ones.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from benchmarks import town
from benchmarks.figures import table
from council import audiences
from council.actions import batches
from council.states import Audience
from documents.models import File, FilePage, Paper
from documents.search import finding, indexing
from documents.search import query as queries
from documents.search.wishes import Wish
from documents.states import FileState, PaperState, PaperType

Thing = TypeVar("Thing")
CASES = int(os.environ.get("QUALITY_CASES", "150"))
SEED = 20260601
MOST_ANSWERS = 5  # a query with more answers says little about the first ten results
DATABASE = os.environ.get("SERVICES_POSTGRESQL", "")
_CHOSEN = tuple(filter(None, os.environ.get("QUALITY_ENGINES", "").split(",")))
ENGINES = _CHOSEN or (("memory", "whoosh", "postgresql") if DATABASE else ("memory", "whoosh"))

_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[a-zäöüß])(?!und\b|oder\b|bzw\b|sowie\b|bis\b)")
_WORD = re.compile(r"[^\W\d_]+")
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_UMLAUTS = str.maketrans({"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü"})
_WITHOUT_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "Ä": "A", "Ö": "O", "Ü": "U"})
_LINKS = ("", "s", "es", "n", "en", "er", "e")
# Endings by kind of word: two words that differ in nothing else are inflections of one.
_PARADIGMS = (
    ("", "s", "es", "e", "en"),
    ("", "n"),
    ("", "s", "n"),
    ("e", "en", "er", "es", "em"),
    ("t", "en", "te", "ten", "end"),
    ("in", "innen"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Case(NamedTuple):
    """A query and the names of the papers and files that answer it."""

    typed: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Text:
    """A text as the sample has it: what holds it, and whose title and number that has."""

    group: str
    title: str
    number: str
    text: str


class Corpus:
    """The texts, read plainly: which groups hold which word."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = texts
        self.holding: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            for word in set(_WORD.findall(plain(text.text))) | set(_WORD.findall(text.title)):
                self.holding[word].add(text.group)
        self.forms: dict[str, set[str]] = defaultdict(set)
        for word in self.holding:
            self.forms[word.lower()].add(word)
        self.words = sorted(self.holding)
        self.flat = [(text.group, " ".join(_WORD.findall(plain(text.text))).lower()) for text in texts]

    def groups(self, word: str) -> frozenset[str]:
        """Who holds the word, however its letters are written."""
        return frozenset(group for form in self.forms.get(word.lower(), ()) for group in self.holding[form])

    def rare(self, *, longer_than: int = 5) -> list[str]:
        """Words in few groups."""
        return [word for word in self.words if len(word) > longer_than and len(self.groups(word)) <= MOST_ANSWERS]


def run() -> None:
    """Print the recall at ten of every family for every engine."""
    texts = take_in(read())
    if not texts:
        print("\nKeine Texte vorhanden, an denen die Güte gemessen werden könnte.")
        return
    corpus = Corpus(texts)
    cases = {name: list(chosen(make(corpus, random.Random(SEED)))) for name, make in FAMILIES.items()}
    rows = []
    for engine in ENGINES:
        with override_settings(SEARCH_ENGINE=engine, DATABASE_URL=DATABASE):
            indexing.rebuild()
            rows += [(name, engine, len(some), f"{recall(some):.3f}") for name, some in cases.items()]
    title = f"Güte der Suche: Anteil des Gesuchten unter den ersten zehn Treffern ({len(texts)} Texte)"
    table(title, ("Familie", "Maschine", "Anfragen", "Recall@10"), sorted(rows))


def recall(cases: Sequence[Case]) -> float:
    """The mean share of the answers among the first ten results, as the page shows them."""
    return sum(found(case) for case in cases) / len(cases) if cases else 0.0


def found(case: Case) -> float:
    """The share of the answers of one case; misses are printed where `QUALITY_MISSES` is set."""
    try:
        findings = finding.find(Wish(typed=case.typed), standing=audiences.standing_of(None))
        shown = {hits[0].group or hits[0].key for hits in findings.page.object_list}
    except queries.QueryProblem:
        shown = set()
    share = len(case.answers & shown) / len(case.answers)
    if share < 1 and "QUALITY_MISSES" in os.environ:
        print(f"  {share:.2f} {case.typed!r}, verfehlt: {sorted(case.answers - shown)[:3]}")
    return share


def chosen(cases: Iterator[Case]) -> Iterator[Case]:
    """The first cases with answers, each query once."""
    seen: set[str] = set()
    for case in cases:
        if len(seen) >= CASES:
            return
        if case.typed not in seen and 0 < len(case.answers) <= MOST_ANSWERS:
            seen.add(case.typed)
            yield case


# The texts


def read() -> list[Text]:
    """The texts of the sample with title and number of their papers, or those of another folder."""
    folder = Path(os.environ.get("QUALITY_FOLDER") or settings.SHARED_DIR / "data" / "karlsruhe-oparl" / "texts")
    if not folder.is_dir():
        return []
    papers = _papers(folder.parent / "papers.json")
    every = [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]
    half = {"even": slice(0, None, 2), "odd": slice(1, None, 2)}.get(os.environ.get("QUALITY_TEXTS", ""), slice(None))
    return [Text(*papers.get(name, ("", "", "")), text=text) for name, text in every[half] if text.strip()]


def _papers(path: Path) -> dict[str, tuple[str, str, str]]:
    """Paper, title and number of each file by its name."""
    if not path.is_file():
        return {}
    return {
        file["id"].rstrip("/").rpartition("/")[2]: (paper["id"], paper["name"], paper.get("reference", ""))
        for paper in json.loads(path.read_text(encoding="utf-8"))
        for file in paper.get("auxiliaryFile", ())
    }


def take_in(texts: Sequence[Text]) -> list[Text]:
    """Enter papers and their files of one page in batch acts; the same texts with the names of what holds them."""
    body, _ = town.home()
    now = timezone.now()
    common = {"body": body, "audience": Audience.PUBLIC, "created_at": now, "modified_at": now}
    first = {text.group: text for text in reversed(texts) if text.group}
    papers = {
        group: Paper(
            name=text.title[:1000],
            reference=text.number or None,
            paper_type=PaperType.OTHER,
            state=PaperState.ADMITTED,
            **common,
        )
        for group, text in first.items()
    }
    for titled in batched(papers.values(), 100):
        batches.take_over(created=titled, parts=[], by=None, source=body)
    files = [
        File(
            name="Text",
            mime_type="text/plain",
            state=FileState.READABLE,
            page_count=1,
            paper=papers.get(text.group),
            **common,
        )
        for text in texts
    ]
    for some in batched(zip(files, texts, strict=True), 100):
        pages = [FilePage(file=file, number=1, text=text.text) for file, text in some]
        batches.take_over(created=[file for file, _ in some], parts=pages, by=None, source=body)
    return [
        Text(f"paper:{file.paper_id}" if file.paper_id else f"file:{file.pk}", text.title, text.number, text.text)
        for file, text in zip(files, texts, strict=True)
    ]


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things in lists of so many."""
    coming = iter(things)
    while some := list(islice(coming, size)):
        yield some


def plain(text: str) -> str:
    """The text with words broken at a line end joined, where no capital or "und" says that the hyphen was meant."""
    return _BROKEN.sub("", text.replace("\u00ad", ""))


# The families


def title_words(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """Three words of a title."""
    titles = {text.group: set(_WORD.findall(text.title.lower())) for text in corpus.texts}
    for group in chance.sample(sorted(titles), len(titles)):
        words = sorted(word for word in titles[group] if len(word) > 3)
        if len(words) > 1:
            some = chance.sample(words, min(3, len(words)))
            yield Case(" ".join(some), frozenset(name for name, title in titles.items() if title.issuperset(some)))


def rare_words(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """A word that few papers hold."""
    words = corpus.rare()
    yield from (Case(word, corpus.groups(word)) for word in chance.sample(words, len(words)))


def numbers(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """The number of a paper."""
    every = sorted({(text.number, text.group) for text in corpus.texts if text.number})
    yield from (Case(number, frozenset({group})) for number, group in chance.sample(every, len(every)))


def phrases(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """Four words that stand one after the other, in quotes."""
    for _ in range(20 * CASES):
        text = chance.choice(corpus.texts)
        lines = [
            line
            for line in re.split(r"[\n.,;:()/–-]+", plain(text.text))
            if re.fullmatch(r"(?:[^\W\d_]+ ){3,}[^\W\d_]+", line.strip())
        ]
        if not lines:
            continue
        words = _WORD.findall(chance.choice(lines))
        at = chance.randrange(len(words) - 3)
        phrase = " ".join(words[at : at + 4])
        wanted = frozenset(group for group, flat in corpus.flat if f" {phrase.lower()} " in f" {flat} ")
        yield Case(f'"{phrase}"', wanted)


def inflections(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """A word of which some papers hold another inflection only; these are the answers."""
    words = [word for word in corpus.words if len(word) > 5]
    for word in chance.sample(words, len(words)):
        others = _inflected(word, corpus)
        related = {further for other in others for further in _inflected(other, corpus)}
        every = frozenset[str]().union(*map(corpus.groups, {word, *others, *related}))
        only = frozenset[str]().union(*map(corpus.groups, others)) - corpus.groups(word)
        if only and len(every) <= 2 * MOST_ANSWERS:
            yield Case(word, only)


def _inflected(word: str, corpus: Corpus) -> set[str]:
    """Words of the texts that are the same but for an ending of the same paradigm or the umlaut of a plural."""
    found: set[str] = set()
    for paradigm in _PARADIGMS:
        for ending in paradigm:
            base = word.removesuffix(ending)
            if word.endswith(ending) and len(base) > 4:
                found |= {base + other for other in paradigm}
    found |= {word.translate(_WITHOUT_UMLAUTS).removesuffix(end) for end in ("", "e", "en", "er", "ern")}
    found |= {
        word[:at] + word[at].translate(_UMLAUTS) + word[at + 1 :] + end
        for at in range(len(word))
        for end in ("e", "er")
    }
    return {other for other in found if other != word and other in corpus.holding}


def compounds(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """A compound split into two parts that are words of the texts themselves."""
    words = [word for word in corpus.rare(longer_than=9) if word[0].isupper() and word[1:].islower()]
    for word in chance.sample(words, len(words)):
        parts = list(_parts(word, corpus))
        if parts:
            yield Case(" ".join(max(parts, key=lambda both: min(map(len, both)))), corpus.groups(word))


def _parts(word: str, corpus: Corpus) -> Iterator[tuple[str, str]]:
    for at in range(4, len(word) - 3):
        last = word[at:].capitalize()
        if last not in corpus.holding:
            continue
        for link in _LINKS:
            front = word[:at].removesuffix(link)
            if word[:at].endswith(link) and len(front) > 3 and front in corpus.holding:
                yield front, last


def ascii_spelling(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """A rare word with ä, ö, ü or ß, written without them."""
    words = [word for word in corpus.rare(longer_than=3) if word.translate(_ASCII) != word]
    yield from (Case(word.translate(_ASCII), corpus.groups(word)) for word in chance.sample(words, len(words)))


def typing_errors(corpus: Corpus, chance: random.Random) -> Iterator[Case]:
    """A rare word with a letter left out, put in, exchanged for another or with its neighbour."""
    words = [word for word in corpus.rare() if word.isalpha()]
    for word in chance.sample(words, len(words)):
        at = chance.randrange(1, len(word) - 1)
        letter = chance.choice(_LETTERS)
        mistyped = chance.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        if mistyped.lower() not in corpus.forms:
            yield Case(mistyped, corpus.groups(word))


FAMILIES: dict[str, Callable[[Corpus, random.Random], Iterator[Case]]] = {
    "1 Wörter des Titels": title_words,
    "2 seltene Wörter": rare_words,
    "3 Vorlagennummern": numbers,
    "4 Wortfolgen": phrases,
    "5 nur eine andere Beugung": inflections,
    "6 Zusammensetzung in Teilen": compounds,
    "7 Schreibung ohne Umlaute": ascii_spelling,
    "8 ein Tippfehler": typing_errors,
}
