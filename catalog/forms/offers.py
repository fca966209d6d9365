"""The steps of posting an offer."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.base import Layout, StepForm, posting_field
from catalog.models import Listing


class TechnologyForm(StepForm):
    """What the technology is and does."""

    layout: ClassVar[Layout] = (
        "language", "title", "summary", "problem", "description", "advantages", "applications",
    )  # fmt: skip
    examples: ClassVar[dict[str, Any]] = {
        "title": _("Desulphurisation of biogas with iron-coated laterite pellets"),
        "problem": _("Raw biogas from pig farms holds 2,000–5,000 ppm of H2S, which eats generators within a year."),
        "advantages": _(
            "H2S below 150 ppm at 70 m³/h; VND 220 per m³ of gas, a third of activated carbon; "
            "pellets are renewed on site with air."
        ),
        "summary": _("Takes H2S out of biogas to below 150 ppm at a third of the cost of activated carbon."),
        "description": _(
            "A two-stage tower filled with iron-coated laterite. Drawings, pellets for two years and one week of "
            "training are handed over; a local workshop can build the tower."
        ),
        "applications": _("In use at four pig farms of 1,000 to 3,000 animals; also for landfill gas and breweries."),
    }
    bad_examples: ClassVar[dict[str, Any]] = {
        "title": _("Advanced gas treatment technology"),
        "summary": _("A leading solution of high quality at a competitive price."),
        "problem": _("Pollution is a pressing issue today."),
        "description": _("Details will be given on request."),
        "advantages": _("Modern, efficient, environmentally friendly, highly valued by customers."),
        "applications": _("For all kinds of enterprises."),
    }

    class Meta:
        model = Listing
        formfield_callback = posting_field
        fields: ClassVar[list[str]] = [
            "language", "title", "summary", "problem", "description", "advantages", "applications",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"language": forms.RadioSelect}
        labels: ClassVar[dict[str, Any]] = {"language": _("Language you write in")}
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("What it is and what for. One line that a stranger understands."),
            "summary": _("The technology in one sentence; it stands under the title in every list."),
            "problem": _("Whose difficulty does it end, and what does that difficulty cost today?"),
            "description": _(
                "How it works and what is handed over. Please leave out phone numbers and names: "
                "the contact comes in step 4."
            ),
            "advantages": _("Over what is used today, with numbers. What must stay secret belongs in step 4."),
            "applications": _("Where it is used already, and where else it could be."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True


class EvidenceForm(StepForm):
    """How good and how ready it is."""

    layout: ClassVar[Layout] = ("@comparisons", "trl", "trl_evidence")
    examples: ClassVar[dict[str, Any]] = {
        "trl_evidence": _(
            "TRL 7: prototype in operation since March 2026 at a farm with 3,000 pigs; "
            "record of acceptance of 12 June 2026, attached."
        ),
    }
    bad_examples: ClassVar[dict[str, Any]] = {"trl_evidence": _("It has been tested many times with good results.")}

    class Meta:
        model = Listing
        formfield_callback = posting_field
        fields: ClassVar[list[str]] = ["trl", "trl_evidence"]
        labels: ClassVar[dict[str, Any]] = {"trl": _("Technology readiness level (TRL)")}
        help_texts: ClassVar[dict[str, Any]] = {
            "trl": _("The level you can prove today; an officer may verify it later."),
            "trl_evidence": _("What proves the level: tests, pilots, customers. Papers can be attached in step 5."),
        }


class TransferForm(StepForm):
    """What is handed over, to whom, for how much."""

    layout: ClassVar[Layout] = (
        "fields", "industries", "keywords", "forms", "transfer_right", "@ip_rights", "price_kind",
        ("amount_min", "amount_max"), "economic_effect", "customers", "support", "partner_sought", ("province", "ward"),
    )  # fmt: skip
    examples: ClassVar[dict[str, Any]] = {
        "economic_effect": _(
            "A farm with 3,000 pigs saves about VND 160 million a year in repairs; paid back in 14 months."
        ),
        "customers": _("Four pig farms in Hai Phong and Thai Binh, one brewery."),
        "support": _("Installation in three days, training of two people, spare parts from stock for five years."),
        "partner_sought": _("A mechanical workshop that builds and installs the filters in the Red River Delta."),
        "keywords": _("biogas, H2S, desulphurisation, pig farm"),
    }
    bad_examples: ClassVar[dict[str, Any]] = {
        "economic_effect": _("Very economical; quickly paid back."),
        "customers": _("Many large customers at home and abroad."),
        "support": _("Full support."),
        "partner_sought": _("Any enterprise that is interested."),
        "keywords": _("technology, gas, quality, new"),
    }

    class Meta:
        model = Listing
        formfield_callback = posting_field
        fields: ClassVar[list[str]] = [
            "fields", "industries", "keywords", "forms", "transfer_right", "price_kind", "amount_min", "amount_max",
            "economic_effect", "customers", "support", "partner_sought", "province", "ward",
        ]  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {"amount_min": _("Price from"), "amount_max": _("Price to")}
        help_texts: ClassVar[dict[str, Any]] = {
            "fields": _("Up to 3. Choose the narrowest that fits."),
            "industries": _("Who could use it. Up to 5."),
            "keywords": _("Up to 8 words or phrases with commas between them."),
            "amount_min": _("For example 200 million. A price range brings better suggestions."),
            "amount_max": _("For example 1.5 billion."),
            "economic_effect": _("What a customer gains or saves, and when it has paid for itself."),
            "customers": _("Kinds of customers who use it; names only with their consent."),
            "support": _("Installation, training, warranty, spare parts."),
            "partner_sought": _("Who should write to you, and for what kind of cooperation?"),
            "ward": _("For places in Hai Phong."),
        }
