"""The commands of the operator: `python -m bot …`. What they print is French; what goes wrong is one clear sentence.

Must never: print a story, a name or an identifier of a person, but for `open-export` behind its passphrase.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from bot.app import Chats, Service, assemble, publish_commands, replay
from bot.checkup import Verdict, examine_all, mailbox
from bot.cli_eval import danger_eval, guard_eval
from bot.cli_export import export_case, open_export
from bot.cli_health import health
from bot.cli_keys import rotate_keys
from bot.cli_watch import run_watched
from bot.errors import OperatorError
from bot.i18n import Catalogues, load_catalogues
from bot.intake.roads import Road
from bot.intake.script import paper_script
from bot.logs import configure
from bot.memory import made_to_stay
from bot.notices import Notices
from bot.opening import Opened, open_house, open_ring
from bot.services import coordination, hearing
from bot.services.house import House
from bot.services.pacing import Pace
from bot.settings import DOCUMENTED, Settings
from bot.standby import serve_in_turn
from bot.systemd import ALIVE, notify
from bot.territory import load_territory, territory_path
from bot.timekeeper import Timekeeper
from handlers.request import build_bot
from storage import backup

log = logging.getLogger(__name__)

_FAULT = "Le programme a un défaut ({kind}). Rien n'est perdu : relancez, et transmettez le journal à qui le développe."


def _now() -> datetime:
    return datetime.now(UTC)


def parser() -> argparse.ArgumentParser:
    variables = "\n".join(f"  {name}\n      {sentence}" for name, sentence in DOCUMENTED.items())
    top = argparse.ArgumentParser(
        prog="python -m bot", description="Premier contact : l'assistant d'accueil de la médiation sociale.",
        epilog=f"Réglages (variables d'environnement) :\n{variables}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMANDE")
    commands.add_parser("run", help="fait marcher le bot, jusqu'à SIGTERM ou Ctrl-C")
    trial = commands.add_parser("demo", help="ouvre le simulateur, sans Telegram, dans un dossier jetable")
    trial.add_argument("--port", type=int, default=0, help="port local de la page (0 : un port libre)")
    commands.add_parser("check", help="vérifie réglages, territoire, clés et base, sans rien changer")
    commands.add_parser("health", help="dit si le bot en marche va bien ; code 1 si quelque chose ne va pas")
    staff = commands.add_parser("coordinator", help="gère les coordinateurs")
    staff.add_argument("action", choices=["invite"], help="invite : affiche un lien à usage unique")
    base = commands.add_parser("db", help="gère la base de données")
    base.add_argument("action", choices=["upgrade", "status"])
    copy = commands.add_parser("backup", help="sauvegarde chiffrée et vérifiée, sans arrêter le bot")
    copy.add_argument("file", type=Path, help="le fichier à écrire ; il ne doit pas exister")
    back = commands.add_parser("restore", help="rend une sauvegarde, dans une base qui n'existe pas encore")
    back.add_argument("file", type=Path)
    rotation = commands.add_parser("rotate-keys", help="scelle toute la base avec une nouvelle clé, bot arrêté")
    rotation.add_argument("--forget-old", action="store_true", help="retire plutôt les anciennes clés du fichier")
    record = commands.add_parser("export-case", help="écrit une fiche entière dans un fichier chiffré")
    record.add_argument("reference", metavar="REF", help="par exemple MS-2026-0042")
    record.add_argument("--out", type=Path, required=True, metavar="FILE", help="le fichier ; il ne doit pas exister")
    sealed = commands.add_parser("open-export", help="affiche une fiche exportée, avec sa phrase secrète")
    sealed.add_argument("file", type=Path)
    letters = commands.add_parser("dead-letters", help="messages qui n'ont pas pu être traités")
    letters.add_argument("--replay", action="store_true", help="les traite de nouveau, après une correction")
    script = commands.add_parser("script", help="écrit un parcours sur papier (Markdown) : celui du jeune, ou un autre")
    script.add_argument("road", nargs="?", choices=[road.value for road in Road], default=Road.YOUTH.value)
    measure = commands.add_parser("guard-eval", help="mesure le garde d'identité sur un fichier de phrases inventées")
    measure.add_argument("file", type=Path, help="TSV : kind, writer, texte")
    measure.add_argument("--json", action="store_true", help="les chiffres en JSON")
    measure.add_argument("--errors", action="store_true", help="montre aussi les phrases manquées ou prises à tort")
    danger = commands.add_parser("danger-eval", help="mesure la lecture du danger sur un fichier de phrases inventées")
    danger.add_argument("file", type=Path, help="TSV : catégorie, phrase")
    danger.add_argument("--json", action="store_true", help="les chiffres en JSON")
    danger.add_argument("--errors", action="store_true", help="montre aussi les phrases manquées ou prises à tort")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 refused for a reason that is said, 2 misuse, 3 a fault of the program."""
    chosen = parser().parse_args(arguments)
    try:
        return uvloop.run(_dispatch(chosen))
    except OperatorError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    except Exception as fault:  # Python would print its message, which may hold a token or a story
        log.critical("the program has a fault", exc_info=fault)
        print(_FAULT.format(kind=type(fault).__name__), file=sys.stderr)
        return 3


async def _dispatch(chosen: argparse.Namespace) -> int:
    if chosen.command == "demo":
        from bot import demo  # here: the service itself never loads the simulator, and starts sooner

        await demo.run(chosen.port, await _stopping(), partial(print, flush=True))
        return 0
    if chosen.command == "guard-eval":  # needs no setting: only a file
        return guard_eval(chosen.file, in_json=chosen.json, errors=chosen.errors)
    if chosen.command == "danger-eval":
        return danger_eval(chosen.file, in_json=chosen.json, errors=chosen.errors)
    if chosen.command == "open-export":
        open_export(chosen.file)
        return 0
    settings = Settings.from_environment(os.environ)
    configure(settings.log_format, sys.stderr)
    match chosen.command:
        case "run":
            return await _run(settings)
        case "check":
            return await _check(settings)
        case "health":
            return health(settings, _now())
        case "coordinator":
            return await _invite(settings)
        case "db":
            return _database(settings, chosen.action)
        case "backup":
            return _backup(settings, chosen.file)
        case "restore":
            return _restore(settings, chosen.file)
        case "rotate-keys":
            print(rotate_keys(settings, _now, forget_old=chosen.forget_old))
            return 0
        case "export-case":
            export_case(settings, chosen.reference, chosen.out, _now)
            return 0
        case "dead-letters":
            return await _dead_letters(settings, replaying=chosen.replay)
    # With ordinary spaces: the script is read, searched and compared in an editor.
    house = House(load_territory(territory_path(settings.territory)), _catalogues(settings, typeset=False))
    words = house.words().formally(chosen.road != Road.YOUTH)
    print(paper_script(house.questionnaires[chosen.road], words), end="")
    return 0


async def _stopping() -> asyncio.Event:
    """Set by SIGTERM and SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


async def _service(settings: Settings, opened: Opened, keeper: Timekeeper, notices: Notices) -> Service:
    bot = build_bot(settings.required_token(), settings.telegram_api_url, on_date=keeper.heard)
    return await assemble(
        store=opened.store, territory=opened.territory, bot=bot, clock=keeper.now, notices=notices,
        pace=Pace() if settings.pace else Pace.off(),
        chats=Chats(settings.coordination_chat, settings.deputy_chat, settings.civic_chat), mailbox=mailbox(settings),
    )  # fmt: skip


async def _run(settings: Settings) -> int:
    settings.required_token()
    stop = await _stopping()
    notices = Notices(partial(print, flush=True))
    keeper = Timekeeper(on_change=notices.clock)

    async def serve(opened: Opened, end: asyncio.Event) -> None:
        service = await _unless(end, _started(settings, opened, keeper, notices))
        if service is not None:
            print(f"Le bot @{service.house.bot_name} est en marche. Ctrl-C ou SIGTERM pour arrêter.", flush=True)
            await run_watched(service, settings, keeper, end)

    alive = partial(notify, os.environ.get("NOTIFY_SOCKET", ""), ALIVE)
    await serve_in_turn(settings, keeper.now, stop, notices, serve, alive)
    print("Arrêt propre.", flush=True)
    return 0


async def _started(settings: Settings, opened: Opened, keeper: Timekeeper, notices: Notices) -> Service:
    with made_to_stay():
        service, _ = await asyncio.gather(
            _service(settings, opened, keeper, notices), asyncio.to_thread(hearing.get_ready)
        )
    try:
        await publish_commands(service)
        await _say_how_to_attach(service)
    except BaseException:  # told to stop meanwhile
        await service.close()
        raise
    return service


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Service]) -> Service | None:
    """None when we are told to stop first: a start waits for minutes while Telegram is away."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.wait({task})
    return None


async def _say_how_to_attach(service: Service) -> None:
    if await service.door.coordination_chat() is None:
        code = await service.store.run(coordination.attach_code)
        print("Aucun groupe de coordination. Ajoutez le bot à votre groupe, comme administrateur, et tapez :")
        print(f"/rattacher {code}", flush=True)


async def _check(settings: Settings) -> int:
    findings = await examine_all(settings, _now().date())
    for finding in findings:
        print(finding)
    if any(finding.verdict is Verdict.PROBLEM for finding in findings):
        return 1
    print("Rien ne s'oppose au démarrage.")
    return 0


async def _invite(settings: Settings) -> int:
    keeper = Timekeeper()
    with open_house(settings, keeper.now) as opened:
        service = await _service(settings, opened, keeper, Notices(_warn))
        link = await service.store.run(lambda uow: coordination.invite(uow, service.house))
        await service.close()
    print("Lien à usage unique pour la coordinatrice ou le coordinateur :")
    print(link)
    return 0


def _database(settings: Settings, action: str) -> int:
    with open_house(settings, _now) as opened:
        print(f"Base à jour ({opened.revision})." if action == "upgrade" else f"Version : {opened.revision}.")
    return 0


def _backup(settings: Settings, target: Path) -> int:
    written = backup.write(settings.database_url, open_ring(settings, fresh=False), target, _now())
    print(f"Sauvegarde vérifiée : {sum(written.rows.values())} lignes, {target}. Gardez les clés à part.")
    return 0


def _restore(settings: Settings, source: Path) -> int:
    written = backup.restore(source, settings.database_url, open_ring(settings, fresh=False))
    print(f"Sauvegarde rendue : {sum(written.rows.values())} lignes. Le bot peut démarrer.")
    return 0


async def _dead_letters(settings: Settings, *, replaying: bool) -> int:
    keeper = Timekeeper()
    with open_house(settings, keeper.now) as opened:
        if not replaying:
            for letter in opened.store.run_sync(lambda uow: list(uow.ledger.dead_letters())):
                print(f"{letter.incident}  {letter.at:%Y-%m-%d %H:%M}  {letter.reason}")
            return 0
        service = await _service(settings, opened, keeper, Notices(_warn))
        handled, failing = await replay(service)
        await service.close()
    print(f"{handled} message(s) traité(s), {failing} toujours en échec.")
    return 0 if not failing else 1


def _warn(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _catalogues(settings: Settings, *, typeset: bool = True) -> Catalogues:
    return load_catalogues(load_territory(territory_path(settings.territory)).service.zone, typeset=typeset)

