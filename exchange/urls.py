"""Addresses: Vietnamese at /…, English at /en/…; pages that combine layers have their views in `exchange`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from accounts import entrance
from accounts.urls import urlpatterns as account_patterns
from catalog.review_urls import urlpatterns as review_patterns
from catalog.urls import urlpatterns as catalog_patterns
from exchange import (
    agreement_views,
    best_pairs_views,
    browse_views,
    compare_views,
    dossier_views,
    ending_views,
    for_you_views,
    gap_list_views,
    health,
    listing_images,
    listing_page,
    listing_views,
    organisation_views,
    overview_views,
    own_account_views,
    own_data_views,
    pair_actions,
    pair_views,
    period_report_views,
    quality_views,
    queue_views,
    search_engine_views,
    suggestion_views,
    views,
)

handler400 = "exchange.errors.bad_request"
handler403 = "exchange.errors.permission_denied"
handler404 = "exchange.errors.not_found"
handler500 = "exchange.errors.server_error"

shell_patterns = (
    [
        path("", views.home, name="home"),
        path("desk/", views.desk, name="desk"),
        path("staff/overview/", overview_views.overview_page, name="overview"),
        path("staff/overview/excel/", overview_views.overview_excel, name="overview-excel"),
        path("staff/report/", period_report_views.report_page, name="period-report"),
        path("staff/report/pdf/", period_report_views.report_pdf, name="period-report-pdf"),
        path("staff/report/excel/", period_report_views.report_excel, name="period-report-excel"),
        path("account/data/", own_data_views.own_data_page, name="own-data"),
        path("account/data/copy/", own_data_views.own_data_file, name="own-data-file"),
        path("account/delete/", own_account_views.account_delete, name="account-delete"),
        path("account/deleted/", own_account_views.account_deleted, name="account-deleted"),
        path("for-you/", for_you_views.for_you_page, name="for-you"),
        path("listings/<str:reference>/suggestions/", suggestion_views.suggestion_list, name="suggestions"),
        path("suggestions/best/", best_pairs_views.best_pairs, name="best-pairs"),
        path("suggestions/pair/", pair_views.pair, name="pair"),
        path("suggestions/pair/introduce/", pair_actions.introduce_pair, name="pair-introduce"),
        path("suggestions/pair/block/", pair_actions.block_pair, name="pair-block"),
        path("suggestions/pair/lift/", pair_actions.lift_block, name="pair-lift"),
        path("suggestions/quality/", quality_views.answers, name="quality"),
        path("suggestions/quality/unmatched/", quality_views.without_match, name="unmatched"),
        path("suggestions/<int:pk>/interested/", suggestion_views.interested, name="suggestion-interested"),
        path("suggestions/<int:pk>/declined/", suggestion_views.declined, name="suggestion-declined"),
        path("cooperations/<str:reference>/agreement/pdf/", agreement_views.agreement_pdf, name="agreement-pdf"),
        path("cooperations/<str:reference>/drafts/<slug:kind>/pdf/", agreement_views.agreement_pdf, name="draft-pdf"),
        path("dossiers/<str:reference>/pdf/", dossier_views.dossier_pdf, name="dossier-pdf"),
        path("style-guide/", views.style_guide, name="style-guide"),
        path("display/theme/", views.set_theme, name="set-theme"),
        path("opensearch.xml", search_engine_views.opensearch, name="opensearch"),
    ],
    "exchange",
)
# Pages that combine layers have their views here, but their names stay with the object.
organisation_patterns = (
    [
        path("organisations/", organisation_views.organisation_directory, name="organisation-directory"),
        *account_patterns,
        path("staff/organisations/<slug:slug>/close/", ending_views.close, name="organisation-close"),
        path("staff/organisations/<slug:slug>/merge/", ending_views.merge, name="organisation-merge"),
        path("organisations/<slug:slug>/", organisation_views.organisation_detail, name="organisation-detail"),
    ],
    "accounts",
)
listing_patterns = (
    [
        path("fields/", browse_views.field_list, name="field-list"),
        path("fields/<str:key>/", browse_views.field_detail, name="field-detail"),
        path("industries/", browse_views.industry_list, name="industry-list"),
        path("industries/<str:key>/", browse_views.industry_detail, name="industry-detail"),
        path("provinces/", browse_views.province_list, name="province-list"),
        path("provinces/<str:key>/", browse_views.province_detail, name="province-detail"),
        path("gap-list/", gap_list_views.gap_list, name="gap-list"),
        path("gap-list/feed/", gap_list_views.gap_feed, name="gap-feed"),
        path("listings/", listing_views.listing_list, name="listing-list"),
        path("listings/compare/", compare_views.listing_compare, name="listing-compare"),
        path("listings/compare/pdf/", compare_views.compare_pdf, name="compare-pdf"),
        path("listings/compare/add/", compare_views.compare_add, name="compare-add"),
        path("listings/compare/remove/", compare_views.compare_remove, name="compare-remove"),
        path("review/", queue_views.review_queue, name="review-queue"),
        *review_patterns,
        *catalog_patterns,
        path("listings/<str:reference>/", listing_page.listing_detail, name="listing-detail"),
        path("listings/<str:reference>/pdf/", listing_page.listing_pdf, name="listing-pdf"),
        path("listings/<str:reference>/card.png", listing_images.listing_card, name="listing-card"),
        path("listings/<str:reference>/qr.svg", listing_images.listing_qr, name="listing-qr"),
    ],
    "catalog",
)

urlpatterns = [
    path("health/", health.health, name="health"),
    path("robots.txt", search_engine_views.robots, name="robots"),
    path("sitemap.xml", search_engine_views.sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", search_engine_views.sitemap_section, name="sitemap"),
    *i18n_patterns(
        path("", include(shell_patterns)),
        path("", include(organisation_patterns)),
        path("", include(listing_patterns)),
        path("", include("matching.urls")),
        path("", include("cooperation.urls")),
        path("", include("advisory.urls")),
        path("admin/", admin.site.urls),
        # Ours come first: they are throttled, and atomic with their letters.
        path("account/", include(entrance.urlpatterns)),
        path("account/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
