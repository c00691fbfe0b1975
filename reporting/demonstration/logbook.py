"""The log of the demonstration: yearly figures of each unit spread over months and events, always the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from agencies import clock
from agencies.models import Agency
from plans.models import Activity, ActivityFigure, Assignment, PartKind, Plan
from reporting.demonstration.data import read
from reporting.demonstration.people import People

# Shares of a year's work by month: little at Tết, more after the harvest. Each unit starts at another month.
SHARES = (7, 6, 9, 9, 8, 9, 8, 8, 9, 9, 9, 9)
FIGURES_ON = 14  # months of a report run from the 15th to the 14th (Nghị định 09/2019/NĐ-CP)
# Days of a quarter that lie both in the calendar quarter and in the report's quarter.
QUARTERS = (((1, 3), (3, 14)), ((4, 1), (6, 14)), ((7, 1), (9, 14)), ((10, 1), (12, 14)))
SATURDAY = 5
COUNTED_BY_KINDS = "thu-gui-dan"  # letters: the count is the sum of the kinds


@dataclass
class Entry:
    """One entry of the log before it is written; `silent` are figures the unit did not log and types into its report."""

    agency: str
    model: str
    on: date
    count: int
    text: str = ""
    monthly: bool = False
    figures: dict[str, int] = field(default_factory=dict)
    silent: dict[str, int] = field(default_factory=dict)


def spread(total: int, weights: Iterable[int]) -> list[int]:
    """`total` in whole parts as near to the weights as can be (largest remainder); the parts add up to `total`."""
    weights = list(weights)
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def monthly_weights(turn: int) -> list[int]:
    turn %= len(SHARES)
    return list(SHARES[turn:] + SHARES[:turn])


class Logbook:
    """All entries of the demonstration district, by year; asked for sums, and written to the database in parts."""

    def __init__(self, people: People):
        self.people = people
        self.stories = read("stories")
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        self.plan = Plan.objects.get(authority__code="hong-ngu", kind="MODELS")
        self.assignments = self._assignments()
        self.entries: list[Entry] = []
        for year in (2023, 2024):
            self._radio(year)
            for turn, (code, unit) in enumerate(read("figures")[str(year)].items()):
                self._months(year, turn, code, unit["thang"])
                self._events(year, turn, code, unit["dot"])
                self._census(year, code, unit.get("nam", {}))
        for row in read("rounds")["unlogged"]:
            self._silence(**row)

    def _assignments(self) -> dict[tuple[str, str], Assignment]:
        names = {row["name"]: row["key"] for row in read("models")}
        rows = Assignment.objects.filter(
            order__plan=self.plan, order__plan_model__isnull=False, part__in=[PartKind.LEAD, PartKind.IMPLEMENT]
        ).select_related("agency", "order__plan_model__reform_model")
        return {(row.agency.code, names[row.order.plan_model.reform_model.name]): row for row in rows}

    def _months(self, year: int, turn: int, code: str, figures: dict) -> None:
        for place, (model, totals) in enumerate(figures.items()):
            weights = monthly_weights(turn * 5 + place * 3)
            counts = spread(totals.get("", 0), weights)
            parts = {
                name: spread(total, counts if "" in totals and sum(counts) >= total else weights)
                for name, total in totals.items()
                if name and total
            }
            if model == COUNTED_BY_KINDS:
                counts = [sum(part[month] for part in parts.values()) for month in range(12)]
            for month, count in enumerate(counts):
                held = {name: part[month] for name, part in parts.items() if part[month]}
                if count or held:
                    on = date(year, month + 1, FIGURES_ON)
                    text = f"Số liệu tháng {month + 1}/{year}"
                    if held.get("xin-loi"):
                        text += f", có {held['xin-loi']:02d} thư xin lỗi do {self.apology(code)}"
                    self.entries.append(Entry(code, model, on, count, text, monthly=True, figures=held))

    def apology(self, code: str) -> str:
        return "hồ sơ đất đai trễ hẹn" if code == "hn-long-thuan" else "trả kết quả chậm hẹn"

    def _events(self, year: int, turn: int, code: str, events: dict) -> None:
        for place, (model, held) in enumerate(events.items()):
            days = [
                day
                for quarter, times in enumerate(held["quy"])
                for day in self._days(year, quarter, times, turn + place, saturday=model != "dong-hanh")
            ]
            weights = [9 + (turn * 3 + number * 2) % 4 for number in range(len(days))]
            parts = {name: spread(total, weights) for name, total in held.items() if name != "quy"}
            if "ho-so" in parts:  # what was returned at once cannot pass what was received that day
                for name in parts.keys() - {"ho-so"}:
                    parts[name] = spread(held[name], parts["ho-so"])
            if "y-kien" in parts:
                parts["giai-quyet"] = spread(held["giai-quyet"], parts["y-kien"])
            for number, day in enumerate(days):
                figures = {name: part[number] for name, part in parts.items()}
                text = self._event_text(model, code, number, figures)
                self.entries.append(Entry(code, model, day, 1, text, figures=figures))

    def _days(self, year: int, quarter: int, times: int, turn: int, *, saturday: bool) -> list[date]:
        (first_month, first_day), (last_month, last_day) = QUARTERS[quarter]
        first, last = date(year, first_month, first_day), date(year, last_month, last_day)
        fitting = [
            day
            for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
            if (day.weekday() == SATURDAY if saturday else day.weekday() < SATURDAY)
        ]
        step = len(fitting) // (times + 1)
        return [fitting[(step * (number + 1) + turn) % len(fitting)] for number in range(times)]

    def _event_text(self, model: str, code: str, number: int, figures: dict[str, int]) -> str:
        place = self.stories["places"].get(code)
        if model == "dong-hanh":
            topic = place["topics"][number % len(place["topics"])]
            return f"Đối thoại về {topic}: {figures['nguoi-du']} người dự"
        if model == "thu-7":
            return f"Ngày thứ 7 vì dân: {figures['ho-so']} hồ sơ, trả ngay {figures['tra-ngay']}"
        where = place["where"] if place else "các xã cù lao"
        return f"Lưu động tại {where}: {figures['ho-so']} hồ sơ, xong tại chỗ {figures['tai-cho']}"

    def _census(self, year: int, code: str, held: dict) -> None:
        for model, figures in held.items():
            self.entries.append(
                Entry(code, model, date(year, 11, 5), 0, "Rà soát nhóm Zalo của các ấp", figures=dict(figures))
            )

    def _radio(self, year: int) -> None:
        """One programme for the whole district; each month another agency's turn."""
        topics = self.stories["radio"][str(year)]
        if isinstance(topics, list):
            topics = {str(month): topic for month, topic in enumerate(topics, start=1)}
        for month, topic in topics.items():
            code = self.stories["radio"]["turn"][int(month)]
            on = date(year, int(month), 5 + int(month) % 7)
            self.entries.append(Entry(code, "dong-hanh", on, 1, f"Đối thoại trên sóng phát thanh: {topic}"))

    def _silence(self, agency: str, model: str, figure: str, year: int) -> None:
        for entry in self.entries:
            if (entry.agency, entry.model, entry.on.year) == (agency, model, year) and figure in entry.figures:
                entry.silent[figure] = entry.figures.pop(figure)

    def total(self, agency: str, model: str, figure: str, first: date, last: date) -> int | None:
        """What a unit did in a period, logged or not; `figure` "" is the count. None where there was nothing."""
        found = [
            entry.count if not figure else (entry.figures | entry.silent).get(figure)
            for entry in self.entries
            if (entry.agency, entry.model) == (agency, model) and first <= entry.on <= last
        ]
        found = [value for value in found if value is not None]
        return sum(found) if found else None

    def write(self, chosen: Iterable[Entry], *, entered: str | None = None) -> None:
        """Stores entries; they were typed in on the first working day after, or all together at `entered`."""
        chosen = [entry for entry in chosen if (entry.agency, entry.model) in self.assignments]
        rows = []
        for place, entry in enumerate(chosen):
            assignment = self.assignments[entry.agency, entry.model]
            rows.append(
                Activity(
                    assignment=assignment,
                    on=entry.on,
                    monthly=entry.monthly,
                    count=entry.count,
                    text=entry.text,
                    entered_by=self.people.staff(assignment.agency_id),
                    entered_at=self._typed_at(entry.on, place, entered),
                )
            )
        rows = Activity.objects.bulk_create(rows)
        measures = {
            (order.pk, measure.code): measure
            for order in self.plan.orders.prefetch_related("measures")
            for measure in order.measures.all()
        }
        ActivityFigure.objects.bulk_create(
            [
                ActivityFigure(activity=row, measure=measures[row.assignment.order_id, name], count=value)
                for row, entry in zip(rows, chosen, strict=True)
                for name, value in entry.figures.items()
            ]
        )

    def _typed_at(self, on: date, place: int, entered: str | None):
        if entered is None:
            # Figures of a cut-off are typed before the first reports go out on the next morning of work.
            day = on if on.day == FIGURES_ON else on + timedelta(days=1)
            while day.weekday() >= SATURDAY and day > on:
                day += timedelta(days=1)
            entered = f"{day} {8 + place % 8:02d}:{place * 7 % 60:02d}"
        with clock.at(entered) as moment:
            return moment
