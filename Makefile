# Every target sets up what it needs by itself. Presumed are make and Python 3.11 or newer;
# `make PYTHON=python3.12 …` chooses which, `make STAGE=prod deploy` the stage.
# Unless it is too old, the system's comes first: distributions build it with profile-guided
# optimization, version managers do not, and all tests take half as long again.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell /usr/bin/python3 -c 'import ensurepip; $(NEW_ENOUGH)' 2>/dev/null && echo /usr/bin/)python3
endif
STAGE ?= dev
SEEDS ?= 10000
UV_VERSION := 0.13.9

UV := .tools/bin/uv
# Node.js comes from PyPI, into the same folder as the other tools.
WITH_NODE := PATH="$(CURDIR)/.venv/bin:$$PATH"
CDK := $(WITH_NODE) infra/node_modules/.bin/cdk
CONSOLE := $(WITH_NODE) npm --prefix console --silent run
SYNTH_FLAGS := --quiet --no-notices

export UV_PYTHON_DOWNLOADS := never
# Images of containers like to set it. Then each process of a test run compiles all it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup console demo test chaos fire bench check contract audit synth deploy clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

NODE_MODULES := $(patsubst %,%/node_modules/.stamp,infra console clients/typescript)

setup: .venv/.stamp $(NODE_MODULES) ## Install the tools into this folder

console: console/dist/index.html ## Build the web page into console/dist

demo: setup console ## Start the embedded stack and bill out a large permit on it
	@.venv/bin/legwork demo

# Side by side; whatever shares a stack stays in one process.
test: setup console ## Run all tests
	$(CONSOLE) test
	.venv/bin/pytest --numprocesses auto --dist loadgroup

chaos: setup ## Let everything go wrong on 10,000 days: SEEDS=500 for fewer, SEED=42 for one again
	.venv/bin/python -m tests.chaos $(if $(SEED),--seed $(SEED),--seeds $(SEEDS))

fire: setup console ## The same on an embedded stack with real workers: SEED=42, KILLS=40
	.venv/bin/python -m tests.e2e.fire $(if $(SEED),--seed $(SEED)) $(if $(KILLS),--kills $(KILLS))

check: setup console ## Check style, types, imports, the console and the CDK app
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python -m clients.breaking
	$(CONSOLE) check
	$(CDK) synth $(SYNTH_FLAGS)

# In this order: the document shows the examples, and the rest is made from the document.
contract: setup ## Make anew what is made from the API's code: document, examples, types, clients
	.venv/bin/python -m layers.layout
	.venv/bin/python -m tests.api.examples
	.venv/bin/python -m legwork.api.document
	.venv/bin/python -m legwork.contracts.event > docs/events/task-ended.schema.json
	.venv/bin/python -m legwork.contracts.codes > docs/codes.md
	.venv/bin/python -m bench.kinds_page > docs/kinds.md
	.venv/bin/python -m clients
	.venv/bin/python -m tests.formats
	$(CONSOLE) types

audit: setup ## Look up what we depend on in the lists of known vulnerabilities
	.venv/bin/python .ci/audit.py

bench: setup ## Measure what everything costs; writes bench/RESULTS.md (some 40 minutes)
	.venv/bin/python -m bench counts
	.venv/bin/python -m bench cpu
	.venv/bin/python -m bench imports
	.venv/bin/python -m bench growth
	.venv/bin/python -m bench fairness
	.venv/bin/python -m bench eta
	.venv/bin/python -m bench embedded
	.venv/bin/python -m bench celery
	.venv/bin/python -m bench report

synth: setup console ## Make the CloudFormation templates of all stages in cdk.out/
	$(CDK) synth $(SYNTH_FLAGS)

deploy: setup console ## Deploy to AWS: make deploy STAGE=dev
	$(CDK) deploy --context stage=$(STAGE) legwork-$(STAGE) legwork-$(STAGE)-operations

clean: ## Stop the embedded stack; remove its data and everything that was installed or built
	@if [ -x .venv/bin/legwork ]; then .venv/bin/legwork down; fi
	rm -rf .legwork .venv .tools infra/node_modules console/node_modules console/dist cdk.out layers/vendor/build dist
	rm -rf clients/typescript/node_modules clients/typescript/generated
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(UV): Makefile
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { \
	  echo 'Legwork needs Python 3.11 or newer; say which to use: make PYTHON=python3.12' >&2; \
	  exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.stamp: $(UV) uv.lock pyproject.toml layers/core/pyproject.toml
	$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch $@

%/node_modules/.stamp: .venv/.stamp %/package.json %/package-lock.json
	$(WITH_NODE) npm ci --prefix $* --silent --no-audit --no-fund
	@touch $@

# Everything but the tests, so that nothing is built when nothing has changed.
CONSOLE_SOURCES := $(shell find console/src console/public -type f 2>/dev/null)
console/dist/index.html: console/node_modules/.stamp console/index.html console/vite.config.ts $(CONSOLE_SOURCES)
	$(CONSOLE) build -- --logLevel warn
	@touch $@
