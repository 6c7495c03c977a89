"""The four pages, in the order of the rail."""

from enum import Enum

from PySide6.QtCore import QCoreApplication


class Page(Enum):
    """A page; its value names the icon and the rail's button."""

    CAMERA = "camera"
    DATASET = "dataset"
    TRAIN = "train"
    RESULTS = "results"

    @property
    def index(self) -> int:
        """Its place on the rail."""
        return list(Page).index(self)

    def title(self) -> str:
        """Its name on the screen."""
        match self:
            case Page.CAMERA:
                return QCoreApplication.translate("Page", "Camera")
            case Page.DATASET:
                return QCoreApplication.translate("Page", "Dataset")
            case Page.TRAIN:
                return QCoreApplication.translate("Page", "Train")
            case Page.RESULTS:
                return QCoreApplication.translate("Page", "Results")
