"""What a domain's own label is made of, in the classes that searches ask for (registrant-family.md, 6)."""

import re
from enum import IntEnum

_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class LabelForm(IntEnum):
    """The numbers are the wire's ``Form``."""

    DIGITS = 11
    LETTERS = 12
    MIXED = 13
    """Letters with digits, or with hyphens."""
    CHINESE = 14
    """With at least one Chinese character."""


def form_of(label: str) -> LabelForm:
    """The class of a label in the form people read."""
    if _HAN.search(label):
        return LabelForm.CHINESE
    if label.isascii() and label.isdigit():
        return LabelForm.DIGITS
    return LabelForm.LETTERS if label.isalpha() else LabelForm.MIXED
