from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Kế hoạch"

    def ready(self):
        import_module("plans.editing.receiving")  # names the worker's job
        import_module("plans.tally").register_deeds()
