"""A command whose refusal is one sentence for people, on standard error, and its exit code."""

from django.core.management.base import BaseCommand, CommandError


class RefusingCommand(BaseCommand):
    requires_system_checks = ()

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if not self._called_from_command_line:
                raise
            self.stderr.write(str(refusal))
            raise SystemExit(refusal.returncode) from refusal
