"""While the program starts, what it makes stays: Python is not asked to look for garbage there.

Must never: stay in force while people are served.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def made_to_stay() -> Iterator[None]:
    """No collection within; what was made is left out of every later one. Saves a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
