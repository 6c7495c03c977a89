"""What is dragged or pasted becomes files to import, or addresses to pass on."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.pictures import read_picture
from shoeclassifier_gui.ui.importing.drop import DropTarget

_ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def urls(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def image() -> QImage:
    picture = QImage(6, 4, QImage.Format.Format_RGB32)
    picture.fill(QColor("#20FF40"))
    return picture


def drag(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(5, 5), _ACTIONS, data, buttons, keys)
    QApplication.sendEvent(widget, event)
    return event


def drop(widget: QWidget, data: QMimeData) -> QDropEvent:
    drag(widget, data)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), _ACTIONS, data, buttons, keys)
    QApplication.sendEvent(widget, event)
    return event


def test_dropped_files_are_copied_never_moved(
    widget: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    target = DropTarget(widget)
    data = urls(QUrl.fromLocalFile(str(tmp_path / "운동화 1.jpg")).toString())
    with qtbot.waitSignal(target.hovered) as hovered:
        assert drag(widget, data).isAccepted()
    assert hovered.args == [True]
    with qtbot.waitSignal(target.paths_dropped) as dropped:
        assert drop(widget, data).dropAction() is Qt.DropAction.CopyAction
    assert dropped.args == [[tmp_path / "운동화 1.jpg"]]


def test_web_addresses_are_passed_on(widget: QWidget, qtbot: QtBot) -> None:
    target = DropTarget(widget)
    with qtbot.waitSignal(target.urls_dropped) as dropped:
        drop(widget, urls("https://example.org/boot.jpg", "ftp://example.org/x.jpg"))
    assert dropped.args == [["https://example.org/boot.jpg"]]


def test_a_dragged_picture_becomes_a_file(widget: QWidget, qtbot: QtBot) -> None:
    target = DropTarget(widget)
    data = urls("https://example.org/boot.jpg")
    data.setImageData(image())
    with qtbot.waitSignal(target.paths_dropped) as dropped:
        drop(widget, data)
    (path,) = dropped.args[0]
    assert read_picture(path).shape == (4, 6, 3)
    assert read_picture(path)[0, 0].tolist() == [0x20, 0xFF, 0x40]


def test_the_clipboard_is_pasted(widget: QWidget, qtbot: QtBot) -> None:
    target = DropTarget(widget)
    QGuiApplication.clipboard().setText("no picture")
    assert not target.paste()
    QGuiApplication.clipboard().setImage(image())
    with qtbot.waitSignal(target.paths_dropped):
        assert target.paste()


def test_text_is_not_accepted(widget: QWidget) -> None:
    DropTarget(widget)
    data = QMimeData()
    data.setText("boots")
    assert not drag(widget, data).isAccepted()
