"""The main job, walked by the people who have it: post, review, match, suggest, answer."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DEMO, Visitors
from tests.journeys.pages import status_of
from tests.journeys.people import (
    PATIENCE_SECONDS,
    Person,
    be_written_to_at_any_time,
    choose,
    create_organisation,
    go_on,
    letter_text,
    open_letter,
    reference_in,
    sign_up,
    tick,
    wait_until_shown,
)

pytestmark = pytest.mark.browser

TITLE = "Phát hiện sớm EHP và hoại tử gan tụy trên tôm thẻ ngay tại ao nuôi"
SUMMARY = "Cần xét nghiệm nhanh mầm bệnh tôm tại ao, có kết quả trong buổi, chi phí dưới 250.000 đồng mỗi mẫu."
PRESENT = (
    "Hợp tác xã có 46 ao tôm thẻ, 60 ha. Mẫu gửi lên phòng thí nghiệm hai đến ba ngày mới có kết quả, "
    "trong khi vi bào tử trùng EHP và bệnh hoại tử gan tụy cấp lây theo nước kênh; năm 2025 mất trắng 9 ao."
)
DETAIL = (
    "Cần trạm xét nghiệm lưu động hoặc bộ kít real-time PCR chạy pin để cán bộ kỹ thuật lấy mẫu tôm, bùn đáy "
    "và có kết quả EHP, hoại tử gan tụy, đốm trắng trong hai giờ, kèm khuyến cáo xử lý cho từng ao."
)
REASON = "Xin nêu rõ chi phí hiện nay cho một mẫu và số mẫu mỗi tháng để bên cung báo giá được."
PITCH = (
    "Chúng tôi đã kiểm tra 1.140 mẫu tại vùng nuôi lân cận trong năm 2025, có kết quả sau 75 phút, "
    "và muốn trao đổi về phương án trạm lưu động cho 46 ao ngay vụ tới."
)
FIT = (
    "Bốn mươi sáu ao tôm thẻ của hợp tác xã đúng quy mô một trạm lưu động phục vụ; mầm bệnh cần tìm là những loại "
    "chúng tôi đã có bộ mồi kiểm chứng, và cán bộ của chúng tôi ở cách vùng nuôi một giờ đường."
)


def test_a_visitor_searches_filters_and_reads(visitors: Visitors) -> None:
    with visitors.page() as page:
        page.goto("/")
        page.locator(".hero input[name=q]").fill("xét nghiệm tôm")
        page.locator(".hero input[name=q]").press("Enter")
        page.wait_for_url("**/listings/?q=*")
        expect(page.locator("article.card").first).to_contain_text("tôm")
        page.locator("#facets input[name=kind][value=offer]").check()
        page.wait_for_url("**kind=offer**")
        assert "q=" in page.url
        expect(page.locator(".card--need")).to_have_count(0)
        expect(page.locator(".chips").first).to_be_visible()
        title = page.locator(".card__title a").first.inner_text()
        page.locator(".card__title a").first.click()
        expect(page.locator("h1")).to_have_text(title)


def test_the_main_job(visitors: Visitors) -> None:
    owner = Person.new("Nguyễn Thu Hà Thử")
    with visitors.page() as member, visitors.page("officer") as officer, visitors.page("supply") as supplier:
        sign_up(member, owner)
        be_written_to_at_any_time(member)
        create_organisation(member, f"Hợp tác xã Nuôi tôm Cửa Cấm {owner.email[4:8]}", kind="Hợp tác xã")
        reference = post_the_need(member)
        submit(member, reference)
        send_back(officer, reference)
        mend(member, owner, reference)
        publish(officer, reference)
        own = wait_for_suggestions(member, supplier, owner, reference)
        interest = say_interested(supplier, own)
        accept(member, owner, interest)
        see_contacts(member, supplier, owner, interest)
    strangers_see_nothing(visitors, interest)
    administrator_finds_everything(visitors, reference, owner)


def post_the_need(page: Page) -> str:
    """Five steps, with one mistake and a pause; returns the reference."""
    page.goto("/listings/new/need/")
    page.locator("#id_summary").fill(SUMMARY)
    page.locator("main button[name=next]:not(.vh)").click()
    link = page.locator(".notice--bad[role=alert] a[href='#id_title']")
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("#id_title")).to_be_focused()
    expect(page.locator("#id_summary")).to_have_value(SUMMARY)
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_present_state").fill(PRESENT)
    page.locator("#id_description").fill(DETAIL)
    page.locator("#id_tried").fill("Hai loại que thử nhanh nhập khẩu: chỉ phát hiện khi tôm đã bệnh nặng.")
    go_on(page)
    page.locator("#id_targets-0-name").fill("Thời gian có kết quả")
    page.locator("#id_targets-0-value").fill("2")
    page.locator("#id_targets-0-unit").fill("giờ")
    page.locator("main button[name=add]").click()
    page.locator("#id_targets-1-name").fill("Chi phí một mẫu")
    page.locator("#id_targets-1-value").fill("250.000")
    page.locator("#id_targets-1-unit").fill("đồng")
    page.locator("main button[name=later]").click()
    page.wait_for_url("**/desk/listings/")
    reference = reference_in(page.locator(".table tbody tr", has_text=TITLE).inner_text())
    page.goto(f"/listings/{reference}/edit/targets/")
    expect(page.locator("#id_targets-1-value")).to_have_value("250.000")
    go_on(page)
    fill_conditions(page)
    go_on(page)
    page.locator("input[name=is_anonymous][value=False]").check()
    choose(page, "#id_contact", "Nguyễn Thu Hà Thử")
    go_on(page)
    return reference


def fill_conditions(page: Page) -> None:
    tick(page, "fields", "Thú y")
    tick(page, "fields", "Thuỷ sản")
    tick(page, "industries", "nuôi trồng thủy sản")
    tick(page, "forms", "Dịch vụ")
    page.locator("#id_keywords").fill("EHP, hoại tử gan tụy, real-time PCR")
    page.locator("#id_trl").select_option("7")
    page.locator("#id_amount_min").fill("100 triệu")
    page.locator("#id_amount_max").fill("600 triệu")
    choose(page, "#id_province", "Hải Phòng")


def submit(page: Page, reference: str) -> None:
    page.goto(f"/listings/{reference}/edit/check/")
    page.locator(f"form[action$='/{reference}/submit/'] button").click()
    page.wait_for_url(f"**/{reference}/history/")


def open_review(page: Page, reference: str) -> None:
    page.goto(f"/review/?group=all&q={reference}")  # among all, it may stand on a later page
    page.locator(".table tr", has_text=reference).locator("a").first.click()
    page.wait_for_url(f"**/review/{reference}/")


def send_back(page: Page, reference: str) -> None:
    open_review(page, reference)
    page.locator(f"form[action$='/{reference}/claim/'] button").first.click()
    page.locator("button[name=decision][value=request_changes]").click()
    expect(page.locator("#id_comment_error")).to_be_visible()
    page.locator("#id_comment").fill(REASON)
    page.locator("button[name=decision][value=request_changes]").click()
    page.wait_for_url("**/review/")
    expect(page.locator("main")).to_contain_text(reference)


def mend(page: Page, owner: Person, reference: str) -> None:
    """The reason stands on the page and in a letter; the owner answers it and submits again."""
    page.goto(f"/listings/{reference}/history/")
    expect(page.locator("main")).to_contain_text(REASON)
    open_letter(page, owner.email, reference)
    assert REASON in letter_text(page)
    page.goto(f"/listings/{reference}/edit/problem/")
    page.locator("#id_present_state").fill(f"{PRESENT} Mỗi tháng gửi 120 mẫu, 340.000 đồng một mẫu.")
    go_on(page)
    submit(page, reference)


def publish(page: Page, reference: str) -> None:
    open_review(page, reference)
    for number, name in enumerate(("advantages", "clarity", "cooperation", "language")):
        page.locator(f"input[name={name}][value='{4 + number % 2}']").check(force=True)
    page.locator("button[name=decision][value=publish]").click()
    page.wait_for_url("**/review/")


def wait_for_suggestions(member: Page, supplier: Page, owner: Person, reference: str) -> str:
    """Both sides see the pair, and a letter tells the owner; returns the address of the supplier's page."""
    published = time.monotonic()
    supplier.goto("/desk/listings/?state=published")
    mine = [reference_in(text) for text in supplier.locator(".table tbody .ref").all_inner_texts()]
    while True:
        wait_until_shown(member, f"/listings/{reference}/suggestions/", "/listings/HP-C-")
        offers = [reference_in(text) for text in member.locator("main article .ref").all_inner_texts()]
        if both := next((offer for offer in offers if offer in mine), ""):
            break
        assert time.monotonic() - published < PATIENCE_SECONDS, offers
        member.wait_for_timeout(1_000)
    expect(member.locator("main article", has_text=both).locator(".fact").first).to_be_visible()
    wait_until_shown(supplier, f"/listings/{both}/suggestions/", reference)
    open_letter(member, owner.email, "ợi ý")
    assert both in letter_text(member) or "xét nghiệm" in letter_text(member)
    return f"/listings/{both}/suggestions/#{reference}"


def say_interested(page: Page, own: str) -> str:
    """The supplier answers with a message; returns the address of the interest."""
    address, _, reference = own.partition("#")
    page.goto(address)
    card = page.locator("main article", has_text=reference)
    card.locator("summary.btn").first.click()
    card.locator("textarea[name$=pitch]").fill(PITCH)
    card.locator("textarea[name$=fit]").fill(FIT)
    card.locator("details[open] button[type=submit]").click()
    page.wait_for_url("**/interests/*/")
    return page.url


def accept(page: Page, owner: Person, interest: str) -> None:
    """A letter tells the owner; the sender has no name until the owner accepts."""
    open_letter(page, owner.email, "quan tâm")
    assert "Đông Bắc" not in letter_text(page)
    page.goto(interest)
    expect(page.locator("main")).to_contain_text("1.140 mẫu")
    assert "Đông Bắc" not in page.content()
    assert DEMO["supply"] not in page.content()
    page.locator("summary.btn").first.click()
    page.locator("form[action$='/accept/'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Viện Công nghệ Nuôi biển Đông Bắc")


def see_contacts(member: Page, supplier: Page, owner: Person, interest: str) -> None:
    expect(member.locator("main")).to_contain_text(DEMO["supply"])
    supplier.goto(interest)
    expect(supplier.locator("main")).to_contain_text(owner.email)
    expect(supplier.locator("main")).to_contain_text(owner.full_name)


def strangers_see_nothing(visitors: Visitors, interest: str) -> None:
    """Another member gets 404 for all of it, by GET and by POST; a visitor is asked to sign in."""
    with visitors.page("demand") as page:
        assert status_of(page.request, interest) == 404
        page.goto("/desk/")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
        answer = page.request.post(f"{interest}accept/", form={"csrfmiddlewaretoken": token}, max_redirects=0)
        assert answer.status == 404
    with visitors.page() as page:
        assert status_of(page.request, interest) == 302


def administrator_finds_everything(visitors: Visitors, reference: str, owner: Person) -> None:
    with visitors.page("admin") as page:
        for address, words in (
            (f"/admin/catalog/listing/?q={reference}", reference),
            (f"/admin/cooperation/interest/?q={reference}", reference),
            (f"/admin/accounts/outboxmessage/?q={owner.email}", owner.email),
        ):
            page.goto(address)
            expect(page.locator("#result_list")).to_contain_text(words)
