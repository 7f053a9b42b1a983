PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE_TOOLS := viewer/node_modules/.package-lock.json

.PHONY: demo test check bench bench-smoke page clean

$(BIN)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[demo]'
	touch $@

$(BIN)/.installed-dev: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[demo,onnx,heif,parquet,viewer,ray]' ruff mypy pytest hypothesis psutil scipy-stubs
	touch $@

demo: $(BIN)/.installed
	$(BIN)/kindfold demo $(DEMO)

$(PAGE_TOOLS): viewer/package-lock.json  # without Node the tests of the page are skipped, and say so
	@if command -v npm > /dev/null; then cd viewer && npm ci --silent --no-audit --no-fund || echo "npm ci failed"; fi

test: $(BIN)/.installed-dev $(PAGE_TOOLS) bench-smoke
	$(BIN)/python -m pytest

bench-smoke: $(BIN)/.installed-dev  # what the main methods cost, counted, so that a busy machine counts the same
	$(BIN)/python benchmarks/smoke.py

check: $(BIN)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(BIN)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/ceilings.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/kmeans.py --repeats 5
	$(BIN)/python benchmarks/knn.py
	$(BIN)/python benchmarks/embedding_rate.py
	$(BIN)/python benchmarks/views_rate.py
	$(BIN)/python benchmarks/dp_mixture.py
	$(BIN)/python benchmarks/mixtures.py
	$(BIN)/python benchmarks/scp_speed.py
	$(BIN)/python benchmarks/ntk_speed.py

page: $(PAGE_TOOLS)  # the viewer's page, from viewer/ into the package; needs Node 20
	cd viewer && npm run build

clean:
	rm -rf $(VENV)
