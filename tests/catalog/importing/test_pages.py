"""The import over the web: the file to fill in, the upload, progress and report."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from catalog.importing.columns import columns_of
from catalog.importing.examples import EXAMPLES
from catalog.importing.running import run_wanted
from catalog.models import ImportBatch, Listing
from tests.catalog.files import PDF
from tests.catalog.importing.sheets import filled, need
from tests.catalog.test_posting_views import errors_in, page_of, signed_in
from tests.factories_catalog import make_member, make_organisation

pytestmark = pytest.mark.django_db
START = "/listings/import/"


@pytest.fixture
def member(client: Client) -> User:
    found = make_member(make_organisation())
    signed_in(client, found)
    return found


def upload(client: Client, content: bytes, name: str = "nhu-cau.xlsx", kind: str = "need") -> str:
    response = client.post(START, {"kind": kind, "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, errors_in(response)
    return str(response["Location"])


def sheet_of(content: bytes) -> object:
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


@pytest.mark.parametrize("kind", ["offer", "need"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_template_is_taken_as_it_is_filled_in(client: Client, member: User, kind: str, language: str) -> None:
    response = client.get(("/en" if language == "en" else "") + f"/listings/import/template/{kind}.xlsx")
    book = openpyxl.load_workbook(BytesIO(response.content))
    sheet, codes = book.worksheets
    with translation.override(language):
        labels = [column.label for column in columns_of(kind)]
    assert [cell.value.removesuffix(" *") for cell in sheet[1]] == labels
    assert sheet.cell(3, 1).value == EXAMPLES[kind]["title"]
    assert len(sheet.data_validations.dataValidation) >= 5
    assert codes.max_row > 30
    sheet.cell(3, 1).value = "Tên của chúng tôi"
    out = BytesIO()
    book.save(out)
    upload(client, out.getvalue(), kind=kind)
    run_wanted(now=timezone.now())
    assert ImportBatch.objects.get().errors == []
    assert Listing.objects.get().title == "Tên của chúng tôi"


def test_progress_then_drafts(client: Client, member: User) -> None:
    progress = upload(client, filled("need", need(1), need(2)))
    assert page_of(client.get(progress)).select_one("[data-poll]") is not None
    run_wanted(now=timezone.now())
    page = page_of(client.get(progress))
    assert page.select_one("[data-poll]") is None
    assert "2 bản nháp" in page.select_one(".notice--ok").text  # type: ignore[union-attr]
    assert client.get("/desk/listings/?state=draft").status_code == 200


def test_faults_stand_on_the_page_and_beside_the_cells(client: Client, member: User) -> None:
    bad = need(2, trl="12", summary="=1+1", title="@SUM(A1)")
    progress = upload(client, filled("need", need(1), bad))
    run_wanted(now=timezone.now())
    page = page_of(client.get(progress))
    assert len(page.select("main tbody tr")) == 2
    report = client.get(progress + "report.xlsx")
    sheet = sheet_of(report.content)
    names = [column.name for column in columns_of("need")]
    cell = sheet.cell(3, names.index("trl") + 1)  # type: ignore[attr-defined]
    assert (cell.value, cell.fill.fgColor.rgb, bool(cell.comment)) == ("12", "00FBE3E0", True)
    assert "12" in sheet.cell(3, len(names) + 1).value  # type: ignore[attr-defined]
    for place in ("summary", "title"):
        assert sheet.cell(3, names.index(place) + 1).data_type == "s"  # type: ignore[attr-defined]
    corrected = openpyxl.load_workbook(BytesIO(report.content))
    corrected.worksheets[0].cell(3, names.index("trl") + 1).value = "7"
    corrected.worksheets[0].cell(3, names.index("summary") + 1).value = "Hai"
    out = BytesIO()
    corrected.save(out)
    upload(client, out.getvalue(), name="can-sua.xlsx")
    run_wanted(now=timezone.now())
    assert Listing.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"kind": "need"}, "chọn tệp"),
        ({"file": SimpleUploadedFile("a.xlsx", b"x")}, "loại tệp"),
        ({"kind": "need", "file": SimpleUploadedFile("a.pdf", PDF)}, "Excel"),
        ({"kind": "wish", "file": SimpleUploadedFile("a.pdf", PDF)}, "các mục đã cho"),
    ],
)
def test_what_cannot_be_taken_is_said(client: Client, member: User, sent: dict[str, object], word: str) -> None:
    response = client.post(START, sent)
    assert (response.status_code, ImportBatch.objects.count()) == (422, 0)
    assert word in " ".join(errors_in(response))


def test_only_who_uploaded_sees_it_and_only_editors_upload(client: Client, member: User) -> None:
    progress = upload(client, filled("need", need(1, trl="12")))
    run_wanted(now=timezone.now())
    organisation = member.memberships.get().organisation
    for other in (make_member(make_organisation()), make_member(organisation)):
        browser = signed_in(Client(), other)
        assert [browser.get(progress + name).status_code for name in ("", "report.xlsx")] == [404, 404]
    assert Client().get(START).status_code == 302
    reader = signed_in(Client(), make_member(organisation, role="reader"))
    assert reader.get(START)["Location"] == "/desk/listings/"
    assert client.post(progress).status_code == 405


def test_a_batch_without_faults_has_no_report(client: Client, member: User) -> None:
    progress = upload(client, filled("need", need()))
    assert client.get(progress + "report.xlsx").status_code == 404
