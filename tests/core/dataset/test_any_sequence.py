"""Any sequence of changes, whatever other programs do meanwhile, leads back, and forth again."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
from hypothesis import Phase, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shoeclassifier_gui.core.collect.found import Found
from shoeclassifier_gui.core.collect.staging import Staged, forget_notes, staging_folder
from shoeclassifier_gui.core.collect.taking_in import take_in
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset import edits
from shoeclassifier_gui.core.dataset.capture import Recording, keep_capture
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.changes import INCOMING, Change, FactName, Kind
from shoeclassifier_gui.core.dataset.editing import edit, redo_next, undo_last
from shoeclassifier_gui.core.dataset.emptying import empty_trash
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.dataset.resplit import divide_again
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.core.dataset.thumbnails import read_thumbnail
from shoeclassifier_gui.core.dataset.trash import restore, trashed
from shoeclassifier_gui.core.doctor.examination import examine
from shoeclassifier_gui.core.doctor.findings import Diagnosis, Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.mends import can_mend, dismiss, mend
from shoeclassifier_gui.core.doctor.upright import Turned, take_over, write_upright
from shoeclassifier_gui.core.errors import DatasetError
from shoeclassifier_gui.core.files import content_digest
from shoeclassifier_gui.core.importing.looking import look
from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.core.importing.request import ImportRequest
from shoeclassifier_gui.core.importing.run import run_import
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

State = dict[tuple[str, str], tuple[object, ...]]
NAMES = strategies.sampled_from([*CLASSES, "Boot", "pump", "신발 👟", "mule"])
NUMBERS = strategies.integers(0, 1000)
SOME = strategies.lists(NUMBERS, min_size=1, max_size=4)
SHARES = strategies.sampled_from(["70/15/15", "50/25/25", "80/20/0"])
PARTS = strategies.sampled_from([None, Split.TEST])
LAYOUTS = strategies.sampled_from(["{name}/{n}", "test/{name}/{n}", "{name}/day-{n}/{n}"])


class AnySequence(RuleBasedStateMachine):
    """A person at the page, and now and then another program in the folder."""

    project: Project
    dataset: Dataset

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.count = 0
        self.foreign: set[str] = set()
        self.alone = True
        self.press = Recording("press", "camera")

    @initialize()
    def begin(self) -> None:
        self.project = make_project(self.folder / "shoes", each=2)
        self.dataset = read(self.project)
        self.start = state(self.dataset), self.dataset.settings
        self.all = set(outside(contents(self.project.folder)).values())

    def chosen(self, numbers: list[int]) -> list[Item]:
        items = self.dataset.items
        return list(dict.fromkeys(items[number % len(items)] for number in numbers))

    def carry_out(self, change: Change) -> None:
        edited = do(self.project, change)
        assert edited.done is None or not edited.done.missing
        self.dataset = edited.dataset

    def arrived(self) -> None:
        self.all |= set(outside(contents(self.project.folder)).values())
        self.dataset = read(self.project)

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

    @rule(numbers=SOME)
    def put_back(self, numbers: list[int]) -> None:
        lost = trashed(self.project)
        if lost:
            some = list(dict.fromkeys(lost[number % len(lost)] for number in numbers))
            self.carry_out(restore(self.project, some, self.dataset.facts))

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
    @rule(shares=SHARES)
    def divide(self, shares: str) -> None:
        try:
            change = divide_again(self.dataset, Shares.parse(shares))
        except DatasetError:  # All that may learn is pinned to another part.
            return
        self.carry_out(change)

    @precondition(lambda self: self.dataset.items)
    @rule(
        numbers=SOME,
        fact=strategies.sampled_from([(FactName.SIDE, Kind.TAG), (FactName.SESSION, Kind.SESSION)]),
        value=strategies.sampled_from(["left", "heel", None]),
    )
    def tag(self, numbers: list[int], fact: tuple[FactName, Kind], value: str | None) -> None:
        name, kind = fact
        self.carry_out(edits.set_fact(self.dataset, self.chosen(numbers), name, value, kind))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME, justified=strategies.booleans())
    def ask_the_doctor(self, numbers: list[int], justified: bool) -> None:
        look_at = read_thumbnail(self.project.thumbnails)
        *_, diagnosis = examine(self.dataset, Control(), look_at, None)
        assert isinstance(diagnosis, Diagnosis)
        found = diagnosis.findings
        some = [found[number % len(found)] for number in numbers if found]
        make = mend if justified else dismiss
        self.carry_out(make(self.dataset, [f for f in some if not justified or can_mend(f)]))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME, name=NAMES, number=NUMBERS)
    def mend(self, numbers: list[int], name: str, number: int) -> None:
        paths = tuple(item.relative for item in self.chosen(numbers))
        findings = [
            Finding(FindingKind.NEAR_DUPLICATE, paths, Suggestion.KEEP_BEST),
            Finding(FindingKind.LABEL_SUSPECT, paths, Suggestion.MOVE, name),
            Finding(FindingKind.SPLIT_LEAK, paths, Suggestion.ONE_SIDE, "test"),
            Finding(FindingKind.BLURRED, paths, Suggestion.TRASH),
        ]
        self.carry_out(mend(self.dataset, [findings[number % len(findings)]]))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME, out=strategies.booleans())
    def leave_out(self, numbers: list[int], *, out: bool) -> None:
        self.carry_out(edits.leave_out(self.dataset, self.chosen(numbers), out=out))

    @precondition(lambda self: self.dataset.items)
    @rule(numbers=SOME)
    def write_upright(self, numbers: list[int]) -> None:
        """A picture that stands upright already is written anew, into its own place."""
        *_, last = write_upright(self.dataset, self.chosen(numbers), Control())
        assert isinstance(last, Turned)
        self.carry_out(take_over(self.dataset, last.made))
        self.all |= set(outside(contents(self.project.folder)).values())

    @rule(
        name=NAMES, again=strategies.booleans(), split=strategies.sampled_from([None, Split.TEST])
    )
    def press_the_button(self, name: str, again: bool, split: Split | None) -> None:
        """Now and then the camera shows the very same picture as before."""
        self.press = Recording(f"press {self.count}", "camera", split, "heel")
        self.hold_the_button(name, again)

    @rule(name=NAMES, again=strategies.booleans())
    def hold_the_button(self, name: str, again: bool) -> None:
        """A press goes on whatever is done between its frames, even when it was undone."""
        self.count += not again
        picture = np.full((8, 8, 3), self.count, np.uint8)
        picture[: self.count % 8] = 200
        kept = keep_capture(self.project, picture, name, self.press, self.dataset)
        self.press = Recording(
            self.press.session, "camera", self.press.split, self.press.side, kept.number
        )
        self.arrived()

    @rule(names=strategies.lists(NAMES, min_size=1, max_size=3), layout=LAYOUTS, old=NUMBERS)
    def take_in_a_folder(self, names: list[str], layout: str, old: int) -> None:
        """A folder of new pictures, or one that was imported before."""
        folders = sorted(self.folder.glob("source-*"))
        source = self.folder / f"source-{len(folders):03}"
        if old % 3 == 0 and folders:
            source = folders[old % len(folders)]
        else:
            for number, name in enumerate(names):
                self.count += 1
                path = layout.format(name=name, n=number)
                draw(source / f"{path}.png", 9000 + self.count)
        request = ImportRequest((source,))
        *_, plan = look(self.project, self.dataset, request, Control())
        assert isinstance(plan, ImportPlan)
        list(run_import(self.project, plan, Control()))
        self.arrived()

    @rule(name=NAMES)
    def collect(self, name: str) -> None:
        self.count += 1
        with staging_folder(self.project) as folder:
            draw(folder / "1.png", 20_000 + self.count)
            digest = content_digest((folder / "1.png").read_bytes())
            path = (folder / "1.png").rename(folder / f"{digest}.png")
            found = Found("https://example.org/1.png", author="Kim", licence="CC BY 4.0")
            staged = Staged(path, digest, name, "openverse", "2026-11-23T12:00:00+00:00", found)
            staged.write_note()
            edit(self.project, take_in(self.project, [staged]))
            forget_notes([staged])
        self.arrived()

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
        self.alone = False
        self.foreign |= set(outside(contents(self.project.folder)).values()) - self.all
        self.all |= self.foreign

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "dataset"):
            found = contents(self.project.folder)
            assert self.all <= set(found.values())
            assert not [name for name in found if name.startswith(INCOMING)]
            known = {(item.relative, item.digest) for item in self.dataset.items}
            assert known == set(outside(found).items())

    def teardown(self) -> None:
        if hasattr(self, "dataset"):
            self.lead_back_and_forth()
        shutil.rmtree(self.folder)

    def lead_back_and_forth(self) -> None:
        end, count = (state(self.dataset), self.dataset.settings), 0
        while self.take_back():
            count += 1
        after = state(self.dataset)
        self.check_start(after)
        assert state(read(self.project)) == after
        for _ in range(count if self.alone else 0):
            self.redo()
            self.nothing_is_lost()
        assert not self.alone or (state(self.dataset), self.dataset.settings) == end

    def check_start(self, after: State) -> None:
        """All is as it was at first, but for what other programs did."""
        own = {key: value for key, value in after.items() if key[1] not in self.foreign}
        assert (own, self.dataset.settings) == self.start
        assert {key[1] for key in after.keys() - own.keys()} <= self.foreign


class EmptyingNowAndThen(AnySequence):
    """Not all can be taken back any more; all that can be leads forth again."""

    @rule()
    def empty_the_trash(self) -> None:
        before = contents(self.project.folder)
        gone = set(before.values()) - set(outside(before).values())
        self.dataset = edit(self.project, empty_trash(self.project)).dataset
        assert trashed(self.project) == []
        assert outside(contents(self.project.folder)) == outside(before)
        self.all -= gone
        self.foreign -= gone

    @rule()
    def lose_the_catalogue(self) -> None:
        before = edit(self.project, lambda _: None).menu
        super().lose_the_catalogue()
        assert edit(self.project, lambda _: None).menu == before

    def check_start(self, after: State) -> None:
        """What was removed for good does not come back; nothing else is missing."""


TestAnySequence = AnySequence.TestCase
# Making a failure smaller would take minutes of disk work; the steps that failed are told anyway.
TestAnySequence.settings = settings(
    max_examples=40,
    stateful_step_count=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
TestEmptyingNowAndThen = EmptyingNowAndThen.TestCase
TestEmptyingNowAndThen.settings = settings(TestAnySequence.settings, max_examples=15)
