"""Every kind of page: where it is, who may see it, and how to get there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext, Page

from tests.journeys.browsing import Visitors
from tests.journeys.people import go_on, reference_in

NEED_STEPS = ("problem", "targets", "conditions", "visibility", "check")
OFFER_STEPS = ("technology", "evidence", "transfer", "visibility", "check")
#: Needs of the demonstration alone: no journey publishes one with this readiness level and ends it while it is shown.
NEEDS = "/listings/?kind=need&trl=8"
OFFERS = "/listings/?kind=offer"
FOLLOWED = "/cooperations/followed/?group=all"
#: Two of the demonstration's cooperations: at the first stage, and at the contract.
AT_AGREEMENT = ".table th a:has-text('Tìm máy sấy bún')"
AT_CONTRACT = ".table th a:has-text('Giảm nước và xút')"
#: One whose contract is recorded, with obligations.
SIGNED = ".table th a:has-text('Quan trắc nước ao nuôi n')"
#: Words in paths that stand for the reference of a public listing: in which list, and the how-manieth.
PUBLIC_LISTINGS = {"public_need": (NEEDS, 0), "public_offer": (OFFERS, 0), "other_offer": (OFFERS, 1)}
TEXTS = ("about", "privacy", "terms", "accessibility", "contact")


@dataclass(frozen=True)
class Kind:
    """One kind of page; `links` are followed from `path`, each the first link that a selector finds."""

    name: str
    path: str
    who: str = ""
    links: tuple[str, ...] = ()
    status: int = 200
    #: Two columns of a wide table may scroll in their own box, the page never.
    title_suffix: str = " – CungCầu"


PUBLIC = [
    Kind("home", "/"),
    Kind("listings", "/listings/"),
    Kind("offers-filtered", "/listings/?kind=offer&trl=7&sort=price_up"),
    Kind("search", "/listings/?q=tôm"),
    Kind("search-none", "/listings/?q=qwxzqwxz"),
    Kind("offer", "/listings/?kind=offer", links=(".card__title a",)),
    Kind("need", NEEDS, links=(".card__title a",)),
    Kind("organisation", "/listings/?kind=offer", links=(".card__title a", "aside a[href*='/organisations/']")),
    *(Kind(f"browse-{name}", f"/{name}/") for name in ("fields", "industries", "provinces", "gap-list", "results")),
    Kind("browse-field", "/fields/", links=(".branch h2 a",)),
    Kind("directory", "/organisations/"),
    Kind("success-stories", "/success-stories/"),
    Kind("success-story", "/success-stories/", links=(".card__title a",)),
    Kind("experts", "/experts/"),
    Kind("experts-filtered", "/experts/?field=2&service=consulting&language=vi"),
    Kind("expert", "/experts/", links=("main .files a",)),
    Kind("report-problem", "/listings/?kind=offer", links=(".card__title a", "a[href$='/report/']")),
    Kind("compare", "/listings/compare/?id={public_offer}&id={other_offer}&id={public_need}"),
    Kind("compare-none", "/listings/compare/?id=HP-C-1999-0001"),
    *(Kind(key, f"/{key}/") for key in TEXTS),
    Kind("style-guide", "/style-guide/"),
    Kind("mailbox", "/mailbox/?to=ben-cau@vidu.test"),
    Kind("error-404", "/listings/HP-N-1999-0001/", status=404),
    Kind("error-400", "/listings/?q=%00", status=400),
    Kind("unsubscribe-bad", "/mail/unsubscribe/forged/", status=404),
    Kind("watch-stop-bad", "/mail/watches/forged/", status=404),
]
ENTRANCE = [
    Kind("sign-in", "/account/login/"),
    Kind("sign-up", "/account/signup/"),
    Kind("confirm-sent", "/account/confirm-email/"),
    Kind("confirm-bad", "/account/confirm-email/forged/"),
    Kind("reset", "/account/password/reset/"),
    Kind("reset-sent", "/account/password/reset/done/"),
    Kind("reset-bad", "/account/password/reset/key/1-forged/"),
    Kind("reset-done", "/account/password/reset/key/done/"),
    Kind("account-closed", "/account/inactive/"),
]
MEMBER = [
    Kind("desk", "/desk/", "demand"),
    Kind("desk-supply", "/desk/", "supply"),
    Kind("for-you", "/for-you/", "demand"),
    Kind("for-you-supply", "/for-you/", "supply"),
    Kind("own-listings", "/desk/listings/", "demand"),
    Kind("shortlist", "/desk/shortlist/", "demand"),
    Kind("history", "/desk/listings/?state=published", "supply", (".table th a",)),
    Kind(
        "own-offer", "/desk/listings/?state=published", "supply", (".table th a", "aside a.btn--2[href*='/listings/']")
    ),
    Kind("report", "/desk/listings/?state=published", "demand", (".table th a", "a[href$='/answers/']")),
    Kind("report-stop-bad", "/mail/reports/forged/", status=404),
    Kind("suggestions", "/desk/listings/?state=published", "demand", (".table th a", "a[href$='/suggestions/']")),
    Kind("watches", "/desk/watches/", "demand"),
    Kind("watch", "/desk/watches/", "demand", ("article h2 a",)),
    Kind("gap-letters", "/gap-list/letters/", "supply"),
    Kind("interests", "/interests/", "demand"),
    Kind("interest-received", "/interests/", "supply", ("a[href*='/interests/']:not([href$='/interests/'])",)),
    Kind(
        "interests-beside",
        "/interests/",
        "supply",
        ("a[href*='/interests/']:not([href$='/interests/'])", "a[href$='/interests/'][href*='/listings/']"),
    ),
    Kind("interests-followed", "/interests/followed/?group=waiting", "officer"),
    Kind("express", "/listings/?kind=offer", "demand", (".card__title a", "a[href$='/interest/']")),
    Kind("new-need", "/listings/new/need/", "demand"),
    Kind("prefill", "/listings/new/need/from-text/", "demand"),
    Kind("import", "/listings/import/", "demand"),
    Kind("new-offer", "/listings/new/offer/", "supply"),
    *(Kind(f"need-{step}", f"/listings/{{need}}/edit/{step}/", "demand") for step in NEED_STEPS),
    *(Kind(f"offer-{step}", f"/listings/{{offer}}/edit/{step}/", "supply") for step in OFFER_STEPS),
    Kind("edit-check", "/listings/{edit}/edit/check/", "supply"),
    Kind("service-requests", "/services/", "demand"),
    Kind("service-request", "/services/", "demand", (".table th a",)),
    Kind("service-new", "/services/new/", "demand"),
    Kind("dossiers", "/dossiers/", "demand"),
    Kind("dossier", "/dossiers/", "demand", (".table tr:has(.tag--warn) th a",)),
    Kind("dossier-concluded", "/dossiers/", "demand", (".table tr:has(.tag--ok) th a",)),
    Kind("organisations", "/desk/organisations/", "demand"),
    Kind("organisation-new", "/organisations/new/", "demand"),
    Kind("organisation-edit", "/organisations/htx-thuy-san-bang-la/edit/", "demand"),
    Kind("members", "/organisations/htx-thuy-san-bang-la/members/", "demand"),
    Kind("leave", "/organisations/htx-thuy-san-bang-la/leave/", "demand"),
    Kind("join", "/organisations/vien-nuoi-bien-dong-bac/join/", "demand"),
    Kind("invitation-bad", "/invitations/forged/", "demand", status=404),
]
ACCOUNT = [
    Kind("settings", "/account/settings/", "demand"),
    Kind("own-data", "/account/data/", "demand"),
    Kind("own-expert-profile", "/account/expert/", "demand"),
    Kind("account-delete", "/account/delete/", "demand"),
    Kind("account-delete-staff", "/account/delete/", "manager"),
    Kind("account-deleted", "/account/deleted/"),
    Kind("email", "/account/email/", "demand"),
    Kind("password", "/account/password/change/", "demand"),
    Kind("second-factor", "/account/2fa/", "demand"),
    Kind("sessions", "/account/sessions/", "demand"),
    Kind("sign-out", "/account/logout/", "demand"),
]
STAFF = [
    Kind("queue", "/review/", "officer"),
    Kind("problem-reports", "/review/reports/", "officer"),
    Kind("review", "/review/?group=all", "officer", (".table th a",)),
    Kind("revision", "/listings/HP-C-2026-0003/revisions/1/", "officer"),
    Kind("overview", "/staff/overview/", "officer"),
    Kind("cooperations", "/cooperations/", "demand"),
    Kind("cooperation-room", "/cooperations/", "demand", (".table th a",)),
    Kind("cooperation-close", "/cooperations/", "demand", (".table th a", "a[href$='/close/']")),
    Kind("agreement", FOLLOWED, "manager", (AT_AGREEMENT, "a[href$='/agreement/']")),
    Kind("draft", FOLLOWED, "manager", (AT_CONTRACT, "a[href$='/drafts/contract/']")),
    Kind("paper", FOLLOWED, "manager", (AT_CONTRACT, "a[href$='/papers/contract/']")),
    Kind("paper-recorded", "/cooperations/", "demand", (SIGNED, "a[href$='/papers/contract/']")),
    Kind("obligation", "/cooperations/", "demand", (SIGNED, "#obligations th a")),
    Kind("obligation-add", "/cooperations/", "demand", (SIGNED, "a[href$='/obligations/new/']")),
    Kind("registration", "/cooperations/", "demand", (SIGNED, "a[href$='/registration/']")),
    Kind("document-add", "/cooperations/", "demand", (".table th a", "a[href$='/documents/new/']")),
    Kind("cooperations-followed", "/cooperations/followed/?group=all", "manager"),
    Kind("outcome-report", "/cooperations/followed/?group=reports", "officer", (".table th a", "#outcomes .files a")),
    Kind("cooperation-start", "/cooperations/new/", "officer"),
    Kind("funnel", "/staff/funnel/", "officer"),
    Kind("funnel-bad", "/staff/funnel/?first=2026-12-01&last=2026-01-01&by=year", "manager", status=422),
    Kind("period-report", "/staff/report/?period=2026", "officer"),
    Kind("triage", "/triage/", "officer"),
    Kind("triage-need", "/triage/?group=all", "officer", (".table th a",)),
    Kind("triage-unmet", "/triage/?group=gap", "manager", (".table th a",)),
    Kind("organisations-to-check", "/staff/organisations/", "officer"),
    Kind("organisation-check", "/staff/organisations/", "officer", ("main .files a",)),
    Kind("organisation-close", "/staff/organisations/htx-thuy-san-bang-la/close/", "officer"),
    Kind("organisation-merge-choose", "/staff/organisations/htx-thuy-san-bang-la/merge/?q=vi%E1%BB%87n", "officer"),
    Kind(
        "organisation-merge", "/staff/organisations/htx-thuy-san-bang-la/merge/?into=vien-nuoi-bien-dong-bac", "officer"
    ),
    Kind("trl-to-renew", "/review/trl/", "officer"),
    Kind("services-staff", "/staff/services/", "officer"),
    Kind("service-staff", "/staff/services/", "officer", (".table th a",)),
    Kind("experts-to-check", "/staff/experts/", "officer"),
    Kind("expert-check", "/staff/experts/", "officer", ("main .files a",)),
    Kind("experts-for-need", "/staff/experts/for/{public_need}/", "officer"),
    Kind("join-requests", "/staff/join-requests/", "officer"),
    Kind("best-pairs", "/suggestions/best/", "officer"),
    Kind("pair", "/suggestions/pair/?need={public_need}&offer={public_offer}", "officer"),
    Kind("pair-bad", "/suggestions/pair/?need={public_offer}&offer=", "officer", status=422),
    Kind("weights", "/matching/weights/", "officer"),
    Kind("weights-edit", "/matching/weights/edit/", "manager"),
    Kind("quality", "/suggestions/quality/?days=0", "officer"),
    Kind("quality-unmatched", "/suggestions/quality/unmatched/", "officer"),
    Kind("learning", "/matching/learning/", "manager"),
    Kind("hand-over", "/review/?group=all", "officer", (".table th a", "a[data-key='h']")),
    Kind("transfer-rules", "/review/transfer-rules/", "manager"),
    Kind("transfer-rule-add", "/review/transfer-rules/new/", "manager"),
    Kind("transfer-rule", "/review/transfer-rules/", "manager", (".table th a",)),
    Kind("glossary", "/review/glossary/", "officer"),
    Kind("glossary-add", "/review/glossary/new/", "officer"),
    Kind("glossary-entry", "/review/glossary/?q=MBBR", "officer", (".table th a",)),
    Kind("texts", "/manage/texts/", "manager"),
    Kind("text-edit", "/manage/texts/privacy/", "manager"),
]
KINDS = [*PUBLIC, *ENTRANCE, *MEMBER, *ACCOUNT, *STAFF]


class Guide:
    """Finds the address of a kind of page in the portal as it is now, each once."""

    def __init__(self, visitors: Visitors) -> None:
        self.visitors = visitors
        self._addresses: dict[str, str] = {}
        self._references: dict[str, str] = {}

    def address(self, kind: Kind, language: str = "vi") -> str:
        if kind.name not in self._addresses:
            self._addresses[kind.name] = self._find(kind)
        path = self._addresses[kind.name]
        return path if language == "vi" else f"/en{path}"

    def _find(self, kind: Kind) -> str:
        path = kind.path
        for word in ("need", "offer", "edit", *PUBLIC_LISTINGS):
            if f"{{{word}}}" in path:
                path = path.replace(f"{{{word}}}", self.reference(word))
        if not kind.links:
            return path
        with self.visitors.page(kind.who) as page:
            page.goto(path)
            for selector in kind.links:
                link = page.locator(selector).first.get_attribute("href")
                assert link, f"{kind.name}: no {selector} on {page.url}"
                page.goto(link)
            parts = urlsplit(page.url)
            return parts.path + (f"?{parts.query}" if parts.query else "")

    def reference(self, word: str) -> str:
        """The reference of a public listing, or of a draft or an edit that the demonstration's member has begun."""
        if word not in self._references:
            who = {"need": "demand", "offer": "supply", "edit": "supply"}.get(word, "")
            with self.visitors.page(who) as page:
                if word == "edit":
                    self._references[word] = begin_edit(page)
                else:
                    self._references[word] = begin_draft(page, word) if who else public_listing(page, word)
        return self._references[word]


def public_listing(page: Page, word: str) -> str:
    address, number = PUBLIC_LISTINGS[word]
    page.goto(address)
    return reference_in(page.locator("main article .ref").nth(number).inner_text())


def begin_draft(page: Page, kind: str, title: str = "Giảm tiêu hao điện của máy sục khí ao nuôi") -> str:
    """Write only the title of a new listing, save it, and return its reference; others of its owner may be newer."""
    page.goto(f"/listings/new/{kind}/")
    page.locator("#id_title").fill(title)
    go_on(page)
    return reference_in(page.url)


def begin_edit(page: Page) -> str:
    """Begin, or go on with, the edit of a published offer of the demonstration, and change a word of it."""
    page.goto("/desk/listings/?state=published")
    page.locator(".table tr", has_text="HP-C-").locator("th a").last.click()
    page.locator("form[action$='/revise/'] button, main a[href*='-R'][href*='/edit/']").first.click()
    page.wait_for_url("**/edit/**")
    reference = urlsplit(page.url).path.split("/listings/")[1].split("/")[0]
    page.goto(f"/listings/{reference}/edit/technology/")
    summary = page.locator("#id_summary")
    summary.fill(f"{summary.input_value().split(' (')[0]} (đo năm 2026)")
    go_on(page)
    return reference


def status_of(request: APIRequestContext, path: str) -> int:
    """The status of an address for the person whose cookies `request` has."""
    return request.get(path, max_redirects=0).status
