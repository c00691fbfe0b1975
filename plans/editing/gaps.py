"""What keeps the rows of a reading from becoming a plan."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.matching import Matcher
from agencies.vietnamese import join_words
from plans.editing import days
from plans.editing.fields import KINDS, clean, lines_of, missing
from plans.editing.rows import phrases_of, plan_row, shown_rows, title_of
from plans.models import Nature, Reading


@dataclass(frozen=True)
class Gap:
    """What keeps rows from becoming a plan in force. `row` is None for the plan's agencies; a draft may keep some gaps."""

    sentence: str
    row: dict | None = None
    stops_draft: bool = False


def gaps_of(reading: Reading, matcher: Matcher) -> list[Gap]:
    """Everything still missing, in the order of the document."""
    found: list[Gap] = []
    plan = plan_row(reading)["fields"]
    for kind in KINDS:
        for row in shown_rows(reading, kind):
            name = KINDS[kind].lower() if kind == "plan" else f"{KINDS[kind]} “{title_of(row)[:60] or 'chưa ghi'}”"
            for label in missing(kind, row["fields"]):
                found.append(Gap(f"{name}: chưa ghi {label.lower()}.", row, stops_draft=True))
            for errors in clean(kind, row["fields"])[1].values():
                found.append(Gap(f"{name}: {errors[0]}", row, stops_draft=True))
            paced = row["fields"].get("nature") == Nature.CADENCE
            if kind == "requirement" and paced and not row["fields"].get("cadence_per"):
                found.append(Gap(f"{name}: thực hiện theo nhịp thì cần chọn nhịp.", row, stops_draft=True))
            if kind == "task" and paced and not (days.schedule_of(row["fields"], plan) or {}).get("cadence"):
                sentence = "thực hiện theo nhịp thì thời gian phải nêu kỳ, ví dụ “hằng quý”; hoặc chọn tính chất khác."
                found.append(Gap(f"{name}: {sentence}", row, stops_draft=True))
            if kind == "task" and not lines_of(row["fields"].get("lead", "")):
                found.append(Gap(f"{name}: chưa có cơ quan chủ trì.", row))
            if kind == "model" and not lines_of(row["fields"].get("implementers", "")):
                found.append(Gap(f"{name}: chưa có cơ quan thực hiện.", row))
            if kind == "model" and not shown_rows(reading, "requirement", row["id"]):
                found.append(Gap(f"{name}: chưa có yêu cầu thực hiện.", row))
    try:
        first, last = days.parse_day(plan["period_start"]), days.parse_day(plan["period_end"])
        if first and last and last.last < first.first:
            found.append(Gap("Thời gian thực hiện kết thúc trước khi bắt đầu.", plan_row(reading), stops_draft=True))
    except ValueError:
        pass  # said above, by the field
    if not any(shown_rows(reading, kind) for kind in ("model", "task", "target")):
        found.append(Gap("Kế hoạch chưa có mô hình, nhiệm vụ hay chỉ tiêu nào.", stops_draft=False))
    unknown = unknown_phrases(reading, matcher)
    if unknown:
        found.append(Gap(f"{len(unknown)} tên cơ quan chưa rõ là cơ quan nào: {join_words(unknown[:4])}."))
    return found


def unknown_phrases(reading: Reading, matcher: Matcher) -> list[str]:
    """Printed names that nobody has matched yet, each meaning once."""
    keys: dict[str, str] = {}
    for kind in ("model", "task"):
        for row in shown_rows(reading, kind):
            for phrase in phrases_of(row):
                match = matcher.find(phrase)
                if not match.is_known:
                    keys.setdefault(match.key, phrase)
    return list(keys.values())
