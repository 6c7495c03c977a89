"""The fields for a key of Naver."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.ui.theme.tokens import GAP
from shoeclassifier_gui.ui.widgets.labels import Caption


class KeyFields(QWidget):
    """Client id and secret; empty fields stand for the key that is kept."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_kept = False
        self._build()
        self._lay_out()
        self._id.textChanged.connect(self.changed)
        self._secret.textChanged.connect(self.changed)

    def key(self) -> NaverKey | None:
        """What was entered; None unless both fields are filled."""
        client_id, secret = self._id.text().strip(), self._secret.text().strip()
        return NaverKey(client_id, secret) if client_id and secret else None

    @property
    def is_ready(self) -> bool:
        """Whether there is a key, entered or kept."""
        return self.key() is not None or self._is_kept

    @property
    def shall_be_kept(self) -> bool:
        """Whether the user wants to have the key kept."""
        return self._keep.isEnabled() and self._keep.isChecked()

    def show_kept(self, kept: bool) -> None:
        """Say whether the keyring has a key."""
        self._is_kept = kept
        self._explanation.setText(
            self.tr("A key is kept in the system's keyring. Fill in both fields to replace it.")
            if kept
            else self.tr(
                "Register an application at developers.naver.com, allow it image search, and copy "
                "its client id and client secret here."
            )
        )
        self.changed.emit()

    def show_no_keyring(self, sentence: str) -> None:
        """Say why no key can be kept; it can still be used once."""
        self._explanation.setText(sentence)
        self._keep.setChecked(False)
        self._keep.setEnabled(False)

    def _build(self) -> None:
        self._id = QLineEdit()
        self._id.setObjectName("naver_id")
        self._id.setPlaceholderText(self.tr("Client id"))
        self._id.setAccessibleName(self.tr("Client id"))
        self._secret = QLineEdit()
        self._secret.setObjectName("naver_secret")
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setPlaceholderText(self.tr("Client secret"))
        self._secret.setAccessibleName(self.tr("Client secret"))
        self._keep = QCheckBox(self.tr("Keep the key in the system's keyring"))
        self._keep.setObjectName("naver_keep")
        self._keep.setChecked(True)
        self._explanation = Caption()
        self.show_kept(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._id, 1)
        row.addWidget(self._secret, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self._keep)
        column.addWidget(self._explanation)
