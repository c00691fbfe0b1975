from django.http import Http404


def log(request, **keys):
    raise Http404


def log_month(request, **keys):
    raise Http404


def activity_correct(request, **keys):
    raise Http404


def activity_file(request, **keys):
    raise Http404
