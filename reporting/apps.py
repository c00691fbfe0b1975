from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from reporting.triggers import register_rules
from workflow import triggers


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Báo cáo"

    def ready(self):
        register_rules()
        import_module("reporting.documents.rendering")  # names the worker's jobs
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="append_only_triggers")
