"""What the operator reads on the terminal while the service runs: what is wrong, what becomes of it, what to do.

Must never: quote an error's own message (it may hold a token or a story), or say the same thing twice in a row.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from handlers.diagnosis import cause
from handlers.receiver import Trouble

PATIENCE = 2
"""Failures in a row of Telegram before the operator is told: a single 502 is nobody's business."""

_BY_ITSELF = "Rien n'est perdu ; tout reprendra sans vous."
_RECEIVING = {
    Trouble.UNAUTHORIZED: (
        "Telegram refuse le jeton du bot : a-t-il été révoqué ? Rien n'est perdu (Telegram garde les messages 24 h), "
        "rien ne part. S'il est de nouveau accepté, tout reprendra sans vous ; sinon, mettez le nouveau jeton et "
        "relancez."
    ),
    Trouble.CONFLICT: (
        "Un autre programme reçoit les messages de ce bot, ou un webhook est posé : arrêtez-le. " + _BY_ITSELF
    ),
    Trouble.SLOW_DOWN: "Telegram demande d'attendre : le bot attend. " + _BY_ITSELF,
    Trouble.MALFORMED: (
        "Le serveur Bot API répond autre chose que ce qui est promis : vérifiez MEDIATION_TELEGRAM_API_URL, ou le "
        "proxy. " + _BY_ITSELF
    ),
}


class Subject(StrEnum):
    TELEGRAM = "Telegram"
    STORAGE = "la base"
    CLOCK = "l'horloge"


class Notices:
    """`say` shows one line. Each subject is said once, and once more when it is well again."""

    def __init__(self, say: Callable[[str], None] = lambda line: None) -> None:
        self._say = say
        self._said: dict[Subject, str] = {}

    def hindered(self, subject: Subject, sentence: str) -> None:
        if self._said.get(subject) != sentence:
            self._said[subject] = sentence
            self._say(sentence)

    def cleared(self, subject: Subject) -> None:
        if self._said.pop(subject, None):
            self._say(f"De nouveau en ordre : {subject}.")

    def receiving(self, trouble: Trouble, failures: int, problem: BaseException | None) -> None:
        """What the receiver meets; `failures` in a row. A storage that works again is told by whoever uses it."""
        if trouble is Trouble.NONE:
            self.cleared(Subject.TELEGRAM)
        elif trouble is Trouble.STORAGE:
            self.storage(problem)
        elif failures >= PATIENCE:
            known = _RECEIVING.get(trouble)
            self.hindered(Subject.TELEGRAM, known or f"Telegram est hors d'atteinte : {cause(problem)}. {_BY_ITSELF}")

    def storage(self, problem: BaseException | None) -> None:
        """`problem`: a StorageError, whose sentence is ours."""
        said = str(problem or "La base ne répond pas.")
        self.hindered(Subject.STORAGE, f"{said} Rien n'est confirmé à Telegram : tout reprendra sans relancer le bot.")

    def waiting(self) -> None:
        """Another instance has the lead of the database."""
        self._say("Une autre instance du bot tient la base : celle-ci attend, sans rien faire, et prendra la relève.")

    def clock(self, error: timedelta) -> None:
        """`error`: by how much the machine is ahead; zero when it is right."""
        if error:
            self.hindered(Subject.CLOCK, wrong_clock(error) + " En attendant, le bot suit l'heure de Telegram.")
        else:
            self.cleared(Subject.CLOCK)


def wrong_clock(error: timedelta) -> str:
    """`error`: by how much the machine is ahead."""
    minutes = round(abs(error).total_seconds() / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{count} {unit}" for count, unit in ((days, "j"), (hours, "h"), (minutes, "min")) if count]
    way = "avance" if error > timedelta(0) else "retarde"
    return f"L'horloge de cette machine {way} de {' '.join(parts)} : mettez-la à l'heure (NTP)."
