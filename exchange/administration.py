"""The administration as a whole: our sign-in, our name, and the history of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from pghistory.admin import EventsAdmin
from pghistory.admin.core import BackFilter, EventModelFilter, LabelFilter, MethodFilter, ModelFilter, ObjFilter

from exchange.background import background

GROUP_OF = {"account": "signing_in", "mfa": "signing_in", "usersessions": "signing_in", "auth": "signing_in"} | {
    "pghistory": "history",
    "admin": "history",
}
GROUP_NAMES = {"signing_in": _("Signing in"), "history": _("History")}
MODEL_NAMES = {
    "EmailAddress": _("E-mail addresses"),
    "Authenticator": _("Second factors"),
    "UserSession": _("Signed-in devices"),
    "Group": _("Groups of administrators"),
    "Events": _("Changes of people and organisations"),
    "LogEntry": _("What was done in the administration"),
}
ORDER = ["catalog", "matching", "cooperation", "advisory", "accounts", "account", "taxonomy", "pghistory", "admin"]


class Administration(admin.AdminSite):
    """Django's administration behind the portal's sign-in: one door, one second factor, one way out."""

    site_title = _("CungCầu administration")
    site_header = _("CungCầu administration")
    index_title = _("Everything in the portal")
    empty_value_display = "–"

    @property
    def site_url(self) -> str:  # type: ignore[override]
        """The link back to the portal, in the language of the page."""
        return reverse("exchange:home")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """All models, under what works in the background at present."""
        return super().index(request, {"background": background(now=timezone.now())} | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Models by what they are for, also those that others have written and named."""
        groups: dict[str, Any] = {}
        for app in super().get_app_list(request, app_label):
            label = GROUP_OF.get(app["app_label"], app["app_label"])
            group = groups.setdefault(label, {**app, "models": []})
            group["name"] = GROUP_NAMES.get(label, group["name"])
            group["models"] += [
                {**row, "name": MODEL_NAMES.get(row["object_name"], row["name"])} for row in app["models"]
            ]
        return sorted(groups.values(), key=lambda app: (*ORDER, app["app_label"]).index(app["app_label"]))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the sign-in page; for somebody signed in without the right, there is nothing here."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout", preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        shown = path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.on_site), name="view_on_site")
        return [shown, *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site")]

    def on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponseBase:
        """The portal's page of a row; only of models that the administration shows and that have such pages."""
        kind = get_object_or_404(ContentType, pk=content_type_id)
        if not any(hasattr(each, "get_absolute_url") and each is kind.model_class() for each in self._registry):
            raise Http404
        return shortcut(request, str(content_type_id), object_id)

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """For strangers no page of the administration exists."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                answer: HttpResponseBase = inner(request, *args, **kwargs)
            except OverflowError as error:
                # A filter in the address names a year or number that no calendar and no column holds.
                raise BadRequest from error
            return answer

        return guarded


class LabelTitled(LabelFilter):
    title: Any = _("event")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        labels = super().lookups(request, model_admin)  # type: ignore[no-untyped-call]
        return [(label, EVENTS.get(label, label)) for label, _label in labels]


class EventModelTitled(EventModelFilter):
    title: Any = _("kind of row")


class MethodTitled(MethodFilter):
    title: Any = _("relation")


class ObjectTitled(ObjFilter):
    title: Any = _("row")


class ModelTitled(ModelFilter):
    title: Any = _("kind of row")


class HistoryAdmin(EventsAdmin):
    """What was changed in people, organisations and memberships, by whom and when."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # its list of changes cannot count them

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The address names a row and a way back: neither is believed."""
        if not url_has_allowed_host_and_scheme(request.GET.get("back", "/"), allowed_hosts=None):
            raise Http404
        try:
            answer: HttpResponse = super().changelist_view(request, extra_context)  # type: ignore[no-untyped-call]
        except (ObjectDoesNotExist, ValueError, TypeError):
            raise Http404 from None
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            subtitle = str(answer.context_data.get("subtitle") or "")
            answer.context_data |= {"title": MODEL_NAMES["Events"], "subtitle": subtitle.removeprefix("Tracks ")}
        return answer

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["at", "of", "event", "changes", "by"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters: list[Any] = [LabelTitled, EventModelTitled]
        if "obj" in request.GET:
            return [*filters, MethodTitled, ObjectTitled, BackFilter]
        return [*filters, ModelTitled, BackFilter] if "model" in request.GET else filters

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["at", "of", "event", "changes", "by"]

    @admin.display(description=_("at"), ordering="pgh_created_at")
    def at(self, event: Any) -> datetime:
        return event.pgh_created_at  # type: ignore[no-any-return]

    @admin.display(description=_("row"))
    def of(self, event: Any) -> str:
        model = apps.get_model(event.pgh_obj_model)
        return f"{model._meta.verbose_name} {event.pgh_obj_id}"

    @admin.display(description=_("event"))
    def event(self, event: Any) -> str:
        return str(EVENTS.get(event.pgh_label, event.pgh_label))

    @admin.display(description=_("changes"))
    def changes(self, event: Any) -> str:
        model = apps.get_model(event.pgh_obj_model)
        lines = (
            (model._meta.get_field(name).verbose_name, *(plain(value) for value in values))
            for name, values in (event.pgh_diff or {}).items()
        )
        return format_html_join(mark_safe("<br>"), "{}: {} → {}", lines)

    @admin.display(description=_("by"))
    def by(self, event: Any) -> str:
        """The person who was signed in; nobody when a job or a command made the change."""
        pk = (event.pgh_context or {}).get("user")
        if pk is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[pk]), pk)


EVENTS = {"insert": _("added"), "update": _("changed"), "delete": _("removed")}


def plain(value: object) -> str:
    return "–" if value in (None, "") else str(value)
