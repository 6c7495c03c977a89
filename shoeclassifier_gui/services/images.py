"""Pictures as Qt's images."""

import numpy as np
from PySide6.QtGui import QImage

from shoeclassifier_gui.core.pictures import Picture


def as_image(picture: Picture) -> QImage:
    """An image with pixels of its own: it outlives the array.

    Args:
        picture: RGB uint8 (height, width, 3).
    """
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape[:2]
    rgb = QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, pixels.strides[0], rgb).copy()
