"""What the operator reads while the bot runs: once, precise, and never the words of an error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import InvalidToken, NetworkError, TimedOut

from bot.errors import StorageError
from bot.notices import Notices, Subject, wrong_clock
from handlers.diagnosis import REFUSED, UNKNOWN, cause, refused_token
from handlers.receiver import Trouble

SECRET = "110201543:secret-that-must-not-be-shown-AAAAAA"


@pytest.mark.parametrize("trouble", [one for one in Trouble if one not in (Trouble.NONE, Trouble.STORAGE)])
def test_each_trouble_is_told_once_when_it_lasts_and_once_when_it_is_over(trouble: Trouble) -> None:
    said: list[str] = []
    notices = Notices(said.append)
    notices.receiving(trouble, 1, NetworkError(SECRET))
    assert said == []
    for failures in (2, 3, 4):
        notices.receiving(trouble, failures, NetworkError(SECRET))
    assert len(said) == 1
    assert SECRET not in said[0]
    assert "perdu" in said[0]
    notices.receiving(Trouble.NONE, 0, None)
    notices.receiving(Trouble.NONE, 0, None)
    assert said[1:] == ["De nouveau en ordre : Telegram."]


def test_a_storage_that_fails_is_told_at_once_with_its_reason() -> None:
    said: list[str] = []
    notices = Notices(said.append)
    notices.receiving(Trouble.STORAGE, 1, StorageError("Le disque de la base est plein."))
    notices.storage(StorageError("Le disque de la base est plein."))
    notices.receiving(Trouble.NONE, 0, None)
    notices.cleared(Subject.STORAGE)
    assert len(said) == 2
    assert said[0].startswith("Le disque de la base est plein. Rien n'est confirmé à Telegram")
    assert said[1] == "De nouveau en ordre : la base."


@pytest.mark.parametrize(
    ("problem", "french"),
    [
        (TimedOut(), "ne répond pas à temps"),
        (NetworkError("aiohttp.ClientConnectorDNSError"), "introuvable (DNS)"),
        (NetworkError("aiohttp.ClientConnectorError"), "refusée"),
        (NetworkError("aiohttp.ClientProxyConnectionError"), "refusée"),
        (NetworkError("aiohttp.ClientConnectorCertificateError"), "certificat"),
        (NetworkError("aiohttp.ClientOSError"), "coupée"),
        (NetworkError("aiohttp.ServerDisconnectedError"), "coupée"),
        (NetworkError(f"Bad Gateway (502). Parsing the server response {SECRET} failed"), "par une erreur"),
        (None, "par une erreur"),
    ],
)
def test_why_telegram_is_out_of_reach_is_named_without_quoting_the_error(
    problem: Exception | None, french: str
) -> None:
    assert french in cause(problem)
    assert SECRET not in cause(problem)


def test_a_server_that_does_not_know_the_bot_is_told_from_one_that_refuses_its_token() -> None:
    for said, sentence in (("Not Found", UNKNOWN), ("Unauthorized", REFUSED)):
        problem = InvalidToken(f"The token `{SECRET}` was rejected by the server.")
        problem.__cause__ = InvalidToken(said)
        assert refused_token(problem) == sentence
        assert refused_token(InvalidToken(said)) == sentence


@pytest.mark.parametrize(
    ("error", "french"),
    [
        (timedelta(days=3, hours=1), "avance de 3 j 1 h :"),
        (timedelta(hours=-2), "retarde de 2 h :"),
        (timedelta(minutes=-150), "retarde de 2 h 30 min :"),
    ],
)
def test_a_wrong_clock_is_told_in_days_hours_and_minutes(error: timedelta, french: str) -> None:
    assert french in wrong_clock(error)
