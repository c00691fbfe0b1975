"""Official documents: how long they take in a warm worker, against the same HTML printed by a Chromium just started."""

import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import pypdfium2
import pytest
from django.urls import reverse

from reporting.documents.consolidation import tree_of
from reporting.documents.docx import render_docx
from reporting.documents.html import to_html
from reporting.documents.pdf import STYLESHEET, render_pdf, warm_up
from reporting.documents.report import tree_of_version
from reporting.models import Consolidation, ReportVersion, Round, UnitReport
from tests.benchmarks.measuring import fetch, milliseconds, p95, timed
from workflow.jobs import run_job
from workflow.models import Job

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
LIMIT = 0.100  # seconds
UNITS = ("hn-thuong-lac", "hn-long-thuan", "hn-noi-vu", "hn-van-hoa-the-thao", "hn-thuong-thoi-tien", "hn-van-phong")


def version_of(code: str) -> ReportVersion:
    """The unit's report of the newest round that has a consolidation, as it stands."""
    round_ = Round.objects.filter(consolidations__isnull=False).order_by("-due").first()
    report = UnitReport.objects.get(round=round_, agency__code=code)
    return report.last_sealed or report.open_version


def pages_of(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def chromium_prints(html: str) -> None:
    """One print by a browser that is started for it and ends after it."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert browser, "Chromium is missing: install the package chromium, or name it in CHROMIUM."
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        style = f"<style>{STYLESHEET.read_text()}</style></head>"
        page.write_text(html.replace("</head>", style, 1))
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        quiet += ["--disable-component-update", "--disable-sync", f"--user-data-dir={folder}/own"]
        command = [browser, *quiet, "--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        assert out.stat().st_size > 1000


def test_reports_of_units(demo):
    trees = {code: tree_of_version(version_of(code)) for code in UNITS}
    warm_up(trees[UNITS[0]])
    over = []
    print()
    for code, tree in trees.items():
        times = timed(lambda tree=tree: render_pdf(tree), 40)
        cold = timed(lambda tree=tree: chromium_prints(to_html(tree)), 3)
        ratio = p95(times) / statistics.median(cold)
        print(
            f"{'PDF ' + code:32}{milliseconds(times)}, {pages_of(render_pdf(tree))} pages;"
            f" Chromium, cold {1000 * statistics.median(cold):5.0f} ms; p95 is {ratio:.3f} of it"
        )
        if p95(times) > LIMIT:
            over.append(code)
    print(f"{'Word ' + UNITS[0]:32}{milliseconds(timed(lambda: render_docx(trees[UNITS[0]])))}")
    assert not over


def test_a_sent_report_is_read_where_the_worker_kept_it(visitor):
    """What the page of a sent report answers when somebody opens its PDF."""
    over = []
    print()
    for version in filter(lambda version: version.sealed_at, map(version_of, UNITS)):
        run_job.call(Job.objects.get(kind="render_report", args__version=version.pk).pk)
        url = reverse("report_pdf", args=[version.report_id])
        times = timed(lambda url=url: fetch(visitor("noivu.chuyenvien"), url), 40)
        print(f"{'PDF kept, ' + version.report.agency.code:32}{milliseconds(times)}")
        if p95(times) > LIMIT:
            over.append(version.report.agency.code)
    assert not over


def test_the_consolidation(demo):
    document = Consolidation.objects.order_by("-round__due", "pk").first()
    tree = tree_of(document)
    warm_up(tree)
    times = timed(lambda: render_pdf(tree), 5)
    cold = timed(lambda: chromium_prints(to_html(tree)), 3)
    ratio = statistics.median(times) / statistics.median(cold)
    print(
        f"\n{'PDF of the consolidation':32}{milliseconds(times)}, {pages_of(render_pdf(tree))} pages;"
        f" {ratio:.2f} of Chromium, cold"
    )
    print(f"{'Word of the consolidation':32}{milliseconds(timed(lambda: render_docx(tree), 5))}")
    assert render_pdf(tree) == render_pdf(tree)
