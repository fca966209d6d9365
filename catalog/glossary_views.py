"""Officers' pages of the glossary: search, add, edit, retire; who changed what and when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import officer_required
from catalog.glossary_forms import GlossaryForm
from catalog.glossary_history import changes_of, with_editor
from catalog.text import normalise
from taxonomy import glossary_editing
from taxonomy.models import GlossaryEntry

PER_PAGE = 50
LONGEST_QUERY = 100
State = GlossaryEntry.State


@officer_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The entries in use, or the retired ones; words narrow them down."""
    query = " ".join(normalise(request.GET.get("q", ""))[:LONGEST_QUERY].split())
    state = State.RETIRED if request.GET.get("state") == State.RETIRED else State.ACTIVE
    found = GlossaryEntry.objects.with_words(query)
    page = Paginator(found.filter(state=state), PER_PAGE).get_page(request.GET.get("page", "")[:9])
    context = {"page": page, "rows": with_editor(page.object_list), "query": query, "state": state}
    return render(request, "catalog/review/glossary.html", context | {"tabs": tabs(request, found, state)})


def tabs(request: HttpRequest, found: Any, state: str) -> list[dict[str, Any]]:
    """The two states with how many entries each holds."""
    items = []
    for value, label in State.choices:
        address = request.GET.copy()
        address["state"] = value
        address.pop("page", None)
        number = found.filter(state=value).count()
        items.append({"label": label, "url": f"?{address.urlencode()}", "current": value == state, "count": number})
    return items


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def glossary_add(request: HttpRequest) -> HttpResponse:
    form = GlossaryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = glossary_editing.add_entry(now=timezone.now(), **form.cleaned_data)
        except glossary_editing.PairKnown as known:
            form.add_error("term_vi", already(known.entry))
        else:
            messages.success(request, _("“%(term)s” is in the glossary.") % {"term": entry.term_vi})
            return redirect("catalog:glossary")
    return render(request, "catalog/review/glossary_entry.html", {"form": form}, status=422 if form.errors else 200)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def glossary_edit(request: HttpRequest, code: str) -> HttpResponse:
    entry = get_object_or_404(GlossaryEntry, code=code)
    form = GlossaryForm.of(entry, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            glossary_editing.change_entry(entry=entry, now=timezone.now(), **form.cleaned_data)
        except glossary_editing.PairKnown as known:
            form.add_error("term_vi", already(known.entry))
        else:
            messages.success(request, _("“%(term)s” is saved.") % {"term": form.cleaned_data["term_vi"]})
            return redirect("catalog:glossary-edit", code=code)
    context = {"form": form, "entry": entry, "timeline": changes_of(entry)}
    return render(request, "catalog/review/glossary_entry.html", context, status=422 if form.errors else 200)


def already(entry: GlossaryEntry) -> str:
    if entry.is_active:
        return _("This pair of terms is in the glossary already.")
    return _("This pair of terms is in the glossary already, but retired: take it into use again instead.")


@officer_required
@require_POST
def glossary_state(request: HttpRequest, code: str) -> HttpResponse:
    """Retire an entry, or take it into use again; any other wish is none."""
    entry = get_object_or_404(GlossaryEntry, code=code)
    wanted = request.POST.get("state", "")
    if wanted in State.values:
        glossary_editing.set_state(entry=entry, state=wanted, now=timezone.now())
        sentence = _("“%(term)s” is in use.") if wanted == State.ACTIVE else _("“%(term)s” is retired.")
        messages.success(request, sentence % {"term": entry.term_vi})
    return redirect("catalog:glossary-edit", code=code)
