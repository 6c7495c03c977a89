"""Unbalanced classes are mended by a wish that belongs to the data set and that undo takes back."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.balance import wants_balance, withdraw_balance
from shoeclassifier_gui.core.dataset.catalogue_file import remove_catalogue
from shoeclassifier_gui.core.dataset.changes import Kind
from shoeclassifier_gui.core.dataset.editing import apply, edit, undo_last
from shoeclassifier_gui.core.dataset.project import open_project
from shoeclassifier_gui.core.doctor.findings import FindingKind
from shoeclassifier_gui.core.doctor.mends import mend
from tests.core.doctor.conftest import Check, Read


@pytest.fixture
def uneven(healthy: Path) -> Path:
    """24 boots and 4 sandals."""
    for path in sorted((healthy / "sandal").iterdir())[4:]:
        path.unlink()
    return healthy


def test_a_mended_imbalance_is_remembered_and_undone(
    uneven: Path, check: Check, read: Read
) -> None:
    found = check(uneven).of_kind(FindingKind.IMBALANCE)
    assert [finding.target for finding in found] == ["sandal"]
    project = open_project(uneven)
    edited = edit(project, apply(project, mend(read(uneven), found)))
    assert edited.menu.undo is not None
    assert edited.menu.undo.kind is Kind.BALANCE
    remove_catalogue(project.catalogue)
    assert wants_balance(read(uneven))
    assert not check(uneven).of_kind(FindingKind.IMBALANCE)
    edit(project, undo_last(project))
    assert not wants_balance(read(uneven))
    assert check(uneven).of_kind(FindingKind.IMBALANCE) == found


def test_the_wish_can_be_taken_back_and_that_be_undone(
    uneven: Path, check: Check, read: Read
) -> None:
    found = check(uneven).of_kind(FindingKind.IMBALANCE)
    project = open_project(uneven)
    assert edit(project, apply(project, withdraw_balance(read(uneven)))).done is None
    edit(project, apply(project, mend(read(uneven), found)))
    assert check(uneven).balanced == found
    edit(project, apply(project, withdraw_balance(read(uneven))))
    remove_catalogue(project.catalogue)
    assert not wants_balance(read(uneven))
    assert check(uneven).of_kind(FindingKind.IMBALANCE) == found
    edit(project, undo_last(project))
    assert wants_balance(read(uneven))


def test_it_is_mended_together_with_other_findings(uneven: Path, check: Check, read: Read) -> None:
    (uneven / "boot" / "x.jpg").write_bytes(b"no picture")
    findings = check(uneven).findings
    kinds = {FindingKind.UNREADABLE, FindingKind.IMBALANCE}
    assert kinds <= {finding.kind for finding in findings}
    project = open_project(uneven)
    dataset = edit(project, apply(project, mend(read(uneven), findings))).dataset
    assert wants_balance(dataset)
    assert not (uneven / "boot" / "x.jpg").exists()
