"""manage.py render_report --round ID|latest --agency CODE --format pdf|docx --output FILE"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from reporting.documents.docx import render_docx
from reporting.documents.pdf import render_pdf
from reporting.documents.report import tree_of_version
from reporting.models import Round, RoundState, UnitReport

RENDERERS = {"pdf": render_pdf, "docx": render_docx}


def refuse(command: BaseCommand, sentence: str) -> None:
    command.stderr.write(sentence)
    sys.exit(2)


def chosen_round(command: BaseCommand, wanted: str, rounds) -> Round:
    """The round of an id, or the newest of `rounds`; one sentence and exit 2 where there is none."""
    found = rounds.order_by("-due", "-pk").first() if wanted == "latest" else None
    if wanted.isdigit():
        found = rounds.filter(pk=wanted).first()
    if found is None:
        refuse(command, f"Không có kỳ báo cáo “{wanted}”. Hãy dùng số của kỳ báo cáo hoặc latest.")
    return found


def add_common(parser) -> None:
    parser.add_argument("--round", required=True, help="the round's id, or latest")
    parser.add_argument("--format", choices=sorted(RENDERERS), default="pdf")
    parser.add_argument("--output", required=True, type=Path)


def write(command: BaseCommand, path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        refuse(command, f"Không ghi được tệp {path}: {error.strerror}. Hãy chọn nơi ghi khác.")
    command.stdout.write(str(path))


class Command(BaseCommand):
    help = "Writes one unit's report as an official document: its last sealed version, else the one being written."

    def add_arguments(self, parser):
        add_common(parser)
        parser.add_argument("--agency", required=True, help="the agency's code")

    def handle(self, *args, **options):
        opened = Round.objects.exclude(state=RoundState.PREPARING)
        if options["round"] != "latest":
            chosen_round(self, options["round"], opened)
        owed = opened.filter(reports__agency__code=options["agency"])
        if not owed.exists():
            refuse(self, f"Không có báo cáo nào của đơn vị mang mã “{options['agency']}”. Hãy kiểm tra lại mã đơn vị.")
        round_ = chosen_round(self, options["round"], owed)
        report = UnitReport.objects.get(round=round_, agency__code=options["agency"])
        version = report.last_sealed or report.open_version
        write(self, options["output"], RENDERERS[options["format"]](tree_of_version(version)))
