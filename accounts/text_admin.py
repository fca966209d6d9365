"""Site texts in the administration: a version in force is read, a draft is written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import texts
from accounts.models import SiteText, User
from taxonomy.administration import PortalAdmin


@admin.register(SiteText)
class SiteTextAdmin(PortalAdmin[SiteText]):
    may_add = may_delete = False
    list_display = ["key", "version", "published_at", "is_reviewed", "created_by"]
    list_filter = ["key", ("published_at", admin.EmptyFieldListFilter), "is_reviewed"]
    list_select_related = ["created_by"]
    search_fields = ["key", "body_vi", "body_en"]
    actions = ["new_version", "put_in_force"]
    fieldsets = [
        (
            None,
            {
                "fields": ["key", "version", "published_at", "created_by", "is_reviewed", "body_vi", "body_en"],
                "description": _(
                    "A version in force never changes, because consents refer to it. To change a text, choose"
                    " “New version” in the list, edit the draft, and put it in force."
                ),
            },
        ),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: SiteText | None = None) -> list[str]:
        fixed = ["key", "version", "published_at", "created_by"]
        return [*fixed, "body_vi", "body_en"] if obj is not None and obj.published_at else fixed

    def save_model(self, request: HttpRequest, obj: SiteText, form: Any, change: bool) -> None:
        """Only what was changed: the database refuses to write the text of a version in force."""
        obj.save(update_fields=form.changed_data)

    @admin.action(description=_("New version of the selected text"), permissions=["change"])
    def new_version(self, request: HttpRequest, queryset: QuerySet[SiteText]) -> HttpResponse | None:
        keys = set(queryset.values_list("key", flat=True))
        if len(keys) != 1:
            messages.error(request, gettext("Please select versions of one text only."))
            return None
        assert isinstance(request.user, User)
        latest = texts.newest(keys.pop())
        draft = texts.write_version(key=latest.key, body_vi=latest.body_vi, body_en=latest.body_en, author=request.user)
        return redirect("admin:accounts_sitetext_change", draft.pk)

    @admin.action(description=_("Put the selected version in force"), permissions=["change"])
    def put_in_force(self, request: HttpRequest, queryset: QuerySet[SiteText]) -> None:
        now = timezone.now()
        for text in queryset:
            try:
                texts.publish(text=text, now=now)
            except texts.NotPublishable:
                messages.error(request, gettext("%(text)s or a newer version is in force already.") % {"text": text})
            else:
                self.log_change(request, text, gettext("Put in force"))
                messages.success(request, gettext("%(text)s is in force now.") % {"text": text})
