"""Reads a QR code in a PNG as a telephone would, without the library that drew it: pixels, modules, mask, bytes.

Must never: correct an error; what is tested here has none. Level M, versions 2 to 5 (24 to 84 bytes) are enough.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

Grid = list[list[int]]
"""Rows of dots; 1 is black."""

_CHANNELS = {0: 1, 2: 3, 6: 4}  # PNG colour types: grey, RGB, RGBA
_BLOCKS = {2: (1, 28), 3: (1, 44), 4: (2, 32), 5: (2, 43)}  # version -> blocks and their data bytes, at level M
_MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda i, j: (i + j) % 2, lambda i, j: i % 2, lambda i, j: j % 3, lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2, lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2, lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)  # fmt: skip


def read(png: bytes) -> str:
    """The text in the picture."""
    return _text(modules(pixels(png)))


def level(png: bytes) -> str:
    """The error correction that the code claims."""
    return "MLHQ"[int("".join(map(str, modules(pixels(png))[8][:2])), 2) ^ 0b10]


def pixels(png: bytes) -> Grid:
    """Of a PNG with one bit of grey, or with eight bits a channel (then by the first channel alone)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    data, at, head = b"", 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    width, _, depth, colour, *_ = struct.unpack(">IIBBBBB", head)
    step = _CHANNELS[colour]
    line = (width * depth * step + 7) // 8
    rows = _unfiltered(zlib.decompress(data), line, max(1, depth * step // 8))
    if depth == 1:
        return [[1 - (row[x // 8] >> (7 - x % 8) & 1) for x in range(width)] for row in rows]
    return [[int(value < 128) for value in row[::step]] for row in rows]


def _unfiltered(raw: bytes, line: int, step: int) -> Iterator[bytes]:
    above = bytes(line)
    for start in range(0, len(raw), line + 1):
        row = bytearray(raw[start + 1 : start + 1 + line])
        for x in range(line):
            left, corner = (row[x - step], above[x - step]) if x >= step else (0, 0)
            row[x] = (row[x] + _guess(raw[start], left, above[x], corner)) % 256
        above = bytes(row)
        yield above


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    """What the filter of a PNG row expects a byte to be."""
    if kind == 4:
        return min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2)[kind]


def modules(dots: Grid) -> Grid:
    """One dot a module, without the white around: the finder in the corner is seven modules wide."""
    rows = [y for y, row in enumerate(dots) if any(row)]
    columns = [x for x in range(len(dots[0])) if any(row[x] for row in dots)]
    top, left, extent = rows[0], columns[0], columns[-1] - columns[0] + 1
    finder = next(x for x in range(left, len(dots[0])) if not dots[top + 1][x]) - left
    size = round((extent / (finder / 7) - 17) / 4) * 4 + 17
    middles = [int((place + 0.5) * extent / size) for place in range(size)]
    return [[dots[top + y][left + x] for x in middles] for y in middles]


def _is_frame(size: int, i: int, j: int) -> bool:
    """Whether a module guides the reader (finders, timing, format, alignment) rather than carries data."""
    in_corner = (i < 9 and j < 9) or (i < 9 and j >= size - 8) or (i >= size - 8 and j < 9)
    return in_corner or 6 in (i, j) or max(abs(i - size + 7), abs(j - size + 7)) <= 2


def _laid(code: Grid) -> Iterator[int]:
    """The bits in the order in which they were laid: pairs of columns from the right, up and down in turn."""
    size, mask = len(code), int("".join(map(str, code[8][2:5])), 2) ^ 0b101
    for turn, right in enumerate([*range(size - 1, 6, -2), *range(5, 0, -2)]):
        for i in range(size) if turn % 2 else range(size - 1, -1, -1):
            for j in (right, right - 1):
                if not _is_frame(size, i, j):
                    yield code[i][j] ^ (_MASKS[mask](i, j) == 0)


def _text(code: Grid) -> str:
    bits = "".join(map(str, _laid(code)))
    count, size = _BLOCKS[(len(code) - 17) // 4]
    laid = [bits[at : at + 8] for at in range(0, count * size * 8, 8)]
    stream = "".join(byte for block in range(count) for byte in laid[block::count])
    assert stream[:4] == "0100"  # then: how many bytes, and the bytes
    length = int(stream[4:12], 2)
    return bytes(int(stream[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode("ascii")
