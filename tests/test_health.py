"""`health` and the metrics: what they say of a service that is well, frozen, late or dead; they hold no content."""

from __future__ import annotations

import logging
import re
import socket
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import cli_health, systemd
from bot.checkup import Verdict
from bot.cli_health import examine, health, said
from bot.errors import OperatorError
from bot.i18n import Catalogues
from bot.messages import Address
from bot.metrics import served
from bot.services import vitals
from bot.services.vitals import PULSE, Fault, Limits, Measures, Pulse
from bot.settings import Settings
from bot.watch import Signs, Watch
from storage.engine import ProcessLock, database_path, open_engine
from storage.keys import create_key_file
from storage.unit_of_work import Store, UnitOfWork, open_store
from tests.conversations.desk_stage import SOON, Desk
from tests.conversations.stage import GROUP, LINA, SOLENE, Stage, open_stage
from tests.database import new_database

NOON = datetime(2026, 3, 11, 11, tzinfo=UTC)
MACHINE = NOON + timedelta(days=200)
"""The machine's hour: the simulated service goes by another one, as with a wrong clock."""
STORY, NAME = "le cerf-volant turquoise est resté au collège", "Zibelinette"


@dataclass(frozen=True)
class Installed:
    """A database that a bot has served, and its keys."""

    url: str
    store: Store

    @property
    def settings(self) -> Settings:
        return Settings(database_url=self.url)

    def write(self, **ages: float) -> None:
        """The pulse of a service whose parts did their work so many seconds ago."""
        names = ("at", "loop_at", "ticked_at", "polled_at")
        instants = [NOON - timedelta(seconds=ages.get(name, 1)) for name in names]
        pulse = Pulse(*instants, ahead=MACHINE - NOON, drift=timedelta(seconds=ages.get("drift", 0.4)))
        self.store.run_sync(lambda uow: uow.ledger.set_fact(PULSE, pulse.written()))

    def queue(self, minutes: int, *kinds: str) -> None:
        """Messages of these kinds that were due so long ago."""
        at = NOON - timedelta(minutes=minutes)

        def put(uow: UnitOfWork) -> None:
            person = uow.people.meet(Address("test", "somebody"))
            for kind in kinds:
                uow.outbox.put(person.id, kind, due_at=at)

        self.store.run_sync(put)

    def delay(self, minutes: int) -> None:
        at = NOON - timedelta(minutes=minutes)
        self.store.run_sync(lambda uow: uow.follow_ups.queue("x", at, subject_id=str(minutes)))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """As by a running bot; only a SQLite database has such a lock."""
        path = database_path(self.url)
        with ProcessLock(path) if path else nullcontext():
            yield

    def problems(self) -> list[str]:
        return [one.sentence for one in examine(self.settings, MACHINE) if one.verdict is Verdict.PROBLEM]


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Installed]:
    url = new_database(tmp_path)
    engine = open_engine(url)
    with open_store(engine, create_key_file(tmp_path / "keys"), lambda: NOON) as store:
        yield Installed(url, store)
    engine.dispose()


def test_a_service_at_work_is_well_whatever_hour_its_machine_shows(
    bot: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    bot.write()
    assert health(bot.settings, MACHINE) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == (8 if database_path(bot.url) else 7), "of a database elsewhere the disk is not known"
    assert all(line.startswith("[bien] ") for line in lines)
    assert "dernier getUpdates réussi il y a 1 s" in "\n".join(lines)


@pytest.mark.parametrize(
    ("ages", "sentence"),
    [
        ({"loop_at": 75}, "La boucle du programme est figée depuis 1 min : relancez le bot."),
        ({"ticked_at": 7500}, "Les suivis ne sont plus passés en revue depuis 2 h 05 min : relancez le bot."),
        ({"polled_at": 200}, "Telegram : aucun getUpdates réussi depuis 3 min."),
        ({"drift": -180}, "L'horloge de cette machine retarde de 3 min : mettez-la à l'heure (NTP)."),
    ],
)
def test_each_part_that_stands_still_is_named_with_its_age(
    bot: Installed, ages: dict[str, float], sentence: str
) -> None:
    bot.write(**ages)
    assert bot.problems() == [sentence]
    assert health(bot.settings, MACHINE) == 1


def test_a_frozen_process_is_told_from_a_dead_one(bot: Installed) -> None:
    bot.write(at=61, loop_at=61, ticked_at=61, polled_at=61)
    (dead,) = bot.problems()
    with bot.locked():
        (frozen,) = bot.problems()
    assert re.match(r"Le bot (\(processus \d+\) )?ne donne plus signe de vie depuis 1 min", frozen)
    if database_path(bot.url):
        assert dead == "Le bot ne tourne pas : son dernier signe de vie date d'il y a 1 min."


def test_what_waits_too_long_is_said_and_what_waits_a_little_is_fine(bot: Installed) -> None:
    bot.write()
    bot.queue(2, "hello")
    bot.delay(2)
    bot.queue(60, "heartbeat", "watch", "mail")  # or the word about a delay would be one, without an end
    assert bot.problems() == []
    bot.queue(11, "hello")
    bot.delay(11)
    assert bot.problems() == [
        "Le plus ancien message dû attend depuis 11 min.", "Le plus ancien suivi dû attend depuis 11 min.",
    ]  # fmt: skip


def test_a_disk_nearly_full_and_a_database_that_cannot_be_read_are_said(
    bot: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.write()
    monkeypatch.setattr(vitals, "LIMITS", Limits(free=10**18))
    if database_path(bot.url):
        assert [one.endswith("sur le disque de la base : c'est trop peu.") for one in bot.problems()] == [True]
    monkeypatch.undo()
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"not a database, but long enough to look like one to SQLite: " * 40)
    for file in (torn, tmp_path / "none.db"):
        found = examine(Settings(database_url=f"sqlite:///{file}"), MACHINE)
        assert found[0].verdict is Verdict.PROBLEM


def test_before_its_first_run_it_says_so_and_writes_nothing(bot: Installed) -> None:
    before = bot.store.run_sync(lambda uow: uow.ledger.facts(""))
    assert bot.problems() == ["Le bot n'a encore jamais été en marche sur cette base."]
    assert bot.store.run_sync(lambda uow: uow.ledger.facts("")) == before


@pytest.mark.parametrize(
    ("age", "words"), [({"seconds": 59.4}, "59 s"), ({"seconds": -5}, "0 s"), ({"days": 4, "hours": 6}, "4 j 6 h")]
)
def test_an_age_is_said_in_its_two_greatest_units(age: dict[str, float], words: str) -> None:
    assert said(timedelta(**age)) == words


# -- metrics ---------------------------------------------------------------------------------------------------------

WELL = Measures(*[timedelta(seconds=2)] * 6, free=10**12, drift=timedelta(seconds=-0.25))


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def scraped(measures: Measures) -> str:
    port = free_port()
    with served(port, lambda: measures):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text: str = answer.read().decode()
        with closing(socket.socket()) as other, pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", port))  # any address but that one
    with closing(socket.socket()) as after, pytest.raises(ConnectionRefusedError):
        after.connect(("127.0.0.1", port))
    return text


def test_metrics_have_our_prefix_their_units_and_no_label_but_what_is_broken() -> None:
    text = scraped(replace(WELL, poll=timedelta(minutes=4)))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    names = {line.partition(" ")[0].partition("{")[0] for line in lines}
    assert all(re.fullmatch(r"mediation_\w+_(age_seconds|free_bytes|drift_seconds)|mediation_broken", n) for n in names)
    assert len(names) == 9
    assert "mediation_get_updates_age_seconds 240.0" in lines
    assert "mediation_clock_drift_seconds -0.25" in lines
    broken = {line.split('"')[1]: line.rpartition(" ")[2] for line in lines if "{" in line}
    assert broken == {fault.value: "1.0" if fault is Fault.POLL else "0.0" for fault in Fault}


def test_what_is_not_known_is_left_out_and_a_port_that_is_taken_is_said() -> None:
    text = scraped(replace(WELL, free=None, drift=None))
    assert "disk" not in text.replace('what="disk"', "")
    assert "drift" not in text
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OperatorError, match=f"Le port {port} de MEDIATION"), served(port, lambda: WELL):
            pass


# -- no content ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def stage(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Stage]:
    stage = await open_stage(tmp_path, NOON, catalogues)
    yield stage
    await stage.close()


async def test_nothing_of_a_person_stands_in_any_of_it(
    stage: Stage, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot.watch")
    case = await Desk(stage).lina.send(**SOON, recit=STORY, designation=NAME)
    stage.world.send_text(LINA, LINA, STORY)
    stage.clock.advance(timedelta(hours=3))
    long_ago: datetime = NOON
    signs = Signs(stage.clock.now, lambda: long_ago, lambda: long_ago, lambda: timedelta(hours=1), lambda: 7)
    spoken: list[str] = []
    watch = Watch(
        stage.service.store, stage.service.house, signs, say_directly=lambda chats, text: bool(spoken.append(text))
    )
    for _ in range(3):
        watch.look()
    await stage.settle()
    health(Settings(database_url=stage.database), MACHINE)
    pulse = (await Desk(stage).table("select value from facts where name in ('pulse', 'broken')"))
    told = [one.text for one in stage.world.said(SOLENE)[-1:]]
    assert "disque" in told[0]
    everything = [scraped(watch.measures()), capsys.readouterr().out, caplog.text, repr(watch._seen), *told, *spoken]
    text = "\n".join([*everything, *(row[0] for row in pulse)])
    for secret in (STORY, "cerf-volant", NAME, str(LINA), str(SOLENE), str(GROUP), case.reference, case.id):
        assert secret not in text


# -- systemd ---------------------------------------------------------------------------------------------------------


def test_systemd_hears_us_and_its_absence_is_no_fault(tmp_path: Path) -> None:
    for address in (str(tmp_path / "notify"), "@premier-contact-test"):
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
            listener.bind("\0" + address[1:] if address.startswith("@") else address)
            listener.settimeout(2)
            systemd.notify(address, systemd.ALIVE)
            assert listener.recv(64) == b"WATCHDOG=1"
    systemd.notify("", systemd.READY)
    systemd.notify(str(tmp_path / "nobody"), systemd.READY)
    assert cli_health.free_bytes(f"sqlite:///{tmp_path / 'no folder' / 'x.db'}") is None
