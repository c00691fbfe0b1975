from django.core.management.base import BaseCommand, CommandError

from reporting.demonstration.loading import NotEmpty, load


class Command(BaseCommand):
    help = "Nạp số liệu minh họa (huyện Hồng Ngự, ngày 20/12/2024) vào một cơ sở dữ liệu trống."

    def handle(self, *args, **options):
        try:
            loaded = load(say=lambda text: self.stdout.write(f"  {text}"))
        except NotEmpty as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(
            "Đã nạp số liệu minh họa. Tài khoản: manage.py demo_accounts"
            if loaded
            else "Số liệu minh họa đã có sẵn, không thay đổi gì."
        )
