"""Files that many drafts are made from, and which row made which draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from catalog.guess_models import new_key
from catalog.wish_models import Wish


class ImportBatch(Wish):
    """An Excel file of offers or needs: wanted, then done – every row is a draft – or refused with what is wrong in it.

    The file stands in the row until it is read. `cells` and `errors` of a refused one are kept for its report.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("waiting for its turn")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WANTED)
    kind = models.CharField(_("Kind"), max_length=5)
    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    content = models.BinaryField(default=b"", editable=False)
    sha256 = models.CharField(max_length=64)
    total = models.PositiveIntegerField(_("rows"), default=0)
    checked = models.PositiveIntegerField(_("rows checked"), default=0)
    problem = models.CharField(_("problem"), max_length=12, blank=True)
    cells = models.JSONField(default=list, editable=False)
    errors = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("import from Excel")
        verbose_name_plural = _("imports from Excel")
        ordering = ["-wanted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "sha256"], condition=Q(state="wanted"), name="import_wanted_once"
            ),
            models.CheckConstraint(condition=Q(state="wanted") | Q(content=b""), name="import_keeps_no_content"),
        ]
        indexes = [models.Index(fields=["wanted_at"], condition=Q(state="wanted"), name="import_wanted")]

    def __str__(self) -> str:
        return f"{self.name} {self.wanted_at:%d/%m/%Y %H:%M}"


class ImportedRow(models.Model):
    """That a draft was made from a row; while it exists, the same row makes no other one for its organisation."""

    listing = models.OneToOneField("catalog.Listing", models.CASCADE, related_name="imported_row")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "digest"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"
