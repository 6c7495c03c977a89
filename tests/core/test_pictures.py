"""The one reader: every kind of file gives an upright RGB picture or one sentence."""

import io
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from shoeclassifier_gui.core import pictures
from shoeclassifier_gui.core.errors import BrokenPicture
from shoeclassifier_gui.core.pictures import (
    Header,
    is_picture_file,
    picture_files,
    picture_header,
    read_picture,
    write_picture,
)

RED = (200, 30, 30)


def red(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Image.Image:
    return Image.new("RGB", size, RED).convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "P", "RGBA", "CMYK"])
@pytest.mark.parametrize("kind", ["png", "tif", "jpg", "gif", "bmp", "webp"])
def test_modes_and_formats_give_the_same_picture(tmp_path: Path, mode: str, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    try:
        red(mode).save(path)
    except (OSError, KeyError, ValueError):
        pytest.skip(f"{kind} cannot hold {mode}")
    picture = read_picture(path)
    assert picture.shape == (30, 40, 3)
    assert picture.dtype == np.uint8
    assert np.abs(picture.mean(axis=(0, 1)) - RED).max() < 8


def test_sixteen_bit_greys_are_scaled_not_clipped(tmp_path: Path) -> None:
    values = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    Image.fromarray(values).save(tmp_path / "x.png")
    picture = read_picture(tmp_path / "x.png")
    assert picture[0, 0, 0] == 0
    assert picture[-1, -1, 0] == 255
    assert 120 < picture[8, 0, 0] < 136


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "x.png")
    assert (read_picture(tmp_path / "x.png") == 255).all()


def test_photos_are_turned_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 20))
    image.paste((255, 255, 255), (0, 0, 20, 20))  # White at the left ...
    exif = Image.Exif()
    exif[0x0112] = 6  # ... and to be turned a quarter clockwise: white on top.
    image.save(tmp_path / "x.jpg", exif=exif, quality=95)
    picture = read_picture(tmp_path / "x.jpg")
    assert picture.shape == (40, 20, 3)
    assert picture[:15].mean() > 240
    assert picture[25:].mean() < 15


def test_the_first_frame_of_an_animation_is_read(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "x.gif", save_all=True, append_images=frames[1:])
    assert read_picture(tmp_path / "x.gif")[0, 0].tolist() == [255, 0, 0]


def test_reduced_decoding_keeps_the_wanted_short_side(tmp_path: Path) -> None:
    red(size=(2000, 1500)).save(tmp_path / "x.jpg")
    height, width = read_picture(tmp_path / "x.jpg", short_side=200).shape[:2]
    assert 200 <= height < 1500
    assert width / height == pytest.approx(4 / 3, abs=0.01)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"hello", "it is not a picture"),
        (b"\xff\xd8\xff\xe0 broken", "it is damaged or cut off"),
        (b"\x89PNG\r\n\x1a\n", "it is not a picture"),
    ],
)
def test_broken_files_say_why(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x.jpg").write_bytes(content)
    with pytest.raises(BrokenPicture) as caught:
        read_picture(tmp_path / "x.jpg")
    assert caught.value.reason == reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_truncated_files_are_broken(tmp_path: Path, kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, kind)
    (tmp_path / "x.img").write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    with pytest.raises(BrokenPicture):
        read_picture(tmp_path / "x.img")


def test_damaged_metadata_is_a_sentence_not_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(image: Image.Image) -> Image.Image:
        raise struct.error("required argument is not an integer")

    red().save(tmp_path / "x.jpg")
    monkeypatch.setattr(ImageOps, "exif_transpose", damaged)
    with pytest.raises(BrokenPicture, match="damaged"):
        read_picture(tmp_path / "x.jpg")


def test_a_missing_file_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenPicture, match="not there"):
        read_picture(tmp_path / "x.jpg")


def test_pictures_of_absurd_size_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red(size=(100, 100)).save(tmp_path / "x.png")
    monkeypatch.setattr(pictures, "MAX_PIXELS", 9_999)
    with pytest.raises(BrokenPicture, match="megapixels"):
        read_picture(tmp_path / "x.png")


@pytest.mark.parametrize("name", ["x.png", "신발 👟.png", "a" * 200 + ".png"])
def test_written_pictures_come_back(tmp_path: Path, name: str) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (20, 30, 3), np.uint8)
    write_picture(tmp_path / name, picture)
    assert (read_picture(tmp_path / name) == picture).all()
    assert picture_header(tmp_path / name) == Header(30, 20, 1)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_picture_files_are_known_by_suffix_or_content(tmp_path: Path) -> None:
    red().save(tmp_path / "a.JPG", "JPEG")
    (tmp_path / "b.jpg_230wx334h").write_bytes((tmp_path / "a.JPG").read_bytes())
    (tmp_path / "c.csv").write_text("BM")
    (tmp_path / ".hidden.jpg").touch()
    (tmp_path / ".shoeclassifier").mkdir()
    red().save(tmp_path / ".shoeclassifier" / "d.jpg")
    assert [path.name for path in picture_files(tmp_path)] == ["a.JPG", "b.jpg_230wx334h"]
    assert not is_picture_file(tmp_path / "gone")


def test_real_odd_files_are_all_read(test_data: Path) -> None:
    files = list(picture_files(test_data / "data" / "odd_files"))
    assert len(files) == 16
    for path in files:
        assert read_picture(path, short_side=256).ndim == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files here")
@pytest.mark.parametrize("name", ["pipe", "pipe.jpg"])
def test_a_pipe_is_no_picture_and_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert list(picture_files(tmp_path)) == []
    with pytest.raises(BrokenPicture, match="pipe"):
        read_picture(tmp_path / name)


def test_linked_folders_are_followed_once(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    red().save(tmp_path / "elsewhere" / "a.png")
    shoes = tmp_path / "shoes"
    shoes.mkdir()
    (shoes / "boot").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (shoes / "round").symlink_to(shoes, target_is_directory=True)
    assert list(picture_files(shoes)) == [shoes / "boot" / "a.png"]
