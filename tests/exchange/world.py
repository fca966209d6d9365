"""A small world: three rows of everything the administration shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from accounts.models import Organisation, OrganisationEnding, SiteText, User
from advisory.dossiers import running as dossiers
from advisory.models import ExpertProfile
from catalog.models import (
    Attachment,
    DisclosureGrant,
    DisclosureOpening,
    GapSubscription,
    ImportBatch,
    LegalRuling,
    Listing,
    Prefill,
    ProblemReport,
    SavedListing,
    SavedNote,
    TransferRule,
    WatchHit,
)
from cooperation.models import (
    AgreementTemplate,
    Interest,
    InterestEvent,
    Introduction,
    OutcomeReport,
    RegistrationRule,
    StageRule,
    SuccessStory,
    Triage,
)
from cooperation.pipeline import starting
from cooperation.registration_models import TransferCase
from cooperation.stage_choices import Stage
from matching.models import Answer, PairBlock, Refit, Suggestion, WeightSet
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import to_json
from taxonomy.models import Concept, Crosswalk, Holiday
from tests import factories
from tests.factories_advisory import make_matter
from tests.factories_catalog import author_of, make_officer, make_organisation, make_published
from tests.factories_watches import make_watch

REASONS = [
    {"code": "field_same", "tone": "good", "values": {"field": "401"}},
    {"code": "trl_low", "tone": "weak", "values": {"offer_trl": 5, "need_trl": 7}},
]
PARTS = [{"feature": "text", "value": 0.5, "mean": 0.2, "weight": 4.0, "amount": 1.2, "known": True}]


def make_admin(**values: object) -> User:
    return factories.UserFactory(email="quan-tri@vidu.test", is_staff=True, is_superuser=True, **values)


def fill_world(*, now: datetime, rows: int = 3) -> None:
    """`rows` rows of every model in the administration."""
    for number in range(rows):
        fill_accounts(number, now=now)
        fill_catalog(number, now=now)
    fill_taxonomy(rows)
    fill_stages(rows)


def fill_taxonomy(rows: int) -> None:
    fields = list(Concept.objects.of("st_field")[: rows + 1])
    for number in range(rows):
        Crosswalk.objects.get_or_create(source=fields[number], target=fields[number + 1])
        Holiday.objects.get_or_create(
            on=date(2031, 1, number + 1), defaults={"name_vi": "Ngày nghỉ", "name_en": "Holiday"}
        )


def fill_accounts(number: int, *, now: datetime) -> None:
    member = factories.MembershipFactory().user
    factories.JoinRequestFactory()
    ended = factories.OrganisationFactory(state=Organisation.State.CLOSED)
    OrganisationEnding.objects.create(
        organisation=ended, merged_into=factories.OrganisationFactory(), by=member, at=now
    )
    factories.InvitationFactory()
    text = factories.SiteTextFactory(key=SiteText.Key.TERMS, version=number + 1)
    factories.ConsentFactory(user=member, text=text)
    factories.OutboxMessageFactory(user=member, state="dead")
    factories.DemoMailFactory()
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": "bi-mat-totp"})
    UserSession.objects.create(
        user=member, ip="192.0.2.1", user_agent="Trình duyệt", session_key=f"khoa-phien-{number}", last_seen_at=now
    )
    ExpertProfile.objects.create(user=member, name=f"Chuyên gia {number}", services=["ip"], languages=["vi"])
    make_matter(now=now)
    Group.objects.create(name=f"Nhóm {number}")
    member.full_name = f"Tên mới {number}"
    member.save()
    LogEntry.objects.create(
        user=member,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(member.pk),
        object_repr=str(member),
        action_flag=CHANGE,
        change_message="",
    )


def fill_catalog(number: int, *, now: datetime) -> None:
    need = make_published("need", now=now)
    offer = make_published("offer", now=now, confidential="Công thức bí mật", disclosure="interest")
    Attachment.objects.create(
        listing=offer, file=f"attachments/{number}", name="anh.png", content_type="image/png", size=10,
        sha256=f"{number:064}", uploaded_by=offer.contact,
    )  # fmt: skip
    guest = make_organisation(f"Xưởng cơ khí {number}", kind="enterprise")
    DisclosureGrant.objects.create(listing=offer, organisation=guest, level="interest", granted_at=now)
    DisclosureOpening.objects.create(listing=offer, user=need.contact, organisation=guest, what="contact", at=now)
    fill_law(need, number, now=now)
    ProblemReport.objects.create(listing=offer, reason="wrong", text="Giá đã đổi.", fingerprint=f"{number}")
    saved = SavedListing.objects.create(listing=offer, organisation=guest, saved_by=need.contact, saved_at=now)
    SavedNote.objects.create(saved=saved, author=need.contact, text="Ghi chú nội bộ", at=now)
    fill_readings(offer, guest, now=now)
    WatchHit.objects.create(watch=make_watch(owner=need.contact, now=now), listing=offer, found_at=now)
    GapSubscription.objects.create(user=need.contact, fields=["2"], week=now)
    weights = WeightSet.objects.create(version=number + 1, weights=to_json(DEFAULT_WEIGHTS), is_active=number == 0)
    suggestion = make_suggestion(need, offer, weights)
    Answer.objects.create(suggestion=suggestion, side="need", answer="declined", weights=weights, by=need.contact)
    Refit.objects.create(state="failed", wanted_at=now, wanted_by=need.contact, finished_at=now)
    fill_cooperation(suggestion, number, now=now)


def fill_cooperation(suggestion: Suggestion, number: int, *, now: datetime) -> None:
    need, offer = suggestion.need, suggestion.offer
    interest = Interest.objects.create(
        reference=f"HP-Q-2026-{number + 1:04d}",
        listing=offer, organisation=need.organisation, suggestion=suggestion, own_listing=need, sent_by=need.contact,
        pitch="Chúng tôi muốn thử công nghệ này tại ao nuôi của hợp tác xã.",
        due_on=now.date() + timedelta(days=7), sent_at=now,
    )  # fmt: skip
    InterestEvent.objects.create(interest=interest, to_state="sent", actor=need.contact)
    dossiers.begin(need=need, offers=[offer], by=author_of(need), now=now)
    Introduction.objects.create(suggestion=suggestion, by=need.officer, at=now, words="Hai đơn vị nên gặp nhau sớm.")
    Triage.objects.create(need=need, officer=need.officer, started_at=now, due_on=now.date() + timedelta(days=14))
    PairBlock.objects.create(need=need, offer=offer, reason="known", blocked_by=need.officer, lifted_at=now)
    AgreementTemplate.objects.create(kind="nda", version=number + 1, text_vi="Thỏa thuận", text_en="Agreement")
    made = starting.start_by_officer(
        title="Lọc nước ao nuôi", need=need, offer=offer, need_side=need.organisation, offer_side=offer.organisation,
        by=need.officer or make_officer(), now=now,
    )  # fmt: skip
    report = OutcomeReport.objects.create(
        cooperation=made, kind="pilot", state="verified", output="Chạy thử ở hai ao.", sent_at=now, settled_at=now
    )
    SuccessStory.objects.create(
        cooperation=made, report=report, title_vi="Nước trong ao", title_en="Clear water", text_vi="Hết bệnh.",
        text_en="No more disease.",
    )  # fmt: skip


def fill_stages(rows: int) -> None:
    for code in Stage.values[:rows]:
        StageRule.objects.get_or_create(
            code=code, defaults={"days": 10, "evidence_vi": "Biên bản", "evidence_en": "Minutes"}
        )
    for case in TransferCase.values[:rows]:
        RegistrationRule.objects.get_or_create(
            case=case, defaults={"is_required": True, "source": "Điều 31", "checked_on": date(2026, 4, 1)}
        )


def fill_law(need: Listing, number: int, *, now: datetime) -> None:
    rule = TransferRule.objects.create(
        regime="restricted", name_vi=f"Công nghệ {number}", source="Phụ lục II", words=["biến đổi gen"],
        valid_from=now.date(),
    )  # fmt: skip
    LegalRuling.objects.create(
        revision=need.revisions.get(), rule=rule, regime="restricted", verdict="concerned", by=need.officer, at=now
    )


def fill_readings(offer: Listing, guest: Organisation, *, now: datetime) -> None:
    """A table and a text that somebody wanted read in vain."""
    wish = {"kind": "offer", "organisation": guest, "wanted_by": offer.contact, "wanted_at": now, "finished_at": now}
    ImportBatch.objects.create(**wish, name="chao-ban.xlsx", sha256="0", state="refused", problem="rows")
    Prefill.objects.create(**wish, content_type="text/plain", sha256="0", state="failed", problem="scanned")


def make_suggestion(need: Listing, offer: Listing, weights: WeightSet) -> Suggestion:
    return Suggestion.objects.create(
        need=need, offer=offer, score=0.73, logit=1.0, weights=weights, need_hash="0", offer_hash="0",
        contributions={"base": -0.2, "logit": 1.0, "items": PARTS, "reasons": REASONS},
    )  # fmt: skip
