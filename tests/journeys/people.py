"""What people do at the portal, in steps that several journeys share."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass

from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

PASSWORD = "thuyen-ve-ben-cu-2026"
#: How long a journey waits for what a worker does. A busy machine is no defect: how fast it is stands in benchmarks/.
PATIENCE_SECONDS = 300.0
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True)
class Person:
    """Somebody new; each run invents others, so that a portal that runs already serves as well."""

    full_name: str
    email: str

    @classmethod
    def new(cls, full_name: str) -> Person:
        return cls(full_name, f"thu-{uuid.uuid4().hex[:10]}@vidu.test")


def tax_code() -> str:
    """A well-formed tax code nobody has used yet."""
    while True:
        nine = f"02{uuid.uuid4().int % 10_000_000:07}"
        check = 10 - sum(int(digit) * weight for digit, weight in zip(nine, TAX_WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{nine}{check}"


def sign_up(page: Page, person: Person, *, language: str = "vi") -> None:
    """Create an account and confirm its address by the link in the demonstration's mailbox."""
    page.goto("/account/signup/" if language == "vi" else "/en/account/signup/")
    page.locator("#id_full_name").fill(person.full_name)
    page.locator("#id_email").fill(person.email)
    page.locator("#id_password1").fill(PASSWORD)
    for name in ("terms", "suggestions", "contact"):
        box = page.locator(f"input[name={name}]")
        expect(box).not_to_be_checked()
        box.check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/confirm-email/")
    open_letter(page, person.email)
    follow(page, "/account/confirm-email/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    if page.locator("#id_login").count():
        sign_in(page, person)


def be_written_to_at_any_time(page: Page) -> None:
    """Give up the quiet hours, so that a journey made at night or on a Sunday gets its letters as well."""
    page.goto("/account/settings/")
    page.locator("input[name=quiet_hours][value=never]").check()
    page.locator("form[action$='/account/settings/'] button[type=submit]").click()
    expect(page.locator(".messages")).to_be_visible()


def sign_in(page: Page, person: Person) -> None:
    if not page.locator("#id_login").count():
        page.goto("/account/login/")
    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda address: "/login" not in address)


def open_letter(page: Page, to: str, subject: str = "", *, number: int = 1) -> None:
    """Open the newest letter to an address in the demonstration's mailbox, waiting until so many have come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(letters := letters_in(page, to, subject)) < number:
        assert time.monotonic() < deadline, f"no letter “{subject}” to {to}"
        page.wait_for_timeout(400)
    page.goto(f"/mailbox/?to={to}")
    page.locator(f"main .files a[href='{letters[0]}']").click()
    page.wait_for_url(re.compile(r"/mailbox/\d+/"))
    plain = page.locator("details", has=page.locator(".prose")).first
    if plain.get_attribute("open") is None:
        # By keyboard: after scrolling, a headless browser still sends the mouse to the letter's frame.
        plain.locator("summary").press("Enter")
    expect(plain.locator(".prose")).to_be_visible()


def letters_in(page: Page, to: str, subject: str) -> list[str]:
    """Addresses of the letters in the mailbox, asked without drawing the page."""
    mailbox = BeautifulSoup(page.request.get(f"/mailbox/?to={to}").text(), "html.parser")
    return [str(link["href"]) for link in mailbox.select("main .files a[href]") if subject in link.get_text()]


def letter_text(page: Page) -> str:
    """The letter that is open, as plain text in one line."""
    return " ".join(page.locator("details .prose").first.inner_text().split())


def follow(page: Page, part: str) -> None:
    """Go where the link with `part` in the letter that is open leads."""
    address = page.locator(f"details .prose a[href*='{part}']").first.get_attribute("href")
    assert address
    page.goto(address)


def create_organisation(page: Page, name: str, *, kind: str) -> None:
    """First with a wrong tax code, then rightly."""
    page.goto("/organisations/new/")
    choose(page, "#id_kind", kind)
    page.locator("#id_name_vi").fill(name)
    page.locator("#id_tax_code").fill("0201234567")
    choose(page, "#id_province", "Hải Phòng")
    page.locator("#organisation button[type=submit]").last.click()
    error = page.locator("#id_tax_code_error")
    expect(error).to_be_visible()
    expect(page.locator("#id_tax_code")).to_have_attribute("aria-invalid", "true")
    assert len(error.inner_text().split()) >= 4, "the error says in words what is wrong"
    expect(page.locator("#id_name_vi")).to_have_value(name)
    page.locator("#id_tax_code").fill(tax_code())
    page.locator("#organisation button[type=submit]").last.click()
    page.wait_for_url("**/desk/")
    expect(page.locator("header")).to_contain_text(name)


def choose(page: Page, selector: str, words: str) -> None:
    """Choose the first option that contains `words`."""
    label = page.locator(f"{selector} option", has_text=words).first.inner_text()
    page.locator(selector).select_option(label=label)


def tick(page: Page, field: str, words: str) -> None:
    """Tick the box of a classification, opening the group it is in."""
    box = page.locator(f"label:has(input[name={field}])", has_text=words).first
    box.evaluate("(label) => { const group = label.closest('details'); if (group) group.open = true; }")
    box.click()
    expect(box.locator("input")).to_be_checked()


def go_on(page: Page) -> None:
    """Press “Save and continue”."""
    before = page.url
    with page.expect_navigation():
        page.locator("main button[name=next]:not(.vh)").click()
    assert page.url != before, page.locator(".notice--bad").all_inner_texts()


def reference_in(text: str) -> str:
    found = re.search(r"[A-Z]{2}-[CN]-\d{4}-\d{4,}", text)
    assert found, text
    return found.group()


def wait_until_shown(page: Page, address: str, words: str) -> None:
    """Ask for a page again and again until it has some words, then open it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while words not in page.request.get(address).text():
        assert time.monotonic() < deadline, f"no “{words}” on {address}"
        page.wait_for_timeout(400)
    page.goto(address)
