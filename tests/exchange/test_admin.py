"""The administration: every page of every model opens, in few queries, and shows no secret."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pghistory.models import Context

from accounts.models import OutboxMessage, SiteText, User
from catalog.models import Listing, ListingEvent
from matching.models import Suggestion, WeightSet
from tests import factories
from tests.exchange.world import fill_world, make_admin

pytestmark = pytest.mark.django_db

MODELS = sorted((model._meta.label_lower for model in admin.site._registry), key=str)
OWN = {"taxonomy", "accounts", "catalog", "matching", "cooperation", "advisory"}
#: Counters and vectors that only the machine reads.
TECHNICAL = {
    "taxonomy.glossaryentryevent", "catalog.cataloguestamp", "catalog.vocabularyword",
    "accounts.throttlehit", "accounts.erasedaddress", "accounts.userevent", "accounts.organisationevent",
    "accounts.membershipevent",
    "catalog.transferruleevent", "catalog.fieldcomment", "catalog.listingmessage", "catalog.listingguess",
    "catalog.importedrow", "catalog.listingclosing", "catalog.attention", "catalog.attentionsweep",
    "catalog.gapnotice", "catalog.referencecounter", "catalog.listingreminder", "catalog.listingindex", "catalog.term",
    "catalog.vectorcache", "catalog.queryterms", "catalog.comparison", "catalog.target", "catalog.ipright",
    "matching.listingmatch", "matching.digestentry", "cooperation.reportoptout", "accounts.departure",
    "cooperation.cooperationstage", "cooperation.statement", "cooperation.dateproposal", "cooperation.roommessage",
    "cooperation.roomguest", "cooperation.roomvisit", "cooperation.interestquestion",
    "cooperation.roomdocument", "cooperation.documentversion", "cooperation.documentopening",
    "cooperation.agreement", "cooperation.agreementconfirmation", "cooperation.signedpaper",
    "cooperation.paperconfirmation", "cooperation.obligation",
    "cooperation.contractregistration",
    "cooperation.outcomerequest", "cooperation.storyconsent",
    "advisory.expertindex",
    "advisory.serviceoffer", "advisory.deliverable", "advisory.deliverablefile", "advisory.servicerating",
    "advisory.dossiercandidate", "advisory.candidatescore",
}  # fmt: skip
SECRETS = ["bi-mat-totp", "khoa-phien-", "scrypt$", "pbkdf2", "Công thức bí mật", "Ghi chú nội bộ"]
MOST_QUERIES = 20


@pytest.fixture
def administrator() -> User:
    return make_admin()


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def page(label: str, name: str, *args: Any) -> str:
    """The Vietnamese address of one of a model's pages."""
    with translation.override("vi"):
        return reverse(f"admin:{label.replace('.', '_')}_{name}", args=args)


def admin_of(label: str) -> Any:
    return next(one for model, one in admin.site._registry.items() if model._meta.label_lower == label)


def opened(browser: Client, url: str) -> str:
    """The page's text; it took few queries and holds no secret."""
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(url)
    assert response.status_code == 200, url
    assert len(queries) <= MOST_QUERIES, [query["sql"][:120] for query in queries]
    text = response.content.decode()
    assert not [secret for secret in SECRETS if secret in text]
    return text


def saved(browser: Client, url: str, **changes: str) -> None:
    """Send the form of a page as a browser does, with some fields changed."""
    form = BeautifulSoup(opened(browser, url), "html.parser").select_one("#content form")
    assert form is not None
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]") if is_sent(field)}
    data |= {field["name"]: field.text.strip("\n") for field in form.select("textarea[name]")}
    data |= {field["name"]: chosen["value"] for field in form.select("select[name]")
             if (chosen := field.select_one("option[selected]")) is not None}  # fmt: skip
    response = browser.post(url, data | changes)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".errornote, .errorlist")


def is_sent(field: Any) -> bool:
    kind = field.get("type", "text")
    return kind != "submit" and (kind not in ("checkbox", "radio") or field.has_attr("checked"))


def test_every_model_a_person_can_read_is_there() -> None:
    from django.apps import apps  # noqa: PLC0415

    ours = {model._meta.label_lower for model in apps.get_models() if model._meta.app_label in OWN}
    assert ours - set(MODELS) - TECHNICAL == set()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_lists_and_pages_of_every_model_open_in_few_queries(browser: Client, prefix: str) -> None:
    fill_world(now=timezone.now())
    opened(browser, f"{prefix}/admin/")
    for label in MODELS:
        row = admin_of(label).get_queryset(request_of(browser)).first()
        assert row is not None, label
        names = ["change"] if label == "pghistory.events" else ["change", "history"]
        for url in [page(label, "changelist"), *(page(label, name, row.pk) for name in names)]:
            opened(browser, prefix + url)


def test_lists_take_no_more_queries_for_more_rows(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_world(now=timezone.now())
    taken: dict[str, list[int]] = {}
    for label in MODELS:
        for rows in (1, 100):
            monkeypatch.setattr(admin_of(label), "list_per_page", rows)
            with CaptureQueriesContext(connection) as queries:
                browser.get(page(label, "changelist"))
            taken.setdefault(label, []).append(len(queries))
    assert {label: counts for label, counts in taken.items() if counts[1] > counts[0]} == {}


def request_of(browser: Client) -> Any:
    """A request as the administration's own code sees it."""
    return browser.get("/admin/").wsgi_request


def test_add_pages_open_where_adding_is_meant(browser: Client) -> None:
    request = request_of(browser)
    for label in MODELS:
        if admin_of(label).has_add_permission(request):
            opened(browser, page(label, "add"))
        else:
            assert browser.get(page(label, "add")).status_code == 403


@pytest.mark.parametrize("words", ["HP-N tôm", "%\\'", "x" * 300])
def test_every_list_can_be_searched(browser: Client, words: str) -> None:
    for label in MODELS:
        assert admin_of(label).search_fields or label == "pghistory.events"
        assert browser.get(page(label, "changelist"), {"q": words}).status_code == 200


def test_search_finds_the_row_and_no_other(browser: Client) -> None:
    fill_world(now=timezone.now())
    first, second = Listing.objects.order_by("pk")[:2]
    text = opened(browser, page("catalog.listing", "changelist") + f"?q={first.reference}")
    assert (first.reference in text, f">{second.reference}<" in text) == (True, False)


def test_dead_letters_can_be_filtered_and_tried_again(browser: Client) -> None:
    dead = factories.OutboxMessageFactory(state="dead", attempts=10)
    secret = factories.OutboxMessageFactory(state="dead", text="", html="")
    text = opened(browser, page("accounts.outboxmessage", "changelist") + "?state__exact=dead")
    assert (f">{dead.to}<" in text) is True
    browser.post(
        page("accounts.outboxmessage", "changelist"),
        {"action": "try_again", "_selected_action": [dead.pk, secret.pk]},
    )
    states = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert states == {dead.pk: "waiting", secret.pk: "dead"}


def test_secret_letter_shows_no_body(browser: Client) -> None:
    letter = factories.OutboxMessageFactory(
        text="", html="", secret=b"niem-phong", unsubscribe_url="https://x/mail/tok"
    )
    text = opened(browser, page("accounts.outboxmessage", "change", letter.pk))
    assert ("niem-phong" in text, "/mail/tok" in text) == (False, False)


def test_published_text_cannot_be_changed_but_gets_a_new_version(browser: Client) -> None:
    text = factories.SiteTextFactory(key="about", version=1, body_vi="Bản một")
    saved(browser, page("accounts.sitetext", "change", text.pk), body_vi="Sửa", is_reviewed="on")
    text.refresh_from_db()
    assert (text.body_vi, text.is_reviewed) == ("Bản một", True)
    url = page("accounts.sitetext", "changelist")
    response = browser.post(url, {"action": "new_version", "_selected_action": [text.pk]})
    draft = SiteText.objects.get(version=2)
    assert response.headers["Location"] == page("accounts.sitetext", "change", draft.pk)
    browser.post(url, {"action": "put_in_force", "_selected_action": [draft.pk]})
    assert SiteText.objects.current("about") == draft


def test_state_of_a_listing_is_not_editable(browser: Client) -> None:
    fill_world(now=timezone.now(), rows=1)
    listing = Listing.objects.needs().get()
    officer = factories.OfficerFactory()
    saved(browser, page("catalog.listing", "change", listing.pk), state="draft", title="Khác", officer=str(officer.pk))
    changed = Listing.objects.get(pk=listing.pk)
    assert (changed.state, changed.title, changed.officer) == ("published", listing.title, officer)


def test_suggestion_says_its_reasons_in_words(browser: Client) -> None:
    fill_world(now=timezone.now(), rows=1)
    text = opened(browser, page("matching.suggestion", "change", Suggestion.objects.get().pk))
    assert "TRL 5" in text
    assert "TRL 7" in text


def test_weights_are_read_here_and_never_changed(browser: Client) -> None:
    fill_world(now=timezone.now(), rows=2)
    before = list(WeightSet.objects.values())
    weights = '{"base": -1, "features": {"text": [5, 0.2]}}'
    assert browser.post(page("matching.weightset", "add"), {"weights": weights, "note": "thử"}).status_code == 403
    change = page("matching.weightset", "change", WeightSet.objects.get(is_active=False).pk)
    assert browser.post(change, {"weights": weights, "note": "thử"}).status_code == 403
    action = {"action": "put_in_force", "_selected_action": [WeightSet.objects.get(is_active=False).pk]}
    browser.post(page("matching.weightset", "changelist"), action)
    assert list(WeightSet.objects.values()) == before


def test_events_cannot_be_changed_or_deleted(browser: Client) -> None:
    fill_world(now=timezone.now(), rows=1)
    event = ListingEvent.objects.first()
    assert event is not None
    assert browser.post(page("catalog.listingevent", "change", event.pk), {"note": "x"}).status_code == 403
    assert browser.post(page("catalog.listingevent", "delete", event.pk), {"post": "yes"}).status_code == 403


def test_history_of_a_person_tells_what_changed_and_who_did_it(browser: Client, administrator: User) -> None:
    person = factories.UserFactory(full_name="Tên cũ")
    saved(browser, page("accounts.user", "change", person.pk), full_name="Tên mới", role="officer")
    text = opened(browser, f"{page('pghistory.events', 'changelist')}?method=tracks&obj=accounts.User:{person.pk}")
    assert "Tên cũ → Tên mới" in text
    assert page("accounts.user", "change", administrator.pk) in text
    # The address is not kept: some hold a token that still opens something.
    assert [set(row.metadata) for row in Context.objects.all()] == [{"user"}]


@pytest.mark.parametrize("query", ["obj=accounts.User:x", "obj=accounts.User:0", "obj=x", "back=//evil.example"])
def test_history_with_a_wrong_address_is_no_error(browser: Client, query: str) -> None:
    assert browser.get(f"{page('pghistory.events', 'changelist')}?{query}").status_code in (200, 302, 404)


@pytest.mark.parametrize("role", ["member", "officer", "manager"])
def test_nobody_but_staff_finds_the_administration(client: Client, role: str) -> None:
    client.force_login(factories.UserFactory(role=role))
    urls = [reverse("admin:index"), page("accounts.user", "changelist"), reverse("admin:login"), "/admin/khong-co/"]
    assert [client.get(url).status_code for url in urls] == [404] * 4


def test_anonymous_visitors_are_sent_to_the_sign_in_page(client: Client) -> None:
    response = client.get(page("accounts.user", "changelist"), follow=True)
    assert response.redirect_chain[-1] == (f"{reverse('account_login')}?next=/admin/accounts/user/", 302)


def test_second_factor_is_asked_for(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(make_admin())
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_index")
