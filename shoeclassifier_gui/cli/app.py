"""Runs one command and turns its end into an exit code."""

import atexit
import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from shoeclassifier_gui.cli.output import Output
from shoeclassifier_gui.cli.parser import read_arguments
from shoeclassifier_gui.core.control import Control, Stopped
from shoeclassifier_gui.core.errors import UserError, refused

_OBJECTS_BETWEEN_LOOKS = 10_000  # Python's own 700 suits small programs.
DONE, FAULT, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


def run(arguments: Sequence[str]) -> int:
    """Runs a command.

    Returns:
        0 done, 1 our fault, 2 the user's input is wrong, 130 interrupted with everything saved.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    _spare_looking_for_cycles()
    output = Output(as_json="--json" in arguments)
    try:
        options = read_arguments(arguments)
        output = Output(as_json=options.json)
        with _interruptible() as control:
            options.command(options, output, control)
    except UserError as error:
        output.complain(error)
        return WRONG_INPUT
    except PermissionError as error:
        output.complain(refused(error))
        return WRONG_INPUT
    except OSError as error:
        if not isinstance(error.filename, str | bytes) or isinstance(error, BrokenPipeError):
            raise
        # A name too long, a drive that is gone: what the system says is what helps.
        output.complain(UserError(f"{os.fsdecode(error.filename)[:120]}: {error.strerror}."))
        return WRONG_INPUT
    except (Stopped, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:  # The reader of our output has gone, `... | head` for example.
        sys.stderr.close()
        return DONE
    return INTERRUPTED if control.stopping else DONE


def _spare_looking_for_cycles() -> None:
    """Torch is hundreds of thousands of objects, all of which stay as long as the process.

    Looking them through for garbage cost half a second while they came and a second at the end.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    atexit.register(gc.freeze)


@contextmanager
def _interruptible() -> Iterator[Control]:
    """The first Ctrl+C (or a polite kill) asks the work to save and end; the second one insists."""
    control = Control()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - Python's signature
        if control.stopping:
            raise KeyboardInterrupt
        control.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield control
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
