"""Says that pretrained weights are missing, and offers the three ways on."""

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from shoeclassifier_gui.core.download import DownloadProgress
from shoeclassifier_gui.services.weights import WeightsKnown, WeightsService
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.train.start_knob import ask_for_weights
from shoeclassifier_gui.ui.widgets.buttons import Button
from shoeclassifier_gui.ui.widgets.card import Card
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.progress_line import ProgressLine
from shoeclassifier_gui.ui.widgets.sizes import size_text


class WeightsPanel(Card):
    """Nothing is downloaded before `weights_download` and then `weights_download_agree`."""

    scratch_requested = Signal()
    network_requested = Signal(str)

    def __init__(
        self, weights: WeightsService, parent: QWidget | None = None, *, for_training: bool = True
    ) -> None:
        super().__init__("", parent)
        self._for_training = for_training
        self._weights = weights
        self._known: WeightsKnown | None = None
        self._dense_layers = False
        self._instead: WeightsKnown | None = None
        self._build()
        self._arrange()
        self._connect()
        self._show_choices()

    def show_missing(
        self, known: WeightsKnown, *, dense_layers: bool, instead: WeightsKnown | None
    ) -> None:
        """Offer ways to the weights of a network.

        Args:
            known: The network.
            dense_layers: Its dense layers are wanted, too, for the classic head.
            instead: Another network, whose weights are on this machine; None where there is none.
        """
        if (known, dense_layers, instead) == (self._known, self._dense_layers, self._instead):
            return
        self._known, self._dense_layers, self._instead = known, dense_layers, instead
        self._show_instead()
        size = size_text(known.size)
        self.set_title(self._title(known))
        self._download_button.setText(self.tr("Download them ({size})").format(size=size))
        self._question.setText(
            self.tr(
                "This fetches {size} once from {server}. It is the only thing that uses the "
                "network; no picture leaves this machine."
            ).format(size=size, server=urlsplit(known.url).hostname or self.tr("pytorch.org"))
        )
        self._agree_button.setText(self.tr("Download {size} now").format(size=size))
        if not self._weights.busy:
            self._show_choices()

    def _title(self, known: WeightsKnown) -> str:
        text = self.tr("There are no ImageNet weights for {network} on this machine.")
        if known.path is not None:
            text = self.tr(
                "The weights for {network} on this machine lack the classic dense layers."
            )
        return text.format(network=known.backbone)

    def _build(self) -> None:
        self._choices = QWidget()
        self._agreement = QWidget()
        self._question = Caption()
        self._progress = ProgressLine(stoppable=True)
        self._instead_button = self._named(Button(), "weights_instead")
        self._instead_reason = Caption(
            self.tr("Its ImageNet weights are on this machine: you can start at once.")
        )
        self._download_button = self._named(Button("", "import"), "weights_download")
        self._file_button = self._named(Button(self.tr("Use a file I have…")), "weights_file")
        self._scratch_button = self._named(Button(self.tr("Train from scratch")), "weights_scratch")
        self._agree_button = self._named(Button(), "weights_download_agree")
        self._cancel_button = self._named(Button(self.tr("Not now")), "weights_download_cancel")

    def _named(self, button: QPushButton, name: str) -> QPushButton:
        button.setObjectName(name)
        return button

    def _arrange(self) -> None:
        self._lay_out_choices()
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._agree_button)
        row.addWidget(self._cancel_button)
        row.addStretch(1)
        column = QVBoxLayout(self._agreement)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._question)
        column.addLayout(row)
        for part in (self._choices, self._agreement, self._progress):
            self.content.addWidget(part)

    def _lay_out_choices(self) -> None:
        grid = QGridLayout(self._choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(CARD_GAP)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        reasons = (
            self.tr("Best results with few pictures; needs the internet once.")
            if self._for_training
            else self.tr("Needs the internet once."),
            self.tr("A torchvision file (.pth, .pt, .safetensors) of this network."),
            self.tr(
                "A smaller plan at 64 px that needs no weights; not as sure with few pictures."
            ),
        )
        buttons = (self._download_button, self._file_button, self._scratch_button)
        grid.addWidget(self._instead_button, 0, 0)
        grid.addWidget(self._instead_reason, 0, 1)
        self._instead_button.setAccessibleDescription(self._instead_reason.text())
        for row, (button, reason) in enumerate(zip(buttons, reasons, strict=True), 1):
            button.setAccessibleDescription(reason)
            grid.addWidget(button, row, 0)
            caption = Caption(reason)
            grid.addWidget(caption, row, 1)
            for part in (button, caption):
                part.setVisible(self._for_training or button is not self._scratch_button)

    def _connect(self) -> None:
        self._download_button.clicked.connect(self._ask)
        self._cancel_button.clicked.connect(self._show_choices)
        self._agree_button.clicked.connect(self._download)
        self._file_button.clicked.connect(self._import_file)
        self._scratch_button.clicked.connect(self.scratch_requested)
        self._instead_button.clicked.connect(self._choose_instead)
        self._progress.stop_requested.connect(self._weights.stop)
        self._weights.progressed.connect(self._show_progress)
        self._weights.ended.connect(self._show_choices)

    def _show_instead(self) -> None:
        name = self._instead.backbone if self._instead is not None else ""
        self._instead_button.setText(self.tr("Use {network} instead").format(network=name))
        for part in (self._instead_button, self._instead_reason):
            part.setVisible(bool(name))

    def _choose_instead(self) -> None:
        if self._instead is not None:
            self.network_requested.emit(self._instead.backbone)

    def _ask(self) -> None:
        self._show_part(self._agreement)
        self._agree_button.setFocus()

    def _download(self) -> None:
        if self._known is not None:
            self._progress.show_progress(self.tr("Asking the server…"), None)
            self._show_part(self._progress)
            self._weights.fetch(self._known.backbone, dense_layers=self._dense_layers)

    def _import_file(self) -> None:
        file = ask_for_weights(self)
        if file and self._known is not None:
            name = Path(file).name
            self._progress.show_progress(self.tr("Reading {file}…").format(file=name), None)
            self._show_part(self._progress)
            self._weights.import_file(
                Path(file), self._known.backbone, dense_layers=self._dense_layers
            )

    def _show_progress(self, progress: DownloadProgress) -> None:
        share = progress.done / progress.total if progress.total else None
        if share is not None and share >= 1:
            self._progress.show_progress(self.tr("Checking and keeping the weights…"), None)
            return
        text = self.tr("{done} of {total} downloaded")
        if not progress.total:
            text = self.tr("{done} downloaded")
        text = text.format(done=size_text(progress.done), total=size_text(progress.total))
        self._progress.show_progress(text, share)

    def _show_choices(self) -> None:
        self._show_part(self._choices)

    def _show_part(self, shown: QWidget) -> None:
        for part in (self._choices, self._agreement, self._progress):
            part.setVisible(part is shown)
