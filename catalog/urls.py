"""Addresses of writing and keeping listings; their lists and pages for everybody are in `exchange`."""

from django.urls import path, register_converter

from catalog import file_views, owner_views, posting_views, suggest_views

app_name = "catalog"


class KindConverter:
    regex = "offer|need"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class OwnerActionConverter(KindConverter):
    regex = "pause|resume|renew|withdraw|fulfil|delete"


register_converter(KindConverter, "kind")
register_converter(OwnerActionConverter, "owner_action")

urlpatterns = [
    path("listings/new/<kind:kind>/", posting_views.create, name="listing-create"),
    path("listings/<str:reference>/edit/<slug:step>/", posting_views.edit, name="listing-edit"),
    path("listings/<str:reference>/submit/", posting_views.submit, name="listing-submit"),
    path("listings/<str:reference>/files/", file_views.attach, name="listing-files"),
    path("listings/<str:reference>/files/<slug:key>/delete/", file_views.detach, name="attachment-delete"),
    path("listings/<str:reference>/history/", owner_views.history, name="listing-history"),
    path("listings/<str:reference>/<owner_action:action>/", owner_views.act, name="listing-action"),
    path("desk/listings/", owner_views.own_listings, name="own-listings"),
    path("search/suggest/", suggest_views.search_suggest, name="search-suggest"),
    path("files/<slug:key>/<path:name>", file_views.serve, name="attachment"),
]
