"""Which camera took a photograph, and when: what its file itself says."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import ExifTags, Image

from shoeclassifier_gui.core.pictures import DECODER_FAULTS

_TIME = "%Y:%m:%d %H:%M:%S"  # EXIF 2.3, 4.6.5


@dataclass(frozen=True, slots=True)
class Shot:
    """What a camera wrote into a file.

    Attributes:
        camera: Maker and model; empty when it does not say.
        taken: Local time of the camera's clock, without a zone; None when it does not say.
    """

    camera: str = ""
    taken: datetime | None = None


def read_shot(path: Path) -> Shot:
    """Reads the EXIF head of a picture; nothing known for what has none or cannot be read."""
    try:
        with Image.open(path) as image:
            head = image.getexif()
            maker = _text(head.get(ExifTags.Base.Make))
            model = _text(head.get(ExifTags.Base.Model))
            inner = head.get_ifd(ExifTags.IFD.Exif)
            written = inner.get(ExifTags.Base.DateTimeOriginal) or head.get(ExifTags.Base.DateTime)
    except DECODER_FAULTS:
        return Shot()
    # Most makers write their name into the model as well.
    named = model.casefold().startswith(maker.casefold())
    return Shot(model if named else f"{maker} {model}".strip(), _time(_text(written)))


def _text(value: object) -> str:
    """One line without the padding of zeros and blanks that cameras write."""
    return re.sub(r"[\x00-\x1f]+", " ", value).strip() if isinstance(value, str) else ""


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _TIME)  # noqa: DTZ007 - the camera knows no zone
    except ValueError:
        return None
