"""What an import will do, in words, before it does it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from shoeclassifier_gui.core.importing.plan import ImportPlan
from shoeclassifier_gui.ui.importing import words
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption, SectionHeading

_LIST_HEIGHT = 96


class ImportPreview(Card):
    """How many, which classes, how much room, and what is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What will happen"), parent)
        self._summary = SectionHeading()
        self._summary.setObjectName("import_summary")
        self._classes = Caption()
        self._room = Caption()
        self._left_out = QPlainTextEdit()
        self._left_out.setObjectName("import_left_out")
        self._left_out.setReadOnly(True)
        self._left_out.setFixedHeight(_LIST_HEIGHT)
        self._left_out.setAccessibleName(self.tr("What is left out"))
        self._left_out.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        for part in (self._summary, self._classes, self._room, self._left_out):
            self.content.addWidget(part)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show another plan."""
        self._summary.setText(words.summary(plan))
        self._classes.setText(words.classes(plan))
        self._classes.setVisible(bool(plan.counts))
        self._room.setText(words.room(plan))
        self._room.setVisible(bool(plan.total))
        lines = words.left_out(plan)
        self._left_out.setPlainText("\n".join(lines))
        self._left_out.setVisible(bool(lines))
