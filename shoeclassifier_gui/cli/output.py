"""Where words go: results to standard output, progress and complaints to standard error."""

import json
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm

from shoeclassifier_gui.core.errors import UserError


class Output:
    """The command line's voice.

    Args:
        as_json: Machine-readable results: one object, or one object a line for events.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._bar: tqdm | None = None
        self._told: UserError | None = None
        self._task: tuple[str, int] = ("", 0)

    def result(self, values: dict[str, Any], text: str, problem: UserError | None = None) -> None:
        """The command's answer.

        Args:
            values: For programs.
            text: For people.
            problem: What the command complains of after all; stands in `values`, too.
        """
        self.end_progress()
        if problem is not None:
            values, self._told = {**values, **_error(problem)}, problem
        line = _json(values) if self.as_json else text
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def event(self, values: dict[str, Any]) -> None:
        """One event of work under way, as a JSON line; people see the progress instead."""
        if self.as_json:
            sys.stdout.write(_json(values) + "\n")
            sys.stdout.flush()

    def tell(self, sentence: str) -> None:
        """Something worth knowing while the work goes on."""
        self.end_progress()
        sys.stderr.write(sentence + "\n")

    def complain(self, problem: UserError) -> None:
        """Why the command ends without a result."""
        self.end_progress()
        sys.stderr.write(f"shoeclassifier: {problem}\n")
        if problem is not self._told:
            self.event(_error(problem))

    def progress(self, what: str, done: int, total: int, *, scale: bool = False) -> None:
        """How far the work is; drawn on a terminal only."""
        if total <= 0:
            return
        if self._bar is None or self._task != (what, total):
            self.end_progress()
            self._task = (what, total)
            unit = "B" if scale else "it"
            self._bar = tqdm(
                total=total, desc=what, unit=unit, unit_scale=scale, leave=False, disable=None
            )
        self._bar.update(done - self._bar.n)

    def end_progress(self) -> None:
        """Removes the progress bar."""
        if self._bar is not None:
            self._bar.close()  # type: ignore[no-untyped-call]
            self._bar = None


def _error(problem: UserError) -> dict[str, Any]:
    return {"error": problem.sentence, "hint": problem.hint}


def _json(values: dict[str, Any]) -> str:
    """One line; names that are no UTF-8 are escaped, as no reader could take their bytes."""
    line = json.dumps(values, ensure_ascii=False)
    return line if line.isprintable() else json.dumps(values)


def table(rows: Iterable[Iterable[str]]) -> str:
    """Columns aligned to the left."""
    cells = [list(row) for row in rows]
    widths = [max(map(_columns, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(
            cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def _columns(text: str) -> int:
    """How much room it takes on a terminal, where Hangul and its like are as wide as two others."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in {"W", "F"})
        for sign in text
    )


def loss_text(loss: float) -> str:
    """A loss with three decimals; an exploded one in powers of ten."""
    return f"{loss:.3f}" if abs(loss) < 1000 else f"{loss:.2e}"
