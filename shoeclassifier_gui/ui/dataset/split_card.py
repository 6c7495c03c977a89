"""How the pictures are divided into training, validation and test."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.resplit import SHARES, divide_again
from shoeclassifier_gui.core.dataset.split import Shares
from shoeclassifier_gui.services.leak import LeakService
from shoeclassifier_gui.services.library import READING, LibraryService
from shoeclassifier_gui.ui.dataset.leak_words import leak_sentences, share_name
from shoeclassifier_gui.ui.dataset.words import split_name
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import BAR_HEIGHT, GAP
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.elided_label import ElidedLabel
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.number_fields import ShareField
from shoeclassifier_gui.ui.widgets.percent import percent_text

# Places in the palette's list of colours that are safe for colour-blind eyes.
_COLOURS = {Split.TRAIN: 0, Split.VAL: 2, Split.TEST: 1}
_MARK = 10
_WHOLE = 100


class SplitCard(Card):
    """A bar in three colours, the counts in words, and the promise that goes with them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Split"))
        self._bar = _SplitBar()
        self._counts = {split: QLabel() for split in Split}
        self._left_out = Caption()
        self._left_out.setObjectName("left_out_count")
        self._promise = Caption()
        self._promise.setWordWrap(True)
        self._leak_words = Caption()
        self._leak_words.setObjectName("leak_words")
        self._leak_words.setWordWrap(True)
        self._shares = {split: _share_field(split) for split in Split}
        self._apply = Button(self.tr("Divide anew"))
        self._apply.setObjectName("apply_shares")
        self._editor = QWidget()
        self._editor.setVisible(False)
        self._library: LibraryService | None = None
        self._leak: LeakService | None = None
        self._shown_shares: Shares | None = None
        self._shown_counts: Mapping[Split, int] | None = None
        self._fill()

    def follow(self, library: LibraryService) -> None:
        """Measure the leak of what is open, and let the shares be changed."""
        self._library = library
        self._leak = LeakService(library, self)
        self._leak.changed.connect(self._show_leak)
        library.changed.connect(self._show_shares)
        self._apply.clicked.connect(self._request_shares)
        for field in self._shares.values():
            field.value_changed.connect(self._enable)
        self._editor.setVisible(True)
        self._show_shares()
        self._show_leak()

    def _show_shares(self) -> None:
        assert self._library is not None
        state = self._library.state
        settings = state.dataset.settings if state.dataset is not None else {}
        shares = Shares.parse(settings.get(SHARES, Shares().text))
        if shares != self._shown_shares:  # Else what a person is typing stays.
            self._shown_shares = shares
            for split, share in shares.as_dict().items():
                self._shares[split].set_value(round(share * 100))
        self._enable()
        self._show_state()

    def _enable(self) -> None:
        assert self._library is not None
        state = self._library.state
        total = sum(field.value() for field in self._shares.values())
        writable = state.dataset is not None and not state.read_only
        other = self._typed_shares() != self._shown_shares
        self._apply.setEnabled(writable and total == _WHOLE and other)
        text = ""
        if total != _WHOLE:
            text = self.tr("The three shares make {total} % instead of 100 %.")
        elif not other:
            # Dividing again would move pictures that nobody wanted to move.
            text = self.tr("Type other shares first: these are in use already.")
        self._apply.setToolTip(text.format(total=total))

    def _typed_shares(self) -> Shares | None:
        parts = [self._shares[split].value() / _WHOLE for split in Split]
        return Shares(*parts) if round(sum(parts) * _WHOLE) == _WHOLE else None

    def _request_shares(self) -> None:
        assert self._library is not None
        shares = self._typed_shares()
        if shares is not None:
            self._library.change(partial(divide_again, shares=shares))

    def _show_leak(self) -> None:
        leak = self._leak.leak if self._leak is not None else None
        self._leak_words.setText("\n".join(leak_sentences(leak)) if leak is not None else "")
        self._leak_words.setVisible(leak is not None)

    def show_counts(self, counts: Mapping[Split, int], left_out: int = 0) -> None:
        """Show how many pictures each part has, and how many serve none."""
        words = self.tr("1 picture is left out.")
        if left_out != 1:
            words = self.tr("{n} pictures are left out.")
        self._left_out.setText(words.format(n=number(left_out)))
        self._left_out.setVisible(left_out > 0)
        self._bar.show_counts(counts)
        self._shown_counts = counts
        self._show_state()

    def _show_state(self) -> None:
        """The counts in words; while there is no split yet, that it is still to come."""
        counts = self._shown_counts
        if counts is None:
            return
        is_read = self._library is not None and self._library.state.busy == READING
        comes = is_read and not counts[Split.VAL]
        self._promise.setText(self._promise_words(counts, comes=comes))
        total = max(1, sum(counts.values()))
        for split, label in self._counts.items():
            text = self.tr("{count} ({percent})") if not comes else self.tr("…")
            percent = percent_text(counts[split] / total)
            label.setText(text.format(count=number(counts[split]), percent=percent))

    def _promise_words(self, counts: Mapping[Split, int], *, comes: bool) -> str:
        if comes:
            return self.tr("The pictures are being read. They are divided after that.")
        if not counts[Split.VAL]:
            return self.tr("There are too few sessions to keep any for validation.")
        return self.tr("Pictures of one session stay on one side.")

    def _fill(self) -> None:
        legend = QGridLayout()
        legend.setHorizontalSpacing(GAP)
        legend.setVerticalSpacing(GAP // 2)
        legend.setColumnStretch(1, 1)
        for row, (split, count) in enumerate(self._counts.items()):
            legend.addWidget(_Mark(split), row, 0)
            legend.addWidget(QLabel(split_name(split)), row, 1)
            count.setProperty("role", "caption")
            legend.addWidget(count, row, 2, Qt.AlignmentFlag.AlignRight)
        self.content.addWidget(self._bar)
        self.content.addLayout(legend)
        self.content.addWidget(self._left_out)
        self.content.addWidget(self._promise)
        self.content.addWidget(self._leak_words)
        boxes = QGridLayout(self._editor)
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.setSpacing(GAP // 2)
        for column, (split, field) in enumerate(self._shares.items()):
            name = ElidedLabel(split_name(split))
            name.setProperty("role", "caption")
            boxes.addWidget(name, 0, column)
            boxes.addWidget(field, 1, column)
            boxes.setColumnStretch(column, 1)
        percent = QLabel("%")
        percent.setProperty("role", "caption")
        boxes.addWidget(percent, 1, len(self._shares))
        self.content.addWidget(self._editor)
        self.content.addWidget(self._apply)


class _SplitBar(QWidget):
    """Three parts of one bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Mapping[Split, int] = dict.fromkeys(Split, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[Split, int]) -> None:
        """Show other counts."""
        self._counts = counts
        text = self.tr("{train} pictures for training, {val} for validation, {test} for the test.")
        words = {split.value: number(count) for split, count in counts.items()}
        self.setAccessibleName(text.format(**words))
        self.update()

    def sizeHint(self) -> QSize:
        """Thin, as wide as it may be."""
        return QSize(120, BAR_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint part by part inside round ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = QPainterPath()
        radius = BAR_HEIGHT / 2
        ends.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(ends)
        total, left = max(1, sum(self._counts.values())), 0.0
        for split in Split:
            width = self.width() * self._counts[split] / total
            painter.fillRect(QRectF(left, 0, width, self.height()), QColor(_colour(split)))
            left += width
        painter.end()


class _Mark(QWidget):
    """The colour of a part, before its name."""

    def __init__(self, split: Split, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._split = split
        self.setFixedSize(_MARK, _MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a small round square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_colour(self._split)))
        painter.drawRoundedRect(self.rect(), 3, 3)
        painter.end()


def _share_field(split: Split) -> ShareField:
    field = ShareField(0 if split is Split.TEST else 1)
    field.setObjectName(f"share_{split.value}")
    field.setAccessibleName(share_name(split))
    field.setToolTip(share_name(split))
    return field


def _colour(split: Split) -> str:
    return current_theme().palette.classes[_COLOURS[split]]
