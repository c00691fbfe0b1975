"""The authority's report of a round as an official document, built from its content alone."""

from __future__ import annotations

from datetime import date

from reporting.consolidating import content_of
from reporting.documents.official import committee_signature, issuer_lines
from reporting.documents.report import MODELS_HEADING, TASKS_HEADING, opening
from reporting.documents.tree import Annex, HeadCell, OfficialDocument, Paragraph, Row, Section, Table
from reporting.models import Consolidation

COLUMNS_MAX = 16


def _paragraphs(section: dict) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(piece.strip()) for text in section["paragraphs"] for piece in text.split("\n") if piece.strip()
    )


def _state_of_reporting(content: dict) -> Section:
    """How many units sent, how many in time, who is missing; names the annexes that carry the detail."""
    times = content["timeliness"]
    share = f"{100 * times['on_time'] / times['owed']:.1f}".replace(".", ",") if times["owed"] else "0"
    sentence = (
        f"Đến thời điểm báo cáo, {times['sent']:02d}/{times['owed']:02d} cơ quan, đơn vị, địa phương đã gửi báo cáo "
        f"{content['round']['name']}, trong đó {times['on_time']:02d} báo cáo gửi đúng hạn ({share}%)"
    )
    marks = _marks(content)
    detail = f" (chi tiết tại {marks['units']})" if "units" in marks else ""
    figures = f"Số liệu của từng đơn vị tại {marks['figures']}." if "figures" in marks else ""
    blocks = [Paragraph(f"{sentence}{detail}.")]
    if figures:
        blocks.append(Paragraph(figures))
    return Section("Tình hình thực hiện chế độ báo cáo", tuple(blocks))


def _marks(content: dict) -> dict[str, str]:
    """How the text names each annex: by number where there are two, plainly where there is one."""
    wanted = [
        name
        for name, there in (("figures", content["figures"]), ("units", content["late"] or content["missing"]))
        if there
    ]
    if len(wanted) == 1:
        return {wanted[0]: "Phụ lục"}
    return {name: f"Phụ lục {mark}" for name, mark in zip(wanted, ("I", "II"), strict=False)}


def _short(name: str) -> str:
    """A unit's name in a narrow column: "Xã Long Thuận" is "Long Thuận"."""
    for prefix in ("Xã ", "Thị trấn ", "Phường "):
        name = name.removeprefix(prefix)
    return name


def _figures_annex(content: dict) -> Annex:
    """Every figure by unit: communes in columns with their sum, the other agencies together, the whole jurisdiction."""
    communes = [unit for unit in content["units"] if unit["level"] == "COMMUNE"]
    whole = {"DISTRICT": "Toàn Huyện", "PROVINCE": "Toàn Tỉnh", "COMMUNE": "Toàn Xã"}[content["authority"]["level"]]
    if not communes or len(communes) > COLUMNS_MAX:
        head = (
            (HeadCell("TT"), HeadCell("Nội dung"), HeadCell("Đơn vị tính"), HeadCell("Số đơn vị"), HeadCell(whole)),
        )
        rows = [
            Row((str(n), f["label"], f["unit"], f"{f['counted']}/{f['asked']}", f["total"]))
            for n, f in enumerate(content["figures"], 1)
        ]
        return Annex(_annex_title(content), (Table(head, tuple(rows), (5, 50, 14, 14, 17), "clccr"),), landscape=False)
    head = (
        (
            HeadCell("TT", rows=2),
            HeadCell("Nội dung", rows=2),
            HeadCell("Đơn vị tính", rows=2),
            HeadCell("Xã, thị trấn", columns=len(communes) + 1),
            HeadCell("Các cơ quan Huyện", rows=2),
            HeadCell(whole, rows=2),
        ),
        (*(HeadCell(_short(unit["short_name"])) for unit in communes), HeadCell("Cộng")),
    )
    rows, section = [], ""
    for figure in content["figures"]:
        if figure["section"] != section:
            section = figure["section"]
            rows.append(Row((figure["number"], section, *[""] * (len(communes) + 4)), bold=True))
        rows.append(
            Row(
                (
                    "",
                    figure["label"],
                    figure["unit"],
                    *(figure["cells"].get(str(unit["id"]), "-") for unit in communes),
                    figure["communes"],
                    figure["others"],
                    figure["total"],
                )
            )
        )
    widths = (3.4, 25, 6.6, *[5.4] * len(communes), 6, 6, 6.4)
    note = "Ghi chú: dấu “-” là đơn vị không thuộc đối tượng; số “0” là không phát sinh; ô trống là chưa có số liệu được xác nhận."
    table = Table(head, tuple(rows), widths, "clc" + "r" * (len(communes) + 3), note=note, dense=True)
    return Annex(_annex_title(content), (table,), landscape=True)


def _annex_title(content: dict) -> str:
    return f"Kết quả thực hiện {content['round']['name']} theo đơn vị"


def _units_annex(content: dict) -> Annex:
    head = ((HeadCell("TT"), HeadCell("Đơn vị"), HeadCell("Hạn gửi"), HeadCell("Tình hình")),)
    rows = [(row["name"], row["due"], f"Gửi ngày {row['on']}, sau hạn") for row in content["late"]]
    rows += [(row["name"], row["due"], f"{row['state']}, chưa có trong tổng hợp") for row in content["missing"]]
    made = tuple(Row((str(n), *row)) for n, row in enumerate(rows, 1))
    title = f"Đơn vị gửi báo cáo sau hạn hoặc chưa tổng hợp được, {content['round']['name']}"
    return Annex(title, (Table(head, made, (6, 44, 16, 34), "clcl"),))


def body_sections(content: dict) -> tuple[Section, ...]:
    groups = [_state_of_reporting(content)]
    models = tuple(
        Section(s["title"], _paragraphs(s)) for s in content["sections"] if s["kind"] == "MODEL" and s["paragraphs"]
    )
    tasks = tuple(
        Section(s["title"], _paragraphs(s))
        for s in content["sections"]
        if s["kind"] in ("TASK", "TARGET") and s["paragraphs"]
    )
    if models:
        groups.append(Section(MODELS_HEADING, sections=models))
    if tasks:
        groups.append(Section(TASKS_HEADING, sections=tasks))
    groups += [
        Section(s["title"], _paragraphs(s)) for s in content["sections"] if s["kind"] == "OUTLINE" and s["paragraphs"]
    ]
    return tuple(groups)


def consolidation_document(
    content: dict,
    *,
    number: str = "",
    symbol: str = "",
    issued_on: date | None = None,
    signer_form: str = "TM",
    signer_title: str = "",
    signer_name: str = "",
) -> OfficialDocument:
    """The tree of the authority's report from `reporting.consolidating.content_of`."""
    authority, standing = content["authority"], content["standing"]
    annexes = []
    if content["figures"]:
        annexes.append(_figures_annex(content))
    if content["late"] or content["missing"]:
        annexes.append(_units_annex(content))
    above = (content["authority"]["superior"],) if content["authority"]["superior"] else ()
    return OfficialDocument(
        type_name="BÁO CÁO",
        symbol=symbol or "BC-UBND",
        issuer=issuer_lines(authority["official_name"]),
        place=authority["place"],
        abstract=content["title"],
        opening=(opening(content, authority["official_name"]),),
        sections=body_sections(content),
        signature=committee_signature(title=signer_title or "Chủ tịch", form=signer_form or "TM", name=signer_name),
        year=content["round"]["year"],
        number=number,
        issued_on=issued_on,
        recipients=(
            *above,
            f"CT, các PCT {authority['name']}",
            "Các cơ quan, đơn vị trực thuộc",
            "UBND các xã, thị trấn",
        ),
        archive=f"VT, {standing['symbol']}" if standing["symbol"] else "VT",
        annexes=tuple(annexes),
        author=authority["official_name"],
    )


def tree_of(document: Consolidation) -> OfficialDocument:
    """The tree of a consolidation: of its sealed content once presented, of the rows as they are while it is written."""
    content = content_of(document) if document.is_editable or not document.content else document.content
    return consolidation_document(
        content,
        number=document.number,
        symbol=document.symbol,
        issued_on=document.issued_on,
        signer_form=document.signer_form,
        signer_title=document.signer_title,
        signer_name=document.signer_name,
    )
