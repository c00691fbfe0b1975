"""A công văn đôn đốc as an official document: no type name, V/v under its number (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

from datetime import date

from agencies.models import Agency
from agencies.vietnamese import format_date, long_date
from reporting.documents.official import committee_signature, issuer_lines, office_signature
from reporting.documents.report import superior_line
from reporting.documents.tree import Annex, HeadCell, OfficialDocument, Paragraph, Row, Signature, Table
from reporting.models import Letter, LetterAddressee

ROWS_IN_TEXT = 12
NAMES_ON_TOP = 10


def _items(addressees: list[LetterAddressee]) -> list[tuple[LetterAddressee, dict]]:
    return [(row, item) for row in addressees for item in row.items]


def list_table(addressees: list[LetterAddressee]) -> Table:
    """What is owed, a row for each thing; the column of units only where there are several."""
    several = len(addressees) > 1
    rows = []
    for number, (addressee, item) in enumerate(_items(addressees), 1):
        unit = (addressee.agency_name,) if several else ()
        source = "" if item["source"] in item["title"] else f" ({item['source']})"
        due = format_date(date.fromisoformat(item["due"]))
        rows.append(Row((str(number), *unit, f"{item['title']}{source}", due, str(item["late"]))))
    names = ["TT", *(["Cơ quan, đơn vị"] if several else []), "Nội dung", "Thời hạn", "Số ngày quá hạn"]
    widths = (6, 26, 40, 15, 13) if several else (6, 66, 15, 13)
    head = (tuple(HeadCell(name) for name in names),)
    return Table(head, tuple(rows), widths, "cllcc" if several else "clcc")


def _signature(letter: Letter) -> Signature:
    issuer: Agency = letter.issuer
    if issuer.is_committee:
        title = letter.signer_title or issuer.head_title or "Chủ tịch"
        return committee_signature(title=title, form=letter.signer_form or "TM", name=letter.signer_name)
    return office_signature(
        head_title=issuer.head_title or "Thủ trưởng đơn vị",
        form=letter.signer_form or "NONE",
        title=letter.signer_title,
        name=letter.signer_name,
    )


def letter_document(letter: Letter) -> OfficialDocument:
    """The tree of a letter; number and day stay blank until văn thư gave them."""
    issuer, standing = letter.issuer, letter.standing
    addressees = list(letter.addressees.all())
    table = list_table(addressees)
    many = len(addressees) > NAMES_ON_TOP
    annexed = many or len(table.rows) > ROWS_IN_TEXT
    asked = (
        "các cơ quan, đơn vị nêu trên" if len(addressees) > 1 else addressees[0].agency_name if addressees else "đơn vị"
    )
    request = (
        f"{issuer.official_name[:1].upper()}{issuer.official_name[1:]} đề nghị {asked} khẩn trương hoàn thành, cập nhật "
        f"kết quả trên Cổng cải cách hành chính chậm nhất {long_date(letter.reply_by)}."
    )
    opening = letter.opening.rstrip(": ")
    blocks = [Paragraph(f"{opening}:"), table]
    if annexed:
        blocks = [Paragraph(f"{opening.removesuffix(' sau đây')} (danh sách tại Phụ lục kèm theo).")]
    named = [row.agency_name for row in addressees]
    superior = issuer.parent
    return OfficialDocument(
        type_name="",
        symbol=letter.symbol,
        issuer=issuer_lines(issuer.official_name),
        superior=() if issuer.is_committee or superior is None else (superior_line(superior.official_name),),
        place=issuer.place,
        abstract=letter.about,
        addressees=("Các cơ quan, đơn vị có tên tại Phụ lục",) if many else tuple(named),
        opening=(*blocks, Paragraph(request), Paragraph(letter.closing)),
        sections=(),
        signature=_signature(letter),
        year=letter.listed_on.year,
        number=letter.number,
        issued_on=letter.issued_on,
        recipients=("Như trên", standing.official_name if issuer != standing else letter.authority.official_name),
        archive="VT",
        annexes=(Annex("Danh sách nội dung đã đến hạn", (table,)),) if annexed else (),
        author=issuer.official_name,
    )
