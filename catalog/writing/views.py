"""Answers to a page on which somebody is writing; all are small, and every page works without them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import person
from catalog import posting
from catalog.completeness import label_of
from catalog.models import Listing
from catalog.posting_pages import differences, own_listing
from catalog.posting_steps import Step, find_step
from catalog.text import normalise
from catalog.writing.autosave import Kept, autosave
from catalog.writing.echoes import echoes_of
from catalog.writing.hints import hints_of
from taxonomy.formats import clock, list_and

LONGEST_PREVIEW = 8000


@require_POST
def autosave_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Store the step as far as it is right, and say so."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "signed_out"}, status=401)
    listing = own_listing(request, reference)
    found = find_step(listing.kind, step)
    if found is None or found.form is None:
        raise Http404
    try:
        kept = autosave(listing=listing, step=found, data=request.POST, by=person(request), now=timezone.now())
    except posting.Stale as conflict:
        return stale(request, conflict.listing, found)
    except posting.NotEditable:
        text = _("This listing cannot be edited in its present state.")
        return JsonResponse({"state": "closed", "text": text}, status=409)
    return JsonResponse(saved(kept, found))


def saved(kept: Kept, step: Step) -> dict[str, object]:
    """What the page shows of a save."""
    listing = kept.listing
    hints = render_to_string("catalog/posting/_hints.html", {"hints": hints_of(listing, step)})
    return {
        "state": "saved",
        "text": saved_text(kept),
        "version": posting.version_of(listing),
        "echoes": echoes_of(kept.form, kept.rows),
        "hints": hints,
    }


def saved_text(kept: Kept) -> str:
    language = get_language() or "vi"
    values = {"time": clock(timezone.localtime(kept.listing.updated_at), language)}
    if not kept.left_out:
        return _("Saved at %(time)s") % values
    labels = {name: str(field.label) for name, field in kept.form.fields.items()}
    names = list_and([labels.get(name) or label_of(name) for name in kept.left_out], language)
    return _("Saved at %(time)s, except: %(names)s") % {**values, "names": names}


def stale(request: HttpRequest, listing: Listing, step: Step) -> HttpResponse:
    """Somebody else was faster: what is stored now, beside what is typed; nothing is changed."""
    assert step.form is not None
    fresh = own_listing(request, listing.reference)
    context = {"is_stale": True, "differences": differences(step, fresh, step.form(request.POST, instance=listing))}
    html = render_to_string("catalog/posting/_stale.html", context)
    return JsonResponse({"state": "stale", "html": html, "version": posting.version_of(fresh)}, status=409)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A long text as the listing's page will show it, by the very same renderer."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "signed_out"}, status=401)
    text = normalise(request.POST.get("text", ""))[:LONGEST_PREVIEW]
    return render(request, "catalog/posting/_preview.html", {"text": text})
