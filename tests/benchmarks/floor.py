"""The least a page can cost: session, user, one statement over three tables, fifty rows in a plain template."""

from functools import cache

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from plans.models import Assignment
from reporting.models import Answer

ANSWERS = "<table>{% for a in rows %}<tr><td>{{ a.question.label }}<td>{{ a.version.number }}<td>{{ a.text }}{% endfor %}</table>"
WORK = "<table>{% for a in rows %}<tr><td>{{ a.order.text }}<td>{{ a.kept_by.name }}<td>{{ a.due }}{% endfor %}</table>"


@cache
def template(source: str):
    return engines["django"].from_string(source)


def page(rows, source: str):
    def floor(request):
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return HttpResponse(template(source).render({"rows": rows()[:50]}))

    return floor


def answers():
    return Answer.objects.select_related("question", "version").order_by("-pk")


def work():
    return Assignment.objects.select_related("order", "kept_by").order_by("-pk")


urlpatterns = [
    path("", page(answers, ANSWERS)),
    path("phan-cong/", page(work, WORK)),
    path("dang-nhap/", page(answers, ANSWERS), name="login"),
]
