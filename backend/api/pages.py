"""The human pages behind every problem's `type`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from backend.api.catalogue import FAULTS, kinds


def problem_index(request: HttpRequest) -> HttpResponse:
    shown = [kind for _, kind in sorted(kinds().items())]
    return render(request, "api/problems.html", {"kinds": shown, "faults": sorted(FAULTS.items())})


def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    kind = kinds().get(slug.replace("-", "_"))
    if kind is None:
        raise Http404
    return render(request, "api/problem.html", {"kind": kind})
