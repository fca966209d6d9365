"""What the posting pages show: a step's fields with examples and errors, and the last page with what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalog.audience.anonymity import exposure_of
from catalog.audience.levels import levels_of
from catalog.audience.wording import warning_of
from catalog.completeness import label_of, missing_fields, needed_fields, texts_with_contact_details
from catalog.disclosure import Protected
from catalog.duplicates import Twin, twins_for_owner
from catalog.forms.base import StepForm
from catalog.forms.distinct import DistinctForm
from catalog.forms.fields import ConceptChoices
from catalog.forms.files import AttachForm
from catalog.forms.maturity import EVIDENCE
from catalog.forms.rows import Rows
from catalog.guesses import open_guesses
from catalog.linting.listings import findings_of
from catalog.linting.showing import groups_of
from catalog.models import FieldComment, Kind, Listing, ListingGuess
from catalog.posting import version_of
from catalog.posting_steps import CHECK, Step, place_of, step_items, step_url, steps_of
from catalog.presenting import body_of
from catalog.revising.comparing import changes_so_far
from catalog.talking.commenting import comments_for_owner
from catalog.talking.presenting import by_field, comments_to_mend
from taxonomy.models import Concept
from taxonomy.templatetags.fields import summary_errors

Part = dict[str, Any]
Comments = dict[str, list[FieldComment]]
#: What is shown as Markdown on the listing's page.
MARKDOWN = ("description", "description_alt")


def own_listing(request: HttpRequest, reference: str) -> Listing:
    """A listing the person may write; for everybody else it does not exist."""
    listings = Listing.objects.editable_by(request.user)
    related = listings.select_related("organisation", "province", "ward", "revision_of")
    return get_object_or_404(related, reference=reference)


def step_page(
    *,
    listing: Listing | None,
    kind: str,
    step: Step,
    form: StepForm,
    rows: dict[str, Rows],
    is_stale: bool = False,
    confirmed: Collection[str] = (),
) -> dict[str, Any]:
    """Everything a step's template needs; `confirmed` names the guesses that were ticked."""
    steps = steps_of(kind)
    number = [each.slug for each in steps].index(step.slug) + 1
    guesses = open_guesses(listing) if listing is not None else {}
    lacking = lacking_of(listing, guesses) if listing is not None else Lacking()
    for guess in guesses.values():
        guess.is_ticked = guess.name in confirmed
    return {
        "listing": listing,
        "kind": kind,
        "heading": heading(kind, listing),
        "step": step,
        "number": number,
        "total": len(steps),
        "steps": step_items(listing, kind, step.slug, lacking.steps(kind)),
        "form": form,
        "parts": parts_of(form, rows, needed=set(needed_fields(kind)), guesses=guesses, comments=comments_of(listing)),
        "errors": errors_of(form, rows),
        "version": version_of(listing) if listing is not None else "",
        "previous": step_url(listing, steps[number - 2].slug) if listing is not None and number > 1 else "",
        "differences": differences(step, listing, form) if is_stale and listing is not None else [],
        "is_stale": is_stale,
    }


def editor_needed_sentence() -> str:
    return _("To post for this organisation you need the role “Editor”. Its owner can give it to you.")


def heading(kind: str, listing: Listing | None) -> str:
    if listing is not None and listing.is_edit:
        return _("Edit a published listing")
    return _("Post a technology offer") if kind == Kind.OFFER else _("Post a technology need")


@dataclass(frozen=True, slots=True)
class Lacking:
    """What keeps a listing from being submitted, by names of fields: empty, with contact data, guessed."""

    missing: Collection[str] = ()
    contact: Collection[str] = ()
    guessed: Collection[str] = ()

    def steps(self, kind: str) -> set[str]:
        """The steps where it is mended."""
        return {place_of(kind, name) for name in (*self.missing, *self.contact, *self.guessed)}


def lacking_of(listing: Listing, guesses: Collection[str]) -> Lacking:
    return Lacking(missing_fields(listing), texts_with_contact_details(listing), guesses)


def comments_of(listing: Listing | None) -> Comments:
    """What the officer wrote on single fields of the text that came back."""
    return by_field(comments_for_owner(listing)) if listing is not None else {}


def parts_of(
    form: StepForm,
    rows: dict[str, Rows],
    *,
    needed: set[str],
    guesses: dict[str, ListingGuess],
    comments: Comments,
) -> list[Part]:
    """The form in the order of its layout: rows of one kind, or one or two fields side by side."""
    parts: list[Part] = []
    for name, fields in form.parts():
        if name:
            part = {"rows": rows.get(name), "needed": name in needed, "guess": guesses.get(name)}
            parts.append(part | {"comments": comments.get(name, [])})
        elif fields:
            items = [field_part(form, field, needed=needed) for field in fields]
            said = [comment for field in fields for comment in comments.get(field.name, [])]
            guessed = [item | {"guess": guesses.get(item["field"].name)} for item in items]
            parts.append({"fields": guessed, "comments": said})
    return parts


def field_part(form: StepForm, field: BoundField, *, needed: set[str]) -> Part:
    is_needed = field.name in needed and not field.field.required
    label = format_html("{} <small>({})</small>", field.label, _("needed to submit")) if is_needed else field.label
    groups = concept_groups(field) if getattr(field.field, "is_grouped", False) else []
    return {
        "field": field,
        "label": label,
        "has_preview": field.name in MARKDOWN,
        "example": form.examples.get(field.name, ""),
        "bad_example": form.bad_examples.get(field.name, ""),
        "original": original_of(form, field.name),
        "groups": groups,
        "boxes": isinstance(field.field.widget, forms.RadioSelect),
        "columns": isinstance(field.field.widget, forms.CheckboxSelectMultiple),
    }


def original_of(form: StepForm, name: str) -> str:
    """The text that a field of the second language renders."""
    return str(getattr(form.instance, name.removesuffix("_alt"))) if name.endswith("_alt") else ""


def concept_groups(field: BoundField) -> list[dict[str, Any]]:
    """The codes of a classification under their parents, each group with how many are chosen."""
    assert isinstance(field.field, ConceptChoices)
    chosen = {str(code) for code in field.value() or []}
    concepts = list(field.field.queryset or [])
    children: dict[int, list[Concept]] = {}
    for concept in concepts:
        if concept.parent_id is not None:
            children.setdefault(concept.parent_id, []).append(concept)
    numbers = count()
    groups = []
    for root in (concept for concept in concepts if concept.parent_id is None):
        members = [*([root] if root.code in chosen or root.pk not in children else []), *children.get(root.pk, [])]
        options = [
            {"id": f"{field.auto_id}_{next(numbers)}", "value": concept.code, "label": concept.name,
             "checked": concept.code in chosen}
            for concept in members
        ]  # fmt: skip
        number = sum(concept.code in chosen for concept in members)
        groups.append({"label": root.name, "options": options, "count": number})
    return groups


def offer_codes(parts: list[Part], suggested: dict[str, list[str]]) -> None:
    """Put suggested codes that are not chosen yet beside the groups they stand in."""
    for item in (item for part in parts for item in part.get("fields", [])):
        codes = suggested.get(item["field"].name, [])
        options = {option["value"]: option for group in item["groups"] for option in group["options"]}
        known = [options[code] for code in codes if code in options]
        item["suggested"] = [option for option in known if not option["checked"]]


def errors_of(form: StepForm, rows: dict[str, Rows]) -> list[dict[str, Any]]:
    """All errors of the page, each with the id of what it is about."""
    errors = summary_errors(form) if form.is_bound else []
    for error in errors:
        field = form.fields.get(str(error["id"]).removeprefix("id_").removesuffix("_0"))
        if getattr(field, "is_grouped", False):
            error["id"] = str(error["id"]).removesuffix("_0")
    for each in rows.values():
        for place, row in enumerate(each.forms, start=1):
            if row in each.errors():
                errors += [
                    error | {"label": f"{each.legend} {place}, {str(error['label']).lower()}"}
                    for error in summary_errors(row)
                ]
    return errors


def differences(step: Step, listing: Listing, form: StepForm) -> list[dict[str, str]]:
    """What somebody else has saved meanwhile where it differs from what was posted."""
    assert step.form is not None
    stored = step.form(instance=listing)
    pairs = [(stored[name], form[name]) for name in form.fields]
    return [
        {"label": str(theirs.label), "value": written(theirs) or "–"}
        for theirs, ours in pairs
        if written(theirs) != written(ours)
    ]


def written(field: BoundField) -> str:
    """A field's value in words."""
    value = field.value()
    values = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    labels = {str(code): str(label) for code, label in getattr(field.field, "choices", [])}
    return ", ".join(labels.get(str(each), str(each)) for each in values).replace("\r\n", "\n").strip()


def render_check(
    request: HttpRequest,
    listing: Listing,
    form: AttachForm | None = None,
    *,
    twins: list[Twin] | None = None,
    distinct: DistinctForm | None = None,
) -> HttpResponse:
    """The last page: the listing as others will see it, what is missing or nearly there already, files, and the button
    that submits."""
    prefetch_related_objects([listing], "forms", "targets" if listing.is_need else "comparisons")
    files = list(listing.attachments.all())
    lacking = lacking_of(listing, open_guesses(listing))
    missing = missing_items(listing, lacking)
    if twins is None:
        twins = [] if missing else twins_for_owner(listing)
    context = body_of(listing, attachments=files) | {
        "heading": heading(listing.kind, listing),
        "changes": changes_so_far(listing) if listing.is_edit else None,
        "steps": step_items(listing, listing.kind, CHECK, lacking.steps(listing.kind)),
        "number": len(steps_of(listing.kind)),
        "total": len(steps_of(listing.kind)),
        "missing": missing,
        "findings": groups_of(findings_of(listing), listing, link=lambda name: place_url(listing, name)),
        "levels": levels_of(listing, files),
        "exposure": warning_of(exposure_of(listing)),
        "field_comments": comments_to_mend(listing),
        "twins": twins,
        "distinct_form": distinct or DistinctForm(),
        "attachments": files,
        "attach_form": form or AttachForm(),
        "protected": Protected(listing.get_disclosure_display(), listing.confidential)
        if listing.confidential
        else None,
        "previous": step_url(listing, steps_of(listing.kind)[-2].slug),
        "edit_links": [(each.label, step_url(listing, each.slug)) for each in steps_of(listing.kind) if each.form],
    }
    context.pop("files")
    is_refused = form is not None or distinct is not None
    return render(request, "catalog/posting/check.html", context, status=422 if is_refused else 200)


def missing_items(listing: Listing, lacking: Lacking) -> list[dict[str, str]]:
    """Every obstacle to a submission with the place where it is removed."""
    items = [
        {"label": label_of(name), "text": missing_text(listing, name), "url": place_url(listing, name)}
        for name in lacking.missing
    ]
    contact = _("The public text contains a phone number or e-mail address. Please move it to the contact section.")
    items += [{"label": label_of(name), "text": contact, "url": place_url(listing, name)} for name in lacking.contact]
    guessed = _("Taken from your text. Please confirm it or change it.")
    return items + [
        {"label": label_of(name), "text": guessed, "url": place_url(listing, name)} for name in lacking.guessed
    ]


def missing_text(listing: Listing, name: str) -> str:
    if name == "trl_evidence" and listing.trl:
        return _("TRL %(level)s needs evidence: %(evidence)s.") % {
            "level": listing.trl,
            "evidence": EVIDENCE[listing.trl],
        }
    return _("Please fill in this field.")


def place_url(listing: Listing, name: str) -> str:
    anchor = name if name in ("targets", "comparisons", "ip_rights") else f"id_{name}"
    return f"{reverse('catalog:listing-edit', args=[listing.reference, place_of(listing.kind, name)])}#{anchor}"
