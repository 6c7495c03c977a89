"""The house rules that no linter checks: sizes, banned words, rooms, and a trap of Qt."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "shoeclassifier_gui").rglob("*.py"))
BENCHMARKS = sorted(ROOT.glob("benchmarks/**/*.py"))
ALL = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *BENCHMARKS]

LONGEST_FILE = 350
LONGEST_FUNCTION = 40

BANNED = {
    r"\bmoveToThread\(": "keep the emitter in the window's thread, use services.job.Job",
    r"\bprocessEvents\(": "return to the event loop",
    r"\.terminate\(": "ask the work to stop through its Control",
    r"\btime\.sleep\(": "use Control.sleep, a timer, or waitUntil",
    r"\bTODO\b|\bFIXME\b|\bXXX\b": "do it, or write it into docs/roadmap.md",
    r"\bNotImplementedError\b": "build the real thing",
    r"\.setStyleSheet\(": "use ui.theme.stylesheet and roles",
}
ALLOWED = {
    ("ui/theme/theme.py", ".setStyleSheet("),
}
CATCHES_EVERYTHING = {"services/job.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT / "shoeclassifier_gui").as_posix()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    long = [
        f"{node.name} ({length} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
        and not _is_test(path)
    ]
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_banned_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for pattern, instead in BANNED.items():
        for match in re.finditer(pattern, text):
            allowed = any(name(path) == file and match.group() == word for file, word in ALLOWED)
            assert allowed, f"{match.group()}: {instead}"


def test_everything_is_caught_in_one_place_only() -> None:
    found = {
        name(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    }
    assert found <= CATCHES_EVERYTHING


def test_project_files_do_not_name_the_place_they_are_developed_in() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("the list of project files comes from git")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    words = re.compile(rf"{re.escape(str(ROOT))}\b")
    for relative in listed:
        path = ROOT / relative
        if (
            relative
            and path.suffix in {".py", ".md", ".toml", ".spec", "", ".txt"}
            and path.is_file()
        ):
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not words.search(text), relative


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        (
            ["core", "core.dataset.index", "core.camera.capture", "core.runs.folder"],
            "PySide6 torch",
        ),
        (
            ["learn.training.run", "learn.models.evaluation", "learn.models.live", "cli.app"],
            "PySide6 pyqtgraph",
        ),
        (["services.training", "services.prediction", "services.engine"], "torch"),
        (["ui.application"], "torch torchvision"),
    ],
)
def test_rooms_do_without(modules: list[str], unwanted: str) -> None:
    imports = "".join(f"import shoeclassifier_gui.{module}\n" for module in modules)
    script = f"{imports}import sys\nprint([m for m in {unwanted.split()} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_importing_opencv_leaves_the_environment_alone() -> None:
    script = (
        "import os; before = dict(os.environ)\n"
        "import shoeclassifier_gui.core.opencv\n"
        "names = ('QT_QPA_PLATFORM_PLUGIN_PATH', 'QT_QPA_FONTDIR', 'LD_LIBRARY_PATH')\n"
        "print([n for n in names if os.environ.get(n) != before.get(n)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_qt_calls_keep_the_references_of_none(qtbot) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """PySide6 6.12 loses one a call on Python < 3.12 and dies after some thousands."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(500):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 100


def _is_test(path: Path) -> bool:
    return path.is_relative_to(ROOT / "tests")
