"""What the inference panel says while no model answers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.ui.errors import show_error
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.labels import Caption, Heading
from shoeclassifier_gui.ui.widgets.notice import Notice
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine


class ModelState(QWidget):
    """No model and how to get one, a model being loaded, or why it could not be."""

    train_requested = Signal()
    dataset_requested = Signal()

    def __init__(
        self,
        prediction: PredictionService,
        library: LibraryService,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._prediction = prediction
        self._library = library
        self._build()
        self._lay_out()
        self._train_button.clicked.connect(self.train_requested)
        self._dataset_button.clicked.connect(self.dataset_requested)
        prediction.model_changed.connect(self._update)
        prediction.failed.connect(self._show_failure)
        library.changed.connect(self._update)
        self._update()

    @property
    def wanted(self) -> bool:
        """Whether there is something to say."""
        return not self._prediction.ready

    def _build(self) -> None:
        self._sentence = Heading()
        self._sentence.setWordWrap(True)
        self._hint = Caption()
        self._train_button = Button(self.tr("Train"), "train")
        self._train_button.setObjectName("go_train")
        self._dataset_button = Button(self.tr("Choose pictures"), "dataset")
        self._dataset_button.setObjectName("go_dataset")
        self._loading = ProgressLine()
        self._loading.show_progress(self.tr("Loading your model …"), None)
        self._notice = Notice(closable=False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        parts = (self._notice, self._sentence, self._hint, self._loading)
        for part in parts:
            column.addWidget(part)
        for button in (self._train_button, self._dataset_button):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _update(self) -> None:
        prediction = self._prediction
        loading = prediction.loading
        has_project = self._library.state.project is not None
        if loading or prediction.ready:
            self._notice.hide()
        wanting = not loading and not prediction.ready
        invited = wanting and prediction.card is None
        self._loading.setVisible(loading)
        self._sentence.setVisible(invited)
        self._hint.setVisible(invited)
        self._train_button.setVisible(wanting and has_project)
        self._dataset_button.setVisible(invited and not has_project)
        self._sentence.setText(self.tr("I do not know any shoes yet."))
        self._hint.setText(self._how_to_get_one(has_project))

    def _how_to_get_one(self, has_project: bool) -> str:
        if not has_project:
            return self.tr(
                "Choose a folder of labelled photos, or the drawn sample, to learn from."
            )
        dataset = self._library.state.dataset
        if dataset is None:
            return self.tr("Train a model with the pictures of the open project.")
        return self.tr("Train a model with your {pictures} pictures of {classes} classes.").format(
            pictures=len(dataset.items), classes=len(dataset.classes)
        )

    def _show_failure(self, error: Exception) -> None:
        show_error(self._notice, error)
