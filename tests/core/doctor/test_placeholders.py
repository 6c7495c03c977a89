"""Notes that a picture is not available are found in many looks; product shots are no notes."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from shoeclassifier_gui.core.dataset.thumbnails import read_thumbnail, save_thumbnail
from shoeclassifier_gui.core.doctor.findings import FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.placeholder_check import is_placeholder
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.pictures import Picture, read_picture, write_picture
from tests.core.doctor.conftest import Check

GREY, WHITE = (120, 120, 120), (255, 255, 255)
Draw = Callable[[ImageDraw.ImageDraw], object]


def text(words: str, size: int, colour: tuple[int, int, int] = GREY, top: int = 250) -> Draw:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        font = ImageFont.load_default(size)
        pen.multiline_text((250, top), words, colour, font, anchor="mm", align="center")

    return draw


def outlined_camera(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((180, 120, 320, 230), outline=GREY, width=6)
    pen.ellipse((215, 140, 285, 210), outline=GREY, width=6)


def filled_camera(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((190, 130, 310, 220), (170, 170, 170))
    pen.ellipse((220, 145, 280, 205), WHITE)


def frame(inset: int) -> Draw:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle((inset, inset, 499 - inset, 499 - inset), outline=GREY, width=4)

    return draw


def screen(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, 500, 40), (60, 90, 150))
    for row in range(12):
        line = "The settings of this program"[row:]
        pen.text((30, 60 + 35 * row), line, (20, 20, 20), ImageFont.load_default(22))


NOTES: dict[str, tuple[tuple[int, int, int], tuple[Draw, ...]]] = {
    "two lines": (WHITE, (text("image not\navailable", 56),)),
    "large": (WHITE, (text("NO IMAGE\nAVAILABLE", 72, (0, 0, 0)),)),
    "its size": ((204, 204, 204), (text("300 x 300", 66, (150, 150, 150)),)),
    "light on dark": ((30, 30, 34), (text("Photo coming soon", 40, (240, 240, 240)),)),
    "small": (WHITE, (text("Sorry, this picture\nis no longer here", 28),)),
    "outlined sign": (WHITE, (outlined_camera, text("No image available", 34, top=350))),
    "filled sign": (WHITE, (filled_camera, text("No image available", 34, top=350))),
    "framed": (WHITE, (frame(20), text("image not\navailable", 56))),
    "framed at the edge": (WHITE, (frame(0), text("image not\navailable", 56))),
    "screenshot": (WHITE, (screen,)),
}


def seen(picture: Picture, folder: Path) -> Picture:
    """As the doctor sees it: small, and packed."""
    save_thumbnail(folder, "0" * 32, picture)
    small = read_thumbnail(folder)("0" * 32)
    assert small is not None
    return small


@pytest.mark.parametrize("look", NOTES)
def test_notes_are_found_in_every_look(look: str, tmp_path: Path) -> None:
    ground, parts = NOTES[look]
    image = Image.new("RGB", (500, 500), ground)
    for draw in parts:
        draw(ImageDraw.Draw(image))
    assert is_placeholder(seen(np.asarray(image), tmp_path))


def shoe(colour: int, *, ground: int = 255, width: float = 0.8) -> Picture:
    """A plain shoe with a sole and laces; `width` is its share of the picture's."""
    picture = np.full((300, 400, 3), ground, np.uint8)
    outline = np.array([(0, 40), (25, 0), (70, 45), (160, 60), (240, 85), (260, 120), (0, 120)])
    scaled = (outline * width * 400 / 260).astype(np.int32)
    scaled += (np.array((400, 300)) - scaled.max(axis=0)) // 2
    cv2.fillPoly(picture, [scaled], (colour,) * 3)
    left, top, wide, high = cv2.boundingRect(scaled)
    cv2.rectangle(picture, (left, top + high - 10), (left + wide, top + high), (90, 70, 60), -1)
    for lace in range(3):
        x = left + wide // 3 + 12 * lace
        cv2.line(picture, (x, top + high // 2), (x + 20, top + high // 2 - 12), (180,) * 3, 2)
    return picture


@pytest.mark.parametrize("width", [0.95, 0.8, 0.3])
@pytest.mark.parametrize("ground", [255, 240, 12])
@pytest.mark.parametrize("colour", [0, 25, 128, 225])
def test_plain_shoes_are_no_notes(colour: int, ground: int, width: float, tmp_path: Path) -> None:
    assert not is_placeholder(seen(shoe(colour, ground=ground, width=width), tmp_path))


def test_what_is_found_is_left_out_and_stays_in_its_folder(healthy: Path, check: Check) -> None:
    image = Image.new("RGB", (500, 500), WHITE)
    text("image not\navailable", 56)(ImageDraw.Draw(image))
    write_picture(healthy / "boot" / "note.png", np.asarray(image))
    write_picture(healthy / "boot" / "black.png", shoe(10))
    (finding,) = check(healthy).of_kind(FindingKind.PLACEHOLDER)
    assert finding.items == ("boot/note.png",)
    assert finding.suggestion is Suggestion.LEAVE_OUT


def test_product_shots_are_no_notes(test_data: Path, tmp_path: Path) -> None:
    pictures = sorted((test_data / "data" / "zappos3").glob("*/*.jpg"))
    chosen = random.Random(3).sample(pictures, 300)
    alarms = [path for path in chosen if is_placeholder(seen(read_picture(path), tmp_path))]
    assert len(alarms) <= 1
