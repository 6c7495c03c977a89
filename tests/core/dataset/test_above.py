"""Whether a folder of loose pictures is one class of a data set around it."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.dataset.above import dataset_above
from tests.core.dataset.tiny import draw


def test_a_class_of_a_data_set_is_told_by_the_classes_beside_it(tmp_path: Path) -> None:
    for number, name in enumerate(("boot", "clog", "sandal")):
        draw(tmp_path / "shoes" / name / "a.png", number)
    (tmp_path / "shoes" / "empty").mkdir()
    (tmp_path / "shoes" / ".hidden").mkdir()
    assert dataset_above(tmp_path / "shoes" / "boot") == tmp_path / "shoes"
    for name in ("music", "letters", "plans"):
        (tmp_path / "shoes" / name).mkdir()
    assert dataset_above(tmp_path / "shoes" / "boot") is None


def test_a_class_in_a_part_leads_to_the_whole(tmp_path: Path) -> None:
    for number, name in enumerate(("train/boot", "train/clog", "test/boot")):
        draw(tmp_path / "shoes" / name / "a.png", number)
    assert dataset_above(tmp_path / "shoes" / "train" / "boot") == tmp_path / "shoes"


def test_what_was_opened_before_is_known(tmp_path: Path) -> None:
    (tmp_path / "shoes" / ".shoeclassifier").mkdir(parents=True)
    draw(tmp_path / "shoes" / "boot" / "a.png", 1)
    draw(tmp_path / "shoes" / "train" / "boot" / "a.png", 2)
    assert dataset_above(tmp_path / "shoes" / "boot") == tmp_path / "shoes"
    assert dataset_above(tmp_path / "shoes" / "train" / "boot") == tmp_path / "shoes"


def test_a_folder_alone_and_one_in_the_home_are_no_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path / "home" / "Pictures" / "a.png", 1)
    assert dataset_above(tmp_path / "home" / "Pictures") is None
    draw(tmp_path / "home" / "Desktop" / "a.png", 2)
    assert dataset_above(tmp_path / "home" / "Pictures") == tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert dataset_above(tmp_path / "home" / "Pictures") is None
    assert dataset_above(Path(tmp_path.anchor)) is None
