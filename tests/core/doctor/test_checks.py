"""Each kind is planted into healthy pictures and found; healthy pictures are not."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.doctor.examination import FeatureProgress
from shoeclassifier_gui.core.doctor.feature_checks import FeatureArray
from shoeclassifier_gui.core.doctor.findings import Diagnosis, FindingKind
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, write_picture
from tests.core.doctor.conftest import Check, scene

Plant = Callable[[Path], list[str]]


def found(diagnosis: Diagnosis, kind: str) -> set[str]:
    return {path for f in diagnosis.of_kind(FindingKind(kind)) for path in f.items}


def picture(name: str, make: Callable[[], Picture]) -> Plant:
    def plant(folder: Path) -> list[str]:
        write_picture(folder / "boot" / name, make())
        return [f"boot/{name}"]

    return plant


def near_copy(change: Callable[[Picture], Picture]) -> Plant:
    def plant(folder: Path) -> list[str]:
        write_picture(folder / "boot" / "copy.jpg", change(scene(0)), quality=70)
        return ["boot/000.jpg", "boot/copy.jpg"]

    return plant


def exact_copy(folder: Path) -> list[str]:
    shutil.copy(folder / "boot" / "000.jpg", folder / "boot" / "copy.jpg")
    return ["boot/000.jpg", "boot/copy.jpg"]


def conflict(folder: Path) -> list[str]:
    shutil.copy(folder / "boot" / "000.jpg", folder / "sandal" / "copy.jpg")
    return ["boot/000.jpg", "sandal/copy.jpg"]


def unreadable(folder: Path) -> list[str]:
    whole = (folder / "boot" / "000.jpg").read_bytes()
    (folder / "boot" / "half.jpg").write_bytes(whole[: len(whole) // 2])
    return ["boot/half.jpg"]


def exif_turned(folder: Path) -> list[str]:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(scene(900)).save(folder / "boot" / "turned.jpg", exif=exif)
    return ["boot/turned.jpg"]


def tiny_class(folder: Path) -> list[str]:
    names = [f"loafer/{number}.jpg" for number in range(3)]
    for number, name in enumerate(names):
        write_picture(folder / name, scene(700 + number))
    return names


def note() -> Picture:
    canvas = np.full((256, 256, 3), 250, np.uint8)
    cv2.rectangle(canvas, (100, 70), (156, 110), (120, 120, 120), 1)
    font = cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(canvas, "image not available", (30, 150), font, 0.6, (90, 90, 90), 1)
    return canvas


def blur(deviation: float) -> Callable[[Picture], Picture]:
    def change(whole: Picture) -> Picture:
        return np.asarray(cv2.GaussianBlur(whole, (0, 0), deviation), np.uint8)

    return change


def brighten(factor: float) -> Callable[[Picture], Picture]:
    def change(whole: Picture) -> Picture:
        lit: Picture = np.clip(whole * factor, 0, 255).astype(np.uint8)
        return lit

    return change


def crop(whole: Picture) -> Picture:
    return np.ascontiguousarray(whole[3:250, 4:251])


def halve(whole: Picture) -> Picture:
    return np.asarray(cv2.resize(whole, (128, 128), interpolation=cv2.INTER_AREA), np.uint8)


def grey(whole: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(whole, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB))


PLANTED: list[tuple[str, Plant]] = [
    ("exact_duplicate", exact_copy),
    ("near_duplicate", near_copy(crop)),
    ("near_duplicate", near_copy(halve)),
    ("near_duplicate", near_copy(brighten(0.85))),
    ("label_conflict", conflict),
    ("unreadable", unreadable),
    ("blurred", picture("x.jpg", lambda: blur(5)(scene(900)))),
    ("dark", picture("x.jpg", lambda: brighten(0.15)(scene(900)))),
    ("bright", picture("x.jpg", lambda: (235 + scene(900) // 13).astype(np.uint8))),
    ("low_information", picture("x.jpg", lambda: np.full((256, 256, 3), 90, np.uint8))),
    ("greyscale", picture("x.jpg", lambda: grey(scene(900)))),
    ("odd_shape", picture("x.jpg", lambda: np.ascontiguousarray(scene(900, 900)[:200]))),
    ("odd_size", picture("x.jpg", lambda: scene(900, 40))),
    ("exif_turned", exif_turned),
    ("placeholder", picture("x.png", note)),
    ("tiny_class", tiny_class),
    ("imbalance", tiny_class),
]


@pytest.mark.parametrize(("kind", "plant"), PLANTED, ids=[kind for kind, _ in PLANTED])
def test_what_is_planted_is_found_and_nothing_else(
    healthy: Path, check: Check, kind: str, plant: Plant
) -> None:
    planted = plant(healthy)
    diagnosis = check(healthy)
    assert found(diagnosis, kind) == set(planted)
    everything = {path for finding in diagnosis.findings for path in finding.items}
    assert everything <= set(planted)


def test_healthy_pictures_are_left_alone(healthy: Path, check: Check) -> None:
    diagnosis = check(healthy)
    assert diagnosis.findings == ()
    assert diagnosis.count == 48
    assert {note.kind for note in diagnosis.not_run} == {
        FindingKind.OUTLIER,
        FindingKind.LABEL_SUSPECT,
    }
    assert all(note.reason for note in diagnosis.not_run)


def test_supplied_folders_that_share_pictures_leak(
    healthy: Path, tmp_path: Path, check: Check
) -> None:
    shutil.copytree(healthy, tmp_path / "parts" / "train")
    for number in (800, 801):
        target = tmp_path / "parts" / "test" / "boot" / f"{number}.jpg"
        write_picture(target, scene(number))
    write_picture(tmp_path / "parts" / "test" / "boot" / "again.jpg", crop(scene(0)))
    leaks = found(check(tmp_path / "parts"), "split_leak")
    assert leaks == {"test/boot/again.jpg", "train/boot/000.jpg"}


def clusters(items: Sequence[Item], control: Control) -> Iterator[FeatureProgress | FeatureArray]:
    """Features by the class in the file's name: `..._as_sandal` looks like a sandal."""
    random = np.random.default_rng(0)
    rows = []
    for item in items:
        like = "sandal" if item.path.stem.endswith("_as_sandal") else item.relative.split("/")[0]
        middle = np.zeros(16)
        middle[{"boot": 0, "sandal": 1}[like]] = 6
        if item.path.stem.endswith("_far"):
            middle[5] = 60
        rows.append(middle + random.normal(size=16))
    yield FeatureProgress(len(items), len(items))
    yield np.asarray(rows, np.float32)


def test_label_suspects_and_outliers_are_found_from_features(healthy: Path, check: Check) -> None:
    (healthy / "boot" / "000.jpg").rename(healthy / "boot" / "000_as_sandal.jpg")
    (healthy / "boot" / "002.jpg").rename(healthy / "boot" / "002_far.jpg")
    diagnosis = check(healthy, clusters)
    (suspect,) = diagnosis.of_kind(FindingKind.LABEL_SUSPECT)
    assert "boot/000_as_sandal.jpg" in suspect.items
    assert set(suspect.items) <= {"boot/000_as_sandal.jpg", "boot/002_far.jpg"}
    assert suspect.target == "sandal"
    assert found(diagnosis, "outlier") == {"boot/002_far.jpg"}
    assert diagnosis.not_run == ()


def test_copies_do_not_vouch_for_each_other(healthy: Path, check: Check) -> None:
    """Five copies of a wrong picture would teach the classifier that they are right."""
    for number in range(5):
        shutil.copy(healthy / "sandal" / "001.jpg", healthy / "boot" / f"{number}_as_sandal.jpg")
    (healthy / "sandal" / "001.jpg").unlink()
    diagnosis = check(healthy, clusters)
    copies = {f"boot/{n}_as_sandal.jpg" for n in range(5)}
    assert copies <= found(diagnosis, "label_suspect")
    assert len(found(diagnosis, "label_suspect") - copies) <= 5  # Of 47; they mislead a little.


def test_flowers_are_mostly_healthy(test_data: Path, tmp_path: Path, check: Check) -> None:
    folder = tmp_path / "flowers"
    for kind in ("daisy", "tulips"):
        (folder / kind).mkdir(parents=True)
        for path in sorted((test_data / "data" / "flowers5" / kind).iterdir())[:120]:
            shutil.copy(path, folder / kind)
    diagnosis = check(folder)
    everything = {path for finding in diagnosis.findings for path in finding.items}
    assert len(everything) <= 0.08 * diagnosis.count


def test_scraped_shoes_have_conflicts_and_leaks(
    test_data: Path, tmp_path: Path, check: Check
) -> None:
    """The set holds 321 groups of exact duplicates in two or more classes."""
    for part in ("train", "test"):
        for kind in ("casual", "formal"):
            source = next((test_data / "data" / "footwear6" / part).glob(f"*{kind}*"))
            shutil.copytree(source, tmp_path / "shoes" / part / source.name)
    diagnosis = check(tmp_path / "shoes")
    for kind in ("label_conflict", "near_duplicate", "split_leak"):
        assert found(diagnosis, kind)
