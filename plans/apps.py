from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Kế hoạch"

    def ready(self):
        import_module("plans.editing.receiving")  # names the worker's job
        tally = import_module("plans.tally")
        tally.register_deeds()
        post_migrate.connect(tally.name_all, sender=self, dispatch_uid="everything_is_counted_anew")
