import json

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Role
from reporting.demonstration.people import accounts

ROLES = {**dict(Role.choices), "ADMIN": "Quản trị hệ thống"}


class Command(BaseCommand):
    help = "Liệt kê tài khoản minh họa: tên đăng nhập, mật khẩu, vai trò, cơ quan."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="In mọi tài khoản, dạng JSON")
        parser.add_argument("--all", action="store_true", help="In mọi tài khoản, dạng bảng")

    def handle(self, *args, **options):
        rows = accounts()
        if not rows:
            raise CommandError(
                "Chưa có tài khoản minh họa. Hãy chạy manage.py load_demo trên cơ sở dữ liệu trống.", returncode=2
            )
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        shown = [row for row in rows if row["main"] or options["all"]]
        width = max(len(row["username"]) for row in shown)
        role = max(len(ROLES[row["role"]]) for row in shown)
        self.stdout.write(f"Mật khẩu chung: {rows[0]['password']}")
        for row in shown:
            self.stdout.write(f"  {row['username']:<{width}}  {ROLES[row['role']]:<{role}}  {row['agency']}")
        if len(shown) < len(rows):
            self.stdout.write(
                f"Cả {len(rows)} tài khoản, mỗi đơn vị có người soạn và người ký: manage.py demo_accounts --all"
            )
