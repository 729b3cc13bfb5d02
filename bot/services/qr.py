"""A link as a picture that any telephone reads.

Must never: put the link anywhere but into the picture (an invitation is a secret until it is used).
"""

from __future__ import annotations

from io import BytesIO

import segno

WIDTH = 400  # pixels at least: read from a screen at arm's length, or from a sheet of paper


def qr_png(link: str) -> bytes:
    """A black and white PNG, at least `WIDTH` pixels wide, with the quiet zone of four modules that readers need.

    A smudge over up to 15 % of it does no harm (error correction M). ValueError for a link that no code can hold.
    """
    code = segno.make_qr(link, error="m", boost_error=False)
    modules, _ = code.symbol_size()
    out = BytesIO()
    code.save(out, kind="png", scale=-(-WIDTH // modules))
    return out.getvalue()
