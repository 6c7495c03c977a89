"""What a camera wrote into a file is read, and damaged heads are nothing known."""

from datetime import datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from shoeclassifier_gui.core.exif import Shot, read_shot


def photo(path: Path, maker: str, model: str, taken: str) -> Path:
    image = Image.new("RGB", (8, 8))
    head = image.getexif()
    head[ExifTags.Base.Make] = maker
    head[ExifTags.Base.Model] = model
    head.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    image.save(path, exif=head)
    return path


@pytest.mark.parametrize(
    ("maker", "model", "camera"),
    [
        ("Canon", "Canon EOS 80D", "Canon EOS 80D"),
        ("SONY ", "ILCE-7M4", "SONY ILCE-7M4"),
        ("", "", ""),
    ],
)
def test_maker_and_model_are_one_name(tmp_path: Path, maker: str, model: str, camera: str) -> None:
    file = photo(tmp_path / "a.jpg", maker, model, "2026:11:22 14:05:10")
    assert read_shot(file) == Shot(camera, datetime(2026, 11, 22, 14, 5, 10))  # noqa: DTZ001


def test_what_is_odd_or_missing_is_not_known(tmp_path: Path) -> None:
    assert read_shot(photo(tmp_path / "a.jpg", "", "", "0000:00:00 00:00:00")) == Shot()
    Image.new("RGB", (8, 8)).save(tmp_path / "b.png")
    assert read_shot(tmp_path / "b.png") == Shot()
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff\xe1\x00\x10Exif")
    assert read_shot(tmp_path / "c.jpg") == Shot()
    assert read_shot(tmp_path / "missing.jpg") == Shot()
