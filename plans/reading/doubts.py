"""What was read with doubt, each in one Vietnamese sentence at the path of the field."""

from __future__ import annotations

import re

from plans import schedules
from plans.reading import prose, records
from plans.reading.blocks import ended
from plans.reading.outline import Node
from plans.reading.phrases import HEADS, LOWER_HEADS


def find(read: dict, root: Node, beside: list[Node], unread: list[tuple[str, str]]) -> list[dict]:
    """The warnings of a reading: few, and each names the field to look at.

    `root` is the body's outline; `beside` are paragraphs numbered like records that are none; `unread` is (part, words) of table columns not understood.
    """
    found: list[dict] = []

    def doubt(where: str, message: str) -> None:
        found.append({"where": where, "message": message})

    _plan(read, doubt)
    for part, words in unread:
        if part == "document":
            doubt(part, f"Chưa đọc được bảng có dòng đầu “{_short(words)}”; hãy nhập tay các dòng cần theo dõi.")
        else:
            doubt(part, f"Chưa đọc cột “{_short(words)}” vì không rõ cột này ghi gì.")
    for node in root.walk():
        torn = schedules.garbled(node.text) if "áo cáo" in node.text else None
        if torn:
            doubt("reporting", f"Thời hạn báo cáo có thể gõ sai chữ số, gần “{torn}”.")
        run_in = _HEADING.search(node.text)
        if run_in:
            doubt(
                "document",
                f"Đề mục “{_short(run_in.group().strip(' .;'))}” dính vào đoạn trước; phần dưới có thể đọc sai.",
            )
    part = "models" if read["models"] else "tasks"
    for node in beside:
        at = f"Mục {records.outline_number(node) if part == 'tasks' else node.number} “{_short(node.text)}”"
        if not records.is_order(node):
            doubt(part, f"{at} chưa được đọc, vì không thấy cơ quan thực hiện.")
        elif part == "models":
            doubt(f"{part}/{node.number}", f"{at} là nhiệm vụ giao cho cơ quan, không phải mô hình.")
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
    for index, row in enumerate(read["targets"]):
        _together(row["text"], f"targets/{index + 1}/text", doubt)
    helped = sum(bool(task["coordinators"]) for task in read["tasks"])
    for task in read["tasks"]:
        if len(task["lead"]) > 1 and not task["coordinators"] and helped * 2 > len(read["tasks"]):
            doubt(f"tasks/{task['number']}/lead", "Nhiều cơ quan cùng chủ trì, không ghi cơ quan nào phối hợp.")
    for index, row in enumerate(read["responsibilities"]):
        for duty in row["duties"]:
            _together(duty, f"responsibilities/{index + 1}/duties", doubt)
            _misprints(duty, f"responsibilities/{index + 1}/duties", doubt)
    _gaps(read["models"], "models", {"purpose": "mục đích", "monitors": "cơ quan theo dõi"}, doubt)
    _gaps(read["tasks"], "tasks", {"number": "số thứ tự", "deliverable": "sản phẩm", "schedule": "thời gian"}, doubt)
    _gaps(read["targets"], "targets", {"unit": "đơn vị tính"}, doubt)
    for part in ("models", "tasks"):
        _numbers(read[part], part, doubt)
    return found


NEEDED = ("purpose", "monitors", "schedule")


def _gaps(rows: list[dict], part: str, names: dict[str, str], doubt) -> None:
    """A row without what nearly all rows beside it have: perhaps it stands in the document in another way."""
    for name, words in names.items():
        without = [index for index, row in enumerate(rows) if not row[name]]
        if 0 < len(without) * 3 <= len(rows) or (len(rows) == 2 and len(without) == 1 and name in NEEDED):
            for index in without:
                doubt(
                    f"{part}/{rows[index].get('number') or index + 1}/{name}",
                    f"Không thấy {words}, các dòng khác đều có.",
                )


def _numbers(rows: list[dict], part: str, doubt) -> None:
    """A row whose number is not the one after the row before: something between them may not have been read."""
    if len(rows) > 1 and not any(row["number"] for row in rows):
        doubt(part, "Các dòng không có số thứ tự.")
    printed = [f"{row['number']}." for row in rows if row["number"]]
    before: dict[str, str] = {}  # by what stands in front: the last number below it
    for row in rows:
        head, _, last = (row["number"] or "").rpartition(".")
        expected = _next(before.get(head)) if head in before else None
        missing = f"{head}.{expected}".strip(".")
        skipped = last and expected and last not in (expected, "1", "a", before[head])
        if skipped and not any(number.startswith(f"{missing}.") for number in printed):
            doubt(f"{part}/{row['number']}/number", f"Trước mục này không thấy mục {missing}.")
        before[head] = last


def _next(number: str | None) -> str | None:
    """The number or letter after "4" or "c"; a đ stands between d and e."""
    letters = "abcdđeghiklmnopqrstuvxy"
    if number and number.isdigit():
        return str(int(number) + 1)
    return letters[letters.index(number) + 1] if number and number in letters[:-1] else None


_MARK = r"(?:[-–+•] ?|\d{1,2}(?:\.\d{1,2})*[.)] |[a-zđ]\) )"
_TORN = re.compile(
    rf"[.;:] (?:{_MARK}|[IVX]+\. )(?=[A-ZĐÀ-Ỹ])|(?<=[a-zà-ỹ]) (?:[a-zđ]\)|\d{{1,2}}\.) (?=[A-ZĐÀ-Ỹ][a-zà-ỹ])|[.;] \d{{1,2}}$"
)


# A heading in the middle of a paragraph: in capitals, or numbered and naming an office.
_HEADING = re.compile(rf"[.;] (?:[IVX]+\. [A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ ,]{{5,}}|\d{{1,2}}\. (?:{HEADS}) [^.;]{{3,40}})")


def _together(text: str, at: str, doubt) -> None:
    """A list mark in the middle of a text: two paragraphs that a file ran together."""
    if _TORN.search(text) or len(prose.labelled(text)) > 1:
        doubt(at, "Có thể hai đoạn dính vào nhau; hãy tách thành hai dòng nếu đúng vậy.")


def _plan(read: dict, doubt) -> None:
    plan = read["plan"]
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
    if plan["place"] and not plan["symbol"]:
        doubt("plan/symbol", "Không thấy ký hiệu văn bản.")
    if plan["recipients"] and not plan["signer"]:
        doubt("plan/signer", "Không thấy chức vụ, họ tên người ký.")
    if plan["signer"] and not plan["recipients"]:
        doubt("plan/recipients", "Không thấy nơi nhận.")
    if not any(read[part] for part in ("models", "tasks", "targets")):
        doubt("document", "Không thấy mô hình, nhiệm vụ hay chỉ tiêu nào; hãy nhập tay nếu văn bản có.")
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
    for name in (*model["implementers"], *(row["name"] for row in model["monitors"])):
        _agency(name, at, doubt)
    for row in model["requirements"]:
        _misprints(row["text"], f"{at}/requirements", doubt)
        _together(row["text"], f"{at}/requirements", doubt)
    _misprints(model["purpose"] or "", f"{at}/purpose", doubt)
    _together(model["name"], f"{at}/name", doubt)
    _together(model["purpose"] or "", f"{at}/purpose", doubt)


def _task(task: dict, at: str, doubt) -> None:
    if not task["lead"]:
        doubt(f"{at}/lead", "Không thấy cơ quan chủ trì.")
    if task["number"] and task.get("own_number") is False:
        doubt(f"{at}/number", "Dòng không đánh số, lấy số của nhóm.")
    if task.get("doubt"):
        doubt(f"{at}/schedule", task["doubt"])
    for name in (*task["lead"], *task["coordinators"]):
        _agency(name, at, doubt)
    when = task["schedule"]
    if when and re.search(r"\w{2}[.;] +\w", when["text"]) and not task.get("doubt"):
        doubt(f"{at}/schedule", "Thời gian có thể lẫn nội dung khác.")
    _together(f"{task['content']} {task['deliverable'] or ''}", f"{at}/content", doubt)
    _misprints(task["content"], f"{at}/content", doubt)
    _misprints(" ".join(task["lead"]), f"{at}/lead", doubt)


_NAMED = re.compile(rf"(?:{HEADS}|{LOWER_HEADS})(?![\wÀ-ỹ])", re.I)
# Words that are no part of a name, and a second name or a verb in the middle of one.
_NO_NAME = re.compile(
    r"^(?:các nội dung|khi|theo)\b|\b\d+ [a-zà-ỹ]|[/*]|(?<!trưởng)(?<!đốc)(?<!đạo)(?<!của)(?<!thuộc)(?<!và)(?<!với)(?<!Phó)(?<=[a-zà-ỹ]) (?-i:Phòng|Sở|Đoàn|Trung tâm|Công an|Tổ chức|Xây dựng|Rà soát|Triển khai|Báo cáo|Kế hoạch) |\b(?:trước|sau|từ) ngày\b|\b(?:tháng|quý|năm) [\dIVX]|:|\. ",
    re.I,
)


def _agency(name: str, at: str, doubt) -> None:
    if len(name) > 110 or not _NAMED.match(name) or _NO_NAME.search(name):
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
    torn = schedules.garbled(text)
    if torn:
        doubt(at, f"Ngày, tháng có thể gõ sai chữ số, gần “{torn}”.")
    lost = re.search(r"\d+/(?:QĐ|KH|NQ|CT|TB|BC)(?:UBND|HĐND|TTg)\b", text)
    if lost:
        doubt(at, f"Ký hiệu “{ended(lost.group())}” có thể thiếu dấu gạch nối.")
