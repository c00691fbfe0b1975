"""Documents of many layouts read from files of every kind; `gold/` holds what a careful officer reads in each."""

import json
from pathlib import Path

import pytest
from docx import Document

from plans.management.commands.read_plan import without_sources
from plans.reading import read
from tests.reading import papers
from tests.reading.papers import Grid, Paper
from tests.reading.samples import SAMPLES, TASKS

GOLD = Path(__file__).parent / "gold"


def gold(name):
    return json.loads((GOLD / f"{name}.json").read_text())


@pytest.mark.parametrize("kind", ["docx", "pdf", "txt"])
@pytest.mark.parametrize("name", SAMPLES)
def test_document(name, kind):
    made = read(getattr(papers, kind)(SAMPLES[name]), name=f"ke-hoach.{kind}")
    assert without_sources(made) == gold(name)


def test_spreadsheet_has_the_tasks_of_the_document():
    made = without_sources(read(papers.xlsx(SAMPLES["commune"]), name="bang.xlsx"))
    assert made["tasks"] == gold("commune")["tasks"]
    assert made["plan"]["issuer"] == "UBND xã Tân Hưng"


def test_every_record_shows_where_it_was_read():
    made = read(papers.pdf(SAMPLES["decision"]), name="ke-hoach.pdf")
    for name in ("tasks", "targets", "responsibilities", "reporting"):
        for row in made[name]:
            assert row["source"]["page"] in (1, 2, 3)
            assert row["source"]["text"]


def test_table_cut_by_pages_is_one_table():
    rows = [
        ["TT", "Nội dung công việc", "Cơ quan chủ trì", "Thời gian"],
        *([str(n), f"Công việc thứ {n} của phòng", "Phòng Nội vụ", "Quý I/2026"] for n in range(1, 80)),
    ]
    made = read(papers.pdf(Paper(title="Công việc năm 2026", body=["I. NỘI DUNG", Grid(rows)])), name="a.pdf")
    assert [task["number"] for task in made["tasks"]] == [str(n) for n in range(1, 80)]
    assert {task["schedule"]["due"] for task in made["tasks"]} == {"2026-03-31"}


def test_lists_numbered_by_word_itself():
    word = Document()
    for text in ("KẾ HOẠCH", "Cải cách hành chính năm 2026"):
        word.add_paragraph().add_run(text).bold = True
    for text in ("Tập huấn nghiệp vụ", "Đối thoại với người dân"):
        word.add_paragraph(text, style="List Number")
        word.add_paragraph("- Cơ quan chủ trì: Phòng Nội vụ.")
        word.add_paragraph("- Thời gian: Tháng 5.")
    made = read(papers.saved(word), name="a.docx")
    assert [(task["number"], task["content"]) for task in made["tasks"]] == [
        ("1", "Tập huấn nghiệp vụ"),
        ("2", "Đối thoại với người dân"),
    ]


def test_unnumbered_row_takes_its_groups_number_with_a_doubt():
    rows = [
        ["TT", "Nội dung công việc", "Cơ quan chủ trì", "Thời gian"],
        ["1. Về tập huấn"],
        ["", "Mở một lớp", "Phòng Nội vụ", "Quý I/2026"],
    ]
    made = read(papers.docx(Paper(title="Tập huấn năm 2026", body=["I. NỘI DUNG", Grid(rows)])), name="a.docx")
    assert made["tasks"][0]["number"] == "1"
    assert any(doubt["where"] == "tasks/1/number" for doubt in made["warnings"])


def test_misprints_and_empty_numbers_are_doubts():
    rows = [[*TASKS.rows[0]], ["1", "Trả kết qẩu tại nhà", "Phòng Nội vụ", "", "", "Quý I", ""]]
    paper = Paper(left=["ỦY BAN NHÂN DÂN", "XÃ A", "Số: /KH-UBND"], title="Việc năm 2026", body=["I. VIỆC", Grid(rows)])
    wheres = {doubt["where"] for doubt in read(papers.docx(paper), name="a.docx")["warnings"]}
    assert {"plan/number", "tasks/1/content"} <= wheres
