"""Forms sent as a browser sends them, without drawing the pages: for what a journey needs and does not tell."""

from __future__ import annotations

from bs4 import BeautifulSoup
from playwright.sync_api import APIResponse, Page


def post_need(page: Page, title: str) -> str:
    """Post and submit a need over the forms of the pages, without drawing them; returns its reference."""
    text = "Khói lò nung ra ống khói ở 320 °C, lưu lượng 4.000 m³/h, hiện chưa thu hồi nhiệt để sấy sản phẩm."
    answer = send(
        page, page.request.get("/listings/new/need/"), "/listings/new/need/", title=title, summary=title,
        description=text, present_state=text, next="1",
    )  # fmt: skip
    reference = answer.url.split("/listings/")[1].split("/")[0]
    steps = f"/listings/{reference}/edit"
    target = {"targets-0-name": "Nhiệt thu hồi", "targets-0-value": "≥ 200", "targets-0-unit": "kW"}
    answer = send(page, answer, f"{steps}/targets/", targets="0", next="1", **target)
    answer = send(page, answer, f"{steps}/conditions/", fields="203", next="1")
    answer = send(page, answer, f"{steps}/visibility/", is_anonymous="False", accepting_interest="on", next="1")
    answer = send(page, answer, f"/listings/{reference}/submit/", distinct="on", difference=title)
    assert answer.url.endswith("/history/"), answer.url
    return reference


def send(page: Page, last: APIResponse, address: str, **values: str) -> APIResponse:
    """Send a form with the token, version and choices of the page that came last."""
    form = BeautifulSoup(last.text(), "html.parser").select_one("main form")
    assert form is not None, last.url
    hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden][name]")}
    chosen = {field["name"]: field["value"] for field in form.select("input[type=radio][checked][name]")}
    for select in form.select("select[name]"):
        options = [option for option in select.select("option[value]") if option["value"]]
        picked = next((option for option in options if option.has_attr("selected")), None)
        if select["name"] == "contact":
            picked = picked or options[0]
        if picked is not None:
            chosen[select["name"]] = picked["value"]
    form_values = {str(name): str(value) for name, value in (hidden | chosen | values).items()}
    answer = page.request.post(address, form=form_values, headers={"Referer": last.url})
    assert answer.ok, (answer.status, address, answer.text()[:2000])
    return answer
