"""One row filled in well, for each kind."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "offer": {
        "title": "Ví dụ: Máy sấy bơm nhiệt cho nông sản, 500 kg/mẻ",
        "language": "Tiếng Việt",
        "summary": "Sấy ở 45–55 °C, giữ màu và mùi, giảm 60 % điện so với sấy điện trở.",
        "problem": "Sấy nắng mất ba ngày và hao hụt 8–12 % khi có mưa.",
        "description": "Không khí tuần hoàn kín qua dàn lạnh hai tầng. Bàn giao máy, bản vẽ và quy trình sấy.",
        "advantages": "Điện năng 0,9 kWh/kg nước; một người vận hành.",
        "applications": "Hợp tác xã rau, dược liệu, hải sản khô.",
        "comparisons": "Điện năng | 0,9 | 2,4 | kWh/kg nước | Biên bản đo\nThời gian sấy | 10 | 26 | giờ",
        "trl": "8",
        "trl_evidence": "Ba máy vận hành tại hợp tác xã từ năm 2024.",
        "fields": "203",
        "keywords": "sấy bơm nhiệt, nông sản, tiết kiệm điện",
        "forms": "",
        "amount_min": "350 triệu",
        "amount_max": "420 triệu",
        "partner_sought": "Xưởng cơ khí chế tạo và lắp đặt tại đồng bằng sông Hồng.",
        "province": "31 – Hải Phòng",
    },
    "need": {
        "title": "Ví dụ: Giảm tổng nitơ trong nước thải chế biến thủy sản",
        "language": "Tiếng Việt",
        "summary": "Cần đưa tổng nitơ từ 120 xuống dưới 40 mg/l với 450 m³ mỗi ngày.",
        "present_state": "Bể hiếu khí xử lý 400 m³/ngày, tổng nitơ đầu ra 120 mg/l; năm 2025 bị phạt hai lần.",
        "description": "Nhà máy chế biến tôm đông lạnh, hai ca, mùa cao điểm từ tháng 5 đến tháng 10.",
        "tried": "Tăng sục khí và bổ sung vi sinh, không đạt.",
        "targets": "Tổng nitơ sau xử lý | ≤ 40 | mg/l | Bắt buộc\nDiện tích | ≤ 200 | m² | Mong muốn",
        "fields": "207",
        "keywords": "nước thải thủy sản, khử nitơ",
        "trl": "7",
        "amount_max": "2,5 tỷ",
        "import_accepted": "Có",
        "province": "31 – Hải Phòng",
        "constraints": "Không dừng sản xuất quá hai ngày.",
        "is_anonymous": "Hiển thị tên đơn vị",
    },
}
