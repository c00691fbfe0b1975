"""The least a page can cost: session, user, one statement over three tables, fifty rows in a plain template."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from reporting.models import Answer

ROWS = "<table>{% for a in rows %}<tr><td>{{ a.question.label }}<td>{{ a.version.number }}<td>{{ a.text }}{% endfor %}</table>"


def floor(request):
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    rows = Answer.objects.select_related("question", "version").order_by("-pk")[:50]
    return HttpResponse(engines["django"].from_string(ROWS).render({"rows": rows}))


urlpatterns = [path("", floor), path("dang-nhap/", floor, name="login")]
