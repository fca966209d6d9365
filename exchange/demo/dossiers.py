"""The demonstration's selection dossiers: one that an expert is scoring, one that is concluded."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import OutboxMessage, User
from advisory.dossiers import running
from advisory.models import Criterion, ExpertProfile
from catalog.models import Listing
from exchange.demo.services import MEMBER, SIGNS_IN

#: What the expert says of the mobile PCR laboratory, by criterion.
MARKS: dict[str, tuple[int, str]] = {
    Criterion.TARGETS: (5, "Phát hiện cả EHP và AHPND, 75 phút có kết quả, giá một mẫu thấp hơn mức đặt ra."),
    Criterion.MATURITY: (5, "Đã chạy 1.140 mẫu trong năm 2025 tại ba vùng nuôi, có nhật ký từng mẫu."),
    Criterion.COST: (3, "Giá mẫu hợp lý nếu gom từ 20 mẫu một chuyến; gửi lẻ thì chi phí xe vượt phần tiết kiệm được."),
    Criterion.OPERATION: (2, "Cần kỹ thuật viên đã được đào tạo; hợp tác xã chưa tự vận hành được, phải đặt lịch."),
    Criterion.SUPPLIER: (4, "Viện có đội xe và thuốc thử tại chỗ, hẹn trong hai ngày; mùa cao điểm có thể chậm."),
    Criterion.RISK: (4, "Quy trình theo tài liệu của phòng thí nghiệm tham chiếu; cần thỏa thuận về bảo mật kết quả."),
}
LEFT_OUT = "Chỉ đo dư lượng kháng sinh, không phát hiện mầm bệnh."
CONCLUSION = (
    "Chọn que thử cho trạm thu mua: đạt cả thời gian và giá, người của hợp tác xã đã làm được sau một buổi hướng dẫn. "
    "Mẫu nghi ngờ vẫn gửi phòng thí nghiệm để khẳng định."
)


def load_dossiers(listings: dict[str, Listing], people: dict[str, User], *, now: datetime) -> None:
    """Each goes the real way; the letters of that time have long been read."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    member = people[MEMBER]
    begun = now - timedelta(days=10)
    offers = [listings[key] for key in ("offer-002", "offer-003", "offer-010")]
    dossier = running.begin(need=listings["need-011"], offers=offers, by=member, now=begun)
    by_listing = {candidate.listing_id: candidate for candidate in dossier.candidates.all()}
    out = by_listing[listings["offer-010"].pk]
    running.leave_out(candidate=out, note=LEFT_OUT, by=member, now=begun + timedelta(days=1))
    expert = ExpertProfile.objects.select_related("user").get(user__email=SIGNS_IN)
    scored = by_listing[listings["offer-003"].pk]
    running.score(candidate=scored, marks=MARKS, by=expert.user, now=now - timedelta(days=2))
    ended = running.begin(
        need=listings["need-038"], offers=[listings["offer-010"]], by=member, now=now - timedelta(days=70)
    )
    chosen = [candidate.pk for candidate in ended.candidates.all()]
    running.close(dossier=ended, conclusion=CONCLUSION, chosen=chosen, by=member, now=now - timedelta(days=62))
    OutboxMessage.objects.exclude(pk__in=before).delete()
