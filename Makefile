# Every task of the project. `make` alone lists them.

VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format bench app clean setup

help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup ## show the whole way on drawn shoes; without a screen, as pictures in demo-output/
	@$(VENV)/shoeclassifier demo

run: setup ## open the window
	@$(VENV)/shoeclassifier

test: lint ## check style and types, then run every test
	@echo "Tests ..."
	@QT_QPA_PLATFORM=offscreen $(VENV)/python -m pytest

lint: setup ## check style, types and who imports whom
	@echo "Style ..."
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@echo "Types ..."
	@$(VENV)/mypy --strict
	@echo "Imports ..."
	@$(VENV)/lint-imports

format: setup ## mend the style where that can be done without thinking
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .

bench: setup ## measure how soon the window is there and how smooth it stays while training
	@$(VENV)/python -m benchmarks.startup
	@$(VENV)/python -m benchmarks.smoothness

app: setup ## build the program that runs without Python: dist/ShoeClassifier/
	@echo "Building dist/ShoeClassifier; this takes a few minutes ..."
	@$(VENV)/python -m PyInstaller --noconfirm --log-level ERROR build.spec
	@du -sh dist/ShoeClassifier

clean: ## remove what was built or cached; .venv and weights stay
	@rm -rf build dist demo-output test-output .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache .benchmarks

setup:
	@.ci/setup
