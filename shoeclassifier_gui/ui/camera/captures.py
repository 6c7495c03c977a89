"""The pictures captured last, as a list model."""

import time
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from shoeclassifier_gui.core.camera.capture import publish
from shoeclassifier_gui.core.camera.frames import Frame, Shot
from shoeclassifier_gui.core.camera.waiting import CaptureNote, WaitingCapture, new_name
from shoeclassifier_gui.core.opencv import cv2
from shoeclassifier_gui.core.runs.answers import LiveAnswer
from shoeclassifier_gui.services.images import as_image
from shoeclassifier_gui.ui.camera.headline import exact_headline
from shoeclassifier_gui.ui.widgets.percent import percent_text

KEPT = 30
THUMBNAIL_SIDE = 192

CaptureRole = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Capture:
    """A captured picture.

    Attributes:
        frame: Exactly what was shown.
        thumbnail: Its central square, small.
        name: Under which it waits on the disk; names grow with time.
        note: Where it comes from.
        answer: What the model said of it; None until it has.
        saved_in: The class that it was saved into; empty before.
    """

    frame: Frame
    thumbnail: QImage
    name: str
    note: CaptureNote
    answer: LiveAnswer | None = None
    saved_in: str = ""

    def waiting(self) -> WaitingCapture:
        """What is kept on the disk."""
        return WaitingCapture(self.name, self.frame.picture, self.note)


def new_capture(frame: Frame, source: str, session: str) -> Capture:
    """A capture with its thumbnail."""
    return Capture(frame, _thumbnail(frame), new_name(), CaptureNote(source, session))


def restored_capture(waiting: WaitingCapture) -> Capture:
    """A capture of an earlier time, as a frame of now."""
    frame = publish(Shot(waiting.picture), time.monotonic())
    return Capture(frame, _thumbnail(frame), waiting.name, waiting.note)


class CapturedModel(QAbstractListModel):
    """The newest captures first; above thirty, those that are in a class go."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._captures: list[Capture] = []
        self._threshold = 0.0

    def add(self, capture: Capture) -> None:
        """Puts a capture before the older ones."""
        if len(self._captures) >= KEPT:
            saved = [one.frame.number for one in self._captures if one.saved_in]
            if saved:
                self.remove(saved[-1])
        row = sum(one.name > capture.name for one in self._captures)
        self.beginInsertRows(QModelIndex(), row, row)
        self._captures.insert(row, capture)
        self.endInsertRows()

    def remove(self, frame: int) -> None:
        """Takes the capture of a frame out."""
        row = self.row_of(frame).row()
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            self._captures.pop(row)
            self.endRemoveRows()

    def set_answer(self, answer: LiveAnswer) -> None:
        """Gives its answer to the capture of that frame."""
        self._change(answer.frame, answer=answer)

    def set_saved(self, frame: int, class_name: str) -> None:
        """Marks the capture of a frame as saved."""
        self._change(frame, saved_in=class_name)

    def set_threshold(self, threshold: float) -> None:
        """Below this score (0 to 1) the label says "unknown"."""
        self._threshold = threshold
        if self._captures:
            self.dataChanged.emit(self.index(0), self.index(len(self._captures) - 1))

    def find(self, frame: int) -> Capture | None:
        """The capture of a frame."""
        return next((entry for entry in self._captures if entry.frame.number == frame), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        """How many there are."""
        return 0 if parent.isValid() else len(self._captures)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Label, spoken text, or the capture itself."""
        if not index.isValid() or index.row() >= len(self._captures):
            return None
        capture = self._captures[index.row()]
        if role == CaptureRole:
            return capture
        if role == Qt.ItemDataRole.DisplayRole:
            return self._label(capture)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._spoken(capture)
        return None

    def row_of(self, frame: int) -> QModelIndex:
        """Where the capture of a frame stands; invalid when it is not there."""
        for row, capture in enumerate(self._captures):
            if capture.frame.number == frame:
                return self.index(row)
        return QModelIndex()

    def _change(self, frame: int, **changes: object) -> None:
        index = self.row_of(frame)
        if index.isValid():
            capture = self._captures[index.row()]
            self._captures[index.row()] = replace(capture, **changes)  # type: ignore[arg-type]
            self.dataChanged.emit(index, index)

    def _label(self, capture: Capture) -> str:
        if capture.answer is None:
            return ""
        headline = exact_headline(capture.answer, self._threshold)
        if not headline.known:
            return self.tr("unknown")
        return self.tr("{name} {percent}").format(
            name=headline.best, percent=percent_text(headline.probability)
        )

    def _spoken(self, capture: Capture) -> str:
        label = self._label(capture) or self.tr("not classified")
        if capture.saved_in:
            return self.tr("{answer}, saved in {name}").format(answer=label, name=capture.saved_in)
        return label


def _thumbnail(frame: Frame) -> QImage:
    height, width = frame.picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = frame.picture[top : top + side, left : left + side]
    small = cv2.resize(square, (THUMBNAIL_SIDE, THUMBNAIL_SIDE), interpolation=cv2.INTER_AREA)
    return as_image(np.asarray(small, np.uint8))
