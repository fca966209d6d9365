"""Which reports of outcome there are, and how far one has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutcomeKind(models.TextChoices):
    PILOT = "pilot", _("Report on the pilot")
    PRODUCTION = "production", _("Report on production")
    IMPACT_6 = "impact_6", _("Impact after 6 months")
    IMPACT_12 = "impact_12", _("Impact after 12 months")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Waiting for verification")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    SUPERSEDED = "superseded", _("Superseded")


#: What a report tells, in the order of its form.
CONTENT = (
    "output", "output_figure", "cost_saved", "energy_saved", "jobs", "revenue", "went_well", "went_badly",
)  # fmt: skip
#: What of it can be counted.
FIGURES = ("output_figure", "cost_saved", "energy_saved", "jobs", "revenue")
