"""Which part of a paper is amended: what is to be resolved, not its heading, and not the reasons behind it."""

from documents import text
from documents.text import Block
from motions.amending.parent import Parent

TITLES = frozenset({"beschlusstext", "beschlussvorschlag", "beschluss", "antrag"})
BEHIND = ("begründung", "sachverhalt", "erläuterung", "anlage", "finanzielle auswirkung", "auswirkung", "kosten")
FORMULA = "Die Stadtverordnetenversammlung wird gebeten"


def amendable(canonical: str) -> tuple[Block, ...]:
    """The blocks that are to be resolved, with the numbers they have in the whole text."""
    blocks = text.blocks(canonical)
    end = next((at for at, block in enumerate(blocks) if at and _is_behind(block)), len(blocks))
    start = 1 if blocks and is_title(blocks[0]) else 0
    return blocks[start:end]


def is_title(block: Block) -> bool:
    """Whether the block is nothing but the heading over what is to be resolved."""
    return block.kind == "heading" and block.text.casefold().strip(" :") in TITLES


def resolution(canonical: str) -> str:
    """What is resolved with this text, word for word: without heading, opening formula and reasons."""
    parent, blocks = Parent(canonical), list(amendable(canonical))
    while blocks and (is_title(blocks[0]) or blocks[0].text.startswith(FORMULA)):
        del blocks[0]
    if not blocks:
        return ""
    return canonical[parent.starts[blocks[0].number - 1] : blocks[-1].end]


def rewrite(canonical: str, resolved: str) -> str:
    """The text with another one in the place of what is to be resolved; heading and reasons stay."""
    parent, blocks = Parent(canonical), amendable(canonical)
    if not blocks:
        return resolved
    head = canonical[: parent.starts[blocks[0].number - 1]]
    return f"{head}{resolved}{canonical[blocks[-1].end :]}"


def _is_behind(block: Block) -> bool:
    return block.kind == "heading" and block.text.casefold().startswith(BEHIND)
