"""Slips of the hand that stand in offices' documents, made on purpose in blocks whose right reading is known.

A person still sees what was meant; a reader may not. Each function changes `blocks` in place and returns whether it
found something to change.
"""

from __future__ import annotations

import re
from random import Random

from plans.reading.blocks import Block, Cell, Paragraph, Table
from plans.reading.vocabulary import label_of

_MARK = re.compile(r"^[-+\w]{1,3}[.)]?\s")


def _mistyped(text: str, rng: Random) -> str:
    """`text` with two letters of a word changed about, one left out or one typed twice."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 2 and word.isalpha()]
    if not long:
        return text
    place = rng.choice(long)
    word, at = words[place], rng.randrange(1, len(words[place]) - 1)
    words[place] = rng.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ]
    )
    return " ".join(words)


def _labels(blocks: list[Block]) -> list[Paragraph]:
    return [
        block
        for block in blocks
        if isinstance(block, Paragraph) and ":" in block.text and label_of(_MARK.sub("", block.text))[0]
    ]


def _tables(blocks: list[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table) and block.width >= 3]


def label_mistyped(blocks: list[Block], rng: Random) -> bool:
    """ "Thời gian hàn thành: Quý I"."""
    if not (labels := _labels(blocks)):
        return False
    label = rng.choice(labels)
    head, _, rest = label.text.partition(":")
    label.text = f"{_mistyped(head, rng)}:{rest}"
    return True


def label_left_out(blocks: list[Block], rng: Random) -> bool:
    """ "Quý I" on a line of its own, as if everybody knew what it is."""
    if not (labels := _labels(blocks)):
        return False
    label = rng.choice(labels)
    label.text = label.text.partition(":")[2].strip()
    return True


def column_mistyped(blocks: list[Block], rng: Random) -> bool:
    if not (tables := _tables(blocks)):
        return False
    cell = rng.choice(rng.choice(tables).rows[0])
    cell.text = _mistyped(cell.text, rng)
    return True


def column_named_oddly(blocks: list[Block], rng: Random) -> bool:
    if not (tables := _tables(blocks)):
        return False
    rng.choice(rng.choice(tables).rows[0]).text = rng.choice(["Diễn giải", "Bên A", "Chi tiết khác", "Cột 5"])
    return True


def paragraphs_run_together(blocks: list[Block], rng: Random) -> bool:
    """A line end lost between two paragraphs of the body."""
    places = [
        place
        for place in range(9, len(blocks) - 4)
        if isinstance(blocks[place], Paragraph) and isinstance(blocks[place - 1], Paragraph)
    ]
    if not places:
        return False
    place = rng.choice(places)
    blocks[place - 1].text += f" {blocks[place]}"
    del blocks[place]
    return True


_FIGURE = re.compile(r"(\d{1,2})(?=/\d{4})|(?<=[Tt]háng )\d+|(?<=[Qq]uý )[IV]+")


def figure_mistyped(blocks: list[Block], rng: Random) -> bool:
    """ "15/O2/2026", "tháng l2", "31/1 2/2026" in a sentence or a cell."""
    places: list[Paragraph | Cell] = [
        block for block in blocks if isinstance(block, Paragraph) and _FIGURE.search(block.text)
    ]
    cells = [cell for table in _tables(blocks) for row in table.rows[1:] for cell in row]
    places += [cell for cell in cells if _FIGURE.search(cell.text)] * 3
    if not places:
        return False
    place = rng.choice(places)
    place.text = _FIGURE.sub(lambda found: rng.choice(["O", "l", "1 "]) + found.group()[-1], place.text, count=1)
    return True


SLIPS = (
    label_mistyped,
    label_left_out,
    column_mistyped,
    column_named_oddly,
    paragraphs_run_together,
    figure_mistyped,
)
