"""The page of suggestions and the two answers to one: for every kind of reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import Membership, OutboxMessage, User
from catalog.models import Kind
from cooperation import interests
from cooperation.models import Interest
from exchange import suggestion_views
from matching.models import Answer, Suggestion
from tests.factories_catalog import make_listing, make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import FIT, PITCH, Sides, make_sides, make_suggestion

pytestmark = pytest.mark.django_db

REASONS = [
    {"code": "terms", "tone": "good", "values": {"terms": ["viên đá ong"], "offer_terms": ["viên đá ong"]}},
    {"code": "trl_low", "tone": "weak", "values": {"offer_trl": 4, "need_trl": 8, "cap": True}},
]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def sides(now: datetime) -> Sides:
    """An institute's offer; a cooperative, whose need the suggestion joins to it."""
    return make_sides(now=now)


@pytest.fixture
def suggestion(sides: Sides, now: datetime) -> Suggestion:
    made, _ = make_suggestion(sides, now=now)
    Suggestion.objects.filter(pk=made.pk).update(contributions={"reasons": REASONS})
    return Suggestion.objects.get(pk=made.pk)


def person(sides: Sides, who: str) -> User:
    made: dict[str, Callable[[], User]] = {
        "owner": lambda: sides.owner,
        "colleague": lambda: make_member(sides.listing.organisation, role="editor"),
        "reader": lambda: make_member(sides.listing.organisation, role="reader"),
        "officer": make_officer,
        "other side": lambda: sides.sender,
        "stranger": lambda: make_member(make_organisation()),
    }
    return made[who]()


def sign_in(client: Client, who: User) -> Client:
    client.force_login(who)
    return client


def page_of(sides: Sides) -> str:
    return f"/en/listings/{sides.listing.reference}/suggestions/"


def send(client: Client, suggestion: Suggestion, answer: str, *, follow: bool = True, **values: str) -> Any:
    own = {name: value for name, value in values.items() if name == "side"}
    fields = {f"s{suggestion.pk}-{name}": value for name, value in values.items() if name != "side"}
    return client.post(f"/en/suggestions/{suggestion.pk}/{answer}/", {**fields, **own}, follow=follow)


def states(suggestion: Suggestion) -> tuple[str, str]:
    suggestion.refresh_from_db()
    return suggestion.need_state, suggestion.offer_state


@pytest.mark.parametrize(
    ("who", "status", "forms", "state"),
    [
        ("owner", 200, 2, "viewed"),
        ("colleague", 200, 2, "viewed"),
        ("reader", 200, 0, "viewed"),
        ("officer", 200, 0, "new"),
        ("other side", 404, 0, "new"),
        ("stranger", 404, 0, "new"),
    ],
)
def test_who_reads_and_who_may_answer(
    who: str, status: int, forms: int, state: str, sides: Sides, suggestion: Suggestion, client: Client
) -> None:
    answer = sign_in(client, person(sides, who)).get(page_of(sides))
    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, len(page.select("article form"))) == (status, forms)
    assert states(suggestion) == ("new", state)


def test_visitors_are_asked_to_sign_in(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    for answer in (
        client.get(page_of(sides)),
        send(client, suggestion, "interested", pitch=PITCH, fit=FIT, follow=False),
        send(client, suggestion, "declined", reason="price", follow=False),
    ):
        assert answer["Location"].startswith("/account/login/") or answer["Location"].startswith("/en/account/login/")
    assert not Answer.objects.exists()


def test_methods_are_kept_apart(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    sign_in(client, sides.owner)
    assert client.post(page_of(sides)).status_code == 405
    for answer in ("interested", "declined"):
        assert client.get(f"/en/suggestions/{suggestion.pk}/{answer}/").status_code == 405


def test_a_card_says_why_in_words(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    page = BeautifulSoup(sign_in(client, sides.owner).get(page_of(sides)).text, "html.parser")
    card = page.select_one(f"#s{suggestion.pk}")
    assert card is not None
    [first, second] = card.select("ul.facts li")
    assert first["class"] == ["fact", "fact--bad"]
    assert "below the required TRL 8" in first.text
    assert "Both texts speak of viên đá ong." in second.text
    assert "Match score 80 out of 100" in card.text
    assert card.select("mark")[0].text == "viên đá ong"
    assert [quote["lang"] for quote in card.select(".quote")] == ["vi", "vi"]
    assert sides.organisation.name_vi in card.text


def test_interested(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    answer = send(sign_in(client, sides.owner), suggestion, "interested", pitch=PITCH, fit=FIT)
    interest = Interest.objects.get()
    assert answer.redirect_chain == [(f"/en/interests/{interest.pk}/", 302)]
    assert "Your interest has been sent." in answer.text
    assert (interest.listing_id, interest.own_listing_id) == (suggestion.need_id, suggestion.offer_id)
    assert (interest.organisation_id, interest.sent_by, interest.pitch) == (
        sides.listing.organisation_id, sides.owner, PITCH,
    )  # fmt: skip
    assert states(suggestion) == ("new", "interested")
    given = Answer.objects.get()
    assert (given.side, given.answer, given.by, given.note) == ("offer", "interested", sides.owner, PITCH)
    assert given.contributions == {"reasons": REASONS}
    assert OutboxMessage.objects.get(kind="interest_received").to == sides.sender.email
    page = client.get(page_of(sides))
    assert "You said: interested" in page.text
    assert f"/en/interests/{interest.pk}/" in page.text
    assert not BeautifulSoup(page.text, "html.parser").select("article form")


def test_declined(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    answer = send(sign_in(client, sides.owner), suggestion, "declined", reason="price", note="Chưa đủ vốn")
    assert answer.redirect_chain == [(page_of(sides), 302)]
    assert "The reason helps the next suggestions to fit better." in answer.text
    assert "You said: not for us" in answer.text
    assert states(suggestion) == ("new", "declined")
    given = Answer.objects.get()
    assert (given.side, given.answer, given.reason, given.note) == ("offer", "declined", "price", "Chưa đủ vốn")
    assert not Interest.objects.exists()
    assert not OutboxMessage.objects.filter(kind__startswith="interest").exists()


@pytest.mark.parametrize(
    ("values", "vi", "en"),
    [
        ({"pitch": ""}, "Vui lòng điền mục này.", "Please fill in this field."),
        (
            {"pitch": "Quá ngắn"},
            "Vui lòng viết ít nhất 150 ký tự, hiện có 8.",
            "Please write at least 150 characters; there are now 8.",
        ),
        (
            {"pitch": "ă" * 601},
            "Vui lòng rút gọn còn tối đa 600 ký tự, hiện có 601.",
            "Please shorten to 600 characters or fewer; there are now 601.",
        ),
    ],
)
def test_wrong_input_is_explained(
    values: dict[str, str], vi: str, en: str, sides: Sides, suggestion: Suggestion, client: Client
) -> None:
    sign_in(client, sides.owner)
    for prefix, sentence in (("", vi), ("/en", en)):
        fields = {f"s{suggestion.pk}-{name}": value for name, value in values.items()}
        assert sentence in client.post(f"{prefix}/suggestions/{suggestion.pk}/interested/", fields).text


@pytest.mark.parametrize(
    ("answer", "values", "typed"),
    [
        ("interested", {"pitch": "Quá ngắn"}, "Quá ngắn"),
        ("interested", {"pitch": "ă" * 601}, "ă" * 601),
        ("interested", {"pitch": ""}, ""),
        ("declined", {"reason": "", "note": "Để năm sau"}, "Để năm sau"),
        ("declined", {"reason": "bogus\x00", "note": "Để năm sau"}, "Để năm sau"),
        ("declined", {"reason": "price", "note": "ă" * 601}, "ă" * 601),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_wrong_input_keeps_what_was_typed(
    language: str,
    answer: str,
    values: dict[str, str],
    typed: str,
    sides: Sides,
    suggestion: Suggestion,
    client: Client,
) -> None:
    fields = {f"s{suggestion.pk}-{name}": value for name, value in values.items()}
    prefix = "/en" if language == "en" else ""
    refused = sign_in(client, sides.owner).post(f"{prefix}/suggestions/{suggestion.pk}/{answer}/", fields)
    page = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 422
    [opened] = page.select("details[open] form")
    assert opened["action"] == f"{prefix}/suggestions/{suggestion.pk}/{answer}/"
    assert typed in opened.text
    assert opened.select("[aria-invalid=true]")
    assert states(suggestion) == ("new", "new")
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("answer", "values"), [("interested", {"pitch": PITCH, "fit": FIT}), ("declined", {"reason": "price"})]
)
def test_sent_twice_counts_once(
    answer: str, values: dict[str, str], sides: Sides, suggestion: Suggestion, client: Client
) -> None:
    sign_in(client, sides.owner)
    send(client, suggestion, answer, **values)
    letters = OutboxMessage.objects.count()
    again = send(client, suggestion, answer, **values)
    assert again.redirect_chain == [(page_of(sides), 302)]
    assert Answer.objects.count() == 1
    assert OutboxMessage.objects.count() == letters
    assert Interest.objects.count() == (1 if answer == "interested" else 0)


def test_a_colleague_who_is_late_is_told(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    send(sign_in(client, sides.owner), suggestion, "declined", reason="price")
    late = send(sign_in(client, person(sides, "colleague")), suggestion, "interested", pitch=PITCH, fit=FIT)
    assert "This has been answered meanwhile." in late.text
    assert (states(suggestion), Interest.objects.count()) == (("new", "declined"), 0)


@pytest.mark.parametrize(("who", "status"), [("reader", 200), ("officer", 404), ("stranger", 404)])
@pytest.mark.parametrize(
    ("answer", "values"),
    [("interested", {"pitch": PITCH, "fit": FIT}), ("declined", {"reason": "price"}), ("declined", {"reason": ""})],
)
def test_nobody_else_answers(
    who: str, status: int, answer: str, values: dict[str, str], sides: Sides, suggestion: Suggestion, client: Client
) -> None:
    refused = send(sign_in(client, person(sides, who)), suggestion, answer, **values)
    assert refused.status_code == status
    assert ("You may not answer for this organisation." in refused.text) == (who == "reader")
    assert not Answer.objects.exists()


def test_who_belongs_to_both_sides_answers_for_the_one_in_front(
    sides: Sides, suggestion: Suggestion, client: Client
) -> None:
    Membership.objects.create(user=sides.owner, organisation=sides.organisation, role="owner")
    page = BeautifulSoup(sign_in(client, sides.owner).get(page_of(sides)).text, "html.parser")
    assert {field["value"] for field in page.select("article input[name=side]")} == {"offer"}
    send(client, suggestion, "declined", reason="price", side="offer")
    assert states(suggestion) == ("new", "declined")
    send(client, suggestion, "declined", reason="timing", side="bogus")
    assert states(suggestion) == ("declined", "declined")


def test_the_other_sides_interest_is_answered_where_it_is(
    sides: Sides, suggestion: Suggestion, now: datetime, client: Client
) -> None:
    interest = interests.send_from_suggestion(suggestion=suggestion, side="need", by=sides.sender, now=now, pitch=PITCH)
    page = sign_in(client, sides.owner).get(page_of(sides)).text
    assert "The other side has already expressed interest." in page
    assert f"/en/interests/{interest.pk}/" in page
    assert not BeautifulSoup(page, "html.parser").select("article form")
    interests.decline(interest=interest, by=sides.owner, now=now, reason="price")
    assert states(suggestion) == ("interested", "declined")
    assert "You said: not for us" in client.get(page_of(sides)).text


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_anonymous_needs_owner_is_not_shown(language: str, now: datetime, client: Client) -> None:
    hidden = make_sides(Kind.NEED, now=now, is_anonymous=True)
    _, own = make_suggestion(hidden, now=now)
    for who in (hidden.sender, make_officer()):
        page = sign_in(client, who).get(f"{language}/listings/{own.reference}/suggestions/").text
        assert hidden.listing.reference in page
        names = (hidden.listing.organisation.name_vi, hidden.listing.organisation.slug, hidden.owner.full_name)
        assert not [name for name in names if name in page]


@pytest.mark.parametrize(
    ("who", "en", "vi"),
    [
        ("owner", "Suggestions for your offer", "Gợi ý cho công nghệ của bạn"),
        ("officer", "Suggestions for this offer", "Gợi ý cho công nghệ này"),
    ],
)
def test_the_heading_says_whose_it_is(who: str, en: str, vi: str, sides: Sides, client: Client) -> None:
    sign_in(client, person(sides, who))
    for path, heading in ((page_of(sides), en), (page_of(sides).removeprefix("/en"), vi)):
        [shown] = BeautifulSoup(client.get(path).text, "html.parser").select("h1")
        assert shown.text == heading


def test_gone_partners_are_not_shown(sides: Sides, suggestion: Suggestion, client: Client) -> None:
    Suggestion.objects.filter(pk=suggestion.pk).update(is_current=False)
    page = sign_in(client, sides.owner).get(page_of(sides)).text
    assert "No suggestions yet." in page
    assert "0 suggestions" in page
    assert send(client, suggestion, "declined", reason="price").status_code == 404


def test_officers_do_not_see_drafts(sides: Sides, now: datetime, client: Client) -> None:
    draft = make_listing("need", organisation=sides.organisation, by=sides.sender, now=now)
    path = f"/en/listings/{draft.reference}/suggestions/"
    assert sign_in(client, make_officer()).get(path).status_code == 404
    assert sign_in(client, sides.sender).get(path).status_code == 200


def many(sides: Sides, number: int, *, now: datetime) -> list[Suggestion]:
    """Suggestions for the sides' offer, each with a need of another organisation, best first."""
    found = []
    for place in range(number):
        asking = make_organisation(f"Hợp tác xã số {place}")
        other = Sides(sides.listing, sides.owner, asking, make_member(asking))
        made, _ = make_suggestion(other, now=now)
        Suggestion.objects.filter(pk=made.pk).update(score=0.9 - place / 100, contributions={"reasons": REASONS})
        found.append(made)
    return found


@pytest.mark.parametrize("number", [1, 3])
def test_fixed_number_of_queries(
    number: int, sides: Sides, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    many(sides, number, now=now)
    sign_in(client, sides.owner).get("/en/")
    with django_assert_num_queries(15):
        client.get(page_of(sides))


def test_pages_show_what_is_to_answer_first(
    sides: Sides, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestion_views, "PER_PAGE", 2)
    best, middle, least = many(sides, 3, now=now)
    send(sign_in(client, sides.owner), best, "declined", reason="price")

    def shown(answer: Any) -> list[int]:
        return [int(card["id"][1:]) for card in BeautifulSoup(answer.text, "html.parser").select("article")]

    assert shown(client.get(page_of(sides))) == [middle.pk, least.pk]
    assert shown(client.get(page_of(sides), {"at": str(best.pk)})) == [best.pk]
    for number in ("2", "99", "last"):
        assert shown(client.get(page_of(sides), {"page": number})) in ([best.pk], [middle.pk, least.pk])
    assert shown(send(client, best, "interested", pitch="Quá ngắn")) == [best.pk]
    assert states(least)[1] == "viewed"


def test_only_the_page_that_was_read_counts_as_viewed(
    sides: Sides, now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestion_views, "PER_PAGE", 2)
    best, middle, least = many(sides, 3, now=now)
    sign_in(client, sides.owner).get(page_of(sides))
    assert [states(each)[1] for each in (best, middle, least)] == ["viewed", "viewed", "new"]


def test_a_listing_without_suggestions(sides: Sides, now: datetime, client: Client) -> None:
    offer = make_published("offer", organisation=sides.listing.organisation, by=sides.owner, now=now)
    page = sign_in(client, sides.owner).get(f"/en/listings/{offer.reference}/suggestions/")
    assert "No suggestions yet." in page.text
