"""The authority's report of a round as an official document, built from its content alone."""

from __future__ import annotations

from datetime import date

from agencies.models import Level
from agencies.vietnamese import join_words, long_date
from reporting.consolidating import NONE_AROSE, shown_content
from reporting.documents.official import committee_signature, issuer_lines
from reporting.documents.report import MODELS_HEADING, TASKS_HEADING, opening
from reporting.documents.tree import Annex, HeadCell, OfficialDocument, Paragraph, Row, Section, Table
from reporting.models import Consolidation

STATE_HEADING = "Công tác chỉ đạo, chế độ thông tin, báo cáo"
COLUMNS_MAX = 16
FIGURES_A_TABLE = 9
NAMED_MAX = 6
WHOLE = {Level.COMMUNE: "Toàn xã", Level.DISTRICT: "Toàn Huyện", Level.PROVINCE: "Toàn Tỉnh"}
OTHERS = {Level.COMMUNE: "Các cơ quan", Level.DISTRICT: "Các cơ quan Huyện", Level.PROVINCE: "Các cơ quan Tỉnh"}
NOTE = (
    "Ghi chú: Dấu “-” là đơn vị không thuộc đối tượng thực hiện; số “0” là có thực hiện nhưng không phát sinh; "
    "{none}ô trống là chưa có số liệu được xác nhận. Số liệu từ ngày {first} đến ngày {last}."
)
NOTE_NONE = f"“{NONE_AROSE}” là không phát sinh nên không có tỷ lệ; "


def _paragraphs(section: dict) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(piece.strip()) for text in section["paragraphs"] for piece in text.split("\n") if piece.strip()
    )


def _sections(content: dict, *kinds: str) -> list[dict]:
    return [section for section in content["sections"] if section["kind"] in kinds]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}".replace(".", ",").removesuffix(",0") + "%" if whole else "0%"


def _named(rows: list[dict]) -> str:
    """Units by name as far as they are few."""
    return f": {join_words([row['name'] for row in rows], ', ')}" if len(rows) <= NAMED_MAX else ""


def _state_of_reporting(content: dict, marks: dict[str, str]) -> Section:
    """How many units sent, how many in time, who is missing; then what else the round asked on directing the work."""
    times, late, missing = content["timeliness"], content["late"], content["missing"]
    owed, sent, on_time = times["owed"], times["sent"], times["on_time"]
    excused = f"; {times['excused']:02d} đơn vị không phải báo cáo kỳ này" if times["excused"] else ""
    sentence = (
        f"Có {owed:02d} cơ quan, đơn vị, địa phương báo cáo {content['round']['name']}{excused}. Đến thời điểm tổng hợp, "
        f"{sent:02d}/{owed:02d} đơn vị đã gửi báo cáo, trong đó {on_time:02d} đơn vị gửi đúng hạn "
        f"({_percent(on_time, owed)})"
    )
    sentence += f", {len(late):02d} đơn vị gửi sau hạn{_named(late)}" if late else ""
    blocks = [Paragraph(f"{sentence}.")]
    summed = owed - len(missing)
    if missing:
        detail = f" Chi tiết tại {marks['units']}." if "units" in marks else ""
        blocks.append(
            Paragraph(
                f"Báo cáo này tổng hợp từ {summed:02d}/{owed:02d} đơn vị; {len(missing):02d} đơn vị chưa có số liệu được "
                f"xác nhận{_named(missing)}.{detail}"
            )
        )
    elif "units" in marks:
        blocks.append(Paragraph(f"Danh sách đơn vị gửi sau hạn tại {marks['units']}."))
    return Section(STATE_HEADING, tuple(blocks))


def _marks(content: dict) -> dict[str, str]:
    """How the text names each annex: by number where there are several, plainly where there is one."""
    wanted = [name for name, made in _annexes_wanted(content) if made]
    if len(wanted) == 1:
        return {wanted[0]: "Phụ lục"}
    numerals = ("I", "II", "III", "IV")
    return {name: f"Phụ lục {mark}" for name, mark in zip(wanted, numerals, strict=False)}


def _annexes_wanted(content: dict) -> list[tuple[str, bool]]:
    main = any(figure["main"] for figure in content["figures"])
    detail = any(not figure["main"] for figure in content["figures"])
    return [("models", main), ("figures", detail), ("units", bool(content["late"] or content["missing"]))]


def body_sections(content: dict) -> tuple[Section, ...]:
    """I. reporting, II. results by model, then tasks, then the outline's headings in their order, closing the text."""
    marks = _marks(content)
    groups = [_state_of_reporting(content, marks)]
    models = [section for section in _sections(content, "MODEL") if section["paragraphs"]]
    tables = join_words([marks[name] for name in ("models", "figures") if name in marks])
    if models:
        where = f" (số liệu của từng đơn vị tại {tables})" if tables else ""
        first = Paragraph(f"Kết quả thực hiện {len(models):02d} mô hình như sau{where}:")
        parts = tuple(Section(section["title"], _paragraphs(section)) for section in models)
        groups.append(Section(MODELS_HEADING, (first,), parts))
    elif tables:
        held = groups[0]
        groups[0] = Section(held.title, (*held.blocks, Paragraph(f"Số liệu của từng đơn vị tại {tables}.")))
    tasks = [section for section in _sections(content, "TASK", "TARGET") if section["paragraphs"]]
    if tasks:
        groups.append(
            Section(TASKS_HEADING, sections=tuple(Section(section["title"], _paragraphs(section)) for section in tasks))
        )
    groups += [
        Section(section["title"], _paragraphs(section))
        for section in _sections(content, "OUTLINE")
        if section["paragraphs"]
    ]
    return _closed(tuple(groups), content)


def _closed(groups: tuple[Section, ...], content: dict) -> tuple[Section, ...]:
    """The closing sentence in the last place of the text."""
    authority = content["authority"]["official_name"]
    title = content["title"]
    words = Paragraph(f"Trên đây là Báo cáo {title[:1].lower()}{title[1:]} của {authority}.")
    last = groups[-1]
    if last.sections:
        *before, end = last.sections
        closed = Section(last.title, last.blocks, (*before, Section(end.title, (*end.blocks, words), end.sections)))
    else:
        closed = Section(last.title, (*last.blocks, words))
    return (*groups[:-1], closed)


def short_place(name: str) -> str:
    """A unit's name in a narrow column: "Xã Long Thuận" is "Long Thuận"."""
    for prefix in ("UBND ", "Ủy ban nhân dân ", "xã ", "Xã ", "thị trấn ", "Thị trấn ", "phường ", "Phường "):
        name = name.removeprefix(prefix)
    return name


def _columns(content: dict) -> tuple[list[dict], bool]:
    """The units that stand in columns, and whether the others are summed beside them."""
    communes = [unit for unit in content["units"] if unit["level"] == Level.COMMUNE]
    if communes and content["authority"]["level"] != Level.COMMUNE:
        return communes, len(communes) < len(content["units"])
    return content["units"], False


def _note(content: dict, figures: list[dict]) -> str:
    first, last = (date.fromisoformat(content["round"][name]) for name in ("from", "to"))
    marked = any(NONE_AROSE in figure["cells"].values() for figure in figures)
    return NOTE.format(none=NOTE_NONE if marked else "", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def _figures_annex(content: dict, figures: list[dict], title: str, *, by_model: bool) -> Annex:
    columns, others = _columns(content)
    if len(columns) > COLUMNS_MAX:
        return _units_down(content, figures, title, columns, others)
    sections = {section["id"]: section for section in content["sections"]}
    whole = WHOLE[content["authority"]["level"]]
    communes = bool(columns) and columns[0]["level"] == Level.COMMUNE
    head = (
        (
            HeadCell("TT", rows=2),
            HeadCell("Mô hình" if by_model else "Nội dung", rows=2),
            HeadCell("Đơn vị tính", rows=2),
            HeadCell("Xã, thị trấn" if communes else "Đơn vị", columns=len(columns) + (1 if others else 0)),
            *((HeadCell(OTHERS[content["authority"]["level"]], rows=2),) if others else ()),
            HeadCell(whole, rows=2),
        ),
        (*(HeadCell(short_place(u["short_name"])) for u in columns), *((HeadCell("Cộng"),) if others else ())),
    )
    rows, seen = [], None
    many = {s: sum(1 for figure in figures if figure["section"] == s) for s in sections}
    for figure in figures:
        section = sections[figure["section"]]
        mark = ""
        if figure["section"] != seen:
            seen, mark = figure["section"], section["number"]
            if not by_model:
                blank = [""] * (len(columns) + (5 if others else 3) - 1)
                rows.append(Row((section["number"], section["title"], *blank), bold=True))
        label = figure["label"]
        if by_model:
            label = f"{section['short_title']}: {label}" if many[figure["section"]] > 1 else section["short_title"]
        cells = (figure["cells"].get(str(unit["id"]), "-") for unit in columns)
        sums = (figure["communes"], figure["others"], figure["total"]) if others else (figure["total"],)
        rows.append(Row((mark if by_model else "", label, figure["unit"], *cells, *sums)))
    count = len(columns)
    widths = (3.4, 25, 6.6, *[max(5.4, 54 / max(count, 1))] * count, *((6, 6, 6.4) if others else (7,)))
    sides = "clc" + "r" * (count + (3 if others else 1))
    table = Table(head, tuple(rows), widths, sides, note=_note(content, figures), dense=True)
    return Annex(title, (table,), landscape=True)


def _units_down(content: dict, figures: list[dict], title: str, columns: list[dict], others: bool) -> Annex:
    """Where units are too many for columns they stand in rows, with a few figures to a table."""
    sections = {section["id"]: section for section in content["sections"]}
    tables = []
    for start in range(0, len(figures), FIGURES_A_TABLE):
        group = figures[start : start + FIGURES_A_TABLE]
        names = (
            f"{sections[f['section']]['number']} {f['label']} ({f['unit']})".strip().replace(" ()", "") for f in group
        )
        head = ((HeadCell("TT"), HeadCell("Đơn vị"), *(HeadCell(name) for name in names)),)
        rows = [
            Row((str(n), short_place(unit["short_name"]), *(f["cells"].get(str(unit["id"]), "-") for f in group)))
            for n, unit in enumerate(columns, 1)
        ]
        if others:
            rows.append(Row(("", "Cộng", *(f["communes"] for f in group)), bold=True))
            rows.append(Row(("", OTHERS[content["authority"]["level"]], *(f["others"] for f in group))))
        rows.append(Row(("", WHOLE[content["authority"]["level"]], *(f["total"] for f in group)), bold=True))
        widths = (4, 24, *[72 / len(group)] * len(group))
        last = start + FIGURES_A_TABLE >= len(figures)
        note = _note(content, figures) if last else ""
        tables.append(Table(head, tuple(rows), widths, "cl" + "r" * len(group), note=note, dense=True))
    return Annex(title, tuple(tables), landscape=True)


def _units_annex(content: dict) -> Annex:
    """Who sent late and who is not summed up, with what each has sent by then."""
    head = ((HeadCell("TT"), HeadCell("Đơn vị"), HeadCell("Hạn gửi"), HeadCell("Tình hình")),)
    missing = {row["name"] for row in content["missing"]}
    late = [row for row in content["late"] if row["name"] not in missing]
    when = {row["name"]: row["on"] for row in content["late"]}
    rows = [(row["name"], row["due"], f"Gửi sau hạn, ngày {row['on']}") for row in late]
    for row in content["missing"]:
        state = row["state"] if row["sent"] else "Chưa gửi"
        said = f"Gửi sau hạn, ngày {when[row['name']]}; {state.lower()}" if row["name"] in when else state
        rows.append((row["name"], row["due"], said))
    made = tuple(Row((str(n), *row)) for n, row in enumerate(rows, 1))
    title = f"Đơn vị gửi báo cáo sau hạn hoặc chưa được tổng hợp, {content['round']['name']}"
    return Annex(title, (Table(head, made, (6, 46, 16, 32), "clcl"),))


def annexes_of(content: dict) -> tuple[Annex, ...]:
    """I. one row for each model's own count, II. the other figures, III. late and missing units; as far as there are."""
    main = [figure for figure in content["figures"] if figure["main"]]
    detail = [figure for figure in content["figures"] if not figure["main"]]
    name = content["round"]["name"]
    found = []
    if main:
        found.append(_figures_annex(content, main, f"Kết quả thực hiện các mô hình {name} theo đơn vị", by_model=True))
    if detail:
        title = f"Số liệu chi tiết {name} theo đơn vị" if main else f"Số liệu {name} theo đơn vị"
        found.append(_figures_annex(content, detail, title, by_model=False))
    if content["late"] or content["missing"]:
        found.append(_units_annex(content))
    return tuple(found)


def recipients_of(content: dict) -> tuple[str, ...]:
    """Above, then those the plan names, then the units that reported; no one twice."""
    authority = content["authority"]
    place = {"PROVINCE": "Tỉnh", "DISTRICT": "Huyện", "COMMUNE": "xã"}[authority["level"]]
    above = [authority["superior"].replace("Ủy ban nhân dân", "UBND")] if authority["superior"] else []
    named = [name for plan in content["plans"] for name in plan.get("recipients") or []]
    named = [name for name in named if not name.lower().startswith(("như ", "lưu"))]
    keys = {_plain(name) for name in above} | ({"ubnd tỉnh", "ubnd thành phố"} if above else set())
    kept = [name for name in named if _plain(name) not in keys]
    leaders = [] if any("pct" in name.lower() for name in kept) else [f"CT, các PCT UBND {place}"]
    units = [f"Các cơ quan, đơn vị thuộc UBND {place}"]
    if any(unit["level"] == Level.COMMUNE for unit in content["units"]) and authority["level"] != Level.COMMUNE:
        units.append("UBND các xã, thị trấn")
    found: list[str] = []
    for name in [*above, *kept, *leaders, *units]:
        if _plain(name) not in {_plain(held) for held in found}:
            found.append(name)
    return tuple(found)


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


def consolidation_document(content: dict) -> OfficialDocument:
    """The tree of the authority's report from `reporting.consolidating.content_of`; its number and day may be blank."""
    authority, standing, form = content["authority"], content["standing"], content["form"]
    first = opening(content, authority["official_name"])
    if issued := content["supplements"]:
        day = f" {long_date(date.fromisoformat(issued['issued_on']))}" if issued["issued_on"] else ""
        first = Paragraph(
            f"Tiếp theo Báo cáo số {issued['number']}/{issued['symbol']}{day}, {authority['official_name']} báo cáo bổ sung "
            f"kết quả thực hiện {content['round']['name']} như sau:"
        )
    return OfficialDocument(
        type_name="BÁO CÁO",
        symbol=form["symbol"] or "BC-UBND",
        issuer=issuer_lines(authority["official_name"]),
        place=authority["place"],
        abstract=content["title"],
        opening=(first,),
        sections=body_sections(content),
        signature=committee_signature(
            title=form["signer_title"] or "Chủ tịch", form=form["signer_form"] or "TM", name=form["signer_name"]
        ),
        year=content["round"]["year"],
        number=form["number"],
        issued_on=date.fromisoformat(form["issued_on"]) if form["issued_on"] else None,
        recipients=recipients_of(content),
        archive=f"VT, {standing['symbol']}" if standing["symbol"] else "VT",
        annexes=annexes_of(content),
        author=authority["official_name"],
    )


def tree_of(document: Consolidation) -> OfficialDocument:
    """The tree of a consolidation: of its sealed content once presented, of the rows as they are while it is written."""
    return consolidation_document(shown_content(document))
