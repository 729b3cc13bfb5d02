"""`export-case` and `open-export`: the full record of one case, in a file that only a passphrase opens.

Must never: take a passphrase as an argument, keep one, or print a record that no passphrase has opened.
"""

from __future__ import annotations

import getpass
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.case_record import export
from bot.errors import NotAllowed, OperatorError
from bot.i18n import load_catalogues
from bot.opening import open_beside
from bot.services.house import House
from bot.settings import Settings
from storage import sealed_file

Ask = Callable[[str], str]


def ask(prompt: str) -> str:
    """Typed without being shown; refused where it could only be read aloud."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except (getpass.GetPassWarning, EOFError):
        raise OperatorError("La phrase secrète se tape dans un terminal, sans être vue.") from None


def export_case(
    settings: Settings, reference: str, target: Path, now: Callable[[], datetime], asking: Ask = ask
) -> None:
    """Everything is checked before the passphrase is typed; the access is logged before the file is written."""
    if target.exists() or target.is_symlink():
        raise OperatorError(f"Le fichier {target} existe déjà : rien n'est écrasé.")
    passphrase = _new_passphrase(asking)
    with open_beside(settings, now) as opened:
        house = House(opened.territory, load_catalogues(opened.territory.service.zone))
        try:
            record = opened.store.run_sync(lambda uow: export(uow, house, reference.strip().upper()))
        except NotAllowed:
            raise OperatorError(f"Il n'y a pas de fiche {reference}.") from None
    sealed_file.write(target, record, passphrase)
    print(f"Dossier {record['référence']} écrit dans {target}, chiffré. L'accès est noté au journal.")
    print("Sans la phrase secrète, personne ne l'ouvre. Pour le lire : python -m bot open-export.")


def _new_passphrase(asking: Ask) -> str:
    first = asking("Phrase secrète, tapée par la coordinatrice ou le coordinateur : ")
    if len(first) < sealed_file.SHORTEST:
        raise OperatorError(f"La phrase secrète est trop courte : {sealed_file.SHORTEST} caractères au moins.")
    if asking("La même, encore une fois : ") != first:
        raise OperatorError("Les deux phrases ne sont pas les mêmes : rien n'a été écrit.")
    return first


def open_export(source: Path, asking: Ask = ask) -> None:
    """The record on the terminal, for whoever knows the passphrase."""
    print(sealed_file.read(source, asking("Phrase secrète : ")))
