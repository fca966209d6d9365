"""Who may see what, who answers, and the text in the second language."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from catalog.forms.base import Layout, StepForm, posting_field
from catalog.forms.fields import INVALID_CHOICE, YesOrNo
from catalog.models import Disclosure, Kind, Listing


class VisibilityForm(StepForm):
    """Anonymity, confidential part, contact person, second language."""

    layout: ClassVar[Layout] = (
        "is_anonymous", "disclosure", "confidential", "contact", "accepting_interest",
        "title_alt", "summary_alt", "description_alt",
    )  # fmt: skip

    class Meta:
        model = Listing
        formfield_callback = posting_field
        fields: ClassVar[list[str]] = [
            "is_anonymous", "disclosure", "confidential", "contact", "accepting_interest",
            "title_alt", "summary_alt", "description_alt",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"disclosure": forms.RadioSelect}
        help_texts: ClassVar[dict[str, Any]] = {
            "confidential": _(
                "Composition, drawings, names of customers: what only a serious partner should read. "
                "You see who opened it."
            ),
            "contact": _(
                "Name and contact details are shown to the other side only after an interest has been accepted."
            ),
            "accepting_interest": _("Others may send you an expression of interest."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disclosure"].choices = [  # type: ignore[attr-defined]
            (Disclosure.PUBLIC.value, _("There is no confidential part")),
            *[(choice.value, choice.label) for choice in (Disclosure.INTEREST, Disclosure.NDA)],
        ]
        members = User.objects.filter(memberships__organisation=self.instance.organisation_id, is_active=True)
        self.fields["contact"] = forms.ModelChoiceField(
            members.order_by("full_name", "pk"), label=_("Contact person"), required=False, empty_label="–",
            help_text=self.fields["contact"].help_text, error_messages={"invalid_choice": INVALID_CHOICE},
        )  # fmt: skip
        self._name_by_kind()
        self._name_other_language()

    def _name_by_kind(self) -> None:
        if self.instance.kind != Kind.NEED:
            del self.fields["is_anonymous"]
            return
        self.fields["is_anonymous"] = YesOrNo(
            label=_("Who may see the name of your organisation?"),
            no=_("Show the name"),
            yes=_("Show the sector only"),
            no_first=True,
            hints={
                "False": _("Usually brings more proposals."),
                "True": _(
                    "Your name opens only to those whose interest you accept. Please name nobody in text or files."
                ),
            },
        )
        self.order_fields(self._meta.fields)

    def _name_other_language(self) -> None:
        """The three fields of the second language say which one it is, in its own name."""
        name = Language(self.instance.other_language).label
        for field, label in (
            ("title_alt", _("Title – %(language)s")),
            ("summary_alt", _("Summary – %(language)s")),
            ("description_alt", _("Description – %(language)s")),
        ):
            self.fields[field].label = label % {"language": name}
            self.fields[field].widget.attrs["lang"] = self.instance.other_language
        self.fields["title_alt"].help_text = _(
            "Not required: readers of the other language find the listing more easily."
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("confidential") and cleaned.get("disclosure") == Disclosure.PUBLIC:
            self.add_error(
                "disclosure", _("Please choose when the confidential part may be read, or leave that part empty.")
            )
        return cleaned
