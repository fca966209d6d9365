"""The proposal of what each stage takes, for the department to change."""

from typing import Any

from django.db import migrations

RULES = [
    ("nda", 10, "Hai bên xác nhận văn bản thỏa thuận bảo mật", "Both sides confirm the agreement"),
    ("meeting", 15, "Biên bản cuộc gặp", "Minutes of the meeting"),
    ("assessment", 30, "Báo cáo của chuyên gia", "Expert’s report"),
    ("negotiation", 60, "Bản điều khoản chính đã thống nhất", "Agreed term sheet"),
    ("mou", 30, "Biên bản ghi nhớ đã ký", "Signed memorandum"),
    ("contract", 90, "Số, ngày và giá trị hợp đồng", "Number, date and value of the contract"),
    ("registered", 60, "Số giấy chứng nhận hoặc giấy phép", "Number of the certificate or permit"),
    ("pilot", 120, "Báo cáo chạy thử", "Pilot report"),
    ("production", 180, "Biên bản nghiệm thu đưa vào sản xuất", "Acceptance report"),
    ("impact", 365, "Phiếu đo hiệu quả", "Impact form"),
]


def propose(apps: Any, _editor: Any) -> None:
    rule = apps.get_model("cooperation", "StageRule")
    for code, days, evidence_vi, evidence_en in RULES:
        rule.objects.get_or_create(
            code=code, defaults={"days": days, "evidence_vi": evidence_vi, "evidence_en": evidence_en}
        )


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0006_cooperations")]
    operations = [migrations.RunPython(propose, migrations.RunPython.noop)]
