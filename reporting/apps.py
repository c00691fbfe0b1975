from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from plans.signals import log_written
from reporting.triggers import register_rules
from workflow import triggers


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Báo cáo"

    def ready(self):
        register_rules()
        import_module("reporting.documents.rendering")  # names the worker's jobs
        log_written.connect(import_module("reporting.prefill").follow_log, dispatch_uid="reports_follow_the_log")
        pre_migrate.connect(triggers.before_migrate, sender=self, dispatch_uid="triggers_stand_aside")
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="append_only_triggers")
