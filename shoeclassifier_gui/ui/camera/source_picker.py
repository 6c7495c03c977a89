"""The list of sources: cameras by name, the demo camera, files, folders and streams."""

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFileDialog, QSizePolicy, QWidget

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind, file_choice
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.ui.camera.stream_dialog import StreamDialog
from shoeclassifier_gui.ui.theme.icons import themed_icon

_ICONS = {
    SourceKind.CAMERA: "camera",
    SourceKind.VIDEO: "film",
    SourceKind.FOLDER: "image",
    SourceKind.STREAM: "network",
    SourceKind.DEMO: "sample",
}
_DEMO = SourceChoice(SourceKind.DEMO)
_WIDTH = 184


class _Ask(Enum):
    """Entries that ask for more before there is a source."""

    VIDEO = "video"
    FOLDER = "folder"
    STREAM = "stream"


class SourcePicker(QComboBox):
    """Shows the service's choice and changes it; looks for cameras each time it opens."""

    chosen = Signal(SourceChoice)

    def __init__(self, camera: CameraService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._cameras: tuple[SourceChoice, ...] = ()
        self._entries: list[SourceChoice | _Ask | None] = []
        self.setObjectName("source_picker")
        self.setAccessibleName(self.tr("Source of pictures"))
        self.setPlaceholderText(self.tr("Choose a source"))
        self.setMinimumWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fill()
        self.activated.connect(self._follow)
        camera.cameras_listed.connect(self._take_cameras)
        camera.choice_changed.connect(self._fill)

    @property
    def cameras(self) -> tuple[SourceChoice, ...]:
        """The cameras found last."""
        return self._cameras

    def showPopup(self) -> None:  # noqa: N802 (Qt's name)
        """Look for cameras that were plugged in meanwhile, and open."""
        self._camera.list_cameras()
        super().showPopup()
        view = self.view()
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        cut = view.verticalScrollBar().maximum()
        # Qt forgets the style sheet's padding of the list, and cuts the last entry in half.
        view.window().resize(view.window().width(), view.window().height() + cut)

    def _take_cameras(self, cameras: tuple[SourceChoice, ...]) -> None:
        if cameras != self._cameras:
            self._cameras = cameras
            self._fill()

    def _fill(self) -> None:
        self.clear()
        self._entries = []
        for choice in self._sources():
            self._add(choice, choice.name, _ICONS[choice.kind])
        self.insertSeparator(self.count())
        self._entries.append(None)
        self._add(_Ask.VIDEO, self.tr("Video file…"), "film")
        self._add(_Ask.FOLDER, self.tr("Folder of pictures…"), "image")
        self._add(_Ask.STREAM, self.tr("Stream address…"), "network")
        self._select_present()

    def _sources(self) -> list[SourceChoice]:
        present = self._camera.choice
        sources = [*self._cameras, _DEMO]
        if present is not None and present not in sources:
            sources.insert(0, present)
        return sources

    def _add(self, entry: SourceChoice | _Ask, text: str, icon_name: str) -> None:
        self.addItem(themed_icon(icon_name), text)
        self._entries.append(entry)

    def _select_present(self) -> None:
        present = self._camera.choice
        self.setCurrentIndex(self._entries.index(present) if present is not None else -1)
        self.setToolTip(present.name if present is not None else "")

    def _follow(self, row: int) -> None:
        match self._entries[row]:
            case SourceChoice() as choice:
                self.chosen.emit(choice)
                return
            case _Ask.VIDEO:
                self._ask_for_video()
            case _Ask.FOLDER:
                self._ask_for_folder()
            case _Ask.STREAM:
                self._ask_for_address()
        # Whatever becomes of the question, the list shows the source that is open.
        self._select_present()

    def _ask_for_video(self) -> None:
        dialog = self._file_dialog(self.tr("Choose a video"), "video_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        videos = self.tr("Videos (*.mp4 *.avi *.mov *.mkv *.webm *.m4v *.mpg *.mjpeg)")
        dialog.setNameFilters([videos, self.tr("All files (*)")])
        dialog.fileSelected.connect(self._choose_video)
        dialog.open()

    def _ask_for_folder(self) -> None:
        dialog = self._file_dialog(self.tr("Choose a folder of pictures"), "picture_folder_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._choose_folder)
        dialog.open()

    def _ask_for_address(self) -> None:
        dialog = StreamDialog(self.window())
        dialog.chosen.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _file_dialog(self, title: str, name: str) -> QFileDialog:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = QFileDialog(self.window(), title, place)
        dialog.setObjectName(name)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _choose_video(self, path: str) -> None:
        self.chosen.emit(file_choice(SourceKind.VIDEO, Path(path)))

    def _choose_folder(self, path: str) -> None:
        self.chosen.emit(file_choice(SourceKind.FOLDER, Path(path)))
