"""Any sequence of changes, whatever other programs do meanwhile, is taken back to the start."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
from hypothesis import Phase, settings, strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.changes import Change, FactName, Kind
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.errors import DatasetError
from tests.core.dataset.tiny import (
    CLASSES,
    contents,
    do,
    draw,
    make_project,
    outside,
    read,
    state,
)

NAMES = strategies.sampled_from([*CLASSES, "Boot", "pump", "신발 👟", "mule"])
NUMBERS = strategies.integers(0, 1000)
SOME = strategies.lists(NUMBERS, min_size=1, max_size=4)


class AnySequence(RuleBasedStateMachine):
    """A person at the page, and now and then another program in the folder."""

    project: Project
    dataset: Dataset

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.count = 0
        self.foreign: set[str] = set()

    @initialize()
    def begin(self) -> None:
        self.project = make_project(self.folder / "shoes", each=2)
        self.dataset = read(self.project)
        self.start = state(self.dataset)
        self.all = set(outside(contents(self.project.folder)).values())

    def chosen(self, numbers: list[int]) -> list[Item]:
        items = self.dataset.items
        return list(dict.fromkeys(items[number % len(items)] for number in numbers))

    def carry_out(self, change: Change) -> None:
        edited = do(self.project, change)
        assert edited.done is None or not edited.done.missing
        self.dataset = edited.dataset

    def take_back(self) -> bool:
        """Undoes; what another program put in the way is told, and goes for that."""
        try:
            edited = edit(self.project, undo_last(self.project))
        except DatasetError:
            assert self.foreign
            found = outside(contents(self.project.folder))
            for name, digest in found.items():
                if digest in self.foreign:
                    (self.project.folder / name).unlink()
                    with suppress(OSError):
                        (self.project.folder / name).parent.rmdir()
            self.all -= self.foreign & set(found.values())
            self.foreign -= set(found.values())
            read(self.project)
            edited = edit(self.project, undo_last(self.project))
        self.dataset = edited.dataset
        return edited.done is not None

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME, name=NAMES)
    def move(self, numbers: list[int], name: str) -> None:
        self.carry_out(edits.move_to_class(self.dataset, self.chosen(numbers), name))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME)
    def delete(self, numbers: list[int]) -> None:
        self.carry_out(edits.delete(self.chosen(numbers)))

    @rule(number=NUMBERS)
    def restore(self, number: int) -> None:
        lost = trashed(self.project)
        if lost:
            self.carry_out(restore(self.project, [lost[number % len(lost)]], self.dataset.facts))

    @precondition(lambda self: self.dataset.classes)
    @rule(number=NUMBERS, name=NAMES)
    def rename(self, number: int, name: str) -> None:
        old = self.dataset.classes[number % len(self.dataset.classes)]
        try:
            change = edits.rename_class(self.dataset, old, name)
        except DatasetError:
            return
        self.carry_out(change)

    @precondition(lambda self: self.dataset.classes)
    @rule(number=NUMBERS, name=NAMES)
    def merge(self, number: int, name: str) -> None:
        source = self.dataset.classes[number % len(self.dataset.classes)]
        self.carry_out(edits.merge_classes(self.dataset, [source], name))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME, split=strategies.sampled_from([*Split, None]))
    def pin(self, numbers: list[int], split: Split | None) -> None:
        self.carry_out(edits.set_split(self.dataset, self.chosen(numbers), split))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME, side=strategies.sampled_from(["left", "right", None]))
    def tag(self, numbers: list[int], side: str | None) -> None:
        items = self.chosen(numbers)
        self.carry_out(edits.set_fact(self.dataset, items, FactName.SIDE, side, Kind.TAG))

    @rule(name=NAMES, session=strategies.sampled_from(["morning", "evening"]))
    def capture(self, name: str, session: str) -> None:
        self.count += 1
        picture = np.full((8, 8, 3), self.count, np.uint8)
        picture[: self.count % 8] = 200
        keep_capture(self.project, picture, name, Recording(session, "camera"), self.dataset)
        self.all |= set(outside(contents(self.project.folder)).values())
        self.dataset = read(self.project)

    @rule()
    def undo(self) -> None:
        self.take_back()

    @rule()
    def redo(self) -> None:
        self.dataset = edit(self.project, redo_next(self.project)).dataset

    @rule()
    def lose_the_catalogue(self) -> None:
        remove_catalogue(self.project.catalogue)
        before, self.dataset = self.dataset, read(self.project)
        assert state(self.dataset) == state(before)

    @rule(name=strategies.sampled_from(CLASSES))
    def another_program_adds(self, name: str) -> None:
        self.count += 1
        draw(self.project.folder / name / f"foreign-{self.count}.png", 5000 + self.count)
        self.dataset = read(self.project)
        self.foreign |= set(outside(contents(self.project.folder)).values()) - self.all
        self.all |= self.foreign

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "dataset"):
            found = contents(self.project.folder)
            assert self.all <= set(found.values())
            known = {(item.relative, item.digest) for item in self.dataset.items}
            assert known == set(outside(found).items())

    def teardown(self) -> None:
        if hasattr(self, "dataset"):
            while self.take_back():
                pass
            after = state(self.dataset)
            own = {key: value for key, value in after.items() if key[1] not in self.foreign}
            assert own == self.start
            assert {key[1] for key in after.keys() - own.keys()} <= self.foreign
            assert state(read(self.project)) == after
        shutil.rmtree(self.folder)


TestAnySequence = AnySequence.TestCase
# Making a failure smaller would take minutes of disk work; the steps that failed are told anyway.
TestAnySequence.settings = settings(
    max_examples=20,
    stateful_step_count=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
