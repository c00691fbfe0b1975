"""How many wrong fields of a reading carry a doubt, and how many doubts there are for right ones."""

import copy
import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

import pytest

from plans.management.commands.read_plan import without_sources
from plans.reading import Refused, files
from plans.reading.pipeline import structure
from tests.reading import papers
from tests.reading.samples import SAMPLES
from tests.reading.slips import SLIPS

pytestmark = pytest.mark.benchmark

GOLD = Path(__file__).parent.parent / "reading" / "gold"
TRIES = 20
NAMES = {  # the field by which two readings of a record find each other, and all that are compared
    "models": ("name", "number purpose requirements implementers monitors"),
    "tasks": ("content", "number section lead coordinators deliverable schedule"),
    "targets": ("text", "value unit due"),
    "responsibilities": ("agency", "duties"),
    "reporting": ("to", "cadence by via due"),
}


@dataclass
class Tally:
    right: int = 0
    wrong: int = 0
    doubted: int = 0
    doubts: int = 0

    def add(self, correct: bool, doubted: bool) -> None:
        if correct:
            self.right += 1
        else:
            self.wrong += 1
            self.doubted += doubted


def test_wrong_fields_are_doubted_and_right_ones_are_not(capsys):
    total = Tally()
    for slip in SLIPS:
        tally = Tally()
        for name, paper in SAMPLES.items():
            right = json.loads((GOLD / f"{name}.json").read_text())
            blocks = files.blocks(papers.docx(paper), "ke-hoach.docx")
            for attempt in range(TRIES):
                changed = copy.deepcopy(blocks)
                if not slip(changed, Random(f"{name} {attempt}")):
                    break
                try:
                    read = without_sources(structure(changed))
                except Refused:
                    continue  # told in words: nothing wrong goes on
                compare(read, right, tally)
        with capsys.disabled():
            print(f"{slip.__name__:<26} {tally.wrong:>4} wrong, {tally.doubted:>4} of them doubted")
        for name in vars(total):
            setattr(total, name, getattr(total, name) + getattr(tally, name))
    share, per_ten = total.doubted / total.wrong, 10 * total.doubts / total.right
    with capsys.disabled():
        print(
            f"doubted {share:.1%} of {total.wrong} wrong fields; {per_ten:.2f} doubts for 10 of {total.right} right ones"
        )
    assert share >= 0.9
    assert per_ten < 1


def compare(read: dict, right: dict, tally: Tally) -> None:
    places = [doubt["where"] for doubt in read["warnings"]]
    new = set(places) - {doubt["where"] for doubt in right["warnings"]}
    tally.doubts += len(places)
    for field, value in right["plan"].items():
        tally.add(read["plan"].get(field) == value, bool({f"plan/{field}", "document"} & set(places)))
    for part, (key, others) in NAMES.items():
        pairs, extra, lost = paired(read[part], right[part], key)
        for got, wanted in pairs:
            at = place_of(got, part, read)
            for field in (key, *others.split()):
                tally.add(got.get(field) == wanted.get(field), seen(places, part, at))
        for got in extra:
            tally.add(False, seen(places, part, place_of(got, part, read)))
        for _ in lost:  # where it should stand, nothing stands: the doubt is on its neighbours or on the whole part
            tally.add(False, any(place.split("/")[0] in (part, "document") for place in new))


def place_of(record: dict, part: str, read: dict) -> str:
    return f"{part}/{record.get('number') or read[part].index(record) + 1}"


def seen(places: list[str], part: str, at: str) -> bool:
    """Does a doubt stand at the record, at its part or at the document?"""
    return any(place in (part, "document", at) or place.startswith(f"{at}/") for place in places)


def paired(got: list[dict], wanted: list[dict], key: str) -> tuple[list, list, list]:
    """(pairs, only got, only wanted), the most alike first."""

    def likeness(one: dict, other: dict) -> float:
        words = SequenceMatcher(None, one[key] or "", other[key] or "", autojunk=False).ratio()
        same_number = bool(one.get("number")) and one.get("number") == other.get("number")
        return words + same_number + sum(one[field] == other[field] for field in other) / 10

    found = sorted(
        ((likeness(a, b), i, j) for i, a in enumerate(got) for j, b in enumerate(wanted)), key=lambda hit: -hit[0]
    )
    mine, theirs, pairs = set(), set(), []
    for alike, i, j in found:
        if alike > 0.6 and i not in mine and j not in theirs:
            mine.add(i)
            theirs.add(j)
            pairs.append((got[i], wanted[j]))
    return (
        pairs,
        [row for i, row in enumerate(got) if i not in mine],
        [row for j, row in enumerate(wanted) if j not in theirs],
    )
