# Ein Wort, ein Ziel: `make` zeigt, was es gibt. Gebraucht werden nur python3 (ab 3.11, mit venv) und make.

PYTHON ?= python3
PORT ?= 8000
DATA ?= ./var
export PORT DATA

PY := .venv/bin/python
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --no-compile

# What every submission runs at PostgreSQL and Redis: what needs them by itself, and where databases differ most
# (who waits for whom, what a broken transaction leaves, what a kill leaves, how rows come in order).
AT_SERVICES = $(shell grep -rl --include="*.py" mark.services tests) \
	tests/council/test_journal.py tests/council/test_follow.py tests/journeys/test_killed.py

.DEFAULT_GOAL := help
.PHONY: help demo test test-services lint format bench install assets lock clean

help: ## Diese Übersicht
	@echo "Papierlose Stadtverordnetenversammlung"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PORT=8000    Anschluss der Vorführung          WAIT=1    erst öffnen, wenn alles eingelesen ist"
	@echo "  DATA=./var   Ordner für Datenbank und Dateien  SAMPLE=   ohne die Beispiele aus ../shared"
	@echo "  REQUIRE_ALL=1   (make test) fehlt Chromium oder ../shared, schlägt der Lauf fehl"

demo: $(RUN) ## Alles einrichten, die Musterstadt laden und zeigen
	@DEMO=1 $(PY) manage.py setup
	@DEMO=1 exec $(PY) manage.py demo

test: $(DEV) assets ## Alle Tests; Teile mit TESTS=tests/council
	@PY=$(PY) TESTS="$(TESTS)" sh tools/test.sh

test-services: $(DEV) assets ## Tests an PostgreSQL und Redis, eigens gestartet: ein Teil; alle mit TESTS=tests
	@PY=$(PY) SERVER_OPTIONS="-c fsync=off -c full_page_writes=off" TESTS="$(or $(TESTS),$(AT_SERVICES))" sh tools/services.sh sh tools/test.sh

lint: $(DEV) ## Form, Regeln, Typen, Einstellungen, Migrationen
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@BUILD=1 DATA=.built/lint $(PY) -m mypy .
	@BUILD=1 DATA=.built/lint $(PY) manage.py check
	@BUILD=1 DATA=.built/lint $(PY) manage.py makemigrations --check --dry-run

format: $(DEV) ## In Form bringen
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: $(DEV) assets ## Messen und die Tabellen zeigen (docs/performance.md)
	@PY=$(PY) WITHOUT=1 SERVER_OPTIONS="-c shared_buffers=512MB" DEMO=1 DATA=.built/bench sh tools/services.sh $(PY) -m benchmarks

install: $(RUN) assets ## Alles, was ein Betrieb braucht (docs/operations.md)
	@$(PY) -W ignore -m compileall -qq .venv/lib council documents motions collaboration || true

assets: $(RUN) ## Stile, Skripte und statische Dateien bauen
	@BUILD=1 DATA=.built/assets $(PY) manage.py assets

lock: ## Beide Lockdateien neu schreiben (Versionen und Prüfsummen)
	@sh tools/lock.sh

clean: ## Gebautes und Eingerichtetes wegräumen, Daten behalten
	@rm -rf .venv node_modules .built

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Gebraucht wird Python ab 3.11: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Es fehlt das Modul venv; unter Debian: apt-get install python3-venv"; exit 1; }

$(RUN): requirements.lock | .venv/bin/python
	@echo "Python-Pakete einrichten …"
	@$(PIP) -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	@echo "Werkzeuge für Tests einrichten …"
	@$(PIP) -r requirements-dev.lock
	@touch $@
