"""What to collect, where, how many and under which licence."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shoeclassifier_gui.core.collect.found import CollectRequest
from shoeclassifier_gui.core.collect.services import Service
from shoeclassifier_gui.core.collect.terms import Wish, codes_for
from shoeclassifier_gui.services.collect import CollectOrder
from shoeclassifier_gui.ui.collect.class_rows import ClassRows
from shoeclassifier_gui.ui.collect.key_fields import KeyFields
from shoeclassifier_gui.ui.collect.list_field import ListField
from shoeclassifier_gui.ui.collect.wording import service_name, service_text, wish_name
from shoeclassifier_gui.ui.theme.tokens import CARD_GAP, GAP
from shoeclassifier_gui.ui.widgets.labels import Caption
from shoeclassifier_gui.ui.widgets.number_fields import NumberField

_MOST = 1000
_LARGEST_SIDE = 4000
_LEAST_SIDE = 32


class CollectForm(QWidget):
    """`changed` follows every edit; `service_chosen` the choice of another service."""

    changed = Signal()
    service_chosen = Signal(Service)

    def __init__(self, classes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ClassRows(classes)
        self.key_fields = KeyFields()
        self._list = ListField()
        self._build()
        self._lay_out()
        self._connect()
        self._show_service()

    @property
    def service(self) -> Service:
        """Where to look."""
        return Service(self._service.currentData())

    @property
    def is_ready(self) -> bool:
        """Whether everything is there that is needed."""
        match self.service:
            case Service.URLS:
                return self._list.file is not None
            case Service.NAVER:
                return bool(self.rows.wanted()) and self.key_fields.is_ready
            case _:
                return bool(self.rows.wanted())

    def order(self) -> CollectOrder:
        """What the form says."""
        service = self.service
        licences = codes_for(Wish(self._licence.currentData()))
        side = self._side.value()
        # Whoever wrote a list wants what stands in it.
        count = self._count.value() if service is not Service.URLS else None
        wanted = [(row.class_name, row.query) for row in self.rows.wanted()]
        if service is Service.URLS:
            wanted = wanted[:1] or [("", "")]
        is_naver = service is Service.NAVER
        return CollectOrder(
            service,
            tuple(CollectRequest(name, query, count, side, licences) for name, query in wanted),
            urls=self._list.file if service is Service.URLS else None,
            key=self.key_fields.key() if is_naver else None,
            keep_key=is_naver and self.key_fields.shall_be_kept,
        )

    def offer_list(self, path: Path) -> None:
        """Chooses a list of addresses, for example of what was dragged from a browser."""
        self._service.setCurrentIndex(self._service.findData(Service.URLS.value))
        self._list.take(str(path))

    def _build(self) -> None:
        self._service = self._choice("collect_service", self.tr("Where to look"))
        for service in Service:
            self._service.addItem(service_name(service), service.value)
        self._licence = self._choice("collect_licence", self.tr("Licence"))
        for wish in Wish:
            self._licence.addItem(wish_name(wish), wish.value)
        self._explanation = Caption()
        self._count = NumberField()
        self._count.setObjectName("collect_count")
        self._count.setRange(1, _MOST)
        self._count.setValue(50)
        self._count_part = QWidget()
        counting = self._titled(self.tr("Pictures of each &class"), self._count)
        counting.setContentsMargins(0, 0, 0, 0)
        self._count_part.setLayout(counting)
        self._side = NumberField()
        self._side.setObjectName("collect_side")
        self._side.setRange(_LEAST_SIDE, _LARGEST_SIDE)
        self._side.setValue(128)
        self._side.setSuffix(self.tr(" px"))

    def _choice(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        return box

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._titled(self.tr("&Where to look"), self._service))
        column.addWidget(self._explanation)
        column.addWidget(self.key_fields)
        column.addWidget(self._list)
        column.addSpacing(GAP)
        column.addWidget(self.rows)
        column.addSpacing(GAP)
        limits = QHBoxLayout()
        limits.setSpacing(CARD_GAP)
        limits.addWidget(self._count_part)
        limits.addLayout(self._titled(self.tr("&Shorter side at least"), self._side))
        limits.addLayout(self._titled(self.tr("&Licence"), self._licence), 1)
        column.addLayout(limits)

    def _titled(self, title: str, field: QWidget) -> QVBoxLayout:
        label = QLabel(title)
        label.setProperty("role", "caption")
        label.setBuddy(field)
        column = QVBoxLayout()
        column.setSpacing(GAP // 2)
        column.addWidget(label)
        column.addWidget(field)
        return column

    def _connect(self) -> None:
        self._service.currentIndexChanged.connect(self._choose_service)
        for part in (self.rows, self.key_fields, self._list):
            part.changed.connect(self.changed)

    def _choose_service(self) -> None:
        self._show_service()
        self.service_chosen.emit(self.service)
        self.changed.emit()

    def _show_service(self) -> None:
        service = self.service
        self._explanation.setText(service_text(service))
        self.key_fields.setVisible(service is Service.NAVER)
        self._list.setVisible(service is Service.URLS)
        self._count_part.setVisible(service is not Service.URLS)
        self.rows.show_queries(service is not Service.URLS)
        self._licence.setEnabled(service is not Service.NAVER)
        if service is Service.NAVER:
            self._licence.setCurrentIndex(0)
