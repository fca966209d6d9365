"""Where the 34 provinces and cities stand on the map of tiles: eight columns, roughly as on a real map. Pure."""

from typing import NamedTuple


class Place(NamedTuple):
    """Column, row, and the short name that fits a tile on a phone."""

    column: int
    row: int
    short: str


PLACES = {
    "12": Place(2, 1, "LC"), "15": Place(3, 1, "LCa"), "08": Place(4, 1, "TQ"), "04": Place(5, 1, "CB"),
    "11": Place(1, 2, "ĐB"), "14": Place(2, 2, "SL"), "25": Place(3, 2, "PT"), "19": Place(4, 2, "TN"),
    "20": Place(5, 2, "LS"), "01": Place(3, 3, "HN"), "24": Place(4, 3, "BN"), "22": Place(5, 3, "QN"),
    "37": Place(3, 4, "NB"), "33": Place(4, 4, "HY"), "31": Place(5, 4, "HP"), "38": Place(3, 5, "TH"),
    "40": Place(3, 6, "NA"), "42": Place(3, 7, "HT"), "44": Place(4, 8, "QT"), "46": Place(4, 9, "Huế"),
    "48": Place(5, 10, "ĐN"), "51": Place(5, 11, "QNg"), "52": Place(5, 12, "GL"), "66": Place(5, 13, "ĐL"),
    "75": Place(3, 14, "ĐNa"), "68": Place(4, 14, "LĐ"), "56": Place(5, 14, "KH"), "80": Place(2, 15, "TNi"),
    "79": Place(3, 15, "HCM"), "91": Place(1, 16, "AG"), "82": Place(2, 16, "ĐT"), "86": Place(3, 16, "VL"),
    "96": Place(1, 17, "CM"), "92": Place(2, 17, "CT"),
}  # fmt: skip
#: The provinces that hold the two archipelagos, which no map of the country leaves out.
HOANG_SA, TRUONG_SA = "48", "56"
#: The least number of each tone but the first, which is for nothing at all.
STEPS = (1, 10, 30, 100)


def tone(number: int) -> int:
    """The step of the scale, 0 to 4, that a number stands on."""
    return sum(number >= step for step in STEPS)
