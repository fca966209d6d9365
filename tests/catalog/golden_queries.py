"""Queries as people type them, over the demonstration's listings, and what must come of each.

A listing is named by the beginning of its title.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Golden:
    """`first`: among the first `within`; `absent`: not found at all; `near`: found among words or neighbours."""

    query: str
    first: str = ""
    within: int = 1
    absent: str = ""
    near: str = ""
    mode: str = ""
    did_you_mean: str = ""


PIGS = "Xử lý nước thải chăn nuôi lợn"
SHRIMP_WATER = "Trạm xử lý nước thải chế biến tôm"
FISHMEAL = "Xử lý mùi hôi nhà máy bột cá"
RICE_DRYER = "Đầu tư máy sấy lúa"
HARMONICS_OFFER = "Bộ lọc sóng hài tích cực"
HARMONICS_NEED = "Sóng hài từ biến tần"
BIOGAS_TOWER = "Tháp đôi viên oxit sắt"

GOLDEN = [
    # words with accents
    Golden("nước thải chăn nuôi", PIGS, mode="words"),
    Golden("nước thải chế biến tôm", SHRIMP_WATER),
    Golden("máy sấy lúa", RICE_DRYER, mode="words"),
    Golden("MÁY SẤY LÚA", RICE_DRYER, mode="words"),
    Golden("sóng hài", HARMONICS_OFFER, within=2),
    Golden("mùi hôi bột cá", FISHMEAL),
    Golden("sơn chống hà", "Sơn chống hà không đồng", mode="words"),
    Golden("vải thiều", "Bảo quản vải thiều tươi"),
    Golden("ruồi lính đen", "Nuôi ruồi lính đen"),
    Golden("thủy tinh bọt", "Thủy tinh bọt từ kính"),
    Golden("sâu tơ", "Chế phẩm nấm Metarhizium", within=2),
    Golden("lồng nuôi biển", "Lồng nuôi biển HDPE"),
    Golden("mực in gốc nước", "Mực in gốc nước"),
    Golden("tụ bù", "Tủ tụ bù tự động", within=2),
    # without accents
    Golden("nuoc thai chan nuoi", PIGS, mode="words"),
    Golden("may say lua", RICE_DRYER, mode="words"),
    Golden("song hai", HARMONICS_OFFER, within=2),
    Golden("son chong ha", "Sơn chống hà không đồng"),
    Golden("ruoi linh den", "Nuôi ruồi lính đen"),
    Golden("gach khong nung", "Gạch không nung và tấm đá", within=3),
    Golden("thuy tinh bot", "Thủy tinh bọt từ kính"),
    Golden("mui hoi bot ca", FISHMEAL),
    Golden("sau to bap cai", "sau to an rau bap cai"),
    Golden("xe han tu hanh", "Xe hàn tự hành"),
    # texts typed without accents are found by a query with them, after the others
    Golden("sâu tơ bắp cải", "sau to an rau bap cai", within=2),
    Golden("lọc nước ao tôm", near="Tim giai phap loc nuoc ao tom"),
    # spellings of the same word
    Golden("thuỷ tinh bọt", "Thủy tinh bọt từ kính"),
    Golden("hoá rắn bùn nạo vét", "Hóa rắn bùn nạo vét"),
    Golden("kĩ thuật hàn góc", "Xe hàn tự hành", within=3),
    # codes, whole and in part, however they are written
    Golden("QCVN 62", PIGS, mode="code"),
    Golden("qcvn62", PIGS, mode="code"),
    Golden("ISO 13485", "Contract freeze-drying", mode="code"),
    Golden("iso-13485", "Contract freeze-drying", mode="code"),
    Golden("ISO 6346", "Đọc số container, số xe", mode="code"),
    Golden("iso 19642", "Vật liệu vỏ cách điện không halogen", within=2, mode="code"),
    Golden("H2S", BIOGAS_TOWER, within=5, mode="code"),
    Golden("H₂S", BIOGAS_TOWER, within=5, mode="code"),
    Golden("lọc h2s máy phát điện", BIOGAS_TOWER, mode="code"),
    Golden("inox 316L", mode="code"),
    # English
    Golden("crimp force", "Piezo crimp-force analyser", mode="words"),
    Golden("crimping forces", "Piezo crimp-force analyser"),
    Golden("wire harness traceability", "Board-level traceability"),
    Golden("carbon footprint", "Product carbon footprint"),
    Golden("electrodialysis", "Electrodialysis reversal skids", within=2),
    Golden("shrimp EHP test", "Pond-side isothermal CRISPR", within=3),
    # English for Vietnamese content and the other way round
    Golden("shrimp recirculation system", near="Hệ thống tuần hoàn MBBR"),
    Golden("rapid test for shrimp disease at the pond", near="Trạm xét nghiệm real-time PCR"),
    Golden("phát hiện đầu cốt ép lỗi trên máy bó dây điện", near="Automatic in-line detection of bad terminal"),
    # questions
    Golden("làm sao để giảm mùi hôi nhà máy bột cá", FISHMEAL),
    Golden("lam sao de giam mui hoi nha may bot ca", FISHMEAL),
    Golden("có máy nào sấy thóc ba mươi tấn một mẻ không", "Tháp sấy thóc đảo trộn", within=2),
    # phrases, minus, OR
    Golden('"máy sấy lúa"', RICE_DRYER, mode="words"),
    Golden('"lua say may"', mode="nothing"),
    Golden('"may say lua"', RICE_DRYER, mode="words"),
    Golden('"wire harness" -training', "Board-level traceability", absent="Crimp-quality training", within=3),
    Golden("máy sấy -lúa", "Tìm máy sấy bún", within=2, absent=RICE_DRYER),
    Golden('sóng hài OR "vải thiều"', near="Bảo quản vải thiều tươi", mode="words"),
    Golden("sóng hài HOẶC tụ bù", near="Tủ tụ bù tự động", mode="words"),
    Golden("OR máy sấy lúa OR", RICE_DRYER),
    Golden('"máy sấy lúa', RICE_DRYER),
    # mistakes
    Golden("may say luaa", did_you_mean="may say lua"),
    Golden("nuoc tahi", did_you_mean="nuoc thai"),
    Golden("nước thãi chăn nuôi", PIGS, within=2, did_you_mean="nước thải chăn nuôi"),
    Golden("electrodialisis", "Electrodialysis", did_you_mean="electrodialysis", mode="words"),
    Golden("tracebility", did_you_mean="traceability", mode="words"),
    Golden("polyuretann", did_you_mean="polyuretan", mode="words"),
    # names of fields, industries and owners; the owner of an anonymous need stays unknown
    Golden("Sông Nhuệ", near="Cụm rô-to zeolit", mode="words"),
    Golden("Zeeland Ion", "Electrodialysis", within=3, mode="words"),
    Golden("Taichung Sense", near="Thread-tension", mode="words"),
    # nothing
    Golden("qwertyuiop", mode="nothing"),
    Golden("", mode="none"),
    Golden('- OR "', mode="none"),
]
