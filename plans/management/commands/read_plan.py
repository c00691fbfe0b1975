"""manage.py read_plan FILE: what a plan document says, as JSON; nothing is stored."""

import json
from pathlib import Path

from django.core.management.base import CommandError

from plans import reading
from plans.management.commands._refusing import RefusingCommand
from plans.reading.files import LARGEST, TOO_LARGE

EMPTY_FIELDS = ("source",)


class Command(RefusingCommand):
    help = "Đọc một văn bản kế hoạch và in cấu trúc của nó (JSON); không ghi gì vào cơ sở dữ liệu."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--sources", action="store_true", help="in cả đoạn nguồn của từng mục")

    def handle(self, *args, file: Path, sources: bool, **options):
        try:
            if file.stat().st_size > LARGEST:
                raise reading.Refused(TOO_LARGE)
            read = reading.read(file.read_bytes(), name=file.name)
        except OSError as error:
            raise CommandError("Không mở được tệp; hãy kiểm tra lại đường dẫn.", returncode=2) from error
        except reading.Refused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        if not sources:
            read = without_sources(read)
        self.stdout.write(json.dumps(read, ensure_ascii=False, indent=2))


def without_sources(read: dict) -> dict:
    """The contract's structure alone, without the passages that the page shows beside it."""

    def bare(row: dict) -> dict:
        return {key: value for key, value in row.items() if key not in EMPTY_FIELDS}

    return {name: [bare(row) for row in rows] if isinstance(rows, list) else bare(rows) for name, rows in read.items()}
