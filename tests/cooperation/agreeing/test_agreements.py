"""The confidentiality agreement: drawn up, confirmed by each side in its way, and what it opens."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.models import Membership, OutboxMessage, User
from catalog.models import DisclosureGrant
from catalog.permissions import granted_levels
from cooperation.agreeing import confirming, drafting
from cooperation.models import Agreement, AgreementConfirmation, AgreementTemplate, CooperationEvent, DocumentVersion
from cooperation.pipeline import stages
from tests.catalog.files import PDF, image, office
from tests.cooperation.pipeline.test_room_views import address, client_of
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_pipeline import EVIDENCE, Room, make_room, settle

pytestmark = pytest.mark.django_db
FILLED = {
    "subject": "Bộ xét nghiệm nhanh EHP tại ao",
    "need_representative": "Vũ Đình Khởi", "need_position": "Giám đốc", "need_address": "Phường Kiến An, Hải Phòng",
    "offer_representative": "Đoàn Thị Lam", "offer_position": "Viện trưởng",
    "offer_address": "Phường Đồ Sơn, Hải Phòng",
}  # fmt: skip


@pytest.fixture
def room(now: datetime, settings: LazySettings, tmp_path: Path) -> Room:
    settings.MEDIA_ROOT = tmp_path
    return make_room(now=now)


def drawn_up(room: Room, *, now: datetime, **changes: str) -> Agreement:
    return drafting.draft(
        cooperation=room.cooperation, kind="nda", side="need", filled=FILLED | changes, by=room.need_user, now=now
    )


def confirm(room: Room, agreement: Agreement, side: str, *, now: datetime, by: User | None = None) -> Any:
    return confirming.confirm(agreement=agreement, side=side, by=by or room.user[side], now=now)


def stage_state(room: Room) -> str:
    return str(room.cooperation.stages.get(code="nda").state)


def text(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").text.split())


def test_the_template_is_filled_in_in_both_languages(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now, need_position="Giám đốc *kỹ thuật*")
    for written in (agreement.text_vi, agreement.text_en):
        assert "Hợp tác xã Bàng La Xanh" in written
        assert r"Giám đốc \*kỹ thuật\*" in written
        assert "{" not in written
    assert "ngày 23 tháng 11 năm 2026" in agreement.text_vi
    assert "23 November 2026" in agreement.text_en


def test_the_same_drawn_up_twice_is_one_and_other_words_replace_it(room: Room, now: datetime) -> None:
    first = drawn_up(room, now=now)
    assert drawn_up(room, now=now) == first
    second = drawn_up(room, now=now, subject="Quy trình khác")
    first.refresh_from_db()
    assert (first.replaced_at, second.replaced_at) == (now, None)
    with pytest.raises(confirming.TextChanged):
        confirm(room, first, "offer", now=now)


def test_both_sides_confirm_and_the_listings_open(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    OutboxMessage.objects.all().delete()
    confirm(room, agreement, "need", now=now)
    assert (stage_state(room), DisclosureGrant.objects.filter(level="nda").count()) == ("current", 0)
    confirm(room, agreement, "offer", now=now)
    assert stage_state(room) == "done"
    for listing, user in ((room.cooperation.need, room.offer_user), (room.cooperation.offer, room.need_user)):
        assert listing is not None
        assert "nda" in granted_levels(user, listing)
    told = OutboxMessage.objects.values_list("to", flat=True)
    assert sorted(told) == sorted(
        [room.offer_user.email, room.officer.email, room.need_user.email, room.officer.email]
    )  # fmt: skip
    assert CooperationEvent.objects.filter(action="stated", note=f"SHA-256 {agreement.sha256}").count() == 2


def test_confirming_twice_is_once(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    assert confirm(room, agreement, "need", now=now) == confirm(room, agreement, "need", now=now)
    confirm(room, agreement, "offer", now=now)
    confirm(room, agreement, "offer", now=now)
    assert (AgreementConfirmation.objects.count(), DisclosureGrant.objects.filter(level="nda").count()) == (2, 2)


def test_a_confirmed_text_stands(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    confirm(room, agreement, "need", now=now)
    with pytest.raises(drafting.Confirmed):
        drawn_up(room, now=now, subject="Khác")
    for rows, change in (
        (Agreement.objects.all(), {"text_vi": "Khác"}),
        (AgreementConfirmation.objects.all(), {"side": "offer"}),
        (AgreementTemplate.objects.all(), {"text_vi": "Khác"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_readers_officers_and_the_other_side_confirm_nothing(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    for side, by in (("need", reader), ("need", room.offer_user), ("need", room.officer), ("officer", room.officer)):
        with pytest.raises(stages.NotAllowed):
            confirm(room, agreement, side, now=now, by=by)
    assert not AgreementConfirmation.objects.exists()


def test_a_skipped_stage_takes_no_agreement(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    settle(room, now=now)
    with pytest.raises(stages.WrongStage):
        confirm(room, agreement, "need", now=now)
    with pytest.raises(stages.WrongStage):
        drawn_up(room, now=now, subject="Khác")


def test_a_stage_opened_once_more_takes_a_new_agreement(room: Room, now: datetime) -> None:
    first = drawn_up(room, now=now)
    for side in ("need", "offer"):
        confirm(room, first, side, now=now)
    stages.reopen(cooperation=room.cooperation, code="nda", by=room.officer, now=now, note=EVIDENCE)
    second = drawn_up(room, now=now)
    assert (second.round, second.pk != first.pk) == (2, True)
    confirm(room, second, "need", now=now)
    assert stage_state(room) == "current"


def test_a_new_version_of_the_template_leaves_what_was_drawn_up(room: Room, now: datetime) -> None:
    before = drawn_up(room, now=now)
    version = AgreementTemplate(kind="nda", text_vi="Bản mới: {subject}", text_en="New: {subject}")
    drafting.number_template(version)
    version.save()
    after = drawn_up(room, now=now)
    before.refresh_from_db()
    assert (version.version, after.text_vi) == (2, "Bản mới: Bộ xét nghiệm nhanh EHP tại ao")
    assert "Điều 1" in before.text_vi


def test_the_page_draws_it_up_and_keeps_what_was_typed(room: Room) -> None:
    client = client_of(room.need_user)
    refused = client.post(address(room, "agreement/"), FILLED | {"subject": ""})
    assert (refused.status_code, "Viện trưởng" in refused.content.decode()) == (422, True)
    assert client.post(address(room, "agreement/"), FILLED).status_code == 302
    assert "Bộ xét nghiệm nhanh EHP" in text(client.get(address(room, "agreement/")))
    assert "not confirmed yet" in text(client.get(address(room)))


def test_the_stage_is_signed_or_not_needed_and_never_stated_done(room: Room) -> None:
    client = client_of(room.need_user)
    form = BeautifulSoup(client.get(address(room)).content, "html.parser").select_one("form[action$='/stages/nda/']")
    assert [field["value"] for field in form.select("[name=says]")] == ["skip"]
    refused = client.post(address(room, "stages/nda/"), {"says": "done", "note": EVIDENCE})
    assert (refused.status_code, EVIDENCE in refused.content.decode()) == (422, True)
    client.post(address(room, "stages/nda/"), {"says": "skip", "note": EVIDENCE})
    client_of(room.offer_user).post(address(room, "stages/nda/"), {"says": "skip"})
    assert stage_state(room) == "skipped"


def test_without_a_second_factor_the_page_leads_to_setting_one_up(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    client = client_of(room.need_user)
    assert "has no second factor yet" in text(client.get(address(room, "agreement/")))
    sent = client.post(address(room, f"agreement/{agreement.pk}/"), {"way": "factor"})
    assert (sent.status_code, sent["Location"]) == (302, "/en/account/2fa/")
    assert not AgreementConfirmation.objects.exists()


def test_the_second_factor_is_shown_again_before_confirming(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    TOTP.activate(room.need_user, generate_totp_secret())
    code = RecoveryCodes.activate(room.need_user).get_unused_codes()[0]
    client, here = client_of(room.need_user), address(room, "agreement/")
    asked = client.post(address(room, f"agreement/{agreement.pk}/"), {"way": "factor"})
    assert asked["Location"].startswith("/en/account/2fa/reauthenticate/?next=")
    assert client.post(asked["Location"], {"code": code, "next": here})["Location"] == here
    assert "Confirm the agreement" in text(client.get(here))
    assert client.post(address(room, f"agreement/{agreement.pk}/"), {"way": "factor"}).status_code == 302
    assert AgreementConfirmation.objects.get().way == "factor"


def test_a_password_alone_does_not_confirm(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    TOTP.activate(room.need_user, generate_totp_secret())
    room.need_user.set_password("mot-mat-khau-that-dai")
    room.need_user.save()
    client = client_of(room.need_user)
    client.post("/en/account/reauthenticate/", {"password": "mot-mat-khau-that-dai"})
    client.post(address(room, f"agreement/{agreement.pk}/"), {"way": "factor"})
    assert not AgreementConfirmation.objects.exists()


def test_a_scan_confirms_and_is_filed_with_the_documents(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    url = address(room, f"agreement/{agreement.pk}/")
    client = client_of(room.offer_user)
    for content, name in ((office(), "ban-ky.docx"), (image("PNG"), "ban-ky.pdf"), (b"", "ban-ky.pdf")):
        refused = client.post(url, {"way": "scan", "scan": SimpleUploadedFile(name, content)})
        assert refused.status_code == 422
    assert client.post(url, {"way": "scan", "scan": SimpleUploadedFile("ban-ky.pdf", PDF)}).status_code == 302
    scan = DocumentVersion.objects.get()
    assert (AgreementConfirmation.objects.get().scan, scan.document.stage) == (scan, "nda")


def test_who_takes_no_part_meets_404(room: Room, now: datetime) -> None:
    agreement = drawn_up(room, now=now)
    stranger, reader = make_member(make_organisation("Công ty khác")), make_member(
        room.cooperation.need_side, role=Membership.Role.READER
    )  # fmt: skip
    for user in (stranger, make_officer()):
        for rest in ("agreement/", "agreement/pdf/"):
            assert client_of(user).get(address(room, rest)).status_code == 404
    assert client_of(reader).get(address(room, "agreement/")).status_code == 200
    assert client_of(reader).post(address(room, "agreement/"), FILLED).status_code == 404
    for user in (reader, room.officer):
        scan = {"way": "scan", "scan": SimpleUploadedFile("ban-ky.pdf", PDF)}
        answer = client_of(user).post(address(room, f"agreement/{agreement.pk}/"), scan)
        assert answer.status_code in (404, 422)
    assert not AgreementConfirmation.objects.exists()


def test_the_agreement_is_a_pdf_file(room: Room, now: datetime) -> None:
    client = client_of(room.need_user)
    assert client.get(address(room, "agreement/pdf/")).status_code == 404
    drawn_up(room, now=now)
    response = client.get(address(room, "agreement/pdf/"))
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert response.content.startswith(b"%PDF-")
