"""Posting an offer or a need: one page per step, saved as a draft each time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.active import active_organisation
from accounts.models import Language, Organisation, User
from accounts.permissions import member_required, role_in
from accounts.requests import person
from catalog import editing, posting, publishing
from catalog.anonymous_files import UnbaredFile, bare_files
from catalog.coding.suggested import CODED, suggested_codes
from catalog.completeness import missing_fields
from catalog.duplicates import twins_for_owner
from catalog.forms.base import StepForm
from catalog.forms.distinct import DistinctForm
from catalog.forms.fields import language
from catalog.forms.files import refusal_text
from catalog.forms.rows import Rows
from catalog.models import Listing
from catalog.posting_pages import editor_needed_sentence, offer_codes, own_listing, render_check, step_page
from catalog.posting_steps import CHECK, Step, find_step, rows_of, step_after, step_url, steps_of
from catalog.writing.autosave import own_latest
from catalog.writing.echoes import echoes_of
from catalog.writing.hints import hints_of


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """The first step of a listing that does not exist yet; its first save makes the draft."""
    organisation = active_organisation(request)
    if organisation is None or role_in(request.user, organisation) not in ("owner", "editor"):
        messages.error(request, editor_needed_sentence())
        return redirect("catalog:own-listings")
    step = steps_of(kind)[0]
    form = first_form(
        step, kind=kind, organisation=organisation, data=request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            listing = posting.start_listing(
                kind=kind, organisation=organisation, by=person(request), now=timezone.now(), values=form.cleaned_data
            )
        except (posting.NotEditable, publishing.OrganisationEnded):
            form.add_error(None, _("The organisation has ended or your role has changed. Nothing was saved."))
        else:
            return after_save(request, listing, step)
    context = step_page(listing=None, kind=kind, step=step, form=form, rows={})
    return render(
        request, "catalog/posting/step.html", context | {"organisation": organisation}, status=status_of(form)
    )


def first_form(step: Step, *, kind: str, organisation: Organisation, data: Any) -> StepForm:
    assert step.form is not None
    draft = Listing(kind=kind, organisation=organisation, language=Language(language()))
    return step.form(data, instance=draft)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One step of a draft, or the last page where everything is checked."""
    listing = own_listing(request, reference)
    found = find_step(listing.kind, step)
    if found is None:
        raise Http404
    if not listing.is_editable:
        messages.info(request, _("This listing cannot be edited in its present state."))
        return redirect("catalog:listing-history", listing.reference)
    if found.slug == CHECK:
        return render_check(request, listing)
    if request.method == "POST":
        return save(request, listing, found)
    assert found.form is not None
    rows = rows_of(found, listing, extra=1 if "add" in request.GET else 0)
    form = found.form(instance=listing)
    context = step_page(listing=listing, kind=listing.kind, step=found, form=form, rows=rows)
    if set(CODED) & set(form.fields):
        offer_codes(context["parts"], suggested_codes(listing))
    context |= {"organisation": listing.organisation, "hints": hints_of(listing, found), "echoes": echoes_of(form, {})}
    return render(request, "catalog/posting/step.html", context)


def save(request: HttpRequest, listing: Listing, step: Step) -> HttpResponse:
    """Store the step; a row that is to go is gone before the rest is judged."""
    assert step.form is not None
    form, rows = step.form(request.POST, instance=listing), rows_of(step, listing, request.POST)
    drop_removed(request, rows)
    stale, seen = None, own_latest(listing, request.POST.get("page", ""), request.POST.get("version", ""))
    if all([form.is_valid(), *[each.is_valid() for each in rows.values()]]):
        try:
            saved = posting.save_step(
                listing=listing, by=person(request), now=timezone.now(), seen=seen,
                values=form.cleaned_data, rows={name: each.values() for name, each in rows.items()},
                confirmed=request.POST.getlist("confirm"),
            )  # fmt: skip
            return after_save(request, saved, step)
        except posting.Stale as conflict:
            stale = conflict.listing
    for name in {request.POST.get("add", "")} & set(rows):
        rows[name].add()
    now = stale or Listing.objects.get(pk=listing.pk)
    context = step_page(
        listing=now, kind=now.kind, step=step, form=form, rows=rows, is_stale=stale is not None,
        confirmed=request.POST.getlist("confirm"),
    )  # fmt: skip
    status = 409 if stale is not None else 422
    return render(request, "catalog/posting/step.html", context | {"organisation": listing.organisation}, status=status)


def drop_removed(request: HttpRequest, rows: dict[str, Rows]) -> None:
    name, _separator, number = request.POST.get("remove", "").rpartition("-")
    if name in rows and number.isascii() and number.isdigit() and len(number) <= 2:
        rows[name].remove(int(number))


def after_save(request: HttpRequest, listing: Listing, step: Step) -> HttpResponse:
    """On to where the button said: a new row, the same step, the list of own listings, or the next step."""
    if "add" in request.POST:
        return redirect(step_url(listing, step.slug) + f"?add=1#{request.POST['add']}".replace("\n", ""))
    if "remove" in request.POST:
        return redirect(step_url(listing, step.slug))
    if "later" in request.POST:
        messages.success(request, _("Draft %(reference)s is saved.") % {"reference": listing.public_reference})
        return redirect("catalog:own-listings")
    return redirect(step_url(listing, step_after(listing.kind, step.slug).slug))


def status_of(form: StepForm) -> int:
    return 422 if form.is_bound and form.errors else 200


@member_required
@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the listing to the officers; one that nearly repeats another once its owner has said that it differs."""
    listing, form = own_listing(request, reference), DistinctForm(request.POST)
    found = twins_for_owner(listing) if listing.is_editable and not missing_fields(listing) else []
    if found and not form.is_valid():
        return render_check(request, listing, twins=found, distinct=form)
    try:
        if listing.is_anonymous and listing.is_editable:
            bare_files(listing, by=person(request))
        note = form.note(found) if found else ""
        sent = submitted(listing, by=person(request), note=note)
    except (publishing.Incomplete, publishing.ContactInText, publishing.Unconfirmed):
        messages.error(request, _("Something is still missing. Please complete what is listed below."))
        return redirect(step_url(listing, CHECK))
    except (UnbaredFile, publishing.FilesNameSomebody) as kept:
        messages.error(request, names_in_files(kept))
        return redirect(step_url(listing, CHECK))
    except publishing.NotAllowed:
        messages.error(request, _("The organisation has ended or your role has changed. Nothing was submitted."))
    except publishing.WrongState:
        messages.info(request, _("This listing has been submitted already, or its state has changed."))
    except editing.Unchanged:
        messages.info(request, _("Nothing has been changed yet, so there is nothing to submit."))
        return redirect(step_url(listing, CHECK))
    else:
        messages.success(request, sent % {"reference": listing.public_reference})
    return redirect("catalog:listing-history", listing.public_reference)


def names_in_files(kept: Exception) -> str:
    """Why the files of a need without a name keep it back."""
    if isinstance(kept, UnbaredFile):
        return f"{kept.name}: {refusal_text(kept.refusal)}"
    return _("The files have changed meanwhile. Please submit once more.")


def submitted(listing: Listing, *, by: User, note: str) -> str:
    """Hand a listing or an edit over; returns what came of it, in a sentence."""
    now = timezone.now()
    if not listing.is_edit:
        publishing.submit(listing=listing, by=by, now=now, note=note)
        return _("%(reference)s is submitted. You will be told by e-mail.")
    if editing.submit_edit(edit=listing, by=by, now=now, note=note) is None:
        return _("%(reference)s is changed. An officer does not have to read this.")
    return _("The edit of %(reference)s is submitted. You will be told by e-mail.")
