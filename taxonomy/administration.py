"""What all pages of the administration share; the lowest app holds it, so that each app's `admin` may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.contrib import admin
from django.db.models import ForeignKey, ManyToManyField, Model, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from taxonomy.models import Concept

Row = TypeVar("Row", bound=Model)

#: Above fields that only domain functions write.
MOVED_ELSEWHERE = _(
    "These change only on the portal’s own pages, where the change is checked, protected against double decisions and"
    " recorded with who, when and why."
)
NEVER_CHANGED = _("A record of what happened: it can be read here, never changed.")

if TYPE_CHECKING:

    class BaseAdmin(admin.ModelAdmin[Row]):
        """Django's, with the type of its rows."""

    class BaseInline(admin.TabularInline[Any, Any]):
        """Django's, for rows of any kind."""

else:

    class BaseAdmin(admin.ModelAdmin, Generic[Row]):
        """Django's, with the type of its rows."""

    class BaseInline(admin.TabularInline):
        """Django's, for rows of any kind."""


class PortalAdmin(BaseAdmin[Row]):
    """Lists without counting twice, codes limited to their scheme, and what may be done said in three words."""

    may_add = may_change = may_delete = True
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    #: Fields that point at codes, with the scheme whose codes fit.
    schemes: ClassVar[dict[str, str]] = {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self.may_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return self.may_delete and super().has_delete_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return super().has_view_permission(request, obj) or super().has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if scheme := self.schemes.get(db_field.name):
            kwargs["queryset"] = Concept.objects.of(scheme)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if scheme := self.schemes.get(db_field.name):
            kwargs["queryset"] = Concept.objects.of(scheme)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ReadOnlyAdmin(PortalAdmin[Row]):
    """Rows to be read: the past, or what only domain functions write."""

    may_add = may_change = may_delete = False


class ReadOnlyInline(BaseInline):
    """Rows below another one, to be read."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
