"""`rotate-keys`: a new key seals everything anew. Stopped at any instant it is finished by running it once more.

The order makes it safe: the database first says which key is coming, then the key file holds it beside the old ones,
then the values move in small transactions, and an old key leaves only when nothing asks for it. Must never: leave a
value that no key of the file opens, print a key, or run beside the bot, which knows its keys from its start.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.errors import OperatorError
from bot.opening import open_house
from bot.settings import Settings
from storage.keys import add_key, keep_first_key
from storage.repositories.seals import UNDER_WAY
from storage.unit_of_work import Store, UnitOfWork

ROWS = 500  # sealed anew in one transaction
_MOST_KEYS = 255


def rotate_keys(settings: Settings, now: Callable[[], datetime], *, forget_old: bool) -> str:
    """What was done, as one French sentence."""
    if settings.encryption_keys_file is None:
        raise OperatorError(
            "Les clés viennent de MEDIATION_ENCRYPTION_KEYS : seul un fichier de clés se renouvelle "
            "(MEDIATION_ENCRYPTION_KEYS_FILE)."
        )
    return _forget_old(settings, now) if forget_old else _renew(settings, now)


def _renew(settings: Settings, now: Callable[[], datetime]) -> str:
    path = Path(settings.encryption_keys_file or "")
    with open_house(settings, now) as opened:
        wanted = opened.store.run_sync(lambda uow: _key_to_come(uow, opened.ring.key_ids))
    add_key(path, wanted)
    with open_house(settings, now) as opened:
        _seal_anew(opened.store)
        opened.store.run_sync(_finish)
    return (
        f"Tout est scellé avec la clé n° {wanted}. Les anciennes restent dans {path} : elles ouvrent les sauvegardes "
        "d'avant. Gardez une copie du fichier."
    )


def _forget_old(settings: Settings, now: Callable[[], datetime]) -> str:
    path = Path(settings.encryption_keys_file or "")
    with open_house(settings, now) as opened:
        first, *old = opened.ring.key_ids
        opened.store.run_sync(lambda uow: _leave(uow, old))
        keep_first_key(path)
    return f"La clé n° {first} est seule dans {path}. Les sauvegardes d'avant demandent l'ancien fichier de clés."


def _key_to_come(uow: UnitOfWork, known: tuple[int, ...]) -> int:
    """The one of a rotation that was stopped, or of one that the operator began in the file; else a new number."""
    wanted = uow.seals.under_way()
    if not wanted:
        free = [number for number in range(1, _MOST_KEYS + 1) if number not in known]
        above = [number for number in free if number > max(known)]
        if not free:
            raise OperatorError("Les 255 numéros de clés sont pris : « rotate-keys --forget-old » d'abord.")
        wanted = known[0] if uow.seals.stale() else (above or free)[0]
        uow.ledger.set_fact(UNDER_WAY, str(wanted))
    return wanted


def _seal_anew(store: Store) -> None:
    for table, column in store.run_sync(lambda uow: uow.seals.columns()):
        last = ""
        while last := store.run_sync(partial(_batch, table=table, column=column, after=last)):
            pass


def _batch(uow: UnitOfWork, table: str, column: str, after: str) -> str:
    return uow.seals.renew(table, column, after, ROWS)


def _finish(uow: UnitOfWork) -> None:
    if uow.seals.stale():
        raise OperatorError("Des valeurs restent scellées avec une ancienne clé : relancez « rotate-keys ».")
    uow.seals.finished()


def _leave(uow: UnitOfWork, old: list[int]) -> None:
    """The database stops asking for them before the file loses them: the other way round nothing would open."""
    if uow.seals.stale() or uow.seals.under_way():
        raise OperatorError("D'anciennes clés servent encore : finissez d'abord « rotate-keys ».")
    for number in old:
        uow.seals.forget_key(str(number))
