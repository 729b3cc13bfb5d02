"""Logs: events for the operator, in text or JSON, with nothing in them that leads to a person.

Must never: let through a bot token, a Telegram id, a telephone number, or the message of an exception: it may quote
one of them, or a story.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from bot.errors import OperatorError

QUIET = ("alembic", "httpx", "httpcore", "telegram", "aiohttp.access", "apscheduler")
"""They log requests (the bot token is part of every URL) or every tick of the clock at INFO."""

_REDACTIONS = (
    (re.compile(r"\d+(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE), "[token]"),
    (re.compile(r"(?<!\d)(?:(?:\+|00)\s?33[\s.-]?|0)[1-9](?:[\s.-]?\d\d){4}(?!\d)"), "[phone]"),
    (re.compile(r"\d{6,}"), "[digits]"),
)


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def configure(log_format: LogFormat = LogFormat.TEXT, stream: TextIO | None = None) -> None:
    """Send every record to `stream` (standard error if None), redacted; the only handler of the root logger."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(_JsonFormatter() if log_format is LogFormat.JSON else _TextFormatter())
    handler.addFilter(Redaction())
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(text: str) -> str:
    """Replace bot tokens, telephone numbers and every run of six digits or more."""
    for pattern, label in _REDACTIONS:
        text = pattern.sub(label, text)
    return text


class Redaction(logging.Filter):
    """Makes each record safe, whoever wrote it.

    It sits on the root *handler*, because filters of a logger do not see what its children log. Reasons: libraries
    quote URLs that hold the bot token; Telegram ids and telephone numbers are runs of digits; the text of an exception
    may quote a value, hence a story (a KeyError, a database error), so only its type and its places in the code are
    kept, unless it is an OperatorError, whose sentence we wrote for the operator.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(_message(record))
        record.args = None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = redact("\n".join(_described(record.exc_info[1])))
        elif record.exc_text:
            record.exc_text = redact(record.exc_text.splitlines()[0])
        record.exc_info = None
        record.stack_info = None  # it quotes source lines
        return True


def _message(record: logging.LogRecord) -> str:
    record.args = _without_exceptions(record.args)
    if isinstance(record.msg, BaseException):
        record.msg, record.args = _named(record.msg), None
    try:
        message = record.getMessage()
    except Exception:  # a record that cannot be written must not stop the work it tells about
        return f"a log record of {record.name} could not be read"
    # asyncio appends the repr of the task, with the message of its exception: see Loop.default_exception_handler.
    return message.partition("\n")[0] if record.name == "asyncio" else message


def _without_exceptions(args: object) -> tuple[object, ...] | Mapping[str, object] | None:
    if isinstance(args, Mapping):
        return {name: _named(value) for name, value in args.items()}
    return tuple(_named(value) for value in args) if isinstance(args, tuple) else None


def _named(value: object) -> object:
    """An exception given as an argument would write its message: its type instead."""
    if not isinstance(value, BaseException):
        return value
    return str(value) if isinstance(value, OperatorError) else _type_name(value)


def _type_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _described(error: BaseException, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """Places, then the type, of the error and of what caused it: causes first, as Python does."""
    seen |= {id(error)}
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _described(before, seen)
        yield "then:"
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f'  File "{frame.f_code.co_filename}", line {line}, in {frame.f_code.co_name}'
    yield f"{_type_name(error)}: {error}" if isinstance(error, OperatorError) else _type_name(error)
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield "with:"
            yield from _described(member, seen)


def _at(record: logging.LogRecord) -> str:
    """UTC, in milliseconds: six digits of a second would look like an id."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = f"{_at(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


class _JsonFormatter(logging.Formatter):
    """One object a line. `extra` fields are left out: nobody has redacted them."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {"at": _at(record), "level": record.levelname, "logger": record.name, "event": record.getMessage()}
        if record.exc_text:
            entry["exception"] = record.exc_text
        return json.dumps(entry, ensure_ascii=False)
