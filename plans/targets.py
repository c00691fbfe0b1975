"""Where a target stands on a day: the path to it, the distance to the path, the words for it, the points of its chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Prefetch, QuerySet

from agencies.vietnamese import format_number
from plans.models import Direction, Target, TargetMilestone, TargetValue

LOWER_IS_BETTER = (Direction.AT_MOST, Direction.RANK)
Point = tuple[date, Decimal]


@dataclass(frozen=True)
class Progress:
    """The state of a target for the jurisdiction or one agency.

    `state`: REACHED, ON_PATH, BEHIND, MISSED (due and not reached), NONE (nothing known). `distance`: how far the latest
    value is ahead of the path (below zero: behind it) on its own day; None without a path.
    """

    target: Target
    values: tuple[TargetValue, ...]
    path: tuple[Point, ...]
    state: str
    distance: Decimal | None = None

    @property
    def latest(self) -> TargetValue | None:
        return self.values[-1] if self.values else None

    @property
    def words(self) -> str:
        """ "thấp hơn lộ trình 1,2 điểm", never accusing."""
        match self.state:
            case "NONE":
                return "chưa có số liệu"
            case "REACHED":
                return "đã đạt"
            case "MISSED":
                return "đến hạn, chưa đạt"
        if self.distance is None:
            return "đang thực hiện"
        if not self.distance:
            return "đúng lộ trình"
        ahead, size = self.distance > 0, format_number(abs(self.distance).quantize(Decimal("0.1")).normalize())
        match self.target.direction:
            case Direction.RANK:
                return f"{'hơn' if ahead else 'kém'} lộ trình {size} bậc"
            case Direction.AT_MOST:
                side = "thấp hơn" if ahead else "cao hơn"
            case _:
                side = "cao hơn" if ahead else "thấp hơn"
        return f"{side} lộ trình {size} {'điểm' if self.target.unit == '%' else self.target.unit}".strip()


def has_path(target: Target) -> bool:
    """Whether there is a value to come nearer to."""
    return target.value is not None and target.direction != Direction.YES_NO


def path_of(target: Target, milestones: Iterable[TargetMilestone], values: Sequence[TargetValue]) -> tuple[Point, ...]:
    """The points the target is to pass: where it was first known, the end of each year that has a milestone, its own.

    Empty for what is only there or not, and without a value to reach.
    """
    if not has_path(target):
        return ()
    due = target.due or target.plan.period_end
    points = {date(row.year, 12, 31): row.value for row in milestones if date(row.year, 12, 31) < due}
    points[due] = target.value
    if values and values[0].on < min(points):
        points[values[0].on] = values[0].value
    return tuple(sorted(points.items()))


def path_at(target: Target, path: Sequence[Point], on: date) -> Decimal | None:
    """What the path asks on a day: between two points along the line; of a rank, what the next point asks."""
    if not path:
        return None
    if on <= path[0][0]:
        return path[0][1]
    for (before, low), (after, high) in pairwise(path):
        if on <= after:
            if target.direction == Direction.RANK:
                return high
            return low + (high - low) * (on - before).days / (after - before).days
    return path[-1][1]


def reaches(target: Target, value: Decimal) -> bool:
    if target.direction == Direction.YES_NO:
        return value >= 1
    if target.value is None:
        return False
    return value <= target.value if target.direction in LOWER_IS_BETTER else value >= target.value


def progress_of(
    target: Target, values: Iterable[TargetValue], milestones: Iterable[TargetMilestone], *, on: date
) -> Progress:
    """`values`: the current ones of the jurisdiction or of one agency; those of days after `on` are not looked at."""
    known = tuple(sorted((row for row in values if row.on <= on), key=lambda row: row.on))
    path = path_of(target, milestones, known)
    if not known:
        return Progress(target, known, path, "NONE")
    latest = known[-1]
    asked = path_at(target, path, latest.on)
    distance = None
    if asked is not None:
        distance = asked - latest.value if target.direction in LOWER_IS_BETTER else latest.value - asked
    if reaches(target, latest.value):
        state = "REACHED"
    elif (target.due or target.plan.period_end) < on:
        state = "MISSED"
    else:
        state = "BEHIND" if distance is not None and distance < 0 else "ON_PATH"
    return Progress(target, known, path, state, distance)


def progress_rows(targets: QuerySet[Target], *, on: date) -> list[Progress]:
    """Where each target stands for its jurisdiction. Three statements, however many targets."""
    values = TargetValue.objects.filter(agency=None, current=True).order_by("on")
    rows = targets.select_related("plan").prefetch_related("milestones", Prefetch("values", values, to_attr="held"))
    return [progress_of(row, row.held, row.milestones.all(), on=on) for row in rows]


# The chart

WIDTH, HEIGHT = 460, 210
LEFT, RIGHT, TOP, BOTTOM = 44, 30, 26, 28


@dataclass(frozen=True)
class Chart:
    """What the picture is drawn from, in its own coordinates (px): lines as "x,y x,y", marks, ticks with their words."""

    path: str
    actual: str
    dots: tuple[tuple[float, float, str], ...]
    years: tuple[tuple[float, int], ...]
    levels: tuple[tuple[float, str], ...]
    goal: tuple[float, float, str]
    today: tuple[float, float] | None
    behind: bool


def chart_of(progress: Progress, *, on: date) -> Chart | None:
    """The picture of a path and what was reached; None where there is no path. Of a rank the first place is on top."""
    target, path = progress.target, progress.path
    if not path:
        return None
    actual = [(row.on, row.value) for row in progress.values]
    days = [day for day, _ in (*path, *actual)]
    first, last = date(min(days).year, 1, 1), max(days)
    numbers = [float(value) for _, value in (*path, *actual)]
    low, high = min(numbers), max(numbers)
    room = (high - low) * 0.12 or 1
    low, high = low - room, high + room
    if low < 0 <= min(numbers):
        low = 0.0

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / max((last - first).days, 1), 1)

    def y(value) -> float:
        share = (float(value) - low) / (high - low)
        if target.direction == Direction.RANK:
            share = 1 - share
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)

    def line(points) -> str:
        return " ".join(f"{x(day)},{y(value)}" for day, value in points)

    path_line = list(path)
    if target.direction == Direction.RANK:
        path_line = [
            point
            for (before, _), (after, value) in pairwise(path)
            for point in ((before + timedelta(days=1), value), (after, value))
        ] or path_line
    asked = path_at(target, path, on)
    return Chart(
        path=line(path_line),
        actual=line(actual),
        dots=tuple((x(day), y(value), format_number(value)) for day, value in actual),
        years=tuple((x(min(date(year, 12, 31), last)), year) for year in range(first.year, last.year + 1)),
        levels=tuple((y(value), format_number(value)) for value in _levels(low, high)),
        goal=(x(path[-1][0]), y(path[-1][1]), f"{format_number(path[-1][1])} {target.unit}".strip()),
        today=(x(on), y(asked)) if path[0][0] <= on <= path[-1][0] else None,
        behind=progress.state in ("BEHIND", "MISSED"),
    )


def _levels(low: float, high: float) -> list[Decimal]:
    """Two to five round numbers between the two."""
    step = Decimal(1)
    while (high - low) / float(step) > 5:
        step *= 2 if str(step.normalize())[0] in "15" else Decimal("2.5")
    while (high - low) / float(step) < 2:
        step /= 2
    number = -(-Decimal(str(low)) // step) * step
    found = []
    while number <= Decimal(str(high)):
        found.append(number)
        number += step
    return found
