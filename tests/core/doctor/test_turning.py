"""Turning a picture upright loses nothing of what its file says, or is not done."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin, TiffImagePlugin

from shoeclassifier_gui.core.doctor.turning import turn
from shoeclassifier_gui.core.pictures import picture_header, read_picture
from tests.core.doctor.conftest import scene

SUFFIXES = ("jpg", "png", "webp", "tif")
XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"
 dc:title="left boot"/></x:xmpmeta>"""
PROFILE = bytes(range(256)) * 300
TAKEN, EXPOSURE, MAKER_NOTE, WIDTH, HEIGHT = 0x9003, 0x829A, 0x927C, 0xA002, 0xA003
NOTE = bytes(range(200))


def pixels() -> Image.Image:
    """Higher than wide as stored, wider than high as seen."""
    return Image.fromarray(np.ascontiguousarray(np.rot90(scene(7)[:200])))


def exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x0110], exif[0x8298] = 6, "Pocket", "Ann"
    inner, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    inner[TAKEN], inner[EXPOSURE], inner[MAKER_NOTE] = "2020:01:02 03:04:05", 0.01, NOTE
    inner[WIDTH], inner[HEIGHT] = 200, 256
    place[1], place[2] = "N", (52.0, 30.0, 1.5)
    return exif


def write(path: Path) -> Path:
    """A picture that lies, with everything that Pillow can write beside it."""
    options: dict[str, Any] = {"exif": exif().tobytes(), "icc_profile": PROFILE}
    if path.suffix == ".png":
        notes = PngImagePlugin.PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        notes.add_text("Author", "Ann")
        notes.add_text("Story", "long " * 300, zip=True)
        options["pnginfo"] = notes
    elif path.suffix == ".tif":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[0x0112], tags[0x0110], tags[0x8298], tags[700] = 6, "Pocket", "Ann", XMP
        options = {"tiffinfo": tags, "icc_profile": PROFILE}
    else:
        options["xmp"] = XMP
    if path.suffix == ".jpg":
        options |= {"comment": b"size 42", "extra": segment(0xED, b"Photoshop 3.0\0news")}
    pixels().save(path, dpi=(300, 150), lossless=True, **options)
    return path


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_that_a_file_says_is_kept(tmp_path: Path, suffix: str) -> None:
    source, target = write(tmp_path / f"lying.{suffix}"), tmp_path / f"upright.{suffix}"
    before = read_picture(source)
    assert turn(source, target) == ""
    header = picture_header(target)
    assert (header.width, header.height, header.orientation) == (256, 200, 1)
    after = read_picture(target)
    assert np.abs(after.astype(int) - before).mean() < (3 if suffix == "jpg" else 1e-9)
    with Image.open(target) as image:
        assert image.info["icc_profile"] == PROFILE
        told = image.getexif()
        assert (told[0x0110], told[0x8298]) == ("Pocket", "Ann")
        xmp = image.info.get("xmp") or image.info["XML:com.adobe.xmp"].encode()
        assert xmp == XMP.replace(b'="6"', b'="1"')
        if suffix != "webp":  # It knows no such thing.
            assert image.info["dpi"] == pytest.approx((150, 300), abs=0.1)
    assert target.stat().st_mtime_ns == source.stat().st_mtime_ns


@pytest.mark.parametrize("suffix", SUFFIXES[:3])
def test_what_cameras_write_is_kept_where_it_was(tmp_path: Path, suffix: str) -> None:
    source, target = write(tmp_path / f"lying.{suffix}"), tmp_path / f"upright.{suffix}"
    assert turn(source, target) == ""
    with Image.open(source) as lying, Image.open(target) as image:
        inner, place = image.getexif().get_ifd(0x8769), image.getexif().get_ifd(0x8825)
        assert (inner[TAKEN], float(inner[EXPOSURE])) == ("2020:01:02 03:04:05", 0.01)
        assert (inner[WIDTH], inner[HEIGHT]) == (256, 200)
        assert [float(part) for part in place[2]] == [52.0, 30.0, 1.5]
        old, new = lying.info["exif"], image.info["exif"]
        # Makers count from the beginning of the block.
        assert old.index(NOTE) == new.index(NOTE)


def test_the_small_preview_that_lies_is_no_longer_shown(tmp_path: Path) -> None:
    small = io.BytesIO()
    pixels().resize((20, 30)).save(small, format="JPEG")
    block = exif().tobytes()[6:]
    first = struct.unpack_from(">I", block, 4)[0]
    end = first + 2 + 12 * struct.unpack_from(">H", block, first)[0]
    preview = struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, len(block) + 30, 0x0202, 4, 1,
                          len(small.getvalue()), 0)  # fmt: skip
    whole = block[:end] + struct.pack(">I", len(block)) + block[end + 4 :]
    source, target = tmp_path / "lying.jpg", tmp_path / "upright.jpg"
    pixels().save(source, exif=b"Exif\0\0" + whole + preview + small.getvalue())
    with Image.open(source) as image:
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1)
    assert turn(source, target) == ""
    with Image.open(target) as image:
        assert not image.getexif().get_ifd(ExifTags.IFD.IFD1)
        assert image.getexif()[0x0110] == "Pocket"


def test_every_segment_of_a_jpeg_and_what_is_behind_it_is_kept(tmp_path: Path) -> None:
    source, target = write(tmp_path / "lying.jpg"), tmp_path / "upright.jpg"
    source.write_bytes(source.read_bytes() + b"\0\0\0\x18ftypmp42" + b"film" * 500)
    assert turn(source, target) == ""
    with Image.open(target) as image:
        assert image.info["comment"] == b"size 42"
        assert b"Photoshop 3.0\0news" in [data for _, data in image.applist]  # type: ignore[attr-defined]
        assert [name for name, _ in image.applist].count("COM") == 1  # type: ignore[attr-defined]
    assert target.read_bytes().endswith(b"\xff\xd9\0\0\0\x18ftypmp42" + b"film" * 500)


def test_the_texts_of_a_png_are_kept(tmp_path: Path) -> None:
    source, target = write(tmp_path / "lying.png"), tmp_path / "upright.png"
    assert turn(source, target) == ""
    with Image.open(target) as image:
        assert image.info["Author"] == "Ann"
        assert image.info["Story"] == "long " * 300


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pixels_of_every_kind_stay_the_same(tmp_path: Path, mode: str) -> None:
    lying = pixels().quantize(40) if mode == "P" else pixels().convert("L").convert(mode)
    source, target = tmp_path / "lying.png", tmp_path / "upright.png"
    lying.info |= {"transparency": 3} if mode == "P" else {}
    lying.save(source, exif=exif())
    assert turn(source, target) == ""
    assert np.array_equal(read_picture(source), read_picture(target))


def test_a_tiff_keeps_the_place_where_it_was_taken(tmp_path: Path) -> None:
    source, target = tmp_path / "lying.tif", tmp_path / "upright.tif"
    pixels().save(source, exif=exif().tobytes())
    assert turn(source, target) == ""
    with Image.open(target) as image:
        inner, place = image.getexif().get_ifd(0x8769), image.getexif().get_ifd(0x8825)
        assert (inner[TAKEN], inner[MAKER_NOTE], place[1]) == ("2020:01:02 03:04:05", NOTE, "N")


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
def test_several_pictures_in_one_file_are_left_as_they_are(tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / f"lying.{suffix}", tmp_path / "upright"
    kind = {"jpg": "MPO", "tif": "TIFF"}.get(suffix, suffix.upper())
    pages = [Image.fromarray(scene(seed, 64)) for seed in (1, 2, 3)]
    pages[0].save(source, format=kind, save_all=True, append_images=pages[1:], exif=exif())
    assert turn(source, target) == "it holds 3 pictures, of which only one would be left"
    assert not target.exists()


def test_what_would_lose_shades_or_notes_is_left_as_it_is(tmp_path: Path) -> None:
    deep, old, several = tmp_path / "deep.png", tmp_path / "old.png", tmp_path / "several.tif"
    body = struct.pack(">IIBBBBB", 2, 1, 16, 2, 0, 0, 0)
    deep.write_bytes(png(body, bytes([0] + [9, 1] * 6), exif().tobytes()[6:]))
    notes = PngImagePlugin.PngInfo()
    block = exif().tobytes()
    notes.add_text("Raw profile type exif", f"\nexif\n{len(block):8}\n{block.hex()}\n")
    pixels().save(old, pnginfo=notes)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x0112], tags[330] = 6, (8,)
    pixels().save(several, tiffinfo=tags)
    assert turn(deep, tmp_path / "upright") == "it has more shades than this program can write"
    lost = "some of what its file says beside the picture would be lost"
    assert turn(old, tmp_path / "upright") == lost
    assert turn(several, tmp_path / "upright") == lost
    assert not (tmp_path / "upright").exists()


def png(header: bytes, row: bytes, block: bytes) -> bytes:
    """A whole file; Pillow writes no 16 bits a colour."""
    parts = ((b"IHDR", header), (b"eXIf", block), (b"IDAT", zlib.compress(row)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_files_that_are_no_pictures_or_of_another_kind_are_left(tmp_path: Path) -> None:
    torn, other = tmp_path / "torn.jpg", tmp_path / "other.gif"
    torn.write_bytes(write(tmp_path / "whole.jpg").read_bytes()[:3000])
    pixels().save(other)
    assert turn(torn, tmp_path / "upright") == "it cannot be read"
    assert turn(tmp_path / "none.jpg", tmp_path / "upright") == "it cannot be read"
    assert "of a kind" in turn(other, tmp_path / "upright")
