"""manage.py tick: everything that time drives; safe to run twice and after days of silence."""

from django.core.management.base import BaseCommand

from workflow.jobs import requeue_lost


class Command(BaseCommand):
    help = "Runs what time drives: jobs whose worker died are queued again."

    def handle(self, *args, **options):
        self.stdout.write(f"Công việc xếp hàng lại: {requeue_lost()}")
