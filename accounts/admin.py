"""People, organisations and membership; letters, texts and signing in stand in modules beside this one."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import mail_admin, sign_in_admin, text_admin
from accounts.erasure import AlreadyErased, OwnAccount, anonymise
from accounts.membership import LastOwner, keep_an_owner
from accounts.models import Consent, Invitation, JoinRequest, Membership, Organisation, OrganisationEnding, User
from accounts.organisations import sort_key, unverify
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, PortalAdmin, ReadOnlyAdmin, ReadOnlyInline

__all__ = ["mail_admin", "sign_in_admin", "text_admin"]

PROOF = {"tax_code", "name_vi", "kind"}


class MembershipsOfUser(ReadOnlyInline):
    model = Membership
    fields = ["organisation", "role", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("organisation", "user")


class MembershipsOfOrganisation(MembershipsOfUser):
    fields = ["user", "role", "created_at"]


class SecondFactorFilter(admin.SimpleListFilter):
    title = _("second factor")
    parameter_name = "second_factor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("set up")), ("no", _("missing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(Exists(second_factors()) if self.value() == "yes" else ~Exists(second_factors()))


def second_factors() -> QuerySet[Authenticator]:
    """Those of one person, to be asked for inside a query of people."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=OuterRef("pk"))
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES)


@admin.register(User)
class UserAdmin(PortalAdmin[User]):
    may_delete = False
    list_display = ["email", "full_name", "role", "is_staff", "is_active", "second_factor", "date_joined"]
    list_filter = ["role", "is_staff", "is_active", SecondFactorFilter, "language"]
    search_fields = ["email", "full_name", "phone"]
    date_hierarchy = "date_joined"
    ordering = ["-date_joined"]
    filter_horizontal = ["groups"]
    actions = ["erase"]
    inlines = [MembershipsOfUser]
    fieldsets = [
        (None, {"fields": ["email", "full_name", "title", "phone", "language"]}),
        (
            _("Rights"),
            {
                "fields": ["role", "is_active", "is_staff", "is_superuser", "groups"],
                "description": _(
                    "Officers, managers and administrators need a second factor. Nobody changes their own rights."
                ),
            },
        ),
        (
            _("Set elsewhere"),
            {
                "fields": ["suggestion_mail", "letters_per_week", "quiet_hours", "date_joined", "last_login"],
                "description": _(
                    "People choose their letters themselves and consent to them. An address is changed under"
                    " “E-mail addresses”, a password only by its owner."
                ),
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).annotate(has_second_factor=Exists(second_factors()))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed = ["suggestion_mail", "letters_per_week", "quiet_hours", "date_joined", "last_login"]
        if obj is not None:
            fixed.append("email")
        if obj is not None and obj.pk == request.user.pk:
            fixed += ["role", "is_active", "is_staff", "is_superuser", "groups"]
        return fixed

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: Any) -> bool:
        return bool(user.has_second_factor)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new person has no password: they choose one through “Forgotten password”."""
        if not change:
            obj.email = obj.email.strip().lower()
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True, verified=False)

    @admin.action(description=_("Erase what names the selected people …"), permissions=["change"])
    def erase(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Ask once more, then anonymise: deleting the rows would take other people's history with them."""
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Erase personal data"),
                "people": queryset,
                "opts": self.opts,
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/accounts/erase.html", context)
        for user in queryset:
            self.erase_one(request, user)
        return None

    def erase_one(self, request: HttpRequest, user: User) -> None:
        assert isinstance(request.user, User)
        name = str(user)
        try:
            erased = anonymise(user=user, by=request.user, now=timezone.now())
        except AlreadyErased:
            messages.info(request, gettext("%(name)s has been erased already.") % {"name": name})
        except OwnAccount:
            messages.error(request, gettext("Administrators do not erase themselves."))
        except LastOwner:
            text = gettext("%(name)s is the last owner of an organisation. Name another owner or close it first.")
            messages.error(request, text % {"name": name})
        else:
            self.log_change(request, erased, gettext("Personal data erased"))
            messages.success(request, gettext("The personal data of one person has been erased."))


@admin.register(Organisation)
class OrganisationAdmin(PortalAdmin[Organisation]):
    may_add = may_delete = False
    list_display = ["name_vi", "kind", "tax_code", "province", "is_verified_mark", "state", "created_at"]
    list_filter = [
        "state",
        ("verified_at", admin.EmptyFieldListFilter),
        ("kind", admin.RelatedOnlyFieldListFilter),
        ("province", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["kind", "province"]
    search_fields = ["name_vi", "name_en", "tax_code", "slug"]
    date_hierarchy = "created_at"
    filter_horizontal = ["industries"]
    schemes = {
        "kind": "actor_type", "province": "province", "ward": "ward", "size_class": "size_class", "industries": "vsic",
    }  # fmt: skip
    readonly_fields = [
        "slug",
        "state",
        "verified_at",
        "verified_by",
        "verified_until",
        "verification_note",
        "created_at",
    ]
    inlines = [MembershipsOfOrganisation]
    fieldsets = [
        (None, {"fields": ["name_vi", "name_en", "kind", "tax_code", "slug"]}),
        (_("Place and size"), {"fields": ["province", "ward", "country", "size_class", "industries"]}),
        (_("Contact"), {"fields": ["website", "contact_email", "contact_phone", "language", "about_vi", "about_en"]}),
        (
            _("State"),
            {
                "fields": ["state", "verified_at", "verified_by", "verified_until", "verification_note", "created_at"],
                "description": _(
                    "Officers verify, close and merge organisations in the portal; a new name, kind or tax code has to"
                    " be verified anew."
                ),
            },
        ),
    ]  # fmt: skip

    @admin.display(description=_("verified"), boolean=True, ordering="verified_at")
    def is_verified_mark(self, organisation: Organisation) -> bool:
        return organisation.is_verified

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        obj.sort_key = sort_key(obj)
        if obj.verified_at and PROOF & set(form.changed_data):
            unverify(obj)
            messages.warning(request, gettext("The organisation has to be verified anew."))
        super().save_model(request, obj, form, change)


@admin.register(OrganisationEnding)
class OrganisationEndingAdmin(ReadOnlyAdmin[OrganisationEnding]):
    list_display = ["organisation", "merged_into", "by", "at"]
    list_select_related = ["organisation", "merged_into", "by"]
    search_fields = ["organisation__name_vi", "organisation__name_en", "merged_into__name_vi"]
    date_hierarchy = "at"
    fieldsets = [
        (None, {"fields": ["organisation", "merged_into", "reason", "by", "at"], "description": MOVED_ELSEWHERE}),
    ]


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_role(self) -> str:
        role = str(self.cleaned_data["role"])
        if self.instance.pk and self.initial.get("role") == Membership.Role.OWNER and role != Membership.Role.OWNER:
            try:
                keep_an_owner(self.instance)
            except LastOwner:
                raise forms.ValidationError(_("Every organisation keeps at least one owner.")) from None
        return role


@admin.register(Membership)
class MembershipAdmin(PortalAdmin[Membership]):
    form = MembershipForm
    list_display = ["user", "organisation", "role", "created_at"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__email", "user__full_name", "organisation__name_vi", "organisation__name_en"]
    autocomplete_fields = ["user", "organisation"]
    date_hierarchy = "created_at"

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return ["user", "organisation", "created_at"] if obj else ["created_at"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One at a time, so that the last owner stays."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        if obj is not None and obj.role == Membership.Role.OWNER:
            try:
                keep_an_owner(obj)
            except LastOwner:
                return False
        return super().has_delete_permission(request, obj)


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin[JoinRequest]):
    list_display = ["user", "organisation", "state", "created_at", "decided_at", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["user", "organisation", "decided_by"]
    search_fields = ["user__email", "user__full_name", "organisation__name_vi", "organisation__name_en"]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            None,
            {
                "fields": ["user", "organisation", "message", "state", "created_at", "decided_at", "decided_by"],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation]):
    """Without the token: whoever reads it could accept in somebody else's place."""

    list_display = ["organisation", "email", "role", "invited_by", "created_at", "expires_at", "accepted_at"]
    list_filter = ["role", ("accepted_at", admin.EmptyFieldListFilter), ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation", "invited_by"]
    search_fields = ["email", "organisation__name_vi", "organisation__name_en"]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "organisation", "email", "role", "invited_by", "created_at", "expires_at", "accepted_at",
                    "accepted_by", "revoked_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin[Consent]):
    list_display = ["user", "purpose", "is_given", "text", "at"]
    list_filter = ["purpose", "is_given"]
    list_select_related = ["user", "text"]
    search_fields = ["user__email", "user__full_name"]
    date_hierarchy = "at"
    fieldsets = [
        (None, {"fields": ["user", "purpose", "is_given", "text", "wording", "at"], "description": NEVER_CHANGED}),
    ]
