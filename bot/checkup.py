"""`python -m bot check`: everything that would keep the service from starting or from being heard, found before.

Must never: change anything: no key, no folder, no migration, no message.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import smtplib
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from telegram import ChatMemberAdministrator
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.errors import OperatorError, StorageError
from bot.notices import wrong_clock
from bot.opening import located, open_ring
from bot.services import vitals
from bot.settings import Settings
from bot.territory import check as check_lines
from bot.territory import load_territory, territory_path
from bot.timekeeper import GROSS, machine_time
from handlers.diagnosis import cause, refused_token
from handlers.mail import Mailbox, try_out
from handlers.request import build_bot
from storage.engine import ProcessLock, database_path, said_plainly
from storage.inspection import examine
from storage.postgres import OLDEST, ServerFacts, examine_server

_FILES = ("", "-wal", "-shm", ".lock")  # what stands beside a database, and the database


class Verdict(StrEnum):
    FINE = "bien"
    WARNING = "à voir"
    PROBLEM = "à corriger"


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    sentence: str

    def __str__(self) -> str:
        return f"[{self.verdict}] {self.sentence}"


def fine(sentence: str) -> list[Finding]:
    return [Finding(Verdict.FINE, sentence)]


def problem(sentence: object) -> list[Finding]:
    return [Finding(Verdict.PROBLEM, str(sentence))]


async def examine_all(settings: Settings, today: date) -> list[Finding]:
    """Every finding, in the order in which a start would meet them; one failing check does not hide the next."""
    checks: tuple[Callable[[], Awaitable[list[Finding]] | list[Finding]], ...] = (
        lambda: _territory(settings, today),
        lambda: _keys(settings),
        lambda: _database(settings),
        lambda: _room(settings),
        lambda: _telegram(settings),
        lambda: _mail(settings),
    )
    found: list[Finding] = []
    for one in checks:
        try:
            result = one()
            found += await result if isinstance(result, Awaitable) else result
        except OperatorError as refusal:
            found += problem(refusal)
    return found


def _territory(settings: Settings, today: date) -> list[Finding]:
    territory = load_territory(territory_path(settings.territory))
    found = fine(f"Territoire : {territory.service.name}.")
    for stale in check_lines(territory, today):
        age = f"il y a {stale.days} jours" if stale.days is not None else "jamais"
        found.append(Finding(Verdict.WARNING, f"Numéro d'aide {stale.line.label} : vérifié {age}."))
    return found


def _keys(settings: Settings) -> list[Finding]:
    keys_file = settings.encryption_keys_file
    if settings.may_create_keys and keys_file and not keys_file.exists() and _is_new(settings.database_url):
        return fine(f"Clés : elles seront créées au premier démarrage ({keys_file}).")
    open_ring(settings, fresh=False)
    return fine("Clés de chiffrement : lues.")


def _is_new(url: str) -> bool:
    """Whether the first start will find nothing there; a server that cannot be asked is told by `_database`."""
    path = database_path(url)
    if path:
        return not path.exists()
    try:
        return _facts(url).empty
    except StorageError:
        return False


def _facts(url: str) -> ServerFacts:
    with said_plainly():
        return examine_server(url)


def _database(settings: Settings) -> list[Finding]:
    path = database_path(settings.database_url)
    if path is None:
        return _server(settings)
    if not path.exists():
        return fine(f"Base : elle sera créée au premier démarrage ({path}).")
    lock = ProcessLock(path)
    if holder := lock.holder():
        return problem(lock.taken(holder))
    with located(path):
        return fine(examine(settings.database_url, open_ring(settings, fresh=False)))


def _server(settings: Settings) -> list[Finding]:
    facts = _facts(settings.database_url)
    found = fine(f"PostgreSQL {facts.version}.")
    if facts.empty:
        found += fine("Base : vide, elle sera préparée au premier démarrage.")
    else:
        found += fine(examine(settings.database_url, open_ring(settings, fresh=False)))
    if facts.version < OLDEST:
        found = problem(f"PostgreSQL {facts.version} est trop ancien : il faut la version {OLDEST}, ou plus récente.")
    if facts.encoding != "UTF8":
        found += problem("La base PostgreSQL n'est pas en UTF-8 : recréez-la (createdb -E UTF8 -T template0).")
    if not facts.may_create:
        found += problem("Ce compte PostgreSQL ne peut pas créer de tables : il doit être propriétaire de la base.")
    if not facts.durable:
        lost = "PostgreSQL confirme avant d'écrire sur le disque (fsync ou synchronous_commit = off)"
        found.append(Finding(Verdict.WARNING, f"{lost} : une coupure de courant perdrait des messages."))
    if facts.led:
        found += fine("Une autre instance du bot tient la base : celle-ci attendrait pour prendre la relève.")
    return found


def _room(settings: Settings) -> list[Finding]:
    path = database_path(settings.database_url)
    if path is None:
        return []
    folder = next(parent for parent in (path.parent, *path.parent.absolute().parents) if parent.exists())
    written = [folder, *(file for suffix in _FILES if (file := path.with_name(path.name + suffix)).exists())]
    if shut := next((one for one in written if not os.access(one, os.W_OK)), None):
        return problem(f"La base ne peut pas être écrite : {shut} est en lecture seule pour ce compte.")
    if not folder.is_dir():
        return problem(f"La base ne peut pas être créée : {folder} n'est pas un dossier.")
    free = shutil.disk_usage(folder).free
    if free < vitals.LIMITS.free:
        return problem(f"Il reste {free // 1024**2} Mo sur le disque de la base : c'est trop peu.")
    return fine("Disque : de la place, et le droit d'écrire.")


async def _telegram(settings: Settings) -> list[Finding]:
    """Asks the Bot API server who we are, what hour it is and whether we hold the group; sends nothing."""
    errors: list[timedelta] = []
    bot = build_bot(
        settings.required_token(), settings.telegram_api_url,
        on_date=lambda told: errors.append(machine_time() - told),
    )  # fmt: skip
    try:
        async with asyncio.timeout(20):
            await bot.initialize()
        found = fine(f"Telegram : le bot est @{bot.username}.")
        return found + _clock(errors) + await _group(bot, settings.coordination_chat)
    except InvalidToken as refusal:
        return problem(refused_token(refusal)) + _clock(errors)
    except (TelegramError, TimeoutError) as silence:
        sentence = f"Telegram est hors d'atteinte ({settings.telegram_api_url}) : {cause(silence)}."
        return problem(sentence) + _clock(errors)
    finally:
        await bot.shutdown()


def _clock(errors: Sequence[timedelta]) -> list[Finding]:
    """`errors`: by how much this machine was ahead of each answer."""
    if not errors:
        return []
    return problem(wrong_clock(errors[0])) if abs(errors[0]) > GROSS else fine("Horloge : à l'heure de Telegram.")


async def _group(bot: ExtBot[None], chat: str | None) -> list[Finding]:
    if chat is None:
        return [Finding(Verdict.WARNING, "Groupe de coordination : non réglé ici (il peut être rattaché par un code).")]
    try:
        member = await bot.get_chat_member(int(chat), bot.id)
    except (BadRequest, Forbidden):
        return problem("Le bot n'est pas dans le groupe de coordination, ou son numéro est faux.")
    if not isinstance(member, ChatMemberAdministrator):
        return problem("Le bot n'est pas administrateur du groupe de coordination : il doit l'être.")
    if not member.can_pin_messages:
        return [Finding(Verdict.WARNING, "Groupe de coordination : le bot n'a pas le droit d'y épingler la règle.")]
    return fine("Groupe de coordination : le bot y est administrateur.")


def mailbox(settings: Settings) -> Mailbox | None:
    """What the settings say about mail; None when nothing is to be mailed."""
    if settings.mail_url is None or settings.mail_to is None or settings.mail_from is None:
        return None
    return Mailbox(settings.mail_url, settings.mail_to, settings.mail_from)


async def _mail(settings: Settings) -> list[Finding]:
    """Goes as far as a mail would, and sends none."""
    box = mailbox(settings)
    if box is None:
        return []
    try:
        await asyncio.to_thread(try_out, box)
    except ssl.SSLError:
        return problem("Courriel : le certificat du serveur n'est pas accepté.")
    except smtplib.SMTPAuthenticationError:
        return problem("Courriel : le serveur refuse le nom ou le mot de passe.")
    except smtplib.SMTPNotSupportedError:
        return problem("Courriel : le serveur ne chiffre pas (STARTTLS), ou ne vérifie aucun mot de passe.")
    except smtplib.SMTPResponseException as refusal:
        passing = "ne peut pas répondre maintenant" if refusal.smtp_code < 500 else "refuse les adresses"
        return problem(f"Courriel : le serveur {passing} (code {refusal.smtp_code}).")
    except (smtplib.SMTPException, OSError) as silence:
        return problem(f"Courriel : le serveur est hors d'atteinte ({type(silence).__name__}).")
    return fine("Courriel : le serveur accepte nos messages (aucun n'a été envoyé).")
