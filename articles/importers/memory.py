"""Keep a long import from holding memory that it no longer uses."""

import ctypes
import gc
from contextlib import suppress

# glibc's manual, "Malloc Tunable Parameters"; set by hand, neither grows with the blocks that are freed.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGE_BLOCK = 128 * 1024


def hold_little() -> None:
    """Give large blocks back to the system as they are freed, and never look for cycles in what is there.

    A chunk goes from process to process in blocks of megabytes, which else stay as holes between small ones.
    Processes forked from this one do the same. Where the C library knows no such setting, memory stays.
    """
    gc.freeze()
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            library.mallopt(setting, _LARGE_BLOCK)
