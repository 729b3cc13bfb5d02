"""The simulator over real HTTP: the Bot API for a bot process, and what the page of phones asks."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import aiohttp
import pytest

from bot.i18n import Words
from bot.simulator import faults
from bot.simulator.api import Api
from bot.simulator.clock import Clock
from bot.simulator.page_words import PAGE_WORDS
from bot.simulator.server import PAGE, Scene, SimulatorServer
from bot.simulator.shapes import Json, User
from bot.simulator.world import World
from tests.simulator.browser import LINA, Browser


@pytest.fixture
def bot_url(browser: Browser, world: World) -> str:
    return f"{browser.url}/bot{world.token}"


# -- the Bot API -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["query", "form", "json"])
async def test_a_bot_process_sends_a_message_in_every_encoding(
    how: str, browser: Browser, bot_url: str, world: World, lina: User
) -> None:
    world.open_link(lina.id)
    sent: dict[str, Any] = {"query": {"params": {"chat_id": str(lina.id), "text": "Bonjour"}}}
    sent["form"] = {"data": {"chat_id": str(lina.id), "text": "Bonjour"}}
    sent["json"] = {"json": {"chat_id": lina.id, "text": "Bonjour"}}
    async with browser.session.post(f"{bot_url}/sendMessage", **sent[how]) as answer:
        envelope = await answer.json()
    assert (answer.status, envelope["ok"], envelope["result"]["text"]) == (200, True, "Bonjour")
    assert world.last(lina.id).text == "Bonjour"


async def test_an_uploaded_picture_is_shown_and_an_uploaded_file_is_only_downloaded(
    browser: Browser, bot_url: str, world: World, lina: User
) -> None:
    world.open_link(lina.id)
    for method, name, mime in (("sendPhoto", "photo", "image/png"), ("sendDocument", "document", "text/html")):
        form = aiohttp.FormData({"chat_id": str(lina.id), "caption": "Bilan"})
        form.add_field(name, b"\x89PNG bytes", filename="bilan", content_type=mime)
        async with browser.session.post(f"{bot_url}/{method}", data=form) as answer:
            assert answer.status == 200, await answer.text()
    photo, document = (await browser.phone(LINA))["messages"][-2:]
    assert (photo["picture"], photo["text"], document["medium_name"]) == (True, "Bilan", "bilan")
    async with browser.session.get(f"{browser.url}/sim/files/{LINA}/{photo['id']}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", b"\x89PNG bytes")
    async with browser.session.get(f"{browser.url}/sim/files/{LINA}/{document['id']}") as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.content_type == "application/octet-stream"


async def test_what_a_person_writes_reaches_a_bot_that_polls(browser: Browser, bot_url: str) -> None:
    polling = asyncio.create_task(browser.session.get(f"{bot_url}/getUpdates", params={"timeout": "20"}))
    await asyncio.sleep(0.05)  # the bot waits before the person writes
    await browser.do(LINA, "send", text="slt")
    async with asyncio.timeout(5):
        updates = (await (await polling).json())["result"]
    assert [update["message"]["text"] for update in updates] == ["slt"]


async def test_a_wrong_token_is_unauthorized_and_no_file_is_ever_served(browser: Browser) -> None:
    status, envelope = await browser.get("/bot123:wrong/getMe")
    assert (status, envelope) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    status, envelope = await browser.get("/file/bot123:wrong/photos/file_0.jpg")
    assert (status, envelope["error_code"]) == (404, 404)


async def test_a_body_that_cannot_be_read_is_a_bad_request(browser: Browser, bot_url: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with browser.session.post(f"{bot_url}/getMe", data=b"{", headers=headers) as answer:
        assert (answer.status, (await answer.json())["ok"]) == (400, False)


async def test_a_planned_cut_leaves_the_bot_without_an_answer(browser: Browser, bot_url: str, api: Api) -> None:
    api.faults.fail_next("getMe", faults.reset())
    with pytest.raises(aiohttp.ClientConnectionError):
        await browser.session.post(f"{bot_url}/getMe")
    async with browser.session.post(f"{bot_url}/getMe") as answer:
        assert answer.status == 200


# -- only this machine -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": "[oops"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_from_elsewhere_can_drive_nothing(headers: dict[str, str], browser: Browser, world: World) -> None:
    body = {"phone": LINA, "action": "send", "text": "forgé"}
    assert (await browser.post("/sim/do", body, **headers))[0] == 403
    assert (await browser.get("/sim/state", **headers))[0] == 403
    assert (await browser.get(f"/bot{world.token}/getMe", **headers))[0] == 403
    assert all(not chat.messages for chat in world.chats.values())


async def test_our_own_page_may_drive_it_and_a_link_may_lead_to_it(browser: Browser) -> None:
    body = {"phone": LINA, "action": "send", "text": "bonjour"}
    assert (await browser.post("/sim/do", body, **{"Origin": browser.url, "Sec-Fetch-Site": "same-origin"}))[0] == 200
    assert (await browser.get("/", **{"Sec-Fetch-Site": "cross-site"}))[0] == 200


async def test_a_form_of_another_page_is_not_an_action(browser: Browser, world: World, lina: User) -> None:
    body = json.dumps({"phone": LINA, "action": "send", "text": "forgé"})
    async with browser.session.post(
        f"{browser.url}/sim/do", data=body, headers={"Content-Type": "text/plain"}
    ) as answer:
        assert answer.status == 400
    assert world.messages(lina.id) == []


async def test_it_refuses_to_listen_to_the_network(world: World, api: Api, words: Words) -> None:
    async def on_clock() -> None: ...

    server = SimulatorServer(world, api, words=words, on_clock=on_clock, scene=Scene(()))
    with pytest.raises(ValueError, match="loopback"):
        await server.start(host="0.0.0.0")


async def test_a_port_in_use_is_an_error_and_leaves_nothing_open(
    browser: Browser, world: World, api: Api, words: Words
) -> None:
    async def on_clock() -> None: ...

    second = SimulatorServer(world, api, words=words, on_clock=on_clock, scene=Scene(()))
    with pytest.raises(OSError, match="in use"):
        await second.start(port=int(browser.url.rpartition(":")[2]))
    await second.stop()


# -- the page ----------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The lang attribute, every address the page loads, and whether anything is written inline."""

    def __init__(self) -> None:
        super().__init__()
        self.lang: str | None = ""
        self.loads: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = given["lang"] if tag == "html" else self.lang
        self.loads += [value for name in ("src", "href") if (value := given.get(name))]
        is_inline = tag == "style" or (tag == "script" and "src" not in given)
        self.inline += [tag] * is_inline + [name for name in given if name == "style" or name.startswith("on")]


async def test_the_page_speaks_the_catalogue_and_loads_only_its_own_files(browser: Browser, words: Words) -> None:
    async with browser.session.get(browser.url) as answer:
        policy, text = answer.headers["Content-Security-Policy"], await answer.text()
    tags = Tags()
    tags.feed(text)
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert (tags.lang, tags.inline) == ("fr", [])
    assert words.say("Add a person") in text
    assert "$" not in text
    assert [(await browser.get(path))[0] for path in tags.loads] == [200] * len(tags.loads)
    assert {path.partition("/page/")[0] for path in tags.loads} == {""}


async def test_every_word_of_the_page_is_asked_for_and_exists() -> None:
    """A key nobody uses is a dead word; a key nobody defines would break the browser."""
    source = "\n".join(path.read_text("utf-8") for path in PAGE.iterdir() if path.suffix in (".html", ".js"))
    unused = [key for key in PAGE_WORDS if f"${key}" not in source and f'"{key}"' not in source]
    assert unused == []


@pytest.mark.parametrize("name", ["index.html", "..%2fserver.py", "%2e%2e%2fserver.py", "nothing.js"])
async def test_no_other_file_is_served(name: str, browser: Browser) -> None:
    async with browser.session.get(f"{browser.url}/page/{name}", allow_redirects=False) as answer:
        assert answer.status == 404


async def test_the_event_stream_tells_each_change(browser: Browser) -> None:
    async with browser.session.get(f"{browser.url}/sim/events") as stream:
        first = json.loads((await stream.content.readline()).removeprefix(b"data: "))
        await stream.content.readline()
        await browser.do(LINA, "send", text="bonjour")
        async with asyncio.timeout(5):
            second = json.loads((await stream.content.readline()).removeprefix(b"data: "))
    assert first["phones"][0]["messages"] == []
    assert [one["text"] for one in second["phones"][0]["messages"]] == ["bonjour"]
    assert second["revision"] > first["revision"]


# -- the clock ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "move", "end"),
    [
        ("2026-03-11T22:40+01:00", {"minutes": 15}, "2026-03-11T22:55+01:00"),
        ("2026-03-11T22:40+01:00", {"to": "tomorrow"}, "2026-03-12T09:00+01:00"),
        ("2026-03-11T22:40+01:00", {"to": "monday"}, "2026-03-16T09:00+01:00"),
        ("2026-03-16T08:00+01:00", {"to": "monday"}, "2026-03-23T09:00+01:00"),
        ("2026-03-28T22:40+01:00", {"to": "tomorrow"}, "2026-03-29T09:00+02:00"),  # the night clocks change
        ("2026-03-11T22:40+01:00", {"at": "2026-03-12T14:00"}, "2026-03-12T14:00+01:00"),
    ],
)
async def test_the_clock_moves_and_the_bot_hears_of_every_quarter(
    start: str, move: Json, end: str, browser: Browser, clock: Clock
) -> None:
    clock.set(datetime.fromisoformat(start))
    began = clock.now()
    status, answer = await browser.post("/sim/clock", move)
    arrived = datetime.fromisoformat(end).astimezone(UTC)
    assert (status, clock.now(), browser.moments[-1]) == (200, arrived, arrived)
    assert datetime.fromisoformat(answer["clock"]["now"]) == arrived
    gaps = [after - before for before, after in zip([began, *browser.moments], browser.moments, strict=False)]
    assert len(browser.moments) <= 101
    assert timedelta() < min(gaps)
    assert max(gaps) <= max(timedelta(minutes=15), (arrived - began) / 100 + timedelta(minutes=15))
    assert all(moment.minute % 15 == 0 for moment in browser.moments[:-1])


@pytest.mark.parametrize(
    "move",
    [{"minutes": -15}, {"minutes": 0}, {"minutes": 10**12}, {"to": "sunday"}, {"at": "2020-01-01T09:00"},
     {"at": "soon"}, {"at": "9999-12-31T23:59:59-23:00"}, {}],
)  # fmt: skip
async def test_the_clock_never_goes_back_or_out_of_sight(move: Json, browser: Browser, clock: Clock) -> None:
    before = clock.now()
    status, answer = await browser.post("/sim/clock", move)
    assert (status, answer["ok"], clock.now(), browser.moments) == (400, False, before, [])
    assert answer["error"]
