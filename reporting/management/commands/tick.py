"""manage.py tick: everything that time drives; safe to run twice and after days of silence."""

from __future__ import annotations

import logging
from datetime import date, datetime, time
from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies import clock
from plans.services import bring_amendments_into_force
from plans.tally import count_anew
from reporting.reminding.daily import remind
from reporting.reorganising import succeed_all
from workflow.jobs import forget_calls, requeue_lost
from workflow.mailing import send_waiting
from workflow.presses import forget_presses

log = logging.getLogger(__name__)


def forget_sessions() -> str:
    """Logins that have run out leave the database; they open nothing any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return "đã dọn"


# In order; a step that fails is logged and does not keep the others from running.
STEPS = (
    ("Công việc xếp hàng lại", requeue_lost),
    ("Điều chỉnh kế hoạch bắt đầu có hiệu lực", bring_amendments_into_force),
    ("Việc, báo cáo, kế hoạch chuyển cơ quan kế thừa", succeed_all),
    ("Nhiệm vụ được đếm lại", count_anew),
    ("Lượt nhắc việc", remind),
    ("Thư điện tử", send_waiting),
    ("Phiên đăng nhập hết hạn", forget_sessions),
    ("Biểu mẫu đã gửi quá một tuần", forget_presses),
    ("Hàng đợi đã xong quá hai tuần", forget_calls),
)


class Command(BaseCommand):
    help = "Việc theo thời gian: xếp hàng lại công việc bị bỏ dở, nhắc việc, gửi thư. Chạy mỗi năm phút; chạy lại không sao."

    def add_arguments(self, parser):
        parser.add_argument("--day", type=date.fromisoformat, help="ngày giả định, chỉ khi có DEMO_DAY: 2024-12-23")

    def handle(self, *args, day: date | None = None, **options):
        if day is None:
            return self._run()
        if not settings.DEMO_DAY:
            raise CommandError("Chỉ chạy cho một ngày giả định trên bản minh họa (DEMO_DAY).")
        with clock.at(datetime.combine(day, time(8))):
            return self._run()

    def _run(self) -> None:
        failed = []
        for name, step in STEPS:
            try:
                self.stdout.write(f"{name}: {step()}")
            except Exception:
                log.exception("tick: %s", name)
                failed.append(name)
        if failed:
            raise CommandError(f"Chưa làm xong: {', '.join(failed)}. Lần chạy sau sẽ làm tiếp.")
