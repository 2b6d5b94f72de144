"""What becomes of memory that was let go: the C library's settings for a process that runs for months."""

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""The settings' numbers in malloc.h."""

_LARGE = 1024 * 1024
"""Octets; bodies of uploads and long lists have more, answers of a thousand rows have less."""

_KEPT = 16 * 1024 * 1024


def settle() -> None:
    """Give each large block back to the system when it is let go, and keep what smaller ones leave at hand (INV-16).

    Left to itself, glibc counts as large what is larger than the largest it ever saw freed: after some uploads of four
    megabytes their room stays with the process, a hundred megabytes of it. And an answer of a thousand rows is made in
    buffers of some hundred kilobytes: to give each one back and to ask for the next took a third of its time, since the
    system clears what it gives.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # the GNU C library's; others have none
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, _KEPT)


def give_back() -> None:
    """Give back all that is free, also between what is in use; for when much was let go. It takes milliseconds."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
