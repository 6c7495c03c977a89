"""How an import is told on the screen, with the right singular forms."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.importing.looking import ImportProgress, Phase
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.run import Imported
from shoeclassifier_gui.ui.dataset.words import file_size_words
from shoeclassifier_gui.ui.widgets.counts import number, pictures

_SHOWN = 100


def summary(plan: ImportPlan) -> str:
    """How many pictures come in, and into how many classes."""
    if not plan.total:
        return _tr("Nothing will be imported")
    count = len(plan.counts)
    words = _tr("{pictures} in 1 class") if count == 1 else _tr("{pictures} in {n} classes")
    text = words.format(pictures=pictures(plan.total), n=number(count))
    return _tr("Up to {pictures}").format(pictures=text) if plan.ready_videos else text


def classes(plan: ImportPlan) -> str:
    """The classes with their counts."""
    return " · ".join(f"{name} {number(count)}" for name, count in plan.counts.items())


def room(plan: ImportPlan) -> str:
    """What it takes on the disk."""
    if plan.bytes_needed > plan.bytes_free:
        words = _tr("It takes {needed}, but only {free} are free on the disk.")
    else:
        words = _tr("It takes {needed}; {free} are free on the disk.")
    return words.format(
        needed=file_size_words(plan.bytes_needed), free=file_size_words(plan.bytes_free)
    )


def left_out(plan: ImportPlan) -> list[str]:
    """What is left out, group by group, each with its reason."""
    known = sum(duplicate.in_project for duplicate in plan.duplicates)
    twins = len(plan.duplicates) - known
    lines = []
    if known == 1:
        lines.append(_tr("1 picture is in the data set already."))
    elif known:
        lines.append(_tr("{n} pictures are in the data set already.").format(n=number(known)))
    if twins == 1:
        lines.append(_tr("1 picture comes twice; one of the two is taken."))
    elif twins:
        lines.append(_tr("{n} pictures come more than once.").format(n=number(twins)))
    if plan.classless:
        words = _tr("{pictures} without a class folder: name the class above.")
        lines.append(words.format(pictures=pictures(len(plan.classless))))
    broken = [_tr("{file}: {reason}.").format(file=u.name, reason=u.reason.rstrip("."))
              for u in plan.unreadable]  # fmt: skip
    lines += _group(_tr("1 file cannot be read:"), _tr("{n} files cannot be read:"), broken)
    sentences = [refused.sentence for refused in plan.refused]
    return lines + _group(_tr("1 file is refused:"), _tr("{n} files are refused:"), sentences)


def sources(paths: Sequence[Path]) -> str:
    """The names of what is imported."""
    if len(paths) <= 3:
        return ", ".join(path.name for path in paths)
    return _tr("{first} and {n} more").format(first=paths[0].name, n=number(len(paths) - 1))


def progress(event: ImportProgress) -> str:
    """What is being done."""
    if event.phase is Phase.MOVING:
        return _tr("Putting the pictures into their classes")
    words = _tr("Looking at the pictures") if event.phase is Phase.LOOKING else _tr("Importing")
    if not event.total:
        return _tr("{what}: {n}").format(what=words, n=number(event.done))
    return _tr("{what}: {n} of {total}").format(
        what=words, n=number(event.done), total=number(event.total)
    )


def result(imported: Imported) -> tuple[str, str]:
    """What came in, and a hint on what did not."""
    count = len(imported.paths)
    if not count:
        return _tr("There was nothing new to import."), ""
    words = _tr("1 picture is imported.") if count == 1 else _tr("{n} pictures are imported.")
    hints = [_tr("Undo takes them away again.")]
    if imported.alike:
        hints.append(
            _tr("{pictures} of the videos showed nearly the same and were left out.").format(
                pictures=pictures(imported.alike)
            )
        )
    hints += [
        _tr("{file}: {reason}.").format(file=u.name, reason=u.reason.rstrip("."))
        for u in imported.left_out[:5]
    ]
    return words.format(n=number(count)), " ".join(hints)


def _group(one: str, many: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    head = one if len(lines) == 1 else many.format(n=number(len(lines)))
    rest = len(lines) - _SHOWN
    more = [_tr("  … and {n} more.").format(n=number(rest))] if rest > 0 else []
    return [head, *(f"  {line}" for line in lines[:_SHOWN]), *more]


def _tr(text: str) -> str:
    return QCoreApplication.translate("importing", text)
