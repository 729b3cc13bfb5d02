# Every command of the project. `make help` lists them.
#
# The project is run from its own folder: `python -m bot` and pytest find the packages here, so nothing of ours is
# installed into the virtual environment. Nothing to build, nothing stale, and no unpinned build tool is fetched.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
PYTHON := $(VENV)/bin/python
CHROMIUM ?= /usr/bin/chromium
ARGS ?=

FIND_PYTHON = for candidate in python3 python3.13 python3.12 python3.11; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found="$$candidate"; break; fi; done

RUN := $(VENV)/installed-run
DEV := $(VENV)/installed-dev
BENCH := build/bench/installed
UV := build/uv/bin/uv

.PHONY: help run test slow postgres lint types check lock words browser-test screenshots chaos press month bench evidence clean

help: ## cette liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(RUN) ## le service si un jeton Telegram est donné, sinon le simulateur
	@if [ -n "$${MEDIATION_TELEGRAM_TOKEN:-}$${MEDIATION_TELEGRAM_TOKEN_FILE:-}" ]; then \
		exec $(PYTHON) -m bot run $(ARGS); \
	else \
		echo "Pas de jeton (MEDIATION_TELEGRAM_TOKEN ou MEDIATION_TELEGRAM_TOKEN_FILE) : voici le simulateur, sans Telegram."; \
		exec $(PYTHON) -m bot demo $(ARGS); \
	fi

test: $(DEV) ## les tests (ARGS="-k mots" pour en choisir)
	$(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)

slow: $(DEV) ## les tests qui prennent des secondes (pannes longues, longues tempêtes)
	$(PYTHON) -m pytest -n auto --dist worksteal -m slow $(ARGS)

postgres: $(DEV) ## les mêmes tests sur un vrai serveur PostgreSQL, puis la relève et ses redémarrages (ARGS="-k mots")
	MEDIATION_TEST_DATABASE=postgresql $(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)
	MEDIATION_TEST_DATABASE=postgresql $(PYTHON) -m pytest -m slow tests/processes/test_standby.py

lint: $(DEV) ## style du code et sens des imports
	$(PYTHON) -m ruff check .
	$(VENV)/bin/lint-imports --no-logo

types: $(DEV) ## types, en mode strict
	$(PYTHON) -m mypy

check: lint types test ## tout ce que vérifie l'intégration continue

words: $(DEV) ## relève les phrases du code et met les catalogues à jour
	$(VENV)/bin/pybabel -q extract -F locales/babel.cfg --no-default-keywords -k say:1 -k say_in:1c,2 -k N_:1 -k V_:1c,2 \
		--omit-header --add-location=file --sort-by-file -w 120 -o $(VENV)/messages.pot bot handlers
	mv $(VENV)/messages.pot locales/messages.pot
	@for catalogue in locales/*/LC_MESSAGES/messages.po; do \
		locale="$${catalogue#locales/}"; \
		$(VENV)/bin/pybabel -q update -l "$${locale%%/*}" -i locales/messages.pot -o "$$catalogue" \
			-N --ignore-obsolete --ignore-pot-creation-date -w 120; \
	done

lock: $(UV) ## recalcule les versions verrouillées (ARGS=--upgrade pour les renouveler)
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' -q -o requirements.lock $(ARGS)
	$(UV) pip compile pyproject.toml --extra postgresql -c requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' -q -o requirements-postgresql.lock $(ARGS)
	$(UV) pip compile pyproject.toml --all-extras -c requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' -q -o requirements-dev.lock $(ARGS)
	$(UV) pip compile bench/requirements.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' -q -o requirements-bench.lock $(ARGS)

browser-test: $(DEV) $(CHROMIUM) ## la page du simulateur, pilotée dans Chromium
	CHROMIUM=$(CHROMIUM) $(PYTHON) -m pytest -m browser $(ARGS)

screenshots: $(DEV) $(CHROMIUM) ## les mêmes tests, qui refont les images de docs/screenshots
	CHROMIUM=$(CHROMIUM) $(PYTHON) -m pytest -m browser --screenshots=docs/screenshots $(ARGS)

SEEDS ?= 1 2 3
DATABASE ?= sqlite

chaos: $(DEV) ## tempêtes : arrêts brutaux, pannes, messages imprévus ; un tableau (SEEDS="6 7", DATABASE=postgresql)
	$(PYTHON) -W error -m tests.chaos --database $(DATABASE) $(SEEDS)

UPDATES ?= 10000

press: $(DEV) ## tout le monde presse tout, puis une foule : droits et voisins vérifiés (SEEDS="6 7" ou SEED=6, UPDATES=10000)
	$(PYTHON) -W error -m tests.press $(UPDATES) $(if $(filter command environment,$(origin SEED)),$(SEED),$(SEEDS))

SEED ?= 1
PEOPLE ?= 220

month: $(DEV) ## un mois de service joué en accéléré, et ce qu'il en reste (SEED=1 PEOPLE=220)
	$(PYTHON) -W error -m tests.month $(SEED) $(PEOPLE)

bench: $(DEV) $(BENCH) ## notre bot mesuré à côté d'autres, et docs/benchmarks.md récrit (SHORT=1 : un coup d'œil ; ARGS="--parts rate")
	$(PYTHON) -m bench $(if $(SHORT),--short) $(ARGS)

evidence: $(DEV) ## apprend de nouveau les poids de la lecture des dangers (après un changement du lexique ou des phrases)
	$(PYTHON) -m bench.danger_evidence tests/data/danger_sample.tsv tests/data/danger_seen.tsv tests/data/danger_learnt.tsv

clean: ## retire l'environnement et les caches (jamais data/)
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +

# An environment that is already there, made by hand or by the other stamp, is kept: pip brings it to the lock.
$(PYTHON):
	@$(FIND_PYTHON); \
	if [ -z "$${found:-}" ]; then \
		echo "Il faut Python 3.11 ou plus récent (python3, python3.13, python3.12 ou python3.11 dans le PATH)." >&2; exit 1; fi; \
	"$$found" -m venv $(VENV) || { \
		echo "L'environnement ne se crée pas. Sous Debian : apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# The python of an environment is a link whose date is the interpreter's: as an order-only prerequisite it only has to exist.
$(RUN) $(DEV): | $(PYTHON)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(VENV) est fait avec un Python antérieur à 3.11, ou déplacé : make clean, puis recommencez." >&2; exit 1; }
	$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(RUN): requirements.lock
$(DEV): requirements-dev.lock

# The bots that are measured beside ours keep to their own environment: their versions are not ours.
$(BENCH): requirements-bench.lock | $(PYTHON)
	$(PYTHON) -m venv build/bench
	build/bench/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The locking tool stays out of the lock: only who changes a dependency needs it.
$(UV):
	@$(FIND_PYTHON); "$${found:?Il faut Python 3.11 ou plus récent}" -m venv build/uv
	build/uv/bin/python -m pip install -q --disable-pip-version-check uv

$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ] && [ "$@" = /usr/bin/chromium ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core; \
	else \
		echo "Chromium manque : $@ n'existe pas. Installez-le (Debian : apt-get install chromium)," >&2; \
		echo "ou donnez son chemin : make browser-test CHROMIUM=/chemin/vers/chromium" >&2; exit 1; \
	fi
