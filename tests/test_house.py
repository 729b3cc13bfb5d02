"""The rules that a machine can check: imports, files, secrets, settings, locks (words: `test_house_words`).

Must never: be eased in silence. An exception is listed here, by name, with its reason.
"""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LINES = 300
LONGER: dict[str, str] = {}  # path -> why it may be longer
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
PRINTERS = ("bot/cli", "bot/simulator/", "bench/")  # what an operator or a developer reads on a terminal
ENVIRONMENT_READERS = ("bot/settings.py", "bot/app.py", "bot/cli", "bot/__main__.py", "handlers/request.py")
PURE = ("bot/intake/", "bot/triage/", "bot/calendar.py")
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}

# Built from halves, so that this file does not hold what it forbids.
_MACHINES = ["/" + "root/", "/" + r"home/\w", "/" + "Users/", "/" + "work/", "/opt/" + "pypi"]
_REGISTRIES = ["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.", "deb" + r"\.debian\.", "index" + "-url"]
FORBIDDEN_TEXT = {
    "a path of somebody's machine": re.compile(rf"(?<![\w.~}}/-])(?:{'|'.join(_MACHINES)})"),
    "the host of a package registry": re.compile("|".join(_REGISTRIES)),
    "a Telegram token": re.compile(r"(?<![\w:])[0-9]{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    "a private key": re.compile("-----BEGIN [A-Z ]*" + "PRIVATE"),
    "an access token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bAKIA[A-Z0-9]{16}"),
    "an encryption key": re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{43}=(?!=)"),
}
OWN_OPTIONS = {"Makefile": "the host of a package registry"}  # names the option that keeps the host out of the locks


@cache
def tracked(suffix: str = "") -> tuple[Path, ...]:
    """Every file that is, or is about to be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return tuple(ROOT / name for name in sorted(names) if name.endswith(suffix) and (ROOT / name).is_file())


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def ours(*folders: str) -> list[Path]:
    return [path for path in tracked(".py") if name_of(path).startswith(folders or ("bot/", "handlers/", "storage/"))]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), str(path))


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(text_of(ROOT / "pyproject.toml"))


# Imports


def test_imports_go_one_way_and_libraries_stay_in_their_rooms() -> None:
    """In a process of its own: import-linter switches logging off for the whole of its own."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_module_of_bot_escapes_the_layers() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    layered = {name.strip() for layer in contracts[0]["layers"] for name in layer.split(":")}
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts[:2]) for path in ours("bot/")} - {"bot.__init__"}
    assert modules - layered - {"bot.settings", "bot.logs"} == set(), "add it to the layers in pyproject.toml"


def test_the_pure_rooms_read_no_clock_and_open_no_file() -> None:
    found = []
    for path in ours(*PURE):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            clock = re.fullmatch(r"(?:datetime|date|dt|time)(?:\.\w+)*\.(\w+)", called)
            if called in {"open", "input"} or (clock and clock[1] in CLOCKS):
                found.append(f"{name_of(path)}:{node.lineno} {called}()")
    assert found == [], "`now` is passed; data files are read by whoever builds the value"


# Files


def test_the_program_starts_without_what_a_start_does_not_need() -> None:
    """Each of these costs the start a tenth of a second or more."""
    unneeded = ("alembic", "bot.simulator", "psycopg")
    asked = f"import sys, bot.cli; print([name for name in {unneeded} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


def test_files_stay_short() -> None:
    code = (".py", ".js", ".css", ".html", ".sh", "Makefile")
    lengths = {name_of(path): text_of(path).count("\n") for path in tracked() if path.name.endswith(code)}
    long = {name for name, lines in lengths.items() if lines >= LINES}
    assert sorted(f"{name}: {lengths[name]}" for name in long - LONGER.keys()) == []
    assert sorted(LONGER.keys() - long) == [], "no longer needs its exception"


def test_every_module_says_its_job() -> None:
    modules = [path for path in tracked(".py") if path.stat().st_size]  # packages keep an empty __init__
    assert [name_of(path) for path in modules if not ast.get_docstring(tree_of(path))] == []


def test_no_module_has_a_vague_name() -> None:
    names = [name_of(path) for path in tracked(".py")]
    assert [name for name in names if VAGUE_NAMES & set(name.removesuffix(".py").split("/"))] == []


def test_only_the_terminal_prints() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in ours("bot/", "handlers/", "storage/", "bench/")
        if not name_of(path).startswith(PRINTERS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert found == []


def test_a_broad_except_says_why_beside_it() -> None:
    found = []
    for path in ours():
        lines = text_of(path).splitlines()
        for node in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ExceptHandler)):
            caught = {"bare"} if node.type is None else set(re.findall(r"\w+", ast.unparse(node.type)))
            beside = "".join(lines[node.lineno - 2 : node.lineno + 1])
            if caught & {"bare", "Exception", "BaseException"} and "#" not in beside:
                found.append(f"{name_of(path)}:{node.lineno}")
    assert found == []


def test_nothing_is_left_for_later() -> None:
    marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "pytest.mark." + "skip", "mark." + "xfail", "pytest." + "skip("]
    found = [(name_of(path), mark) for path in tracked(".py") for mark in marks if mark in text_of(path)]
    assert found == []


# Secrets


def holds(path: Path) -> list[str]:
    content = path.read_bytes()
    if b"\0" in content:
        return []
    text = content.decode("utf-8")
    found = [what for what, pattern in FORBIDDEN_TEXT.items() if pattern.search(text)]
    return [what for what in found if OWN_OPTIONS.get(name_of(path)) != what]


def test_no_file_holds_a_secret_a_machine_or_a_registry() -> None:
    assert {name_of(path): found for path in tracked() if (found := holds(path))} == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a Telegram token", "token = " + "1234567890:" + "Ab3-" + "x" * 31),
        ("a path of somebody's machine", 'open("/' + 'home/solene/notes")'),
        ("the host of a package registry", "https://py" + "pi.org/simple"),
        ("an encryption key", "1:" + "q" * 43 + "="),
    ],
)
def test_the_search_for_secrets_finds_one(
    what: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    leak = tmp_path / "leak.txt"
    leak.write_text(text, encoding="utf-8")
    assert holds(leak) == [what]


# Settings


def test_every_setting_is_explained_in_the_readme_and_no_other() -> None:
    documented = {str(name) for name in importlib.import_module("bot.settings").DOCUMENTED}
    explained = set(re.findall(r"\bMEDIATION_[A-Z_]*[A-Z]\b", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert sorted(documented - explained) == [], "missing from README.md"
    assert sorted(explained - documented) == [], "README.md explains a setting that does not exist"


def test_only_the_roofs_read_the_environment() -> None:
    readers = [name_of(path) for path in ours() if re.search(r"\bos\.(?:environ|getenv)\b", text_of(path))]
    assert [name for name in readers if not name.startswith(ENVIRONMENT_READERS)] == []


# Locks


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Package -> version, number of hashes."""
    entries = re.split(r"\n(?=[a-zA-Z0-9])", "\n" + (ROOT / name).read_text(encoding="utf-8"))
    pins = [(re.match(r"([\w.-]+)==([^\s;]+)", entry), entry.count("--hash=sha256:")) for entry in entries]
    return {canonicalize_name(pin[1]): (pin[2], hashes) for pin, hashes in pins if pin}


def declared(*extras: str) -> list[Requirement]:
    table = project()["project"]
    optional = table["optional-dependencies"]
    lines = [*table["dependencies"], *(line for extra in extras for line in optional[extra])]
    return [Requirement(line) for line in lines]


LOCKS = {
    "requirements.lock": (), "requirements-postgresql.lock": ("postgresql",),
    "requirements-dev.lock": ("dev", "postgresql", "browser"),
}  # fmt: skip


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_a_lock_covers_what_pyproject_asks_and_every_file_is_hashed(lock: str, extras: tuple[str, ...]) -> None:
    pins = locked(lock)
    asked = {canonicalize_name(need.name): need for need in declared(*extras)}
    assert sorted(asked.keys() - pins.keys()) == [], "run `make lock`"
    stale = [str(need) for name, need in asked.items() if not need.specifier.contains(pins[name][0])]
    assert stale == [], "run `make lock`"
    assert [name for name, (_, hashes) in pins.items() if not hashes] == []


def test_what_the_bench_measures_beside_ours_is_locked_in_its_own_lock() -> None:
    asked = [line for line in text_of(ROOT / "bench" / "requirements.in").splitlines() if not line.startswith("#")]
    pins = locked("requirements-bench.lock")
    assert asked
    assert set(asked) <= {f"{name}=={version}" for name, (version, _) in pins.items()}, "run `make lock`"
    assert [name for name, (_, hashes) in pins.items() if not hashes] == []


def test_the_tests_run_on_the_versions_that_the_service_runs_on() -> None:
    dev = locked("requirements-dev.lock")
    run = [*locked("requirements.lock").items(), *locked("requirements-postgresql.lock").items()]
    assert {name: (pin, dev.get(name)) for name, pin in run if dev.get(name) != pin} == {}
