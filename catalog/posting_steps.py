"""The steps of posting an offer or a need: their order, forms, rows and advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.base import StepForm
from catalog.forms.needs import NeedConditionsForm, ProblemForm, TargetsForm
from catalog.forms.offers import EvidenceForm, TechnologyForm, TransferForm
from catalog.forms.rows import Comparisons, IPRights, Rows, Targets
from catalog.forms.visibility import VisibilityForm
from catalog.models import Kind, Listing

CHECK = "check"


@dataclass(frozen=True, slots=True)
class Step:
    """One page; the last one, where everything is checked, has no form."""

    slug: str
    label: Any
    form: type[StepForm] | None = None
    rows: tuple[type[Rows], ...] = ()
    tips: tuple[Any, ...] = field(default=())


_NO_CONTACT = _(
    "Please write no phone number, e-mail address or name of a person into the text; contact comes in step 4."
)
_VISIBILITY = Step(
    "visibility",
    _("Visibility and contact"),
    VisibilityForm,
    tips=(
        _("The public sees everything but the confidential part. What only a partner should read goes there."),
        _("The contact person receives what others write about this listing."),
    ),
)
_CHECK = Step(CHECK, _("Check and submit"))

STEPS: Mapping[str, tuple[Step, ...]] = {
    Kind.NEED: (
        Step(
            "problem", _("Problem"), ProblemForm,
            tips=(_("Write as you would tell a colleague: what happens, how often, what it costs."), _NO_CONTACT),
        ),
        Step(
            "targets", _("Target indicators"), TargetsForm, (Targets,),
            tips=(
                _("Needs with at least two indicators in numbers receive much better suggestions."),
                _("“Must” excludes whoever cannot reach it; “wish” only ranks."),
            ),
        ),
        Step(
            "conditions", _("Conditions"), NeedConditionsForm,
            tips=(
                _("What you leave open neither raises nor lowers a match."),
                _("A budget range keeps offers of another scale away. It binds you to nothing."),
            ),
        ),
        _VISIBILITY,
        _CHECK,
    ),
    Kind.OFFER: (
        Step(
            "technology", _("Technology"), TechnologyForm,
            tips=(
                _("Enterprises often decline because the benefit is unclear. Say what changes for them, in numbers."),
                _NO_CONTACT,
            ),
        ),
        Step(
            "evidence", _("Comparison and TRL"), EvidenceForm, (Comparisons,),
            tips=(
                _("Two or three honest lines persuade more than a page of praise."),
                _("State the level you can prove. An officer may verify it, and a verified level counts more."),
            ),
        ),
        Step(
            "transfer", _("Transfer"), TransferForm, (IPRights,),
            tips=(
                _("A price range brings suggestions of the right scale. It can be indicative."),
                _("Whoever reads this wants to know what they receive: drawings, equipment, training, rights."),
            ),
        ),
        _VISIBILITY,
        _CHECK,
    ),
}  # fmt: skip


def steps_of(kind: str) -> tuple[Step, ...]:
    return STEPS[Kind(kind)]


def find_step(kind: str, slug: str) -> Step | None:
    return next((step for step in steps_of(kind) if step.slug == slug), None)


def step_after(kind: str, slug: str) -> Step:
    steps = steps_of(kind)
    place = [step.slug for step in steps].index(slug)
    return steps[min(place + 1, len(steps) - 1)]


def step_url(listing: Listing, slug: str) -> str:
    return reverse("catalog:listing-edit", args=[listing.reference, slug])


def place_of(kind: str, name: str) -> str:
    """The step where a field or rows of that name are written."""
    for step in steps_of(kind):
        if step.form is not None and name in (step.form._meta.fields or ()):
            return step.slug
        if any(rows.prefix == name for rows in step.rows):
            return step.slug
    return steps_of(kind)[0].slug


def step_items(listing: Listing | None, kind: str, current: str, lacking: set[str]) -> list[dict[str, Any]]:
    """The steps as the component shows them; a step is done when nothing is missing from it."""
    items = []
    steps = steps_of(kind)
    here = [step.slug for step in steps].index(current)
    for number, step in enumerate(steps):
        done = listing is not None and step.slug not in lacking and step.slug != CHECK and number < here
        state = "current" if step.slug == current else "done" if done else "todo"
        url = step_url(listing, step.slug) if listing is not None else ""
        items.append({"label": step.label, "url": url, "state": state})
    return items


def rows_of(step: Step, listing: Listing, data: QueryDict | None = None, extra: int = 0) -> dict[str, Rows]:
    """The step's rows: stored ones to show, or posted ones to judge."""
    return {rows.prefix: rows(stored=stored_rows(listing, rows), data=data, extra=extra) for rows in step.rows}


def stored_rows(listing: Listing, rows: type[Rows]) -> list[dict[str, Any]]:
    names = list(rows.form_class.base_fields)
    return list(getattr(listing, rows.prefix).values(*names))
