"""Templates: fields, what fills them, and the texts that the portal is shipped with."""

from __future__ import annotations

import pytest

from cooperation.agreeing.drafting import FIRST_TEXTS
from cooperation.agreeing.filling import FIELD, FIELDS, fill, unknown_fields


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("Bên A: {need_name}", {"need_name": "Xưởng A"}, "Bên A: Xưởng A"),
        ("Mã số thuế: {need_tax_code}", {"need_tax_code": ""}, "Mã số thuế: …………"),
        ("{subject}", {"subject": "# Tiêu đề\n- **đậm** <b>"}, r"\# Tiêu đề - \*\*đậm\*\* \<b\>"),
        ("{subject}", {"subject": "{date}", "date": "hôm nay"}, r"\{date\}"),
        ("{ không phải } {}", {}, "{ không phải } {}"),
    ],
)
def test_fill(text: str, values: dict[str, str], filled: str) -> None:
    assert fill(text, values) == filled


def test_unknown_fields_are_named_once() -> None:
    assert unknown_fields("{need_name} {ten} {ten} {so}", "nda") == ["ten", "so"]
    assert (unknown_fields("{plan}", "nda"), unknown_fields("{plan}", "contract")) == (["plan"], [])


@pytest.mark.parametrize("kind", ["nda", "mou", "contract"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_shipped_texts_use_every_field_and_no_other(language: str, kind: str) -> None:
    assert set(FIELD.findall((FIRST_TEXTS / f"{kind}.{language}.md").read_text())) == FIELDS[kind]
