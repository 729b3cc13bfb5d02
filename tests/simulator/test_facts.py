"""The machine-readable Bot API judges every call: types, lengths, required and unknown parameters."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, constants

from bot.simulator import derive_facts, facts
from bot.simulator.api import HANDLERS, Api
from bot.simulator.shapes import User
from bot.simulator.world import World

DATA = Path(inspect.getfile(facts)).with_name("bot_api.json")


def test_the_facts_are_those_of_the_library_in_use() -> None:
    assert facts.version() == constants.BOT_API_VERSION
    methods = json.loads(DATA.read_text("utf-8"))["methods"]
    assert [name for name in methods if not hasattr(Bot, name)] == []
    assert [name for name in HANDLERS if name not in methods] == []


def test_the_data_file_is_small_and_as_the_script_writes_it() -> None:
    text = DATA.read_text("utf-8")
    assert len(text) < 300_000
    assert derive_facts.dump(json.loads(text)) == text


def test_the_script_reads_types_rules_and_constants_from_a_specification() -> None:
    field = {"name": "text", "types": ["String"], "required": True, "description": "1-4096 characters"}
    kind = {"name": "type", "types": ["String"], "required": True, "description": "Scope type, must be chat"}
    ids = {"name": "ids", "types": ["Array of Integer"], "required": False, "description": "1-100 identifiers"}
    derived = derive_facts.derive(
        {
            "version": "Bot API 1.0",
            "methods": {"say": {"returns": ["Message"], "fields": [field, ids]}},
            "types": {"Scope": {"fields": [kind]}, "Any": {"subtypes": ["Scope"]}},
        }
    )
    assert derived == {
        "version": "1.0",
        "methods": {"say": {"->": "Message", "text!": "String 1-4096c", "ids": "[]Integer 1-100n"}},
        "types": {"Scope": {"type!": "String =chat"}, "Any": {"any": ["Scope"]}},
    }


@pytest.mark.parametrize(
    ("method", "params", "problem"),
    [
        ("sendMessage", {"chat_id": 1}, "text is missing"),
        ("sendMessage", {"chat_id": 1, "text": "a", "ton": "doux"}, "ton is not known"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "text is not String"),
        ("sendMessage", {"chat_id": True, "text": "a"}, "chat_id is not Integer"),
        ("sendMessage", {"chat_id": 1, "text": "a", "disable_notification": 1}, "disable_notification is not Boolean"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": {"keyboard": [{"text": "a"}]}}, "reply_markup"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "text has 201"),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}, "message_ids has 0"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "commands[0].description has 0"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chatt"}}, "scope.type is none of"),
        ("sendDocument", {"chat_id": 1}, "document is missing"),
    ],
)
def test_a_malformed_call_is_caught(method: str, params: dict[str, Any], problem: str) -> None:
    assert any(found.startswith(problem) for found in facts.check_call(method, params))


def test_an_uploaded_part_stands_for_its_parameter() -> None:
    assert facts.check_call("sendDocument", {"chat_id": 1}, frozenset({"document"})) == []


def test_form_strings_become_values_of_the_right_type() -> None:
    form = {"chat_id": "-42", "text": "12", "protect_content": "true", "reply_parameters": '{"message_id": 3}'}
    assert facts.decode("sendMessage", form) == (
        {"chat_id": -42, "text": "12", "protect_content": True, "reply_parameters": {"message_id": 3}}, [],
    )
    assert facts.decode("sendMessage", {"chat_id": "@beaune"})[0] == {"chat_id": "@beaune"}
    assert facts.decode("deleteMessage", {"chat_id": "1", "message_id": "x"})[1] == ["message_id is not readable"]


@pytest.mark.usefixtures("breaks_the_rules")
async def test_a_violation_is_answered_400_and_remembered(api: Api, world: World, lina: User) -> None:
    world.open_link(lina.id)
    answer = await api.call("sendMessage", {"chat_id": lina.id, "text": "a", "ton": "doux"})
    assert answer == {"ok": False, "error_code": 400, "description": "Bad Request: ton is not known"}
    assert [(one.method, one.problem) for one in world.violations] == [("sendMessage", answer["description"])]
    assert world.said(lina.id) == []


@given(st.dictionaries(st.sampled_from(["chat_id", "text", "reply_markup", "x"]), st.text() | st.integers()))
def test_no_request_breaks_the_judge(params: dict[str, Any]) -> None:
    decoded, problems = facts.decode("sendMessage", params)
    assert isinstance(problems + facts.check_call("sendMessage", decoded), list)
