"""The public directory of experts, and an expert's page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advisory.experts.filters import ExpertFilter
from advisory.experts.wording import availability
from advisory.models import ExpertProfile
from taxonomy.addresses import absolute

PER_PAGE = 20


@require_safe
def expert_list(request: HttpRequest) -> HttpResponse:
    """Experts in Vietnamese order, or the best first where words were typed; all of it stands in the address."""
    public = ExpertProfile.objects.public(timezone.localdate())
    filters = ExpertFilter(request.GET, queryset=public.order_by("sort_key", "pk"))
    found = filters.qs.prefetch_related("fields")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    context = {
        "filters": filters,
        "page": page,
        "rows": [{"expert": expert, "availability": availability(expert)} for expert in page],
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
        "crumbs": [{"label": _("Experts"), "url": ""}],
    }
    return render(request, "advisory/experts/directory.html", context)


@require_safe
def expert_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public may know of an expert; how to reach them stays with the connection point."""
    public = ExpertProfile.objects.public(timezone.localdate()).prefetch_related("fields")
    expert = get_object_or_404(public, pk=pk)
    context = {
        "expert": expert,
        "availability": availability(expert),
        "structured": structured(expert),
        "crumbs": [
            {"label": _("Experts"), "url": reverse("advisory:expert-list")},
            {"label": expert.name, "url": ""},
        ],
    }
    return render(request, "advisory/experts/detail.html", context)


def structured(expert: ExpertProfile) -> dict[str, Any]:
    """What search engines may know of an expert: what the page shows."""
    facts: dict[str, Any] = {
        "@type": "Person",
        "name": expert.name,
        "url": absolute(expert.get_absolute_url()),
        "knowsAbout": [concept.name for concept in expert.fields.all()],
        "knowsLanguage": list(expert.languages),
    }
    if expert.headline:
        facts["jobTitle"] = expert.headline
    if expert.workplace:
        facts["worksFor"] = {"@type": "Organization", "name": expert.workplace}
    return facts
