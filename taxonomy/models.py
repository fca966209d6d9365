"""Classification schemes keyed by (scheme, version, code), transfer-form compatibility and public holidays."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from taxonomy.glossary_models import GlossaryEntry

__all__ = ["Concept", "Crosswalk", "FormCompatibility", "GlossaryEntry", "Holiday", "Scheme"]


class Scheme(models.Model):
    """One edition of a classification, such as the S&T fields of 2008."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=40)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    source = models.TextField(_("source and how far to trust it"), blank=True)
    is_current = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="scheme_code_version_unique"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(is_current=True), name="scheme_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class ConceptQuerySet(models.QuerySet["Concept"]):
    def of(self, scheme: str) -> ConceptQuerySet:
        """Concepts of the scheme's edition in use."""
        return self.filter(scheme__code=scheme, scheme__is_current=True)

    def roots(self) -> ConceptQuerySet:
        return self.filter(parent=None)


class Concept(models.Model):
    """One code of a scheme with its names in both languages."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="concepts", verbose_name=_("classification"))
    code = models.CharField(_("code"), max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=300)
    name_en = models.CharField(_("name (English)"), max_length=300)
    depth = models.PositiveSmallIntegerField(_("depth"), default=0)
    order = models.PositiveIntegerField(_("order"), default=0)
    data = models.JSONField(_("further facts"), default=dict, blank=True)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification code")
        verbose_name_plural = _("classification codes")
        ordering = ["scheme", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="concept_scheme_code_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_vi if (get_language() or "vi").startswith("vi") else self.name_en


class Crosswalk(models.Model):
    """A correspondence between codes of two schemes, such as S&T fields and OECD FORD."""

    source = models.ForeignKey(Concept, models.CASCADE, related_name="crosswalks", verbose_name=_("from"))
    target = models.ForeignKey(Concept, models.CASCADE, related_name="+", verbose_name=_("to"))

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondences")
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="crosswalk_unique")]

    def __str__(self) -> str:
        return f"{self.source.code} → {self.target.code}"


class FormCompatibility(models.Model):
    """How well an offered form of transfer serves a wanted one, from 0 (not at all) to 1 (fully)."""

    offer_form = models.ForeignKey(Concept, models.CASCADE, related_name="+", verbose_name=_("form offered"))
    need_form = models.ForeignKey(Concept, models.CASCADE, related_name="+", verbose_name=_("form wanted"))
    value = models.FloatField(_("compatibility"), validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])

    class Meta:
        verbose_name = _("compatibility of transfer forms")
        verbose_name_plural = _("compatibility of transfer forms")
        constraints = [
            models.UniqueConstraint(fields=["offer_form", "need_form"], name="form_compatibility_unique"),
            models.CheckConstraint(condition=models.Q(value__gte=0, value__lte=1), name="form_compatibility_range"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_form.code} → {self.need_form.code}: {self.value}"


class Holiday(models.Model):
    """A public holiday, left out when working days are counted."""

    on = models.DateField(_("day"), unique=True)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} {self.name_vi}"
