"""Reads the size of a JPEG from its header: a few hundred bytes can announce a picture of gigabytes."""

from typing import Final

MOST_SCANS: Final = 32
"""Each costs a pass over the whole picture; a camera's has one, a progressive one about ten."""

_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_SIZES: Final = (0xC0, 0xC1, 0xC2)
_OTHER_SIZES: Final = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
"""Lossless, hierarchical, arithmetic: no browser writes them."""


def size_px(picture: bytes) -> tuple[int, int] | None:
    """Width and height; None for anything but a JPEG as cameras and browsers write it."""
    if picture[:2] != bytes((0xFF, _START)) or picture.count(bytes((0xFF, _SCAN))) > MOST_SCANS:
        return None
    at, found = 2, None
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        kind, length = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4])
        if kind == 0xFF:
            at += 1
            continue
        if kind == _SCAN:
            return found
        if kind in (_START, _END) or kind in _OTHER_SIZES or length < 2:
            return None
        if kind in _SIZES:
            if found is not None or length < 8 or at + 9 > len(picture):
                return None
            found = int.from_bytes(picture[at + 7 : at + 9]), int.from_bytes(picture[at + 5 : at + 7])
        at += 2 + length
    return None
