from django.http import Http404


def task_list(request, **keys):
    raise Http404


def assignment_page(request, **keys):
    raise Http404


def assignment_progress(request, **keys):
    raise Http404


def assignment_complete(request, **keys):
    raise Http404


def assignment_extend(request, **keys):
    raise Http404


def assignment_confirm(request, **keys):
    raise Http404


def assignment_return(request, **keys):
    raise Http404


def assignment_file(request, **keys):
    raise Http404
