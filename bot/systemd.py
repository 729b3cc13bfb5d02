"""The few words that systemd understands (sd_notify): ready, alive. Nothing where there is no systemd.

Must never: fail: a supervisor that does not listen is no reason to stop. See systemd.service(5), WatchdogSec.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Final

READY: Final = "READY=1"
ALIVE: Final = "WATCHDOG=1"


def notify(address: str, state: str) -> None:
    """`address`: of NOTIFY_SOCKET, "" without systemd; an abstract one begins with @."""
    if not address:
        return
    target = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.sendto(state.encode(), target)
