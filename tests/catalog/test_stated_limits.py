"""What a text rules out, and what only sounds like it."""

import pytest

from catalog.stated_limits import RuledOut, attempts_in, limits_in, tried_in


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bộ kit không dùng để chẩn đoán bệnh tôm.", ["chẩn đoán bệnh tôm"]),
        ("Không phù hợp lúa gặt máy vì thời gian sấy kéo dài.", ["lúa gặt máy"]),
        ("Khong phu hop lua gat may vi thoi gian say keo dai.", ["lua gat may"]),
        ("Chưa phù hợp rau ăn lá và không thay được xử lý nước khi EC trên 6.", ["rau ăn lá và", "xử lý nước"]),
        ("Chỉ làm dịch vụ mài, không cung cấp thiết bị giám sát, phát hiện dao mòn.",
         ["thiết bị giám sát, phát hiện dao mòn"]),
        ("The kit is not suitable for leafy vegetables because roots clog.", ["leafy vegetables"]),
        ("It does not remove ethanol.", ["ethanol"]),
        ("Không dùng hóa chất, không xông lưu huỳnh.", []),
        ("Bớt gas mà không giảm chất lượng; không cần dừng máy.", []),
        ("The system does not require chemicals.", []),
        ("Không phù hợp.", []),
    ],
)  # fmt: skip
def test_an_offer_states_its_limits(text, named):
    assert [each.named for each in limits_in(text)] == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Đã đặt mài lại dao, phủ PVD nhưng vẫn gãy.", ["mài lại dao, phủ PVD"]),
        ("Em da hoi may loc nuoc bien cho tau ca nhung be qua.", ["may loc nuoc bien cho tau ca"]),
        ("Từng được chào bán máy sấy vải khô, không đúng nhu cầu.", ["máy sấy vải khô"]),
        ("We tried vacuum distillation but the beer tasted cooked.", ["vacuum distillation"]),
        ("Đã mua ba máy sấy, nay muốn mua thêm.", []),
        ("Cần đơn vị đã làm cho nhà máy tương tự, không cần ở gần.", []),
    ],
)
def test_a_need_tells_what_it_has_tried(text, named):
    assert [each.named for each in tried_in(text)] == named


def test_the_clause_is_quoted_as_written():
    assert limits_in("Bộ kit không dùng để  chẩn đoán bệnh tôm.") == [
        RuledOut("chẩn đoán bệnh tôm", "không dùng để chẩn đoán bệnh tôm")
    ]


def test_a_field_of_attempts_needs_no_such_words():
    found = attempts_in("Đã mài lại dao và phủ PVD, đếm giờ để thay dao; dao vẫn gãy.")
    assert [each.named for each in found] == ["mài lại dao và phủ PVD", "đếm giờ để thay dao"]
