"""The dialog for collecting, worked with mouse and keys over stand-in services."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.collect.naver import NaverKey
from shoeclassifier_gui.core.collect.refusals import CollectError, Reason
from shoeclassifier_gui.core.collect.services import Service
from shoeclassifier_gui.core.collect.terms import Wish, codes_for
from shoeclassifier_gui.core.dataset.changes import Change, Kind
from shoeclassifier_gui.core.dataset.history import Menu
from shoeclassifier_gui.services.collect import ClassProgress, CollectState
from shoeclassifier_gui.ui.collect.dialog import CollectDialog
from shoeclassifier_gui.ui.collect.wording import refusal_text
from shoeclassifier_gui.ui.theme.theme import current_theme
from tests.ui.collect.bench import (
    Collector,
    Library,
    choose,
    click,
    labels,
    part,
    result,
    said,
    visible,
)

# Lists that drop down ask the offscreen platform for what it has not.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
def dialog(
    collector: Collector, library: Library, qapp: QApplication, qtbot: QtBot
) -> CollectDialog:
    current_theme().apply(qapp)

    def rest(_: QWidget) -> None:
        collector.state = CollectState()

    dialog = CollectDialog(collector, library)  # type: ignore[arg-type]
    qtbot.addWidget(dialog, before_close_func=rest)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_nothing_is_asked_before_start_is_clicked(
    dialog: CollectDialog, collector: Collector
) -> None:
    assert collector.looks == 0
    assert not collector.orders
    assert not visible(dialog, "collect_stop")
    click(dialog, "collect_start")
    assert len(collector.orders) == 1


def test_each_row_becomes_a_request(dialog: CollectDialog, collector: Collector) -> None:
    QTest.keyClicks(part(dialog, QLineEdit, "collect_query"), "winter boot")
    QTest.keyClick(part(dialog, QLineEdit, "collect_query"), Qt.Key.Key_Return)
    assert not collector.orders  # Enter in a field is no click.
    click(dialog, "add_class")
    part(dialog, QSpinBox, "collect_count").setValue(20)
    part(dialog, QSpinBox, "collect_side").setValue(200)
    choose(dialog, "collect_licence", "public-domain")
    click(dialog, "collect_start")
    order = collector.orders[0]
    assert order.service is Service.OPENVERSE
    assert [(r.class_name, r.query) for r in order.requests] == [
        ("boot", "winter boot"),
        ("sandal", "sandal"),
    ]
    first = order.requests[0]
    assert (first.count, first.minimal_side, first.licences) == (
        20,
        200,
        codes_for(Wish.PUBLIC_DOMAIN),
    )
    assert not order.allow_private


def test_a_row_can_name_a_new_class_and_be_removed(
    dialog: CollectDialog, collector: Collector, qtbot: QtBot
) -> None:
    remove = dialog.findChildren(QToolButton)
    assert not any(b.isVisible() for b in remove if b.accessibleName() == "Remove this class")
    click(dialog, "add_class")
    first = dialog.findChildren(QComboBox, "collect_class")[0]
    first.setCurrentText(" clog ")
    button = next(
        b for b in dialog.findChildren(QToolButton) if b.accessibleName() == "Remove this class"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    click(dialog, "collect_start")
    assert [r.class_name for r in collector.orders[0].requests] == ["sandal"]


def test_start_needs_a_class_and_a_project_that_can_be_written_to(
    dialog: CollectDialog, library: Library
) -> None:
    start = part(dialog, QPushButton, "collect_start")
    assert start.isEnabled()
    part(dialog, QComboBox, "collect_class").setCurrentText("")
    assert not start.isEnabled()
    part(dialog, QComboBox, "collect_class").setCurrentText("boot")
    library.show(read_only=True)
    assert not start.isEnabled()


def test_naver_needs_a_key_that_the_keyring_may_have(
    dialog: CollectDialog, collector: Collector
) -> None:
    start = part(dialog, QPushButton, "collect_start")
    choose(dialog, "collect_service", "naver")
    assert collector.looks == 1
    assert not start.isEnabled()
    assert not part(dialog, QComboBox, "collect_licence").isEnabled()
    collector.key_found.emit(True)
    assert start.isEnabled()
    QTest.keyClicks(part(dialog, QLineEdit, "naver_id"), "me")
    secret = part(dialog, QLineEdit, "naver_secret")
    QTest.keyClicks(secret, "s3")
    assert secret.displayText() != "s3"
    click(dialog, "collect_start")
    assert collector.orders[0].key == NaverKey("me", "s3")
    assert collector.orders[0].keep_key


def test_without_a_keyring_the_key_is_used_once(
    dialog: CollectDialog, collector: Collector
) -> None:
    choose(dialog, "collect_service", "naver")
    collector.key_failed.emit(CollectError("There is no store.", "Open it."))
    assert any(label.text() == "There is no store. Open it." for label in labels(dialog))
    assert not part(dialog, QCheckBox, "naver_keep").isEnabled()
    QTest.keyClicks(part(dialog, QLineEdit, "naver_id"), "me")
    QTest.keyClicks(part(dialog, QLineEdit, "naver_secret"), "s3")
    click(dialog, "collect_start")
    assert not collector.orders[0].keep_key


def test_a_list_is_chosen_by_file_and_may_say_the_classes(
    dialog: CollectDialog, collector: Collector, tmp_path: Path
) -> None:
    choose(dialog, "collect_service", "urls")
    assert not part(dialog, QPushButton, "collect_start").isEnabled()
    click(dialog, "choose_list")
    files = part(dialog, QFileDialog, "list_dialog")
    (tmp_path / "list.csv").touch()
    files.fileSelected.emit(str(tmp_path / "list.csv"))
    files.reject()
    part(dialog, QComboBox, "collect_class").setCurrentText("")
    click(dialog, "collect_start")
    order = collector.orders[0]
    assert order.urls == tmp_path / "list.csv"
    assert [r.class_name for r in order.requests] == [""]
    assert [r.count for r in order.requests] == [None]  # All of them.
    assert not part(dialog, QWidget, "collect_count").isVisible()


def test_progress_shows_each_class_and_what_came(
    dialog: CollectDialog, collector: Collector, qtbot: QtBot
) -> None:
    click(dialog, "add_class")
    click(dialog, "collect_start")
    image = QImage(96, 72, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    for _ in range(3):
        collector.arrived.emit("boot", image)
    collector.show(
        CollectState(
            running=True,
            classes=(
                ClassProgress("boot", 12, 50, ended=True),
                ClassProgress("sandal", 3, 50),
            ),
            refused={Reason.TOO_SMALL: 2},
        )
    )
    qtbot.waitUntil(lambda: "3 of 50" in [label.text() for label in labels(dialog)])
    texts = [label.text() for label in labels(dialog)]
    assert "12 of 50: there are no more" in texts
    assert "Searching and fetching. 2 pictures were left out so far." in texts
    pictures = part(dialog, QListWidget, "collected_pictures")
    assert pictures.count() == 3
    assert pictures.item(0).toolTip() == "boot"
    assert not visible(dialog, "collect_start")
    click(dialog, "collect_stop")
    assert collector.stops == 1
    assert not part(dialog, QPushButton, "collect_stop").isEnabled()


def test_the_summary_says_what_came_and_undo_takes_it_back(
    dialog: CollectDialog, collector: Collector, library: Library
) -> None:
    click(dialog, "collect_start")
    refused = {Reason.DUPLICATE: 4, Reason.TOO_SMALL: 1}
    collector.end(result(12, library, refused=refused))
    text = said(dialog)
    assert "12 pictures were collected." in text
    assert "4 were left out: the project has them already." in text
    assert "One was left out: it is too small." in text
    assert text.index("4 were") < text.index("One was")
    assert not visible(dialog, "collect_undo")  # The library reads first.
    library.show(menu=Menu(undo=Change(Kind.COLLECT)))
    assert visible(dialog, "collect_undo")
    library.show(menu=Menu(undo=Change(Kind.DELETE)))
    assert not visible(dialog, "collect_undo")
    library.show(menu=Menu(undo=Change(Kind.COLLECT)))
    click(dialog, "collect_undo")
    assert library.undone == 1
    assert not visible(dialog, "collect_undo")
    assert visible(dialog, "collect_start")


def test_after_a_collection_another_one_can_begin(
    dialog: CollectDialog, collector: Collector, library: Library
) -> None:
    click(dialog, "collect_start")
    collector.end(result(3, library))
    assert not visible(dialog, "collect_start")
    click(dialog, "collect_more")
    assert not said(dialog)
    click(dialog, "collect_start")
    assert len(collector.orders) == 2


@pytest.mark.parametrize(
    ("kept", "stopped", "sentence"),
    [
        (0, False, "No picture was collected."),
        (1, False, "One picture was collected."),
        (1, True, "One picture was collected before you stopped."),
        (3, True, "3 pictures were collected before you stopped."),
    ],
)
def test_singular_and_plural(
    dialog: CollectDialog,
    collector: Collector,
    library: Library,
    kept: int,
    stopped: bool,
    sentence: str,
) -> None:
    click(dialog, "collect_start")
    collector.end(result(kept, library, stopped=stopped))
    assert sentence in said(dialog).splitlines()


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_sentence(reason: Reason) -> None:
    assert refusal_text(reason, 1).startswith("One was left out: ")
    assert refusal_text(reason, 12).startswith("12 were left out: ")


def test_a_failure_is_said_and_can_be_tried_again(
    dialog: CollectDialog, collector: Collector
) -> None:
    click(dialog, "collect_start")
    collector.show(replace(collector.state, running=False))
    collector.failed.emit(CollectError("Openverse does not answer.", "Try again later."))
    assert "Openverse does not answer." in said(dialog)
    click(dialog, "collect_start")  # What was filled in stands there still.
    assert not said(dialog)
    assert len(collector.orders) == 2


def test_escape_stops_first_and_closes_then(dialog: CollectDialog, collector: Collector) -> None:
    click(dialog, "collect_start")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert collector.stops == 1
    dialog.close()
    assert dialog.isVisible()
    collector.show(CollectState())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
