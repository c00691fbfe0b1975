"""What the portal understands of a deadline that is being typed."""

from django.http import HttpResponse
from django.utils.html import escape

from agencies import clock
from agencies.vietnamese import format_date
from plans.deadlines import read_deadline


def deadline(request):
    """The day of the one thing typed, whatever its field is called: "hạn 31/03/2025"; nothing for a day written out."""
    words = next(iter(request.GET.values()), "")[:300]
    try:
        due = read_deadline(words, on=clock.today())
    except ValueError as error:
        return HttpResponse(escape(str(error)))
    known = "" if due is None or format_date(due) == words.strip() else f"Hiểu là: hạn {format_date(due)}"
    return HttpResponse(escape(known))
