"""The steps of posting a need."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.base import Layout, StepForm, posting_field
from catalog.models import Listing


class ProblemForm(StepForm):
    """What is wrong today, in the words of those who live with it."""

    layout: ClassVar[Layout] = ("language", "title", "summary", "present_state", "description", "tried")
    examples: ClassVar[dict[str, Any]] = {
        "title": _("Detecting EHP in shrimp at the pond within two hours"),
        "present_state": _(
            "12 ponds of 2,000 m². Samples travel 120 km to a laboratory and take two days; in 2025 three crops, about "
            "40 tonnes, were lost before the result came."
        ),
        "summary": _("We need to know within two hours, at the pond, whether shrimp carry EHP."),
        "description": _(
            "A cooperative of 14 households. A worker without training takes the samples; the result should be read "
            "without a laboratory. We would try it on three ponds for one crop before we buy."
        ),
        "tried": _("Two quick tests from abroad: they found the disease only once the shrimp were visibly ill."),
    }
    bad_examples: ClassVar[dict[str, Any]] = {
        "title": _("Looking for modern technology for shrimp"),
        "summary": _("We need a good solution as soon as possible."),
        "present_state": _("Shrimp often die and we lose a lot of money."),
        "description": _("Please contact us for details."),
        "tried": _("Nothing works."),
    }

    class Meta:
        model = Listing
        formfield_callback = posting_field
        fields: ClassVar[list[str]] = ["language", "title", "summary", "present_state", "description", "tried"]
        widgets: ClassVar[dict[str, Any]] = {"language": forms.RadioSelect}
        labels: ClassVar[dict[str, Any]] = {"language": _("Language you write in")}
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("What is to be solved, and where. One line that a stranger understands."),
            "summary": _("The need in one sentence; it stands under the title in every list."),
            "present_state": _("How do you work today, and what does the difficulty cost? Numbers help most."),
            "description": _(
                "What else a supplier should know. Please leave out phone numbers and names: "
                "the contact comes in step 4."
            ),
            "tried": _("So that nobody proposes it again."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True


class TargetsForm(StepForm):
    """What the solution has to reach: only rows."""

    layout: ClassVar[Layout] = ("@targets",)


class NeedConditionsForm(StepForm):
    """Fields, readiness, money, time and place."""

    layout: ClassVar[Layout] = (
        "fields", "industries", "keywords", "forms", "trl", ("amount_min", "amount_max"), ("time_from", "time_to"),
        "import_accepted", ("province", "ward"), "constraints",
    )  # fmt: skip
    examples: ClassVar[dict[str, Any]] = {
        "constraints": _("Single-phase power only, a room of 6 m², salt air; staff without laboratory training."),
        "keywords": _("shrimp, EHP, quick test, pond"),
    }
    bad_examples: ClassVar[dict[str, Any]] = {
        "constraints": _("It must be cheap and easy to use."),
        "keywords": _("technology, solution, quality, cheap"),
    }

    class Meta:
        model = Listing
        formfield_callback = posting_field
        fields: ClassVar[list[str]] = [
            "fields", "industries", "keywords", "forms", "trl", "amount_min", "amount_max", "time_from", "time_to",
            "import_accepted", "province", "ward", "constraints",
        ]  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {
            "trl": _("Least technology readiness level (TRL)"),
            "amount_min": _("Budget from"),
            "amount_max": _("Budget to"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "fields": _("Up to 3. Choose the narrowest that fits."),
            "industries": _("Up to 5."),
            "keywords": _("Up to 8 words or phrases with commas between them."),
            "trl": _("How proven must the technology be? Leave it open if you would also develop it together."),
            "amount_min": _("For example 200 million. It binds you to nothing."),
            "amount_max": _("For example 1.5 billion."),
            "time_from": _("Day/month/year"),
            "time_to": _("Day/month/year"),
            "ward": _("For places in Hai Phong."),
            "constraints": _("Space, power, standards, staff: what a solution must fit."),
        }
