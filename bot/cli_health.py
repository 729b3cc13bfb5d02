"""`python -m bot health`: is the service alive and at work? Asked from outside it, so that a frozen one is found out.

It reads what the running bot writes of itself, what waits in the database, and the disk. Must never: open a key, write
anything, ask Telegram, or need the bot's help.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from bot.checkup import Finding, Verdict, fine, problem
from bot.errors import OperatorError
from bot.notices import wrong_clock
from bot.services import vitals
from bot.services.vitals import PULSE, Fault, Measures, Pulse
from bot.settings import Settings
from storage.engine import ProcessLock, database_path
from storage.inspection import glance


def health(settings: Settings, machine_now: datetime) -> int:
    """Prints every finding; 0 when all is well, 1 when anything is not."""
    findings = examine(settings, machine_now)
    for finding in findings:
        print(finding, flush=True)
    return int(any(finding.verdict is Verdict.PROBLEM for finding in findings))


def examine(settings: Settings, machine_now: datetime) -> list[Finding]:
    """One finding for each thing that is watched; a PROBLEM means that the service is not well."""
    try:
        measures = _measured(settings.database_url, machine_now)
    except OperatorError as refusal:
        return problem(refusal) + _disk(free_bytes(settings.database_url))
    if measures is None:
        return problem("Le bot n'a encore jamais été en marche sur cette base.")
    faults = measures.faults()
    if Fault.SIGN in faults:  # what was going on inside is not known any more
        inside = problem(_no_sign(settings.database_url, measures.sign))
    else:
        inside = fine(f"Signe de vie : il y a {said(measures.sign)}.")
        inside += _loop(measures, faults) + _tick(measures, faults)
    return inside + _poll(measures, faults) + _waiting(measures, faults) + _disk(measures.free) + _clock(measures)


def free_bytes(database_url: str) -> int | None:
    """Of the disk that the database grows on; None when it is not on this machine's, or the folder is not there."""
    path = database_path(database_url)
    try:
        return None if path is None else shutil.disk_usage(path.parent).free
    except OSError:
        return None


def said(age: timedelta) -> str:
    """« 12 s », « 3 min », « 2 h 05 min », « 4 j 6 h »."""
    seconds = max(round(age.total_seconds()), 0)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} j {hours} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _measured(url: str, machine_now: datetime) -> Measures | None:
    with glance(url) as seen:
        written = seen.fact(PULSE)
        if not written:
            return None
        pulse = Pulse.read(written)
        now = machine_now - pulse.ahead  # the hour that the service goes by
        unsent, undone = now - (seen.unsent_since(now) or now), now - (seen.undone_since(now) or now)
    return Measures.of(pulse, now, unsent=unsent, undone=undone, free=free_bytes(url))


def _no_sign(url: str, age: timedelta) -> str:
    path: Path | None = database_path(url)
    holder = ProcessLock(path).holder() if path else ""
    if holder is None:
        return f"Le bot ne tourne pas : son dernier signe de vie date d'il y a {said(age)}."
    which = f" (processus {holder})" if holder else ""
    return (
        f"Le bot{which} ne donne plus signe de vie depuis {said(age)} : il est arrêté ou figé, ou sa base n'enregistre "
        "plus rien."
    )


def _loop(measures: Measures, faults: frozenset[Fault]) -> list[Finding]:
    if Fault.LOOP in faults:
        return problem(f"La boucle du programme est figée depuis {said(measures.loop)} : relancez le bot.")
    return fine(f"Boucle du programme : elle a répondu il y a {said(measures.loop)}.")


def _tick(measures: Measures, faults: frozenset[Fault]) -> list[Finding]:
    if Fault.TICK in faults:
        return problem(f"Les suivis ne sont plus passés en revue depuis {said(measures.tick)} : relancez le bot.")
    return fine(f"Suivis : passés en revue il y a {said(measures.tick)}.")


def _poll(measures: Measures, faults: frozenset[Fault]) -> list[Finding]:
    if Fault.POLL in faults:
        return problem(f"Telegram : aucun getUpdates réussi depuis {said(measures.poll)}.")
    return fine(f"Telegram : dernier getUpdates réussi il y a {said(measures.poll)}.")


def _waiting(measures: Measures, faults: frozenset[Fault]) -> list[Finding]:
    found: list[Finding] = []
    for fault, age, what in (
        (Fault.UNSENT, measures.unsent, "message dû"), (Fault.UNDONE, measures.undone, "suivi dû"),
    ):  # fmt: skip
        late = f"Le plus ancien {what} attend depuis {said(age)}."
        found += problem(late) if fault in faults else fine(late if age else f"Aucun {what} n'attend.")
    return found


def _disk(free: int | None) -> list[Finding]:
    if free is None:
        return []
    room = f"Il reste {free // 1024**2} Mo sur le disque de la base"
    return problem(f"{room} : c'est trop peu.") if free < vitals.LIMITS.free else fine(f"{room}.")


def _clock(measures: Measures) -> list[Finding]:
    drift = measures.drift
    if drift is None:
        return fine("Horloge : pas encore comparée à celle de Telegram.")
    if Fault.CLOCK in measures.faults():
        return problem(wrong_clock(drift))
    return fine(f"Horloge : à l'heure de Telegram, à {abs(drift.total_seconds()):.0f} s près.")
