# The environment in .venv and the commands that the README names.
# Keeps to GNU make 3.81, which macOS ships: no .ONESHELL, no $(file), no != assignment.

# make PYTHON=/path/to/python3.12 takes that interpreter instead of searching for one.
PYTHONS = $(or $(PYTHON),python3.11 python3.12 python3.13 python3)
# make TORCH_INDEX=https://download.pytorch.org/whl/cpu leaves out the CUDA libraries (5 GB).
PIP_INDEX = $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
# make run QT_CHECK= starts without looking for Qt's system libraries.
QT_CHECK = $(if $(filter Linux,$(shell uname -s)),.venv/.qt)

BIN = .venv/bin
# Tests and pictures need no screen; QT_QPA_PLATFORM=xcb make test uses a real one.
HEADLESS = QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen}
SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
VENV_PACKAGE = import sys; print("python%d.%d-venv" % sys.version_info[:2])

.DEFAULT_GOAL = help
.NOTPARALLEL:
.PHONY: help run test test-long lint check bench bench-long bench-attacks sweep screenshots translations format clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: .venv/.ready $(QT_CHECK)  ## make the environment if need be, then open the window
	$(BIN)/ideal-cat $(ARGS)

# Three at a time: most tests keep one core busy and wait now and then; each process with torch needs 2 GB.
test: .venv/.ready $(QT_CHECK)  ## run the tests; ARGS="-k adversarial" picks some
	OMP_NUM_THREADS=1 $(HEADLESS) $(BIN)/python -m pytest -n 3 $(ARGS)

test-long: .venv/.ready $(QT_CHECK)  ## run what repeats the tests with larger networks: two minutes
	OMP_NUM_THREADS=1 $(HEADLESS) $(BIN)/python -m pytest -n 3 -m long $(ARGS)

lint: .venv/.ready  ## style, types and the rules on who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy packaging
	$(BIN)/lint-imports

check: lint test  ## lint and test: what CI runs

bench: .venv/.ready .venv-peers/.ready $(QT_CHECK)  ## take the measurements that docs/ records
	$(HEADLESS) $(BIN)/python -m tests.benchmarks $(ARGS)

bench-long: .venv/.ready  ## make a hundred ideal pictures and have them judged: half an hour
	$(BIN)/python -m tests.benchmarks.hundred $(ARGS)

bench-attacks: .venv/.ready .venv-peers/.ready  ## attack a hundred pictures in several ways: a quarter of an hour
	$(BIN)/python -m tests.benchmarks.hundred_attacks $(ARGS)

sweep: .venv/.ready $(QT_CHECK)  ## run every network of torchvision once, and write docs/sweep.md
	$(HEADLESS) $(BIN)/python -m pytest -m sweep $(ARGS)

screenshots: .venv/.ready $(QT_CHECK)  ## take the pictures that docs/ shows
	$(HEADLESS) $(BIN)/python -m tests.screenshots $(ARGS)

translations: .venv/.ready  ## bring new sentences into resources/translations, and compile it
	$(BIN)/pyside6-lupdate -silent -pluralonly -locations none -no-obsolete -source-language en \
	  -target-language en `find desktop_app -name '*.py'` -ts resources/translations/ideal_cat_en.ts
	$(BIN)/pyside6-lrelease -silent resources/translations/ideal_cat_en.ts

format: .venv/.ready  ## put the source in ruff's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove build results and caches; .venv stays
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name '.venv*' -prune -o -name __pycache__ -prune -exec rm -rf {} +

# The stamp is touched last: when pip is interrupted there is none, and the next make goes on.
# A .venv whose python or pip does not run (half made, or its Python was removed) is made anew.
# An interpreter counts only if it runs: pyenv puts python3.13 on PATH also where it is missing.
.venv/.ready: pyproject.toml
	@rm -f $@
	@$(BIN)/python -c '$(SUITABLE)' 2>/dev/null && $(BIN)/python -m pip -V >/dev/null 2>&1 || { \
	  for python in $(PYTHONS) ''; do $$python -c '$(SUITABLE)' 2>/dev/null && break; done; \
	  test -n "$$python" || { echo "Ideal Cat needs Python 3.11, 3.12 or 3.13, and none of these" \
	    "is one that runs: $(PYTHONS). Install one, or name it: make PYTHON=/path/to/python" >&2; \
	    exit 1; }; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || { echo "$$python cannot make an" \
	    "environment yet, first run: sudo apt-get install -y" \
	    "$$($$python -c '$(VENV_PACKAGE)')" >&2; exit 1; }; \
	  $$python -m venv --clear .venv; }
	@echo "Installing into .venv; the first time that may download some gigabytes ..."
	@$(BIN)/python -m pip install --disable-pip-version-check $(PIP_INDEX) --editable '.[dev]'
	@touch $@

# What is measured against, and used for nothing else; pip's choice of versions stays out of .venv.
# The list stands here, so a changed Makefile installs them anew.
.venv-peers/.ready: .venv/.ready Makefile
	@rm -rf .venv-peers
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps \
	  --target .venv-peers grad-cam ttach opencv-python-headless scikit-learn scipy joblib \
	  cloudpickle loky narwhals threadpoolctl torch-lucent==0.1.8 kornia kornia-rs decorator \
	  foolbox==3.3.4 eagerpy torchattacks==3.5.1 GitPython gitdb smmap requests urllib3 idna \
	  certifi charset-normalizer
	@touch $@

# A stamp of its own, so that a changed table is tried again without asking pip.
.venv/.qt: .venv/.ready packaging/linux/qt_libraries.py
	@$(BIN)/python packaging/linux/qt_libraries.py
	@touch $@
