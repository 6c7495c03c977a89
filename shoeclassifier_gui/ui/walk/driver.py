"""Works a window through mouse and key events on widgets that can be seen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QSpinBox, QWidget

_LOOK_EVERY_MS = 20


class WalkFailed(Exception):  # noqa: N818 - what happened, in a sentence
    """Something that a user would expect did not come."""


class Driver:
    """The hands and eyes of a user.

    Args:
        window: Whose widgets are worked.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def find(self, name: str) -> QWidget | None:
        """The widget of that object name that can be seen, or None."""
        found = self._window.findChildren(QWidget, name)
        return next((widget for widget in found if widget.isVisible()), None)

    def click(self, name: str, *, seconds: float = 10) -> None:
        """Clicks the middle of a widget, as soon as it can be seen and is enabled.

        Raises:
            WalkFailed: It did not become so in time.
        """
        widget = self.find_ready(name, seconds)
        place = widget.rect().center()
        for kind, pressed in (
            (QEvent.Type.MouseMove, Qt.MouseButton.NoButton),
            (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            self._send_mouse(widget, kind, place, pressed)

    def press(
        self,
        name: str,
        key: Qt.Key,
        text: str = "",
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Gives a widget the focus and presses a key in it.

        Raises:
            WalkFailed: It did not become visible and enabled in time.
        """
        widget = self.find_ready(name, 10)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))

    def type_number(self, name: str, number: int) -> None:
        """Replaces what stands in a number field.

        Raises:
            WalkFailed: The field does not take the number.
        """
        self.press(name, Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
        for digit in str(number):
            self.press(name, Qt.Key(ord(digit)), digit)
        self.press(name, Qt.Key.Key_Return)
        field = self.find(name)
        if not isinstance(field, QSpinBox) or field.value() != number:
            raise WalkFailed(f"The field {name} does not take {number}.")

    def wait(self, what: str, condition: Callable[[], bool], seconds: float) -> None:
        """Lets the program work until a condition holds.

        Raises:
            WalkFailed: Time is up; the sentence names `what`.
        """
        loop = QEventLoop()
        look, limit = QTimer(), QTimer()
        limit.setSingleShot(True)

        def check() -> None:
            if condition():
                loop.exit(0)

        def give_up() -> None:
            loop.exit(1)

        look.timeout.connect(check)
        limit.timeout.connect(give_up)
        look.start(_LOOK_EVERY_MS)
        limit.start(int(seconds * 1000))
        late = loop.exec()
        look.stop()
        limit.stop()
        if late and not condition():
            raise WalkFailed(f"{what} did not come within {seconds:.0f} s.")

    def rest(self, seconds: float) -> None:
        """Lets the program work for a while."""
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def colours_in(self, name: str) -> int:
        """How many different colours a widget shows: a picture has hundreds, a surface few.

        Raises:
            WalkFailed: It cannot be seen.
        """
        image = self.find_ready(name, 10).grab().toImage()
        step = max(1, image.width() // 64)
        return len(
            {
                image.pixel(x, y)
                for x in range(0, image.width(), step)
                for y in range(0, image.height(), step)
            }
        )

    def words_in(self, name: str) -> str:
        """What a widget and its parts say, as far as it can be seen.

        Raises:
            WalkFailed: It cannot be seen.
        """
        widget = self.find_ready(name, 10)
        parts = [widget, *widget.findChildren(QLabel)]
        labels = [part for part in parts if isinstance(part, QLabel) and part.isVisible()]
        return " ".join([widget.accessibleName(), *(label.text() for label in labels)])

    def share_of_colour(self, name: str, colour: str) -> float:
        """Which share of a widget has a colour: lines and bars of a chart are painted in one.

        Raises:
            WalkFailed: It cannot be seen.
        """
        image = self.find_ready(name, 10).grab().toImage()
        wanted = QColor(colour).rgb()
        spots = [(x, y) for x in range(image.width()) for y in range(image.height())]
        return sum(image.pixel(x, y) == wanted for x, y in spots) / max(1, len(spots))

    def photograph(self, path: Path) -> None:
        """Saves what the window shows."""
        self.rest(0.6)  # Animations end, thumbnails come.
        path.parent.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(path))

    def find_ready(self, name: str, seconds: float = 10) -> QWidget:
        """The widget of that object name, as soon as it can be seen and is enabled.

        Raises:
            WalkFailed: It did not become so in time.
        """

        def usable() -> bool:
            widget = self.find(name)
            return widget is not None and widget.isEnabled()

        self.wait(f"The control {name}", usable, seconds)
        widget = self.find(name)
        assert widget is not None
        _scroll_to(widget)
        return widget

    def _send_mouse(
        self, widget: QWidget, kind: QEvent.Type, place: QPoint, pressed: Qt.MouseButton
    ) -> None:
        # The event goes to what lies there on the screen, which an overlay may have covered.
        target = widget.childAt(place) or widget
        local = QPointF(target.mapFrom(widget, place))
        button = (
            Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        )
        place_on_screen = QPointF(target.mapToGlobal(local.toPoint()))
        event = QMouseEvent(
            kind, local, place_on_screen, button, pressed, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(target, event)


def _scroll_to(widget: QWidget) -> None:
    """Brings a widget into view, as a user turns the wheel."""
    above: QWidget | None = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
