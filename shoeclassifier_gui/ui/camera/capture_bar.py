"""Below the preview: capture what is seen; then put it into a class, or go back to live."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from shoeclassifier_gui.ui.camera.class_picker import ClassPicker
from shoeclassifier_gui.ui.theme.tokens import GAP, PRIMARY_HEIGHT
from shoeclassifier_gui.ui.theme.tones import Tone
from shoeclassifier_gui.ui.widgets.buttons import Button, IconButton, PrimaryButton
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import KeyCap, set_tone
from shoeclassifier_gui.ui.widgets.sign import Sign


class CaptureBar(QWidget):
    """Two faces: live (Capture) and frozen (Back to live, class, Add to class)."""

    capture_requested = Signal()
    back_requested = Signal()
    add_requested = Signal(str)
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._frame: int | None = None
        self._build()
        self._lay_out()
        self._connect()
        self.show_live()

    @property
    def class_name(self) -> str:
        """The class that is chosen or typed."""
        return self._class_picker.currentText().strip()

    def set_classes(self, classes: Sequence[str], *, has_project: bool) -> None:
        """Offers the classes of the open project."""
        self._has_project = has_project
        if tuple(classes) != self._classes:
            self._classes = tuple(classes)
            self._class_picker.offer(classes)
        self._class_picker.setVisible(self._frozen and has_project and not self._saved_in)
        self._update_add()

    @property
    def can_capture(self) -> bool:
        """Whether there is a picture to capture."""
        return self._capture_button.isEnabled()

    def set_capture_enabled(self, enabled: bool) -> None:
        """There is a picture to capture."""
        self._capture_button.setEnabled(enabled)

    def show_live(self) -> None:
        """The face for live pictures."""
        self._frozen = False
        self._frame = None
        self._show(saved_in="")

    def show_frozen(self, frame: int, *, saved_in: str, saving: bool) -> None:
        """The face for a frozen picture.

        The class is the person's to choose. One that the model named, chosen beforehand, would go
        into the data with one click also where the model errs.

        Args:
            frame: Its number; what was chosen for another picture is forgotten.
            saved_in: The class that the picture was saved into already.
            saving: It is being saved now.
        """
        if frame != self._frame:
            self._class_picker.setEditText("")
        self._frozen = True
        self._frame = frame
        self._saving = saving
        self._show(saved_in)
        self._update_add()

    def choose_class(self, place: int) -> None:
        """Chooses the class with this place in the list, if there is one."""
        if self._frozen and place < len(self._classes):
            self._class_picker.setCurrentIndex(place)

    def request_add(self) -> None:
        """As a click on *Add to class*."""
        if self._add_button.isVisible() and self._add_button.isEnabled():
            self.add_requested.emit(self.class_name)

    def focus_class(self) -> None:
        """Lets the user type a class."""
        self._class_picker.setFocus()

    def minimumSizeHint(self) -> QSize:
        """The sign of *Back to live* says enough where its words have no room."""
        least = super().minimumSizeHint()
        words = self.fontMetrics().horizontalAdvance(self._back_button.text())
        return QSize(least.width() - words * self._frozen, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words where there is room for them."""
        super().resizeEvent(event)
        words = self.fontMetrics().horizontalAdvance(self._back_words)
        least = self.minimumSizeHint().width() + words * self._frozen
        self._back_button.setText(self._back_words if self.width() >= least else "")

    def _build(self) -> None:
        self._back_words = self.tr("Back to live")
        self._frozen = False
        self._has_project = False
        self._saved_in = ""
        self._saving = False
        self._capture_button = PrimaryButton(self.tr("Capture"), "capture")
        self._capture_button.setObjectName("capture")
        self._capture_key = KeyCap(self.tr("Space"))
        self._back_button = Button(self._back_words, "play")
        self._back_button.setAccessibleName(self._back_words)
        self._back_button.setObjectName("back_to_live")
        self._back_button.setToolTip(self.tr("Go back to live pictures (Esc)"))
        self._class_picker: ClassPicker = ClassPicker(self.tr("Class to add the picture to"))
        self._class_picker.setObjectName("class_picker")
        self._class_line = self._class_picker.line
        self._discard_button = IconButton("trash", self.tr("Discard this picture"))
        self._discard_button.setObjectName("discard_capture")
        self._add_button = PrimaryButton(self.tr("Add to class"), "plus")
        self._add_button.setObjectName("add_to_class")
        self._saved_sign = Sign("good", "good")
        self._saved = ElidedLabel()
        self._saved.setObjectName("saved_in")
        set_tone(self._saved, Tone.GOOD)
        buttons = (self._capture_button, self._back_button, self._discard_button, self._add_button)
        for button in buttons:
            # A click must not take Space away from the preview; Tab leads here.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        self.setMinimumHeight(PRIMARY_HEIGHT)  # Nothing above moves when its buttons change.
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._capture_button)
        row.addWidget(self._capture_key, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._back_button)
        row.addStretch(1)
        row.addWidget(self._discard_button)
        row.addWidget(self._class_picker)
        row.addWidget(self._add_button)
        row.addWidget(self._saved_sign)
        row.addWidget(self._saved)

    def _connect(self) -> None:
        self._capture_button.clicked.connect(self.capture_requested)
        self._back_button.clicked.connect(self.back_requested)
        self._add_button.clicked.connect(self.request_add)
        self._discard_button.clicked.connect(self.discard_requested)
        self._class_picker.editTextChanged.connect(self._update_add)
        self._class_line.returnPressed.connect(self.request_add)

    def _update_add(self) -> None:
        self._add_button.setEnabled(not self._saving)
        if self._saving:
            self._add_button.setText(self.tr("Saving …"))
        elif self._has_project and not self.class_name:
            self._add_button.setText(self.tr("Choose a class"))
        else:
            self._add_button.setText(self.tr("Add to class"))

    def _show(self, saved_in: str) -> None:
        self._saved_in = saved_in
        frozen, saved = self._frozen, bool(saved_in)
        self._capture_button.setVisible(not frozen)
        self._capture_key.setVisible(not frozen)
        self._back_button.setVisible(frozen)
        self._class_picker.setVisible(frozen and self._has_project and not saved)
        self._discard_button.setVisible(frozen and not saved)
        self._add_button.setVisible(frozen and not saved)
        self._saved_sign.setVisible(frozen and saved)
        self._saved.setVisible(frozen and saved)
        self._saved.setText(self.tr("Saved in “{name}”").format(name=saved_in) if saved else "")
