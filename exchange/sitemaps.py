"""What search engines may find: every public page in both languages, in pages of bounded size and stable order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Organisation, SiteText
from advisory.models import ExpertProfile
from catalog.browsing import FIELDS, INDUSTRIES, PROVINCES, Scheme, entries
from catalog.models import Listing
from cooperation.models import SuccessStory
from exchange.directory import in_directory, named_listings
from taxonomy.addresses import absolute, alternates

#: Each page stands there once in each language: two thousand addresses in a file, quickly written.
PER_PAGE = 1000
OVERVIEWS = (
    *("exchange:home", "catalog:listing-list", "catalog:field-list", "catalog:industry-list", "catalog:province-list"),
    *("accounts:organisation-directory", "catalog:gap-list", "cooperation:results", "cooperation:story-list"),
    "advisory:expert-list",
)
Entry = tuple[str, datetime | None]


class BothLanguages:
    """A sitemap as Django's view takes it; Django's own class with languages loads every row to show one page."""

    latest_lastmod = None
    is_long = False

    def items(self) -> Any:
        raise NotImplementedError

    def entry(self, item: Any) -> Entry:
        """The Vietnamese path of a page and when it changed."""
        raise NotImplementedError

    def entries(self, items: list[Any]) -> list[Entry]:
        return [self.entry(item) for item in items]

    @property
    def paginator(self) -> Paginator[Any]:
        return Paginator(self.items(), PER_PAGE)

    @property
    def pages(self) -> range:
        """The numbers of its files; what is short is not counted for this."""
        return self.paginator.page_range if self.is_long else range(1, 2)

    def get_urls(self, page: int | str = 1, site: object = None, protocol: str | None = None) -> list[dict[str, Any]]:  # noqa: ARG002
        """The addresses of one page; the host is the configured one, whatever the request says."""
        with override("vi"):
            found = self.entries(list(self.paginator.page(page).object_list))
        return [row for path, changed_at in found for row in rows_of(path, changed_at)]


def rows_of(path: str, changed_at: datetime | None) -> list[dict[str, Any]]:
    """A page in Vietnamese and in English, each naming the other."""
    pages = [{"lang_code": language, "location": url} for language, url in alternates(path)]
    return [
        {"location": page["location"], "lastmod": changed_at, "alternates": pages}
        for page in pages
        if page["lang_code"] != "x-default"
    ]


class Listings(BothLanguages):
    """Published listings in the order of their keys, so that a new one changes the last page only."""

    is_long = True

    def items(self) -> QuerySet[Listing]:
        return Listing.objects.published().order_by("pk").only("reference", "updated_at", "revision_of")

    def entry(self, item: Listing) -> Entry:
        return item.get_absolute_url(), item.updated_at


class Organisations(BothLanguages):
    """Organisations of the directory; they changed when they last published something under their name."""

    is_long = True

    def items(self) -> QuerySet[Organisation]:
        return in_directory().order_by("pk").only("slug", "created_at")

    def entries(self, items: list[Organisation]) -> list[Entry]:
        rows = named_listings().filter(organisation__in=items).values_list("organisation")
        newest = dict(rows.annotate(newest=Max("published_at")))
        return [(item.get_absolute_url(), newest.get(item.pk, item.created_at)) for item in items]


class Stories(BothLanguages):
    """Success stories that both organisations agree to."""

    def items(self) -> QuerySet[SuccessStory]:
        return SuccessStory.objects.public().order_by("pk").only("pk", "published_at")

    def entry(self, item: SuccessStory) -> Entry:
        return item.get_absolute_url(), item.published_at


class Experts(BothLanguages):
    """Experts whom everybody may see."""

    def items(self) -> QuerySet[ExpertProfile]:
        return ExpertProfile.objects.public(timezone.localdate()).order_by("pk").only("updated_at")

    def entry(self, item: ExpertProfile) -> Entry:
        return item.get_absolute_url(), item.updated_at


class Browse(BothLanguages):
    """Codes of a classification under which something is published."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def items(self) -> list[Any]:
        found = entries(self.scheme, self.scheme.concepts(), today=timezone.localdate())
        return [entry for entry in found if entry.tally.total]

    def entry(self, item: Any) -> Entry:
        return self.scheme.address(item.concept), item.tally.newest


class Texts(BothLanguages):
    """The overviews, and the texts in force."""

    def items(self) -> list[Entry]:
        texts = SiteText.objects.filter(published_at__isnull=False).values("key").annotate(at=Max("published_at"))
        dated = [(reverse("accounts:site-text", args=[text["key"]]), text["at"]) for text in texts.order_by("key")]
        return [*((reverse(name), None) for name in OVERVIEWS), *dated]

    def entry(self, item: Entry) -> Entry:
        return item


def sitemaps() -> dict[str, BothLanguages]:
    """All of them, by the name their address has."""
    return {
        "pages": Texts(),
        "fields": Browse(FIELDS),
        "industries": Browse(INDUSTRIES),
        "provinces": Browse(PROVINCES),
        "organisations": Organisations(),
        "stories": Stories(),
        "experts": Experts(),
        "listings": Listings(),
    }


def files() -> list[dict[str, Any]]:
    """The files of the index, with their full addresses."""
    return [
        {"location": file_address(section, page)} for section, sitemap in sitemaps().items() for page in sitemap.pages
    ]


def file_address(section: str, page: int) -> str:
    address = absolute(reverse("sitemap", args=[section]))
    return address if page == 1 else f"{address}?p={page}"
