"""What every page shows around its content."""

from django.conf import settings

from agencies import clock


def portal(request):
    return {"portal": {"today": clock.today(), "demonstration": bool(settings.DEMO_DAY)}}
