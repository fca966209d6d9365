"""The officers' list of the best pairs that wait for an answer."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import officer_required
from exchange.best_pairs import PairFilterForm, Ranking, rows_of, waiting_pairs

PER_PAGE = 20


@officer_required
@require_safe
def best_pairs(request: HttpRequest) -> HttpResponse:
    """A page of pairs with what to do about each."""
    now = timezone.now()
    form = PairFilterForm(request.GET)
    wish = form.wish()
    ranking = Ranking(waiting_pairs(now=now, wish=wish))
    page = Paginator(ranking, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    context = {
        "form": form,
        "is_filtered": any(value for name, value in wish.items() if name != "order"),
        "page": page,
        "rows": rows_of(page.object_list, now=now),
    }
    return render(request, "exchange/best_pairs.html", context)
