"""manage.py read_schedule TEXT: what a deadline says, as JSON."""

import json
from datetime import date

from django.core.management.base import CommandError

from plans import schedules
from plans.management.commands._refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Đọc một cụm từ chỉ thời gian thực hiện và in lịch của nó (JSON)."

    def add_arguments(self, parser):
        parser.add_argument("text")
        parser.add_argument("--year", type=int, help="năm của kế hoạch, cho cụm từ không ghi năm")
        parser.add_argument("--issued", type=date.fromisoformat, help="ngày ban hành, ví dụ 2026-01-10")

    def handle(self, *args, text: str, year: int | None, issued: date | None, **options):
        schedule = schedules.parse(text, year=year, issued=issued)
        if schedule is None:
            raise CommandError("Cụm từ trống; hãy ghi thời gian thực hiện, ví dụ “Quý I/2026”.", returncode=2)
        self.stdout.write(json.dumps(schedule.as_dict(), ensure_ascii=False))
