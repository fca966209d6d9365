"""Addresses of writing and keeping listings; their lists and pages for everybody are in `exchange`."""

from django.urls import path, register_converter

from catalog import (
    edit_views,
    feed_views,
    file_views,
    owner_views,
    posting_views,
    report_views,
    shortlist_views,
    suggest_views,
    talk_views,
    watch_views,
)
from catalog.importing import views as import_views
from catalog.prefill import views as prefill_views
from catalog.writing import views as writing_views

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
    path("listings/feed/", feed_views.listing_feed, name="listing-feed"),
    path("listings/new/<kind:kind>/", posting_views.create, name="listing-create"),
    path("listings/new/<kind:kind>/from-text/", prefill_views.start, name="prefill"),
    path("listings/import/", import_views.start, name="import"),
    path("listings/import/template/<kind:kind>.xlsx", import_views.template, name="import-template"),
    path("listings/import/<slug:key>/", import_views.progress, name="import-progress"),
    path("listings/import/<slug:key>/report.xlsx", import_views.report, name="import-report"),
    path("listings/new/reading/<slug:key>/", prefill_views.progress, name="prefill-progress"),
    path("listings/<str:reference>/edit/<slug:step>/", posting_views.edit, name="listing-edit"),
    path("listings/<str:reference>/edit/<slug:step>/autosave/", writing_views.autosave_step, name="listing-autosave"),
    path("listings/preview/", writing_views.preview, name="text-preview"),
    path("listings/<str:reference>/revise/", edit_views.revise, name="listing-revise"),
    path("listings/<str:reference>/revise/discard/", edit_views.discard, name="listing-edit-discard"),
    path("listings/<str:reference>/copy/", edit_views.copy, name="listing-copy"),
    path("listings/<str:reference>/revisions/<int:number>/", edit_views.revision, name="listing-revision"),
    path("listings/<str:reference>/submit/", posting_views.submit, name="listing-submit"),
    path("listings/<str:reference>/files/", file_views.attach, name="listing-files"),
    path("listings/<str:reference>/files/<slug:key>/delete/", file_views.detach, name="attachment-delete"),
    path("listings/<str:reference>/report/", report_views.report_problem, name="report-problem"),
    path("listings/<str:reference>/history/", owner_views.history, name="listing-history"),
    path("listings/<str:reference>/message/", talk_views.owner_message, name="listing-message"),
    path("listings/<str:reference>/<owner_action:action>/", owner_views.act, name="listing-action"),
    path("listings/<str:reference>/save/", shortlist_views.save, name="listing-save"),
    path("desk/listings/", owner_views.own_listings, name="own-listings"),
    path("desk/shortlist/", shortlist_views.shortlist, name="shortlist"),
    path("desk/shortlist/<int:pk>/remove/", shortlist_views.remove, name="saved-remove"),
    path("desk/shortlist/<int:pk>/restore/", shortlist_views.restore, name="saved-restore"),
    path("desk/shortlist/<int:pk>/notes/", shortlist_views.add_note, name="saved-note"),
    path("desk/shortlist/<int:pk>/notes/<int:note>/delete/", shortlist_views.delete_note, name="saved-note-delete"),
    path("desk/watches/", watch_views.watch_list, name="watch-list"),
    path("desk/watches/new/", watch_views.watch_create, name="watch-create"),
    path("desk/watches/<int:pk>/", watch_views.watch_detail, name="watch-detail"),
    path("desk/watches/<int:pk>/change/", watch_views.watch_change, name="watch-change"),
    path("desk/watches/<int:pk>/delete/", watch_views.watch_delete, name="watch-delete"),
    path("mail/watches/<str:token>/", watch_views.watch_stop, name="watch-stop"),
    path("search/suggest/", suggest_views.search_suggest, name="search-suggest"),
    path("files/<slug:key>/<path:name>", file_views.serve, name="attachment"),
    path("thumbnails/<slug:key>.webp", file_views.serve, {"small": True}, name="attachment-thumbnail"),
]
