"""Settings: read once, refused on any doubt, silent about secrets."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.logs import LogFormat
from bot.settings import DEFAULT_KEYS_FILE, DOCUMENTED, Settings

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
CHAT = "-1001234567890"
MAIL = "smtps://premier:motdepasse@mail.example.org:465"
PASSWORD_URL = "postgresql+psycopg://solene:motdepasse@localhost/base"


def settings(**variables: str) -> Settings:
    return Settings.from_environment({f"MEDIATION_{name}": value for name, value in variables.items()})


def test_without_any_variable_the_defaults_are_safe() -> None:
    found = Settings.from_environment({"PATH": "/bin", "LANG": "fr_FR.UTF-8"})
    assert found == Settings()
    assert found.telegram_api_url == "https://api.telegram.org"
    assert found.database_url.startswith("sqlite:///data/")
    assert found.encryption_keys_file == DEFAULT_KEYS_FILE
    assert Path("data") not in DEFAULT_KEYS_FILE.parents
    assert found.may_create_keys
    assert found.pace
    assert found.territory == "beaune"


def test_every_variable_is_read(tmp_path: Path) -> None:
    found = settings(
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://localhost:8081/",
        COORDINATION_CHAT=CHAT,
        DEPUTY_CHAT="42",
        CIVIC_CHAT="-43",
        DATABASE_URL=PASSWORD_URL,
        ENCRYPTION_KEYS="1:a,lookup:b",
        TERRITORY="dijon.toml",
        LOG_FORMAT="json",
        METRICS_PORT="9090",
        MAIL_URL=MAIL,
        MAIL_TO="astreinte@example.org",
        MAIL_FROM="bot@example.org",
        PACE="off",
    )
    assert found == Settings(
        telegram_token=TOKEN,
        telegram_api_url="http://localhost:8081",
        coordination_chat=CHAT,
        deputy_chat="42",
        civic_chat="-43",
        database_url=PASSWORD_URL,
        encryption_keys="1:a,lookup:b",
        encryption_keys_file=None,
        may_create_keys=False,
        territory="dijon.toml",
        log_format=LogFormat.JSON,
        metrics_port=9090,
        mail_url=MAIL,
        mail_to="astreinte@example.org",
        mail_from="bot@example.org",
        pace=False,
    )


def test_every_setting_is_documented_by_one_french_sentence() -> None:
    fields = {field.name.upper() for field in dataclasses.fields(Settings)} - {"MAY_CREATE_KEYS"}
    files = {"TELEGRAM_TOKEN_FILE", "DATABASE_URL_FILE", "MAIL_URL_FILE"}
    assert {name.removeprefix("MEDIATION_") for name in DOCUMENTED} == fields | files
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in DOCUMENTED.values())


@pytest.mark.parametrize(("name", "value"), [("TELEGRAM_TOKEN", TOKEN), ("DATABASE_URL", PASSWORD_URL)])
def test_a_secret_may_come_from_a_file(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{value}\n")
    assert settings(**{f"{name}_FILE": str(file)}) == settings(**{name: value})


def test_a_key_file_is_named_and_neither_read_nor_created(tmp_path: Path) -> None:
    found = settings(ENCRYPTION_KEYS_FILE=str(tmp_path / "absent.keys"))
    assert found.encryption_keys_file == tmp_path / "absent.keys"
    assert not found.may_create_keys
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["TELEGRAM_TOKEN", "DATABASE_URL", "ENCRYPTION_KEYS", "MAIL_URL"])
def test_a_variable_and_its_file_together_are_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=f"MEDIATION_{name} et MEDIATION_{name}_FILE"):
        settings(**{name: TOKEN, f"{name}_FILE": "somewhere"})


@pytest.mark.parametrize("content", [None, "", "\n", "\udcff"])
def test_a_secret_file_that_says_nothing_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match="MEDIATION_TELEGRAM_TOKEN_FILE"):
        settings(TELEGRAM_TOKEN_FILE=str(file))


@pytest.mark.parametrize("absent", ["MAIL_URL", "MAIL_TO", "MAIL_FROM"])
def test_mail_is_set_whole_or_not_at_all(absent: str, tmp_path: Path) -> None:
    whole = {"MAIL_URL": MAIL, "MAIL_TO": "a@example.org", "MAIL_FROM": "b@example.org"}
    with pytest.raises(SettingsError, match="MEDIATION_MAIL_URL, MEDIATION_MAIL_TO et MEDIATION_MAIL_FROM"):
        settings(**{name: value for name, value in whole.items() if name != absent})
    (tmp_path / "url").write_text(MAIL)
    rest = {name: value for name, value in whole.items() if name != "MAIL_URL"}
    assert settings(MAIL_URL_FILE=str(tmp_path / "url"), **rest) == settings(**whole)


@pytest.mark.parametrize(
    "url",
    ["mail.example.org", "https://mail.example.org", "smtps://", "smtp://mail.example.org:port",
     "smtp://mail.example.org/inbox", "smtp://mail.example.org?x=1"],
)  # fmt: skip
def test_a_mail_server_that_is_none_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(MAIL_URL=url, MAIL_TO="a@example.org", MAIL_FROM="b@example.org")
    assert "MEDIATION_MAIL_URL" in str(refused.value)
    assert "mail.example.org" not in str(refused.value)


@pytest.mark.parametrize("address", ["astreinte", "a@b.org, c@d.org", "A <a@b.org>", "a@b.org\nBcc: x@y.org"])
def test_an_address_of_mail_is_one_address(address: str) -> None:
    with pytest.raises(SettingsError, match="MEDIATION_MAIL_TO"):
        settings(MAIL_URL=MAIL, MAIL_TO=address, MAIL_FROM="b@example.org")


def test_an_empty_variable_counts_as_absent() -> None:
    assert settings(TELEGRAM_TOKEN="", TELEGRAM_TOKEN_FILE=" ", METRICS_PORT="", PACE="") == Settings()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MEDIATION_TELEGRAM_TOKKEN", "MEDIATION_TELEGRAM_TOKEN"),
        ("MEDIATION_COORDINATION_CHAT_ID", "MEDIATION_COORDINATION_CHAT"),
        ("MEDIATION_TELEGRAM_TOKEN_FILES", "MEDIATION_TELEGRAM_TOKEN_FILE"),
    ],
)
def test_a_variable_nobody_knows_is_refused_with_the_one_that_was_meant(typed: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=rf"{typed} n'existe pas. Vouliez-vous dire {meant} \?"):
        Settings.from_environment({typed: "x"})


def test_a_variable_like_no_other_is_refused_all_the_same() -> None:
    with pytest.raises(SettingsError, match=r"MEDIATION_ZZZ n'existe pas\.$"):
        Settings.from_environment({"MEDIATION_ZZZ": ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "not-a-token"),
        ("TELEGRAM_TOKEN", f'"{TOKEN}"'),
        ("TELEGRAM_API_URL", "api.example.org"),
        ("TELEGRAM_API_URL", "ftp://api.example.org"),
        ("TELEGRAM_API_URL", "https://"),
        ("TELEGRAM_API_URL", "https://solene:motdepasse@api.example.org"),
        ("TELEGRAM_API_URL", "https://api.example.org:port"),
        ("TELEGRAM_API_URL", "https://api.example.org?x=1"),
        ("TELEGRAM_API_URL", "http://api.telegram.org"),
        ("COORDINATION_CHAT", "@equipe"),
        ("DEPUTY_CHAT", "12 34"),
        ("CIVIC_CHAT", "--5"),
        ("DATABASE_URL", "mysql://solene:motdepasse@localhost/base"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_PORT", "0"),
        ("METRICS_PORT", "65536"),
        ("METRICS_PORT", "http"),
        ("PACE", "no"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_and_never_quoted(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"MEDIATION_{name}") as refused:
        settings(**{name: value})
    assert TOKEN not in str(refused.value)
    assert "motdepasse" not in str(refused.value)
    assert "@equipe" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["", "https://api.telegram.org/", "https://API.Telegram.org.", "https://api.telegram.org:443"]
)
def test_the_pace_cannot_be_switched_off_for_the_real_telegram(url: str) -> None:
    with pytest.raises(SettingsError, match="MEDIATION_PACE"):
        settings(TELEGRAM_API_URL=url, PACE="off")
    assert settings(TELEGRAM_API_URL=url, PACE="on").pace


def test_no_repr_shows_a_secret_or_an_id() -> None:
    shown = repr(
        settings(
            TELEGRAM_TOKEN=TOKEN,
            COORDINATION_CHAT=CHAT,
            DEPUTY_CHAT=CHAT,
            CIVIC_CHAT=CHAT,
            DATABASE_URL=PASSWORD_URL,
            ENCRYPTION_KEYS="1:motdepasse,lookup:motdepasse",
        )
    )
    for secret in (TOKEN, TOKEN[10:20], CHAT, "motdepasse"):
        assert secret not in shown


def test_a_missing_token_is_said_only_to_who_needs_it() -> None:
    assert settings(TELEGRAM_TOKEN=TOKEN).required_token() == TOKEN
    with pytest.raises(SettingsError, match="jeton"):
        Settings().required_token()
