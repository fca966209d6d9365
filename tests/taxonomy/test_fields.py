"""One form field with its label, help, error and attributes."""

from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    title = forms.CharField(max_length=120, help_text="Say what it does.")
    code = forms.CharField(max_length=14)
    email = forms.EmailField(max_length=254)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(required=False)


def rendered(form: forms.Form) -> BeautifulSoup:
    template = Template('{% include "components/form_fields.html" with form=form only %}')
    return BeautifulSoup(template.render(Context({"form": form})), "html.parser")


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def test_input_is_described_by_help_error_and_counter_in_reading_order() -> None:
    page = rendered(Sample({}))
    field = one(page, "#id_title")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "id_title_helptext id_title_error id_title_count"
    for name in str(field["aria-describedby"]).split():
        one(page, f"#{name}")
    assert "input" in field["class"]


def test_summary_links_every_error_to_its_field() -> None:
    page = rendered(Sample({}))
    targets = [str(link["href"]) for link in page.select("[role=alert] a")]
    assert targets == ["#id_title", "#id_code", "#id_email", "#id_kind_0"]
    for target in targets:
        one(page, target)


def test_valid_and_unbound_forms_have_no_summary() -> None:
    assert not rendered(Sample()).select("[role=alert]")
    assert not rendered(Sample({"title": "t", "code": "c", "email": "a@b.vn", "kind": "a"})).select("[role=alert]")


def test_only_longer_texts_are_counted() -> None:
    page = rendered(Sample())
    assert [str(counter["data-for"]) for counter in page.select("[data-counter]")] == ["id_title"]


def test_choices_stand_under_a_legend_and_each_has_a_label() -> None:
    page = rendered(Sample())
    group = one(page, "fieldset")
    assert one(page, "fieldset > legend").get_text(strip=True).startswith("Kind")
    assert {str(label["for"]) for label in group.select("label")} == {"id_kind_0", "id_kind_1"}


def test_help_may_not_smuggle_markup_from_values() -> None:
    page = rendered(Sample({"title": "<b>x</b>", "code": '"><script>', "email": "x", "kind": "a"}))
    assert not page.select("script")
    assert one(page, "#id_title")["value"] == "<b>x</b>"
