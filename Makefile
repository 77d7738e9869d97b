# Everything a newcomer needs; `make` alone says what there is.
# Python of your own choice: make report PYTHON=/path/to/python3.12

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help report test bench calibrate lab lint clean

help: ## say what there is
	@echo 'wijklab: count and tell for neighbourhoods'
	@echo
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18
	@echo
	@echo 'The first of them takes a few minutes: it installs pinned packages into $(VENV).'

report: $(STAMP) ## run the example study and print the path of its report
	@$(BIN)/wijklab run params/ruwaard.yaml

test: $(STAMP) ## run the tests, on as many cores as there are up to four
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

bench: $(STAMP) ## measure the example study, batches and estimators beside rivals, and ten million cost rows
	@$(BIN)/python benchmarks/example_study.py
	@echo
	@$(BIN)/python benchmarks/batch.py
	@echo
	@$(BIN)/python benchmarks/estimators.py
	@echo
	@$(BIN)/python benchmarks/cost_rows.py

calibrate: $(STAMP) ## count how often 5 % is five percent (a few minutes), into benchmarks/README.md
	@$(BIN)/python benchmarks/calibrate.py
	@$(BIN)/python benchmarks/skewed_costs.py
	@$(BIN)/python benchmarks/net_benefit.py

lab: $(STAMP) ## open the notebooks in JupyterLab
	@$(BIN)/wijklab lab .

lint: $(STAMP) ## check style
	@$(BIN)/ruff check .

clean: ## remove the environment and every report
	rm -rf $(VENV) outputs/*/

# Made again only when what is to be installed has changed. --no-build-isolation: the build tool is pinned too.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	  echo "wijklab needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo 'not there')."; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo 'Installing into $(VENV) (a few minutes, once) ...'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --quiet --python $(BIN)/python install pip; } \
	  || { rm -rf $(VENV); \
	       echo "Python cannot make a virtual environment. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@$(PIP) install -c constraints.txt hatchling editables
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[test]'
	@touch $@
