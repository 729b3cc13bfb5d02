"""The operator's settings: `MEDIATION_*` variables, read once, refused on any doubt.

Must never: show a secret or a Telegram id (in a `repr` or an error), guess what a value meant, or read a key file
(`storage.keys` does, and checks who else can read it).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import urlsplit

from bot.errors import SettingsError
from bot.logs import LogFormat

PREFIX = "MEDIATION_"
TELEGRAM_HOST = "api.telegram.org"
DEFAULT_API_URL = f"https://{TELEGRAM_HOST}"
DEFAULT_DATABASE_URL = "sqlite:///data/premier-contact.db"
DEFAULT_KEYS_FILE = Path("keys/encryption.keys")
DEFAULT_TERRITORY = "beaune"

DOCUMENTED: Mapping[str, str] = MappingProxyType(
    {
        "MEDIATION_TELEGRAM_TOKEN": "Le jeton du bot, donné par @BotFather.",
        "MEDIATION_TELEGRAM_TOKEN_FILE": "Un fichier qui contient ce jeton, à la place de la variable.",
        "MEDIATION_TELEGRAM_API_URL": f"L'adresse du serveur Bot API ; par défaut {DEFAULT_API_URL}.",
        "MEDIATION_COORDINATION_CHAT": "Le numéro du groupe de coordination ; un code tapé dans le groupe le donne.",
        "MEDIATION_DEPUTY_CHAT": "Le numéro de la conversation de la suppléance, prévenue si le groupe ne répond plus.",
        "MEDIATION_CIVIC_CHAT": "Le numéro du groupe de médiation citoyenne ; par défaut le groupe de coordination.",
        "MEDIATION_DATABASE_URL": f"L'adresse de la base, SQLite ou PostgreSQL ; par défaut {DEFAULT_DATABASE_URL}.",
        "MEDIATION_DATABASE_URL_FILE": "Un fichier qui contient cette adresse, si elle porte un mot de passe.",
        "MEDIATION_ENCRYPTION_KEYS": "Les clés de chiffrement : « 1:base64,lookup:base64 », la plus récente d'abord.",
        "MEDIATION_ENCRYPTION_KEYS_FILE": (
            f"Le fichier des clés, lisible par son seul propriétaire ; par défaut {DEFAULT_KEYS_FILE}, créé au besoin."
        ),
        "MEDIATION_TERRITORY": f"Le territoire, son nom ou son fichier ; par défaut {DEFAULT_TERRITORY}.",
        "MEDIATION_LOG_FORMAT": "La forme des journaux : text (par défaut) ou json.",
        "MEDIATION_METRICS_PORT": "Le port local des mesures ; sans lui, aucune mesure n'est publiée.",
        "MEDIATION_MAIL_URL": "Le serveur de courriel, smtp://… ou smtps://… ; sans lui, aucun courriel ne part.",
        "MEDIATION_MAIL_URL_FILE": "Un fichier qui contient cette adresse, avec son mot de passe.",
        "MEDIATION_MAIL_TO": "L'adresse à prévenir, sans aucun contenu, quand plus personne n'est joignable ici.",
        "MEDIATION_MAIL_FROM": "L'adresse d'expédition de ces courriels.",
        "MEDIATION_PACE": "Le rythme d'envoi que demande Telegram : on (par défaut) ou off, pour les essais seulement.",
    }
)  # fmt: skip
"""Every variable there is, with its sentence: for `--help`, the README and its test."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_CHAT = re.compile(r"-?[0-9]+")
_PORT = re.compile(r"[0-9]{1,5}")
_MAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided.

    Chats are decimal Telegram ids, as in `Address.value`. Relative paths start at the working directory.
    """

    telegram_token: str | None = field(default=None, repr=False)
    telegram_api_url: str = DEFAULT_API_URL
    coordination_chat: str | None = field(default=None, repr=False)
    deputy_chat: str | None = field(default=None, repr=False)
    civic_chat: str | None = field(default=None, repr=False)
    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False)
    encryption_keys: str | None = field(default=None, repr=False)
    encryption_keys_file: Path | None = DEFAULT_KEYS_FILE  # None when the keys themselves are given
    may_create_keys: bool = True  # only at the default place: a file that was named and is not there is a mistake
    territory: str = DEFAULT_TERRITORY
    log_format: LogFormat = LogFormat.TEXT
    metrics_port: int | None = None
    mail_url: str | None = field(default=None, repr=False)  # all three, or none
    mail_to: str | None = field(default=None, repr=False)
    mail_from: str | None = field(default=None, repr=False)
    pace: bool = True

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Raise SettingsError for an unknown MEDIATION_* variable, two sources of one value, or a value that is wrong.

        An empty variable counts as absent: that is how compose files say so.
        """
        _refuse_unknown(environ)
        source = _Source(environ)
        api_url = _api_url(source)
        keys = source.text("ENCRYPTION_KEYS")
        keys_file = source.text("ENCRYPTION_KEYS_FILE")
        if keys and keys_file:
            raise _both("ENCRYPTION_KEYS")
        return cls(
            telegram_token=_matching(source.secret("TELEGRAM_TOKEN"), _TOKEN, "TELEGRAM_TOKEN", "un jeton de bot"),
            telegram_api_url=api_url,
            coordination_chat=_chat(source, "COORDINATION_CHAT"),
            deputy_chat=_chat(source, "DEPUTY_CHAT"),
            civic_chat=_chat(source, "CIVIC_CHAT"),
            database_url=_database_url(source),
            encryption_keys=keys,
            encryption_keys_file=None if keys else Path(keys_file or DEFAULT_KEYS_FILE),
            may_create_keys=not keys and not keys_file,
            territory=source.text("TERRITORY") or DEFAULT_TERRITORY,
            log_format=LogFormat(_one_of(source, "LOG_FORMAT", LogFormat.TEXT, LogFormat.JSON)),
            metrics_port=_port(source),
            **_mail(source),
            pace=_pace(source, api_url),
        )

    def required_token(self) -> str:
        """The token; SettingsError when there is none (only some commands need it)."""
        if self.telegram_token is None:
            raise SettingsError("Il manque le jeton du bot : MEDIATION_TELEGRAM_TOKEN, ou …_TOKEN_FILE.")
        return self.telegram_token


@dataclass(frozen=True, slots=True)
class _Source:
    """The variables by their short names; a name that is not documented is a KeyError."""

    environ: Mapping[str, str] = field(repr=False)

    def text(self, name: str) -> str | None:
        DOCUMENTED[PREFIX + name]
        return self.environ.get(PREFIX + name, "").strip() or None

    def secret(self, name: str) -> str | None:
        """From the variable, or from the file that `<name>_FILE` names."""
        value, named = self.text(name), self.text(f"{name}_FILE")
        if value and named:
            raise _both(name)
        if not named:
            return value
        try:
            content = Path(named).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            # `from None`: a decoding error carries the content.
            raise SettingsError(f"{PREFIX}{name}_FILE : le fichier {named} ne se lit pas.") from None
        if not content:
            raise SettingsError(f"{PREFIX}{name}_FILE : le fichier {named} est vide.")
        return content


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in DOCUMENTED:
            # Without the prefix: it is long enough to make everything look alike.
            known = [each.removeprefix(PREFIX) for each in DOCUMENTED]
            near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
            hint = f" Vouliez-vous dire {PREFIX}{near[0]} ?" if near else ""
            raise SettingsError(f"La variable {name} n'existe pas.{hint}")


def _both(name: str) -> SettingsError:
    return SettingsError(f"{PREFIX}{name} et {PREFIX}{name}_FILE sont données toutes les deux : gardez-en une.")


def _matching(value: str | None, pattern: re.Pattern[str], name: str, expected: str) -> str | None:
    """The error never quotes the value: it may be a secret or an id."""
    if value is not None and not pattern.fullmatch(value):
        raise SettingsError(f"{PREFIX}{name} n'a pas la forme attendue : il faut {expected}.")
    return value


def _chat(source: _Source, name: str) -> str | None:
    return _matching(source.text(name), _CHAT, name, "le numéro d'une conversation Telegram, comme -100…")


def _one_of(source: _Source, name: str, default: str, other: str) -> str:
    value = source.text(name) or default
    if value not in (default, other):
        raise SettingsError(f"{PREFIX}{name} doit valoir « {default} » ou « {other} ».")
    return value


def _port(source: _Source) -> int | None:
    value = _matching(source.text("METRICS_PORT"), _PORT, "METRICS_PORT", "un port, de 1 à 65535")
    if value is not None and not 1 <= int(value) <= 65535:
        raise SettingsError(f"{PREFIX}METRICS_PORT doit être un port, de 1 à 65535.")
    return None if value is None else int(value)


def _api_url(source: _Source) -> str:
    """Without a final slash. In clear only to a server of one's own: the token is part of every address."""
    value = (source.text("TELEGRAM_API_URL") or DEFAULT_API_URL).rstrip("/")
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
        sound = sound and not (parts.username or parts.password) and parts.port != 0
    except ValueError:  # a port or an IPv6 host that is none
        sound = False
    if not sound:
        raise SettingsError(f"{PREFIX}TELEGRAM_API_URL doit être une adresse http ou https, comme {DEFAULT_API_URL}.")
    if _is_telegram(value) and parts.scheme != "https":
        raise SettingsError(f"{PREFIX}TELEGRAM_API_URL doit commencer par https:// pour {TELEGRAM_HOST}.")
    return value


def _is_telegram(url: str) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host == TELEGRAM_HOST or host.endswith(".telegram.org")


def _database_url(source: _Source) -> str:
    value = source.secret("DATABASE_URL") or DEFAULT_DATABASE_URL
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(f"{PREFIX}DATABASE_URL doit commencer par sqlite:/// ou postgresql+psycopg://.")
    return value


def _mail(source: _Source) -> dict[str, str | None]:
    """All or nothing: a server without an address to write to would never be noticed before the night it is needed."""
    url = source.secret("MAIL_URL")
    to = _matching(source.text("MAIL_TO"), _MAIL, "MAIL_TO", "une adresse de courriel")
    sender = _matching(source.text("MAIL_FROM"), _MAIL, "MAIL_FROM", "une adresse de courriel")
    if any((url, to, sender)) and not all((url, to, sender)):
        raise SettingsError(f"{PREFIX}MAIL_URL, {PREFIX}MAIL_TO et {PREFIX}MAIL_FROM vont ensemble : il en manque.")
    if url is not None:
        try:
            parts = urlsplit(url)
            sound = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
            sound = sound and parts.path in ("", "/") and not (parts.query or parts.fragment)
        except ValueError:
            sound = False
        if not sound:
            raise SettingsError(f"{PREFIX}MAIL_URL doit être une adresse comme smtps://nom:motdepasse@serveur:465.")
    return {"mail_url": url, "mail_to": to, "mail_from": sender}


def _pace(source: _Source, api_url: str) -> bool:
    paced = _one_of(source, "PACE", "on", "off") == "on"
    if not paced and _is_telegram(api_url):
        raise SettingsError(f"{PREFIX}PACE=off est refusé avec {TELEGRAM_HOST} : Telegram bloquerait le bot.")
    return paced
