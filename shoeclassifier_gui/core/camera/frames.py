"""A live picture, where it comes from, and the slot that holds the newest one."""

import threading
from dataclasses import dataclass
from typing import Protocol

from shoeclassifier_gui.core.pictures import Picture


@dataclass(frozen=True, slots=True)
class Shot:
    """What a source gives.

    Attributes:
        picture: RGB uint8 (height, width, 3), never mirrored.
        shown: The class that the source knows it shows; only drawn cameras know.
    """

    picture: Picture
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One live picture.

    Attributes:
        number: Unique in this process and growing, also from one source to the next.
        picture: RGB uint8 (height, width, 3), never mirrored; read-only, so that what is shown,
            classified and stored is the same.
        time: When it was read, in seconds of `time.monotonic`.
        shown: The class that the source knows it shows; only drawn cameras know.
    """

    number: int
    picture: Picture
    time: float
    shown: str | None = None


class FrameSource(Protocol):
    """Anything that gives live pictures. Used from one thread."""

    @property
    def name(self) -> str:
        """For people."""
        ...

    @property
    def interval(self) -> float:
        """Seconds from one picture to the next; 0 when `read` itself waits for the device."""
        ...

    @property
    def live(self) -> bool:
        """Whether pictures differ by nature: equal ones in a row mean a lost device."""
        ...

    def open(self) -> None:
        """Connects, or connects again.

        Raises:
            SourceError: It cannot be opened.
        """
        ...

    def read(self) -> Shot | None:
        """The next picture; None when there is none (the source is lost)."""
        ...

    def close(self) -> None:
        """Disconnects; may be called twice."""
        ...


class Mailbox:
    """One slot that holds the newest frame, so that delay cannot grow. Safe from any thread."""

    def __init__(self) -> None:
        self._filled = threading.Condition()
        self._frame: Frame | None = None

    def put(self, frame: Frame) -> None:
        """Replaces what is in the slot."""
        with self._filled:
            self._frame = frame
            self._filled.notify_all()

    def latest(self) -> Frame | None:
        """The newest frame; it stays in the slot."""
        with self._filled:
            return self._frame

    def wait_newer(self, number: int, timeout: float) -> Frame | None:
        """Waits for a frame with another number than `number`; None when time is up."""
        with self._filled:
            self._filled.wait_for(
                lambda: self._frame is not None and self._frame.number != number, timeout
            )
            frame = self._frame
        return frame if frame is not None and frame.number != number else None
