"""From a posted need to a technology in production: both sides, an officer and an expert, and a deadline missed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Visitors, accessibility_problems, overflow
from tests.journeys.pages import status_of
from tests.journeys.people import (
    Person,
    be_written_to_at_any_time,
    create_organisation,
    letter_text,
    open_letter,
    sign_up,
)
from tests.journeys.portal import Portal
from tests.journeys.sending import post_need
from tests.journeys.test_main_job import publish

pytestmark = pytest.mark.browser

#: Longer than the plan gives the first meeting, and the week after it.
LATE_DAYS = 60
PITCH = (
    "Chúng tôi chế tạo bộ trao đổi nhiệt cho khói lò có nhiều bụi, đã chạy ở bốn xưởng gạch, "
    "thu hồi 180 đến 260 kW mỗi lò, và muốn đến đo tại xưởng trước khi báo giá trong tháng này."
)
FIT = (
    "Lò của quý vị có lưu lượng và nhiệt độ khói nằm trong dải thiết bị đã chạy hai năm liền; đội lắp đặt "
    "của chúng tôi ở ngay trong vùng, có thể bảo trì trong ngày và đào tạo công nhân vận hành tại chỗ."
)
#: Stage, and what shows that it is done.
BEFORE_PILOT = (
    ("assessment", "Báo cáo đánh giá của chuyên gia ngày 12 tháng 3, đạt yêu cầu."),
    ("negotiation", "Bản điều khoản chính hai bên đã thống nhất ngày 20 tháng 3."),
    ("mou", "Biên bản ghi nhớ số 07, ký ngày 2 tháng 4."),
    ("contract", "Hợp đồng số 15, ký ngày 20 tháng 5."),
)
AFTER_PERMIT = (
    ("pilot", "Báo cáo chạy thử 30 ngày: thu hồi 212 kW, đạt chỉ tiêu."),
    ("production", "Biên bản nghiệm thu đưa vào sản xuất ngày 5 tháng 9."),
    ("impact", "Phiếu đo hiệu quả sáu tháng: giảm 23 % than cám."),
)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["vi", "en"])
def test_a_need_comes_to_production(prefix: str, visitors: Visitors, portal: Portal) -> None:
    buyer, maker, expert = (Person.new(name) for name in ("Vũ Thị Lò Thử", "Trần Văn Nhiệt Thử", "Lê Minh Định Thử"))
    language = "en" if prefix else "vi"
    with (
        visitors.page(width=360) as need, visitors.page() as offer, visitors.page() as guest,
        visitors.page("officer") as officer,
    ):  # fmt: skip
        for page, person in ((need, buyer), (offer, maker), (guest, expert)):
            sign_up(page, person, language=language)
            be_written_to_at_any_time(page)
        create_organisation(need, f"Gạch tuynel Kiến Thụy {buyer.email[4:8]}", kind="Hợp tác xã")
        create_organisation(offer, f"Cơ nhiệt Đồ Sơn {maker.email[4:8]}", kind="Hợp tác xã")
        reference = post_need(need, f"Thu hồi nhiệt khói lò tuynel {buyer.email[4:8]}")
        publish(officer, reference)
        express(offer, reference)
        room = f"{prefix}{accept(need, reference)}"
        find_mine(officer, room)
        agree(need, offer, room, "nda", "Hai bên chỉ trao đổi thông tin đã công khai.", says="skip")
        open_rooms = {"need": need, "officer": officer}
        miss_the_meeting(portal, reference, room, buyer, overdue="Overdue" if prefix else "Quá hạn", **open_rooms)
        agree(need, offer, room, "meeting", "Biên bản cuộc gặp ngày 3 tháng 3 tại xưởng.")
        invite(officer, guest, room, expert)
        move_the_deadline(need, offer, room)
        for code, evidence in BEFORE_PILOT:
            agree(need, offer, room, code, evidence)
        agree(need, offer, room, "registered", "Hợp đồng trong nước, không thuộc diện phải đăng ký.", says="skip")
        for code, evidence in AFTER_PERMIT:
            agree(need, offer, room, code, evidence)
        see_the_end(need, officer, room)
    strangers_see_nothing(visitors, room)


def express(page: Page, reference: str) -> None:
    page.goto(f"/listings/{reference}/interest/")
    page.locator("#id_pitch").fill(PITCH)
    page.locator("#id_fit").fill(FIT)
    page.locator("main form.stack button[type=submit]").click()
    page.wait_for_url("**/interests/*/")


def accept(page: Page, reference: str) -> str:
    """The owner accepts what came for the listing; returns the address of the room."""
    page.goto("/interests/")
    page.locator("main a[href*='/interests/']").first.click()
    page.wait_for_url("**/interests/*/")
    page.locator("summary.btn").first.click()
    page.locator("form[action$='/accept/'] button[type=submit]").click()
    page.locator("main a.btn[href*='/cooperations/']").click()
    page.wait_for_url("**/cooperations/*-H-*/")
    return re.sub(r"^.*?(/cooperations/)", r"\1", page.url)


def find_mine(page: Page, room: str) -> None:
    """The officer who published the need looks after what comes of it."""
    reference = room.strip("/").split("/")[-1]
    find_row(page, "mine", reference).locator("a").first.click()
    page.wait_for_url(f"**/cooperations/{reference}/")


def find_row(page: Page, group: str, reference: str):  # type: ignore[no-untyped-def]
    """The line of a cooperation in a group of the officers' list, on whichever page it stands."""
    address = f"/cooperations/followed/?group={group}"
    page.goto(address)
    number = 1
    while not (row := page.locator("main tbody tr", has_text=reference)).count():
        number += 1
        assert page.locator(f".pager a[href*='page={number}']").count(), f"{reference} is not in “{group}”"
        page.goto(f"{address}&page={number}")
    return row


def agree(need: Page, offer: Page, room: str, code: str, evidence: str, *, says: str = "done") -> None:
    """Both sides state the same of the stage under way: the second settles it."""
    for page in (need, offer):
        state(page, room, code, evidence, says=says)
    expect(offer.locator(f"form[action$='/stages/{code}/']")).to_have_count(0)


def state(page: Page, room: str, code: str, evidence: str, *, says: str) -> None:
    page.goto(room)
    form = page.locator(f"form[action$='/stages/{code}/']")
    if not form.is_visible():
        page.locator("details.more", has=form).locator("summary").click()
    choice = form.locator(f"input[name=says][value={says}]")
    if choice.is_visible():  # a stage that is signed can only be stated as not needed
        choice.check()
    form.locator("textarea").fill(evidence)
    form.locator("button[type=submit]").click()
    expect(page.locator(".messages")).to_be_visible()
    expect(page.locator("main")).to_contain_text(evidence)


def miss_the_meeting(
    portal: Portal, reference: str, room: str, buyer: Person, *, overdue: str, need: Page, officer: Page
) -> None:
    """Nobody moves: the side whose turn it is is reminded, then the officer's list says stalled, and what was tried."""
    portal.let_pass(reference, LATE_DAYS)
    name = room.strip("/").split("/")[-1]
    open_letter(need, buyer.email, overdue)
    assert name in letter_text(need)
    portal.let_pass(reference, 1)
    row = find_row(officer, "stalled", name)
    row.locator("a").first.click()
    tried = "Đã gọi cho cả hai bên: xưởng dừng lò để sửa, hẹn gặp vào đầu tháng sau."
    officer.locator("form[action$='/contacts/'] textarea").fill(tried)
    officer.locator("form[action$='/contacts/'] button[type=submit]").click()
    expect(officer.locator("main")).to_contain_text(tried)
    need.goto(room)
    expect(need.locator("main .notice--warn")).to_be_visible()
    assert tried not in need.content()
    look_at(need)


def invite(officer: Page, guest: Page, room: str, expert: Person) -> None:
    """An expert enters, writes, and can settle nothing."""
    assert status_of(guest.request, room) == 404
    officer.goto(room)
    form = officer.locator("form[action$='/experts/']")
    officer.locator("details.more", has=form).locator("summary").click()
    form.locator("input[type=email]").fill(expert.email)
    form.locator("button[type=submit]").click()
    expect(officer.locator("main aside")).to_contain_text(expert.full_name)
    guest.goto(room)
    words = "Tôi đã đo tại lò số 2: khói 318 °C, lưu lượng 3.900 m³/h."
    form = guest.locator("form[action$='/messages/']")
    form.locator("textarea").fill(words)
    form.locator("button[type=submit]").click()
    expect(guest.locator("#messages")).to_contain_text(words)
    expect(guest.locator("form[action*='/stages/']")).to_have_count(0)


def move_the_deadline(need: Page, offer: Page, room: str) -> None:
    """One side asks for another day with a reason, the other agrees."""
    offer.goto(room)
    form = offer.locator("form[action$='/deadline/']")
    offer.locator("details.more", has=form).locator("summary").click()
    form.locator("input[name=to_date]").fill("2027-10-01")
    form.locator("textarea").fill("Thiết bị đo nhập về chậm một tháng.")
    form.locator("button[type=submit]").click()
    expect(offer.locator("main")).to_contain_text("Thiết bị đo nhập về chậm một tháng.")
    need.goto(room)
    need.locator("button[name=answer][value=agree]").click()
    expect(need.locator(".messages")).to_be_visible()
    expect(need.locator("button[name=answer]")).to_have_count(0)


def see_the_end(need: Page, officer: Page, room: str) -> None:
    """Every stage is settled, the plan tells of all, and nothing is left to do."""
    need.goto(room)
    expect(need.locator("main .page-head .state, main .page-head .tag").first).to_be_visible()
    expect(need.locator("form[action*='/stages/']")).to_have_count(0)
    for _code, evidence in (*BEFORE_PILOT, *AFTER_PERMIT):
        expect(need.locator("table").first).to_contain_text(evidence)
    look_at(need)
    officer.goto(room)
    look_at(officer)


def look_at(page: Page) -> None:
    assert overflow(page) == []
    assert accessibility_problems(page) == []


def strangers_see_nothing(visitors: Visitors, room: str) -> None:
    with visitors.page("demand") as page:
        assert status_of(page.request, room) == 404
    with visitors.page() as page:
        assert status_of(page.request, room) == 302
