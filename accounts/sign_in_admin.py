"""Signing in: addresses, second factors and sessions, without anything that would let one in."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from taxonomy.administration import PortalAdmin, Row

for model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


class NamedAdmin(PortalAdmin[Row]):
    """A model of somebody else's, whose own name has no Vietnamese."""

    name: Promise

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": self.name, **(extra_context or {})})


@admin.register(EmailAddress)
class EmailAddressAdmin(NamedAdmin[EmailAddress]):
    name = _("E-mail addresses")
    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__full_name"]
    autocomplete_fields = ["user"]
    readonly_fields = ["primary"]
    actions = ["make_primary"]

    def get_readonly_fields(self, request: HttpRequest, obj: EmailAddress | None = None) -> list[str]:
        return ["primary", "user", "email"] if obj else ["primary"]

    def has_delete_permission(self, request: HttpRequest, obj: EmailAddress | None = None) -> bool:
        """Everybody keeps the address they sign in with."""
        return not (obj is not None and obj.primary) and super().has_delete_permission(request, obj)

    @admin.action(description=_("Make the selected address the main one"), permissions=["change"])
    def make_primary(self, request: HttpRequest, queryset: QuerySet[EmailAddress]) -> None:
        for address in queryset.select_related("user"):
            if address.verified and address.set_as_primary():
                self.log_change(request, address, gettext("Made the main address"))
                messages.success(request, gettext("%(email)s is the main address now.") % {"email": address.email})
            else:
                messages.error(request, gettext("%(email)s is not confirmed yet.") % {"email": address.email})


@admin.register(Authenticator)
class AuthenticatorAdmin(NamedAdmin[Authenticator]):
    """Second factors by kind; removing one helps somebody who has lost the device."""

    name = _("Second factors")

    may_add = may_change = False
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__full_name"]
    date_hierarchy = "created_at"
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(UserSession)
class UserSessionAdmin(NamedAdmin[UserSession]):
    """Signed-in devices; deleting one ends the session."""

    name = _("Signed-in devices")

    may_add = may_change = False
    list_display = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__full_name", "ip"]
    date_hierarchy = "last_seen_at"
    fields = ["user", "created_at", "last_seen_at", "ip", "user_agent"]

    def delete_model(self, request: HttpRequest, obj: UserSession) -> None:
        obj.end()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[UserSession]) -> None:
        for session in queryset:
            session.end()
