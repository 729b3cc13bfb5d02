"""Logs: what happened and where, with nothing that leads to a person."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.errors import StorageError
from bot.logs import QUIET, LogFormat, Redaction, configure, redact

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
STORY = "Lina a peur de rentrer"
log = logging.getLogger("bot.somewhere")


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    """The configuration is global: put it back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def written() -> io.StringIO:
    stream = io.StringIO()
    configure(LogFormat.TEXT, stream)
    return stream


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/bot[token]/getMe"),
        (TOKEN.replace(":", "%3A"), "[token]"),
        ("chat -1001234567890 left", "chat -[digits] left"),
        ("user 123456", "user [digits]"),
        ("0612345678 or +33612345678", "[phone] or [phone]"),
        ("06 12 34 56 78, 06.12.34.56.78, 06-12-34-56-78, +33 6 12 34 56 78", "[phone], [phone], [phone], [phone]"),
        ("06\u00a012\u00a034\u00a056\u00a078", "[phone]"),
        ("update 12345 took 250 ms on 2026-03-12 for MS-2026-0042", None),
    ],
)
def test_tokens_ids_and_telephone_numbers_are_redacted_and_the_rest_is_kept(text: str, expected: str | None) -> None:
    assert redact(text) == (expected or text)


def test_a_record_of_any_child_logger_is_redacted_in_its_message_and_arguments(written: io.StringIO) -> None:
    logging.getLogger("some.library").warning("GET /bot%s for %d", TOKEN, 987654321)
    assert "GET /bot[token] for [digits]" in written.getvalue()
    assert "987654321" not in written.getvalue()


def test_a_token_split_between_text_and_argument_is_redacted(written: io.StringIO) -> None:
    log.warning("bot 123456789:%s", TOKEN.partition(":")[2])
    assert "bot [token]" in written.getvalue()


def fail_with_a_story() -> None:
    try:
        raise KeyError(STORY)
    except KeyError as cause:
        raise ValueError(f"{STORY}, 0612345678") from cause


@pytest.mark.parametrize("log_format", LogFormat)
def test_an_exception_tells_its_types_and_places_and_never_its_words(log_format: LogFormat) -> None:
    stream = io.StringIO()
    configure(log_format, stream)
    try:
        fail_with_a_story()
    except ValueError:
        log.exception("a step failed")
    output = stream.getvalue()
    assert "a step failed" in output
    assert "KeyError" in output
    assert "ValueError" in output
    assert "test_logs.py" in output
    assert "in fail_with_a_story" in output
    assert "Lina" not in output
    assert "0612345678" not in output
    assert "raise" not in output


def test_the_members_of_a_group_of_exceptions_are_told_without_words(written: io.StringIO) -> None:
    try:
        raise ExceptionGroup(STORY, [ValueError(STORY), TypeError(STORY)])
    except ExceptionGroup:
        log.exception("several steps failed")
    assert "TypeError" in written.getvalue()
    assert "Lina" not in written.getvalue()


def test_exceptions_that_cause_each_other_end(written: io.StringIO) -> None:
    first, second = ValueError(STORY), TypeError(STORY)
    first.__cause__, second.__cause__ = second, first
    log.error("a step failed", exc_info=first)
    assert written.getvalue().count("ValueError") == 1


def test_an_operator_error_keeps_its_sentence_redacted(written: io.StringIO) -> None:
    try:
        raise StorageError("Le disque est plein, processus 1234567.")
    except StorageError:
        log.exception("stopped")
    assert "Le disque est plein, processus [digits]." in written.getvalue()


def test_an_exception_given_as_message_or_argument_is_only_named(written: io.StringIO) -> None:
    log.error("failed: %s", ValueError(STORY))
    log.error("failed: %(why)s", {"why": KeyError(STORY)})
    log.error(RuntimeError(STORY))
    log.error("failed: %s", StorageError("Le disque est plein."))
    output = written.getvalue()
    assert "failed: ValueError" in output
    assert "failed: KeyError" in output
    assert "RuntimeError" in output
    assert "failed: Le disque est plein." in output
    assert "Lina" not in output


def test_a_task_that_nobody_awaited_does_not_tell_its_exception(written: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(STORY)

    async def forget() -> None:
        task = asyncio.ensure_future(fail())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    assert "Task exception was never retrieved" in written.getvalue()
    assert "Lina" not in written.getvalue()


def test_a_record_that_cannot_be_written_stops_nothing_and_shows_nothing(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    log.warning("one %s, two %s", STORY)
    log.warning("a number: %d", STORY)
    assert written.getvalue().count("could not be read") == 2
    assert "Lina" not in written.getvalue() + capsys.readouterr().err


def test_a_redacted_record_is_safe_for_any_formatter() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction())
    logging.getLogger().handlers[:] = [handler]
    try:
        fail_with_a_story()
    except ValueError:
        log.exception("a step failed", stack_info=True)
    assert "ValueError" in stream.getvalue()
    assert "Lina" not in stream.getvalue()
    assert "log.exception" not in stream.getvalue()  # a stack quotes the code


def test_json_is_one_object_a_line_and_leaves_extras_out() -> None:
    stream = io.StringIO()
    configure(LogFormat.JSON, stream)
    log.info("a case\nwas « opened »", extra={"story": STORY})
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert entry.pop("at").endswith("Z")
    assert entry == {"level": "INFO", "logger": "bot.somewhere", "event": "a case\nwas « opened »"}


def test_a_moment_is_not_mistaken_for_an_id(written: io.StringIO) -> None:
    log.info("started")
    assert "[digits]" not in written.getvalue()
    assert written.getvalue().endswith("Z INFO bot.somewhere: started\n")


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "telegram.ext.Application", "aiohttp.access"])
def test_libraries_that_log_requests_are_quiet_below_warnings(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("HTTP Request")
    logging.getLogger(name).warning("slow")
    assert "HTTP Request" not in written.getvalue()
    assert "slow" in written.getvalue()


def test_configuring_again_does_not_double_the_lines(written: io.StringIO) -> None:
    configure(LogFormat.TEXT, written)
    log.info("once")
    assert written.getvalue().count("once") == 1
