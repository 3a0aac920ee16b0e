# The project's recipes. `make` alone lists them.

# The newest-proved Python first; any from 3.11 on will do.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
BIN := .venv/bin

# Whatever the machine says: what is compiled is kept. Hundreds of processes that tests start would compile it anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test tour check disasters bench simulate simulate-nightly simulate-planted forgery screenshots guide writers i18n lock setup setup-test video pades installer installer-test crash bench-load

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set up what is missing, then open the desk with demo data
	$(BIN)/showroom demo

test: setup-test check ## set up what is missing, then check and run the whole suite
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: setup ## lint, format, types, architecture: seconds
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

disasters: setup ## restored servers, copied folders, damaged files: the long form, minutes
	SHOWROOM_RESTORE_POINTS=50 SHOWROOM_DAMAGES=10000 $(BIN)/pytest tests/sync/test_server_restored.py tests/sync/test_damaged.py

bench-load: setup-test ## the server under load, on PostgreSQL and on SQLite: ten minutes each
	$(BIN)/python scripts/with-postgres.py $(BIN)/python -m benchmarks.load --minutes 10 --terminals 500
	$(BIN)/python -m benchmarks.load --minutes 10 --rate 30 --terminals 50

bench: setup ## measure against the targets
	$(BIN)/python -m benchmarks

SEEDS ?= 1000

simulate: setup-test ## months of trading with faults, in virtual time: make simulate SEEDS=1000
	$(BIN)/python -m tests.simulation --seeds $(SEEDS)

simulate-planted: setup-test ## bugs put into the program one at a time: each must be caught
	$(BIN)/python -m tests.simulation --planted --seeds 60

NIGHTLY := build/simulation/nightly.json

simulate-nightly: setup-test ## a hundred thousand seeds, from FIRST on; once stopped, it goes on where it was
	$(BIN)/python -m tests.simulation --seeds 100000 $(addprefix --first ,$(FIRST)) --summary $(NIGHTLY)

crash: setup ## kill at every write, cut the power everywhere, fill the disk: long
	$(BIN)/python -m tests.crash

forgery: setup-test ## every forged push and every edit of the audit trail: a quarter of an hour
	SHOWROOM_FORGERY=all $(BIN)/pytest -o faulthandler_timeout=0 tests/server/test_forgery.py tests/sync/test_audit.py

tour: setup-test ## everyone's whole desk over real data, whatever can be pressed pressed: half an hour
	SHOWROOM_TOUR=long $(BIN)/pytest -o faulthandler_timeout=0 tests/gui/test_tour.py tests/gui/test_words_have_room.py tests/gui/test_stalls.py

screenshots: setup ## take every screen's picture
	$(BIN)/python scripts/screenshots.py

guide: setup ## build the guide, in both languages, into build/guide
	for language in en zh_CN; do \
	  $(BIN)/sphinx-build -W -q -c docs/guide -D language=$$language docs/guide/$$language build/guide/$$language || exit 1; \
	done

writers: setup-test ## 32 writers and a puller, a hundred thousand rows, on both databases: minutes
	SHOWROOM_WRITERS=all $(BIN)/pytest -o faulthandler_timeout=0 tests/server/test_many_writers.py

i18n: setup ## collect the texts and compile the translations
	$(BIN)/python scripts/i18n.py

video: ## what plays films: Qt Multimedia, 175 MB to fetch
	@if [ "$$(uname)" = Linux ]; then PYTHON=$(PYTHON) scripts/setup-linux.sh video; fi
	@$(PYTHON) scripts/setup.py --video

installer: ## the program as a Debian package that needs no Python: build/showroom_VERSION_amd64.deb
	@PYTHON=$(PYTHON) scripts/setup-linux.sh installer
	@$(PYTHON) scripts/setup.py --video --pades --installer
	$(BIN)/python -m installer.build

installer-test: installer setup-test ## make the Debian package, and try what is in it
	SHOWROOM_INSTALLER=build $(BIN)/pytest tests/installer

pades: ## what puts the dealership's seal on contracts: pyHanko, 8 MB to fetch
	@$(PYTHON) scripts/setup.py --pades

lock: setup ## choose versions anew, after a change to pyproject.toml's dependencies
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --extra dev pyproject.toml --output-file requirements.lock
	for part in video:PySide6-Addons pades:pyhanko installer:pyinstaller; do \
	  grep -o "$${part#*:}==[0-9.]*" pyproject.toml | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --constraint requirements.lock --output-file requirements-$${part%:*}.lock - || exit 1; \
	done

setup:
	@if [ "$$(uname)" = Linux ]; then PYTHON=$(PYTHON) scripts/setup-linux.sh run; fi
	@$(PYTHON) scripts/setup.py

setup-test:
	@if [ "$$(uname)" = Linux ]; then PYTHON=$(PYTHON) scripts/setup-linux.sh test; fi
	@$(PYTHON) scripts/setup.py --video --pades
