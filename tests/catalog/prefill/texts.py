"""Texts as people have them, and the same in files."""

from __future__ import annotations

import zipfile
from html import escape
from io import BytesIO

import openpyxl
from PIL import Image
from pypdf import PdfWriter

OFFER = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
PHIẾU GIỚI THIỆU CÔNG NGHỆ
Máy sấy bơm nhiệt cho nông sản cỡ hợp tác xã
Máy sấy bơm nhiệt hai tầng giữ màu và mùi của nông sản. Không khí tuần hoàn kín, nhiệt độ sấy 45–55 °C nên
không phụ thuộc thời tiết.
1. Vấn đề giải quyết
Sấy nắng mất ba ngày và hao hụt lớn khi có mưa.
2. Ưu điểm:
- Công suất: 500 kg/mẻ
- Điện năng tiêu thụ: 0,9 kWh/kg nước
- Độ ẩm sau sấy dưới 12 %.
3. Mức độ hoàn thiện
Đã lắp đặt tại 3 hợp tác xã ở Hải Phòng từ năm 2024.
4. Giá chuyển giao: từ 350 đến 420 triệu đồng/máy, bảo hành 24 tháng
Từ khóa: sấy bơm nhiệt, nông sản; tiết kiệm điện
Liên hệ: Phòng Kinh doanh, 0912 345 678, kinh-doanh@vidu.test
"""
NEED = """Giảm tổng nitơ trong nước thải nhà máy chế biến thủy sản
Hiện trạng: Mỗi ngày thải 400 m³, tổng nitơ 120 mg/l. Năm 2025 bị phạt hai lần.
Yêu cầu kỹ thuật
Tổng nitơ sau xử lý: dưới 40 mg/l
Công suất: ≥ 450 m³/ngày
Đã thử: tăng sục khí, không hiệu quả.
Kinh phí dự kiến: không quá 2,5 tỷ đồng.
Cần công nghệ đạt TRL 7 trở lên.
"""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(text: str, table: list[list[str]] | None = None, *, heading: str = "") -> bytes:
    """A Word file: a heading, a paragraph for each line, then a table."""
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    body = f"<w:p>{style}<w:r><w:t>{escape(heading)}</w:t></w:r></w:p>" if heading else ""
    body += "".join(f"<w:p>{_run(line)}</w:p>" for line in text.splitlines())
    if table:
        rows = "".join("<w:tr>" + "".join(f"<w:tc><w:p>{_run(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>"
                       for row in table)  # fmt: skip
        body += f"<w:tbl>{rows}</w:tbl>"
    return packed(f"<w:document {_W}><w:body>{body}</w:body></w:document>")


def packed(document: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def excel(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def plain_pdf(lines: list[str], pages: int = 1) -> bytes:
    """A PDF of ASCII lines in a font that every reader has."""
    drawn = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    kids = " ".join(f"{10 + 2 * page} 0 R" for page in range(pages))
    objects = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
               3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}  # fmt: skip
    for page in range(pages):
        objects[10 + 2 * page] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {11 + 2 * page} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects[11 + 2 * page] = f"<</Length {len(drawn)}>>\nstream\n{drawn}\nendstream"
    out, places = b"%PDF-1.4\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    table = "".join(f"{number} 1\n{place:010} 00000 n \n" for number, place in places.items())
    return (
        out
        + f"xref\n0 1\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size 99>>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def scanned_pdf() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "PDF")
    return out.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("mat-khau", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
