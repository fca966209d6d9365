"""The demonstration's requests for services: one that waits, one with offers, one under way, one done."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Organisation, OutboxMessage, User
from advisory.models import ExpertProfile, ServiceOffer
from advisory.requests import running
from catalog.models import Listing

MEMBER = "htx-thuy-san-bang-la"
SIGNS_IN = "chuyen-gia@vidu.test"
#: Service, title, text, how far it has come, and the need it is about.
REQUESTS = [
    (
        "assessment",
        "Đánh giá hệ thống tuần hoàn nước cho 4 ao nuôi",
        "Hai báo giá cho hệ thống tuần hoàn nước 600 m³ rất khác nhau: phương án nào giữ amoni dưới 0,5 mg/l?",
        "done",
        "",
    ),
    (
        "consulting",
        "Giấy phép môi trường khi mở rộng thêm 6 ao",
        "Cần biết loại giấy phép, hồ sơ phải lập và thời gian; hợp tác xã đã có báo cáo quan trắc năm 2025.",
        "offers",
        "",
    ),
    (
        "selection",
        "Chọn bộ xét nghiệm nhanh bệnh tôm tại ao",
        "So sánh ba bộ đang bán: độ nhạy, thời gian, chi phí mỗi mẫu, người nuôi có tự làm được không.",
        "chosen",
        "need-011",
    ),
    (
        "ip",
        "Tra cứu trước khi đăng ký nhãn hiệu tập thể",
        "Hợp tác xã muốn đăng ký nhãn hiệu tập thể cho tôm Bàng La, cần tra cứu khả năng trùng.",
        "asked",
        "",
    ),
]


def load_services(
    listings: dict[str, Listing], organisations: dict[str, Organisation], people: dict[str, User], *, now: datetime
) -> None:  # fmt: skip
    """Each request goes the real way, at its own times; the letters of that time have long been read."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    for number, (kind, title, text, until, need) in enumerate(REQUESTS):
        at = now - timedelta(days=20 - 4 * number)
        request = running.ask(
            organisation=organisations[MEMBER], by=people[MEMBER], kind=kind, title=title, text=text, wished_on=None,
            hides_name=False, listing=listings.get(need), now=at,
        )  # fmt: skip
        if until == "asked":
            continue
        experts = ExpertProfile.objects.filter(services__contains=[kind], verified_at__isnull=False).order_by("pk")[:3]
        offers = running.invite(request=request, experts=experts, by=people["officer"], now=at + timedelta(days=1))
        # Whoever tries the portal as the expert finds work under way.
        offers.sort(key=lambda offer: offer.expert.user.email != SIGNS_IN)
        bid(offers[0], price=38_000_000, at=at)
        if until in ("chosen", "done"):
            chosen = at + timedelta(days=3)
            running.choose(request=request, offer=offers[0], by=people[MEMBER], now=chosen)
        if until == "done":
            expert, end = offers[0].expert.user, at + timedelta(days=12)
            report = "Phương án hai đạt yêu cầu; chi phí vận hành 14 triệu đồng mỗi vụ."
            running.deliver(request=request, text=report, files=[], by=expert, now=end)
            running.accept(request=request, by=people[MEMBER], now=end)
            running.rate(
                request=request, party="requester", stars=5, words="Rõ ràng, đúng hạn.", by=people[MEMBER], now=end
            )
    OutboxMessage.objects.exclude(pk__in=before).delete()


def bid(offer: ServiceOffer, *, price: int, at: datetime) -> None:
    note = "Khảo sát tại chỗ hai ngày, lấy mẫu đầu vụ, báo cáo bằng tiếng Việt."
    running.make_offer(
        request=offer.request, by=offer.expert.user, conflicts="", price=price, days=12, note=note,
        now=at + timedelta(days=2),
    )  # fmt: skip
