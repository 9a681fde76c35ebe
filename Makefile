# Two commands: make demo, make test. Each makes .venv by itself.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
# Most tests wait more than they work: four at once keep two cores busy.
JOBS ?= 4

.PHONY: demo chaos test check bench up lock clean help
.DEFAULT_GOAL := help

help: ## what each command does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.11")'
	@echo "Making $(VENV) from requirements.lock (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(READY)

demo: $(READY) ## live through 2020 in minutes, then say who was paid (STORIES=file ONLY=id,id SPEED= KEEP=1 FOLDER=)
	@$(RUN) -m rehearsal.demo

chaos: $(READY) ## the whole system under faults and kill -9, then judged (SEED= PEOPLE=200 SPEED= KEEP=1 FOLDER=)
	@$(RUN) -m rehearsal.chaos

up: $(READY) ## the whole system on this machine until Ctrl-C, on the real clock (START=2020-05-12 SPEED=)
	@$(RUN) -m rehearsal.up

test: $(READY) ## everything that CI runs: the checks and every test (JOBS=4 at once)
	@mkdir -p var/tests; PYTHON=$(RUN) tests/parts >var/tests/parts
	@echo "$$(wc -l <var/tests/parts) parts, $(JOBS) at once; each writes var/tests/PART.log"
	@xargs -P $(JOBS) -I PART sh -c 'tests/part PART' <var/tests/parts

check: $(READY) ## lint, types, import rules
	@$(VENV)/bin/ruff format --check --quiet . || (echo "run: $(VENV)/bin/ruff format ."; exit 1)
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy --no-error-summary .
	@$(VENV)/bin/lint-imports --no-logo 2>/dev/null || $(VENV)/bin/lint-imports

bench: $(READY) ## what one life costs, beside the same calls made the plain way
	@$(RUN) -m benchmarks.cost_of_a_life

lock: ## pin every dependency anew, with hashes and no index address (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --python-version 3.11 -o requirements.lock

clean: ## remove what was made here
	rm -rf $(VENV) var
