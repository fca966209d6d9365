"""Vietnamese tax codes: 10 digits, 13 for a dependent unit, or the 12-digit personal number of a household."""

import re

from stdnum.exceptions import ValidationError
from stdnum.vn import mst

SEPARATORS = re.compile(r"[\s.\-]+")


class BadTaxCode(Exception):
    """Not a tax code."""


def normalised(text: str) -> str:
    """The digits, with a hyphen before a dependent unit's number: 0100112437, 0100112437-001, 012345678901."""
    digits = SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        raise BadTaxCode(text)
    if len(digits) == 12:
        return personal(digits)
    try:
        return str(mst.format(mst.validate(digits)))
    except ValidationError as error:
        raise BadTaxCode(text) from error


def personal(digits: str) -> str:
    """The personal number: province 001–096, century and sex, year of birth, six digits; it has no check digit."""
    if not 1 <= int(digits[:3]) <= 96:
        raise BadTaxCode(digits)
    return digits


def is_personal(code: str) -> bool:
    """Whether a stored code is somebody's personal number, which is never shown."""
    return len(code) == 12 and code.isdigit()


def is_well_formed(code: str) -> bool:
    """Whether a stored code is one by its length and check digit; codes of imports were never asked."""
    try:
        return normalised(code) == code
    except BadTaxCode:
        return False
