"""Forms of organisations: what they are, asking to join, inviting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField, PhoneField, TaxCodeField
from accounts.membership import successors
from accounts.models import Language, Membership, Organisation, User
from taxonomy.models import Concept

if TYPE_CHECKING:
    ConceptChoice = forms.ModelChoiceField[Concept]
    IndustryChoices = forms.ModelMultipleChoiceField[Concept]
else:
    ConceptChoice = forms.ModelChoiceField
    IndustryChoices = forms.ModelMultipleChoiceField

NO_TAX_CODE_NEEDED = {"individual", "scientist", "foreign_org", "international"}
OPERATORS = {"dost", "ministry_unit"}


class ConceptField(ConceptChoice):
    """A code of one classification, in the order of the classification."""

    def __init__(self, scheme: str, **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(queryset=Concept.objects.none(), **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> ConceptField:
        copy: ConceptField = super().__deepcopy__(memo)
        copy.queryset = Concept.objects.of(self.scheme).order_by("order", "code")
        return copy

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class IndustriesField(IndustryChoices):
    """Sections of the classification of industries, a few at most."""

    MOST = 5

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Concept.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            help_text=format_lazy(_("At most {most}."), most=self.MOST),
            **kwargs,
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> IndustriesField:
        copy: IndustriesField = super().__deepcopy__(memo)
        copy.queryset = Concept.objects.of("vsic").roots().order_by("order", "code")
        return copy

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if len(chosen) > self.MOST:
            raise forms.ValidationError(_("Please choose at most %(most)s."), params={"most": self.MOST})
        return chosen


class OrganisationForm(forms.Form):
    """What an organisation says of itself; `go_on` insists on a new one although the tax code is known."""

    kind = ConceptField("actor_type", label=_("Kind of organisation"), empty_label=_("Please choose"))
    name_vi = LineField(
        label=_("Name (Vietnamese)"),
        max_length=200,
        help_text=_("As registered. A person lists under their full name."),
    )
    name_en = LineField(label=_("Name (English)"), max_length=200, required=False)
    tax_code = TaxCodeField(
        label=_("Tax code"),
        required=False,
        help_text=_("10 or 13 digits; a household’s has 12 and is never shown. Not needed for a person."),
    )
    province = ConceptField("province", label=_("Province or city"), required=False, empty_label=_("Please choose"))
    ward = ConceptField("ward", label=_("Ward, commune or special zone"), required=False, empty_label=_("Not stated"))
    size_class = ConceptField("size_class", label=_("Size"), required=False, empty_label=_("Not stated"))
    industries = IndustriesField(label=_("Industries"), required=False)
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    contact_email = forms.EmailField(
        label=_("Contact e-mail"),
        required=False,
        max_length=254,
        help_text=_("Shown to partners after an interest has been accepted."),
    )
    contact_phone = PhoneField(label=_("Contact phone"), required=False)
    about_vi = forms.CharField(
        label=_("About (Vietnamese)"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    about_en = forms.CharField(
        label=_("About (English)"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=Language, widget=forms.RadioSelect, initial="vi"
    )
    go_on = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_kind(self) -> Concept:
        kind: Concept = self.cleaned_data["kind"]
        if kind.code in OPERATORS:
            raise forms.ValidationError(_("Organisations of this kind are created by the connection point."))
        return kind

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        self.check_place(cleaned)
        needs_code = kind is not None and kind.code not in NO_TAX_CODE_NEEDED
        if needs_code and not cleaned.get("tax_code") and "tax_code" not in self.errors:
            self.add_error("tax_code", _("Please fill in this field."))
        return cleaned

    def check_place(self, cleaned: dict[str, Any]) -> None:
        """Wards are known for the connection point's own province."""
        province = cleaned.get("province")
        if cleaned.get("ward") and (province is None or province.code != settings.POINT_PROVINCE):
            self.add_error("ward", _("This ward is not in the chosen province or city."))

    def details(self) -> dict[str, Any]:
        """The organisation's own fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "go_on"}


def initial_of(organisation: Organisation) -> dict[str, Any]:
    names = [name for name in OrganisationForm.base_fields if name not in ("go_on", "industries")]
    values = {name: getattr(organisation, name) for name in names}
    return {**values, "industries": list(organisation.industries.all())}


class OrganisationEditForm(OrganisationForm):
    """The same for an organisation that exists: its kind may stay what the connection point made it."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(organisation), **kwargs})
        self.organisation = organisation
        # Finer codes that were chosen elsewhere stay to be chosen.
        industries = self.fields["industries"]
        industries.queryset = (industries.queryset | organisation.industries.all()).distinct()  # type: ignore[attr-defined]
        del self.fields["go_on"]

    def clean_kind(self) -> Concept:
        kind: Concept = self.cleaned_data["kind"]
        return kind if kind == self.organisation.kind else super().clean_kind()


class JoinForm(forms.Form):
    message = forms.CharField(
        label=_("Message"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who you are and why you should act for the organisation."),
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role, widget=forms.RadioSelect, initial=Membership.Role.EDITOR
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].option_hints = ROLE_HINTS  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role)


class SuccessorForm(forms.Form):
    """Who takes over the listings of a member who goes; nobody chosen means an owner."""

    successor = forms.ModelChoiceField(queryset=Membership.objects.none(), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        successor.queryset = successors(membership)

    def chosen(self) -> User | None:
        found = self.cleaned_data["successor"]
        return found.user if found else None


ROLE_HINTS = {
    Membership.Role.OWNER: _("Manages members and listings."),
    Membership.Role.EDITOR: _("Writes and manages listings, answers suggestions and interests."),
    Membership.Role.READER: _("Sees everything of the organisation, changes nothing."),
}


class VerifyForm(forms.Form):
    """What an officer has compared before verifying an organisation."""

    use_required_attribute = False
    note = forms.CharField(
        label=_("Note on the verification"),
        help_text=_("What you compared, for example the business register; officers read it. May stay empty."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Please shorten to %(limit_value)d characters or fewer.")},
    )
