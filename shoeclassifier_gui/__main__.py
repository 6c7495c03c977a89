"""The one entry for the console script, `python -m`, `main.py` and the frozen program."""

import contextlib
import io
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

_OPEN_FILES = 1000  # Cameras are waited for with `select`, which knows only files below 1024.


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command of the command line, or opens the window when there is none.

    Returns:
        0 done, 1 our fault, 2 the user's input is wrong, 130 interrupted with everything saved.
    """
    multiprocessing.freeze_support()  # A frozen child process must not open a second window.
    _mend_streams()
    _allow_many_open_files()
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given[0].removeprefix("--") if given else ""
    try:
        if command in {"self-check", "demo"} or not given or _is_folder(given):
            return _window(command, given)
        from shoeclassifier_gui.cli.app import run

        return run(given)
    except KeyboardInterrupt:  # Before, or between, those who know how to end in order.
        return 130


def _allow_many_open_files() -> None:
    """What is remembered of pictures lies in a file for each time that some were added."""
    if sys.platform == "win32":
        return
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with contextlib.suppress(OSError, ValueError):  # The system's own limit is lower.
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _window(command: str, given: list[str]) -> int:
    if sys.platform == "win32":
        # Imported after Qt, torch's libraries do not load there (pytorch#169429).
        import shoeclassifier_gui.learn.training.run  # noqa: F401
    _choose_platform(command)
    _choose_locale()
    if command == "self-check":
        from shoeclassifier_gui.ui.self_check import run_self_check

        return run_self_check(given[1:])
    if command == "demo":
        from shoeclassifier_gui.ui.demo import run_demo

        return run_demo(given[1:])
    from shoeclassifier_gui.ui.application import run_window

    return run_window(given)


def _is_folder(given: list[str]) -> bool:
    """Whether the only argument is a folder, as a file manager or a shortcut gives it.

    The name of a command stands for the command: `./weights` is the folder of that name.
    """
    if len(given) != 1 or given[0].startswith("-") or not Path(given[0]).is_dir():
        return False
    from shoeclassifier_gui.cli.parser import COMMANDS

    return given[0] not in COMMANDS


def _choose_platform(command: str) -> None:
    """Without a screen Qt would abort the process; the window then says so in a sentence."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if command == "self-check":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        if command == "demo":
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return
        sys.stderr.write(
            "There is no screen for the window. Use the command line (shoeclassifier --help), "
            "or set QT_QPA_PLATFORM=offscreen.\n"
        )
        raise SystemExit(2)


def _choose_locale() -> None:
    """Qt wants UTF-8, and says so in four lines where no locale is set (in a bare container)."""
    if sys.platform != "linux":
        return
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    chosen = next((name for name in names if name), "")
    if not chosen.upper().replace("-", "").endswith("UTF8"):
        os.environ["LC_ALL"] = "C.UTF-8"


def _mend_streams() -> None:
    """A windowed program has no streams (pyinstaller#7334); they go to a file then.

    Pipes on Windows are not UTF-8 by themselves, and file names may be.
    """
    if sys.stdout is None or sys.stderr is None:
        output = _output_file()
        sys.stdout = sys.stdout or output
        sys.stderr = sys.stderr or output
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _output_file() -> TextIO:
    """Not the log file itself: Windows could not rename it for the next one while it is open."""
    from shoeclassifier_gui.core.paths import log_file

    path = log_file().with_name("output.log")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w", encoding="utf-8", buffering=1)
    except OSError:
        return Path(os.devnull).open("w", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
