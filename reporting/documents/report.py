"""A unit's report as an official document, built from the content of a version alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agencies.vietnamese import format_count, format_number, format_percent, long_date
from reporting.consolidating.wording import lowered
from reporting.documents.official import committee_signature, issuer_lines, office_signature
from reporting.documents.tree import Item, OfficialDocument, Paragraph, Section, Signature
from reporting.models import ReportVersion
from reporting.sealing import content_of

MODELS_HEADING = "Kết quả thực hiện các mô hình"
TASKS_HEADING = "Kết quả thực hiện nhiệm vụ được giao"
NOTHING = "Trong kỳ không phát sinh."
NOT_WRITTEN = "Đơn vị chưa có nội dung báo cáo."


def answered(question: dict) -> bool:
    return question["status"] != "BLANK"


def figure_words(question: dict) -> str:
    """One figure in words: "Số cuộc đối thoại đã tổ chức: 04 cuộc"; a ratio with both its numbers."""
    label = question["label"]
    if question["status"] == "NONE":
        return f"{label}: không phát sinh"
    number = Decimal(question["number"])
    if question["kind"] == "RATIO":
        whole = Decimal(question["denominator"])
        return f"{label}: {format_percent(number / whole * 100)} ({format_number(number)}/{format_number(whole)})"
    return f"{label}: {format_count(number)} {question['unit']}".rstrip()


def section_paragraphs(questions: list[dict]) -> tuple[Paragraph, ...]:
    """The figures in one sentence, then the words, paragraph by paragraph; what was left blank is left out."""
    figures = [figure_words(q) for q in questions if q["kind"] in ("NUMBER", "RATIO") and answered(q)]
    figures[1:] = map(lowered, figures[1:])
    paragraphs = [Paragraph(f"{'; '.join(figures)}.")] if figures else []
    for question in questions:
        if question["kind"] == "CHOICE" and question["choice"]:
            paragraphs.append(Paragraph(f"{question['label']}: {question['choice']}."))
        if question["kind"] != "NARRATIVE" or not answered(question):
            continue
        text = question["text"] or NOTHING
        lead = f"{question['label']}: " if question["code"].endswith("kho-khan") else ""
        pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
        paragraphs += [Paragraph(f"{lead if index == 0 else ''}{piece}") for index, piece in enumerate(pieces)]
    return tuple(paragraphs)


def _model_section(section: dict) -> Section:
    title = section["title"]
    return Section(title, section_paragraphs(section["questions"]) or (Paragraph(NOT_WRITTEN),))


def _task_section(section: dict) -> Section:
    items = []
    for question in section["questions"]:
        if not answered(question):
            continue
        said = question["text"] or "không phát sinh"
        items.append(Item(f"{question['label'].rstrip('.')}: {said}"))
    return Section(section["title"], tuple(items) or (Paragraph(NOTHING),))


def body_sections(content: dict) -> tuple[Section, ...]:
    """I. models, then tasks, then each outline heading; sub-headings are numbered 1., 2. … by the renderer."""
    groups: list[Section] = []
    models = tuple(_model_section(s) for s in content["sections"] if s["kind"] == "MODEL")
    tasks = tuple(_task_section(s) for s in content["sections"] if s["kind"] in ("TASK", "TARGET"))
    if models:
        groups.append(Section(MODELS_HEADING, sections=models))
    if tasks:
        groups.append(Section(TASKS_HEADING, sections=tasks))
    for section in content["sections"]:
        if section["kind"] == "OUTLINE":
            # A draft may still lack words that are owed: they are never printed as "nothing happened".
            owed = any(question["required"] and not answered(question) for question in section["questions"])
            said = section_paragraphs(section["questions"]) or (Paragraph(NOT_WRITTEN if owed else NOTHING),)
            groups.append(Section(section["title"], said))
    return tuple(groups)


def plan_words(plan: dict) -> str:
    """A plan as a report cites it: with its decision where it has one, blanks as printed."""
    cited = plan["decision"] or (f"Kế hoạch số {plan['reference']}" if plan["reference"] else "Kế hoạch")
    day = f" {plan['issued_text']}" if plan["issued_text"] and plan["issued_text"] not in cited else ""
    return f"{cited}{day} về {plan['title'][:1].lower()}{plan['title'][1:]}"


def opening(content: dict, subject_agency: str) -> Paragraph:
    """Thực hiện Kế hoạch …, <đơn vị> báo cáo kết quả … (số liệu từ ngày … đến ngày …):"""
    round_ = content["round"]
    first, last = date.fromisoformat(round_["from"]), date.fromisoformat(round_["to"])
    plans = [plan for plan in content["plans"] if plan["kind"] != "DIRECTIONS"]
    basis = f"Thực hiện {'; '.join(plan_words(plan) for plan in plans)}, " if plans else ""
    data = f"số liệu tính từ {long_date(first)} đến {long_date(last)}"
    return Paragraph(f"{basis}{subject_agency} báo cáo kết quả thực hiện {round_['name']} như sau ({data}):")


def unit_signature(agency: dict, *, signer_name: str = "") -> Signature:
    name = signer_name
    if agency["kind"] == "COMMITTEE":
        return committee_signature(title=agency["head_title"] or "Chủ tịch", name=name)
    return office_signature(head_title=agency["head_title"] or "Thủ trưởng đơn vị", name=name)


def report_document(
    content: dict, *, number: str = "", issued_on: date | None = None, signer_name: str = ""
) -> OfficialDocument:
    """The tree of a unit's report from a version's content (`reporting.sealing.content_of`)."""
    agency, authority, standing = content["agency"], content["authority"], content["standing"]
    committee = agency["kind"] == "COMMITTEE"
    own = agency["official_name"]
    subject = content["round"]["subject"]
    if own not in subject:
        subject = f"{subject} của {own[:1]}{own[1:]}" if len(subject) < 170 else subject
    return OfficialDocument(
        type_name="BÁO CÁO",
        symbol=f"BC-{agency['symbol'] or 'UBND'}",
        issuer=issuer_lines(own),
        superior=() if committee or not agency["superior"] else (superior_line(agency["superior"]),),
        place=agency["place"],
        abstract=subject,
        addressees=(addressee(authority, standing, own),),
        opening=(opening(content, own),),
        sections=body_sections(content),
        signature=unit_signature(agency, signer_name=signer_name),
        year=content["round"]["year"],
        number=number,
        issued_on=issued_on,
        recipients=("Như trên",) if own == standing["official_name"] else ("Như trên", standing["official_name"]),
        archive="VT",
        author=own,
    )


def superior_line(official_name: str) -> str:
    """The agency above on one line: "UBND HUYỆN HỒNG NGỰ"."""
    return official_name.upper().replace("ỦY BAN NHÂN DÂN", "UBND")


def addressee(authority: dict, standing: dict, author: str) -> str:
    """Ủy ban nhân dân huyện Hồng Ngự (qua Phòng Nội vụ); straight to the committee from the standing agency itself."""
    through = "" if author == standing["official_name"] else f" (qua {standing['official_name']})"
    return f"{authority['official_name']}{through}"


def tree_of_version(version: ReportVersion) -> OfficialDocument:
    """The tree of one version: of its sealed content once sent, of the rows as they are while it is written."""
    return report_document(
        version.content if version.sealed_at else content_of(version),
        number=version.signed_number,
        issued_on=version.signed_on,
        signer_name=version.signer_name,
    )
