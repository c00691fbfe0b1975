"""manage.py render_consolidation --round ID|latest --format pdf|docx --output FILE"""

from django.core.management.base import BaseCommand

from reporting.documents.consolidation import tree_of
from reporting.management.commands.render_report import RENDERERS, add_common, chosen_round, write
from reporting.models import Round


class Command(BaseCommand):
    help = "Writes a round's consolidation as an official document; latest is the newest round that has one."

    def add_arguments(self, parser):
        add_common(parser)

    def handle(self, *args, **options):
        round_ = chosen_round(self, options["round"], Round.objects.exclude(consolidations=None))
        document = round_.consolidations.filter(supplements=None).first() or round_.consolidations.first()
        write(self, options["output"], RENDERERS[options["format"]](tree_of(document)))
