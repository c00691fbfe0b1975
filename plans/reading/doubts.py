"""What was read with doubt, each in one Vietnamese sentence at the path of the field."""

from __future__ import annotations

import re

from plans.reading.blocks import ended
from plans.reading.outline import Node


def find(read: dict, orders: list[Node]) -> list[dict]:
    """The warnings of a reading: few, and each names the field to look at."""
    found: list[dict] = []

    def doubt(where: str, message: str) -> None:
        found.append({"where": where, "message": message})

    _plan(read["plan"], doubt)
    for node in orders:
        doubt(
            f"models/{node.number}",
            f"Mục {node.number} là nhiệm vụ giao cho cơ quan, không phải mô hình: “{_short(node.text)}”.",
        )
    for index, model in enumerate(read["models"]):
        _model(model, f"models/{model['number'] or index + 1}", doubt)
    seen: set[str] = set()
    for index, task in enumerate(read["tasks"]):
        at = f"tasks/{task['number'] or index + 1}"
        _task(task, at, doubt)
        if task["number"] in seen:
            doubt(f"{at}/number", f"Số {task['number']} có ở nhiều dòng.")
        seen.add(task["number"])
    for index, row in enumerate(read["reporting"]):
        if not row["by"]:
            doubt(f"reporting/{index + 1}/by", "Không rõ cơ quan nào gửi báo cáo này.")
    return found


def _plan(plan: dict, doubt) -> None:
    if not plan["title"]:
        doubt("plan/title", "Không thấy trích yếu của kế hoạch.")
    if not plan["issuer"]:
        doubt("plan/issuer", "Không thấy tên cơ quan ban hành.")
    if not plan["number"]:
        doubt("plan/number", "Số văn bản để trống.")
    if not plan["issued_on"]:
        doubt("plan/issued_on", "Không thấy ngày ban hành.")
    elif len(plan["issued_on"]) < 10:
        doubt("plan/issued_on", f"Ngày ban hành để trống, chỉ có {_shown(plan['issued_on'])}.")
    if not plan["period"]["start"] and not plan["period"]["end"]:
        doubt("plan/period", "Không thấy năm hay giai đoạn thực hiện.")


def _shown(partial: str) -> str:
    year, _, month = partial.partition("-")
    return f"tháng {month} năm {year}" if month else f"năm {year}"


def _model(model: dict, at: str, doubt) -> None:
    leads = [row["name"] for row in model["monitors"] if row["role"] == "lead"]
    if len(leads) > 1:
        doubt(f"{at}/monitors", "Nhiều cơ quan cùng chủ trì theo dõi, không ghi cơ quan nào phối hợp.")
    if not model["implementers"]:
        doubt(f"{at}/implementers", "Không thấy cơ quan thực hiện.")
    if not model["requirements"]:
        doubt(f"{at}/requirements", "Không thấy yêu cầu thực hiện.")
    for name in (*model["implementers"], *leads):
        _agency(name, at, doubt)
    for row in model["requirements"]:
        _misprints(row["text"], f"{at}/requirements", doubt)
    _misprints(model["purpose"] or "", f"{at}/purpose", doubt)


def _task(task: dict, at: str, doubt) -> None:
    if not task["lead"]:
        doubt(f"{at}/lead", "Không thấy cơ quan chủ trì.")
    if task["number"] and task.get("own_number") is False:
        doubt(f"{at}/number", "Dòng không đánh số, lấy số của nhóm.")
    if task.get("doubt"):
        doubt(f"{at}/schedule", task["doubt"])
    for name in (*task["lead"], *task["coordinators"]):
        _agency(name, at, doubt)
    _misprints(task["content"], f"{at}/content", doubt)
    _misprints(" ".join(task["lead"]), f"{at}/lead", doubt)


def _agency(name: str, at: str, doubt) -> None:
    if len(name) > 110 or re.match(r"(?:theo|khi|và|các nội dung|nội dung)\b", name, re.I):
        doubt(f"{at}/agencies", f"“{_short(name)}” có thể không phải là tên một cơ quan.")


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:67].rstrip()}…"


# --- misprints -------------------------------------------------------------------------------------------------------

_ONSET = r"(?:ngh(?=[ieêéèẻẽẹếềểễệíìỉĩị])|gh(?=[ieêéèẻẽẹếềểễệíìỉĩị])|ng(?![ieêéèẻẽẹếềểễệíìỉĩị])|qu|gi|ch|kh|nh|ph|th|tr|[bcdđghklmnprstvx])?"
_VOWEL = "aăâeêioôơuưyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
_SYLLABLE = re.compile(rf"{_ONSET}[{_VOWEL}]{{1,4}}(?:ch|nh|ng|[cmnpt])?", re.I)
_ACCENTED = re.compile(rf"[{_VOWEL[12:]}đăâêôơư]", re.I)
_VOWELS = re.compile(rf"[{_VOWEL}]+", re.I)
_WORD = re.compile(r"[^\W\d_]+")


def _misprints(text: str, at: str, doubt) -> None:
    """Words that no Vietnamese syllable can be ("qẩu", "ngiệp"), and symbols that lost a hyphen."""
    odd = [
        word
        for word in _WORD.findall(text)
        if word[1:].islower()
        and _ACCENTED.search(word)
        and len(_VOWELS.findall(word)) == 1
        and not _SYLLABLE.fullmatch(word)
    ]
    if odd:
        doubt(at, f"Nguyên văn ghi “{odd[0]}”, có thể là lỗi đánh máy.")
    lost = re.search(r"\d+/(?:QĐ|KH|NQ|CT|TB|BC)(?:UBND|HĐND|TTg)\b", text)
    if lost:
        doubt(at, f"Ký hiệu “{ended(lost.group())}” có thể thiếu dấu gạch nối.")
