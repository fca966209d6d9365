"""Documents of a cooperation, each with all its versions, and the log of who opened which version."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.file_models import new_key
from catalog.storing import random_name
from cooperation.pipeline_models import Cooperation
from cooperation.stage_choices import Side, Stage

LONGEST_TITLE = 150


def document_path(_instance: DocumentVersion, _filename: str) -> str:
    return random_name("cooperations")


class RoomDocument(models.Model):
    """What a side, the officer or an expert has put into a room, as evidence of a stage or for itself."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="documents", verbose_name=_("cooperation")
    )
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("document of a cooperation")
        verbose_name_plural = _("documents of cooperations")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file of a document, as it was uploaded; a new version leaves it as it is."""

    document = models.ForeignKey(RoomDocument, models.PROTECT, related_name="versions", verbose_name=_("document"))
    number = models.PositiveSmallIntegerField(_("version"))
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    file = models.FileField(_("file"), upload_to=document_path, max_length=120)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    #: For whom it was uploaded; empty for an invited expert.
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_number"),
            models.UniqueConstraint(fields=["document", "sha256"], name="document_version_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="version_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "document", "number", "key", "file", "name", "content_type", "size", "sha256", "side", "at"
                ),
            ),
            pgtrigger.Protect(name="version_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class DocumentOpening(models.Model):
    """Somebody of another side downloaded a version. Append-only."""

    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("opening of a document")
        verbose_name_plural = _("openings of documents")
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="document_opening_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("version", "side", "at"),
            ),
            pgtrigger.Protect(name="document_opening_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.at:%d/%m/%Y %H:%M}"
