"""What sets up, builds and describes the project agrees with what the project is."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ("setup", "run", "check-app")
TASKS = {"demo", "run", "test", "lint", "format", "app", "bench", "clean"}

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    read: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return read


def test_each_dependency_is_explained_with_its_range(project: dict[str, object]) -> None:
    needed = project["dependencies"]
    extras = project["optional-dependencies"]
    assert isinstance(needed, list)
    assert isinstance(extras, dict)
    declared = {_name_and_range(line) for lines in (needed, *extras.values()) for line in lines}
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    explained = set(re.findall(r"^\| ([\w-]+) \| (>=[^ |]+) \|", page, re.MULTILINE))
    assert explained == declared


def _name_and_range(requirement: str) -> tuple[str, str]:
    name, lowest = requirement.split(">=")
    return name, f">={lowest}"


def test_make_alone_lists_every_task() -> None:
    # Inside `make test` make would also name the folders that it enters.
    outside_make = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    listed = subprocess.run(
        ["make"], cwd=ROOT, env=outside_make, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[1] for line in listed.splitlines()} == TASKS | {"help"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_run_and_stop_at_the_first_failure(script: str) -> None:
    path = ROOT / ".ci" / script
    text = path.read_text("utf-8")
    assert os.access(path, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert "\nset -euo pipefail\n" in text
    subprocess.run(["bash", "-n", path], check=True)


def test_a_failed_check_puts_the_frozen_program_back(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "check-app", tmp_path / ".ci" / "check-app")
    program = tmp_path / "dist" / "ShoeClassifier"
    program.mkdir(parents=True)
    (program / "README").touch()
    done = subprocess.run(
        [tmp_path / ".ci" / "check-app"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "LICENSE" in done.stderr
    assert [path.name for path in program.iterdir()] == ["README"]


def test_a_python_that_is_too_old_or_missing_is_named_in_a_sentence() -> None:
    done = subprocess.run(
        [ROOT / ".ci" / "setup"],
        env={**os.environ, "PYTHON": "no-such-python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no-such-python is missing or older than 3.11" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")]),
    ids=lambda page: page.name,
)
def test_relative_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing
