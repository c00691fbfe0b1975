"""The signed files of the demonstration: short documents in our own words, so that no third party's text is copied."""

from __future__ import annotations

import html
import logging

from weasyprint import HTML

from plans.models import Plan

STYLE = """
@page { size: A4; margin: 20mm 20mm 20mm 30mm }
body { font: 14pt/1.4 "Liberation Serif", serif; text-align: justify }
header { display: flex; justify-content: space-between; text-align: center; font-size: 12pt }
header div:first-child { width: 40% }
header div { white-space: nowrap }
header .issuer { white-space: normal }
h1 { font-size: 14pt; text-align: center; margin: 18pt 0 0 }
h2 { font-size: 14pt; text-align: center; margin: 0 0 18pt }
p { margin: 6pt 0; text-indent: 1cm }
.note { font-style: italic; text-align: center; text-indent: 0 }
.sign { margin-left: 50%; text-align: center; text-indent: 0 }
"""


# WeasyPrint tells every step at INFO; here only what goes wrong matters.
logging.getLogger("weasyprint").setLevel(logging.WARNING)
logging.getLogger("fontTools").setLevel(logging.WARNING)


def _pdf(body: str, title: str) -> bytes:
    page = f'<html lang="vi"><head><title>{html.escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>'
    return HTML(string=page).write_pdf()


def _frame(issuer: str, number: str, kind: str, title: str, paragraphs: list[str], signer: str) -> bytes:
    said = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    body = f"""
    <header><div class="issuer"><b>{html.escape(issuer.upper())}</b><br>Số: {html.escape(number)}</div>
    <div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b></div></header>
    <h1>{html.escape(kind)}</h1><h2>{html.escape(title)}</h2>
    <p class="note">Bản minh họa, do cổng thông tin tự tạo; không phải văn bản gốc.</p>{said}
    <p class="sign"><b>{html.escape(signer.upper())}</b><br>(bản minh họa)</p>"""
    return _pdf(body, f"{kind} {title}")


def plan_file(content: dict, plan: Plan) -> bytes:
    """A plan's signed file: its title, its number as the source leaves it, and a summary of its sections."""
    return _frame(
        issuer=plan.authority.official_name,
        number=plan.reference or "…",
        kind="KẾ HOẠCH",
        title=plan.title,
        paragraphs=[f"{row['heading']}: {row['text']}" for row in content["sections"]],
        signer=plan.signer_title or "Chủ tịch",
    )


def report_file(*, issuer: str, number: str, title: str, signer: str) -> bytes:
    """A report signed on paper: a cover page in our own words."""
    return _frame(
        issuer=issuer,
        number=number,
        kind="BÁO CÁO",
        title=title,
        paragraphs=["Nội dung báo cáo như bản đã soạn trên cổng thông tin."],
        signer=signer,
    )


def paper(*, issuer: str, title: str, text: str) -> bytes:
    """A paper a unit keeps as proof: minutes, a page of a register."""
    body = f"<h1>{html.escape(issuer.upper())}</h1><h2>{html.escape(title)}</h2><p class='note'>Bản minh họa</p><p>{html.escape(text)}</p>"
    return _pdf(body, title)
