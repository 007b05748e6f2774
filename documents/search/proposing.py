"""The engine proposes keys, `visible_to` disposes: nothing is counted, shown or offered before both have spoken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from council.audiences import Standing
from documents.search import query as queries
from documents.search import shelf, sources
from documents.search.engine import Filter, Hit, Hits
from documents.search.sources import Name
from documents.search.wishes import Wish


def proposed(query: queries.Query, wish: Wish, *, only: Filter) -> Hits:
    """All that matches; where that is more than an engine gives, all that matches within the chosen options."""
    found = shelf.engine().query(query, only=only, sort=wish.sort)
    if found.is_complete or not wish.is_narrowed:
        return found
    narrowed = shelf.engine().query(query, only=wish.narrowing(only), sort=wish.sort)
    return Hits(tuple(hit for hit in narrowed.hits if only.fits(hit)), narrowed.is_complete)


def disposed(hits: Sequence[Hit], *, standing: Standing) -> list[Hit]:
    """Those of the hits that someone of this standing may read, in their order. Costs one query for each source hit."""
    names = [Name.parse(hit.key) for hit in hits]
    rows: dict[str, set[int]] = defaultdict(set)
    for name in names:
        rows[name.source].add(name.pk)
    known = sources.registered()
    visible = {name: known[name].visible(pks, standing=standing) for name, pks in rows.items() if name in known}
    return [hit for hit, name in zip(hits, names, strict=True) if name.pk in visible.get(name.source, ())]


def grouped(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """The hits by the paper or meeting they belong to, in the order of the best of each."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.group or hit.key, []).append(hit)
    return groups


def newest_first(group: list[Hit]) -> int:
    """Order groups by the day of what stands for them, undated ones last."""
    day = next((hit for hit in group if hit.key == hit.group), group[0]).date
    return -day.toordinal() if day else 0
