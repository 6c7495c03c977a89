"""Selecting, labelling, moving and deleting pictures on the Dataset page, by mouse and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QInputDialog,
    QLineEdit,
    QMenu,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.changes import FactName, Kind, Move
from shoeclassifier_gui.core.dataset.facts import Facts
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from tests.ui.dataset.bench import (
    CLASSES,
    CTRL,
    NONE,
    SHIFT,
    Library,
    an_item,
    centre,
    class_list,
    click_row,
    drop,
    find,
    grid,
    open_menu,
    pictures,
    selected,
    sources,
    trigger,
    words,
)

# Menus want what an unseen window cannot give.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_shift_control_and_control_a_select_many(page: DatasetPage) -> None:
    click_row(grid(page), 1)
    click_row(grid(page), 3, SHIFT)
    assert selected(page) == [1, 2, 3]
    click_row(grid(page), 2, CTRL)
    click_row(grid(page), 6, CTRL)
    assert selected(page) == [1, 3, 6]
    assert "3 selected" in words(page)
    QTest.keyClick(grid(page), Qt.Key.Key_A, CTRL)
    assert selected(page) == list(range(12))


def test_a_rubber_band_selects_what_it_touches(page: DatasetPage) -> None:
    view = grid(page)
    side = view.gridSize().width()
    start = QPoint(side - 3, side - 3)
    assert not view.indexAt(start).isValid()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, NONE, start)
    for step in (20, 60, side):
        QTest.mouseMove(view.viewport(), start + QPoint(step, step))
    end = start + QPoint(side, side)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, NONE, end)
    assert len(selected(page)) >= 2


def test_a_number_gives_what_is_selected_the_class_of_that_number(
    page: DatasetPage, library: Library
) -> None:
    click_row(grid(page), 0)
    click_row(grid(page), 1, CTRL)
    QTest.keyClick(grid(page), Qt.Key.Key_2)
    assert [change.kind for change in library.changes] == [Kind.MOVE]
    assert [(move.source, move.target) for move in library.changes[0].moves] == [
        ("boot/0.png", "loafer/0.png"),
        ("boot/1.png", "loafer/1.png"),
    ]
    QTest.keyClick(grid(page), Qt.Key.Key_9)
    assert len(library.changes) == 1


def test_delete_moves_to_the_trash(page: DatasetPage, library: Library) -> None:
    click_row(grid(page), 4)
    QTest.keyClick(grid(page), Qt.Key.Key_Delete)
    assert sources(library.changes[0]) == ["loafer/0.png"]
    assert library.changes[0].moves[0].target.startswith(".shoeclassifier/trash/")


def test_without_a_selection_keys_do_nothing(page: DatasetPage, library: Library) -> None:
    grid(page).setFocus()
    grid(page).clearSelection()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Delete):
        QTest.keyClick(grid(page), key)
    assert library.changes == []


def test_after_a_move_the_next_picture_follows(page: DatasetPage, library: Library) -> None:
    data = library.state.dataset
    assert data is not None
    click_row(grid(page), 0)
    click_row(grid(page), 2, CTRL)
    gone = an_item(data.folder, "sandal", 9)
    moved = gone._replace(relative="sandal/9.png", digest="boot-0")
    after = replace(data, items=(*data.items[1:], moved))
    library.show(replace(library.state, dataset=after))
    # "boot/1.png": the grid does not jump to where the moved one went.
    assert selected(page) == [0]
    assert grid(page).currentIndex().data() == "1.png"


def test_when_the_selection_leaves_the_view_the_next_picture_follows(
    page: DatasetPage, library: Library
) -> None:
    data = library.state.dataset
    assert data is not None
    click_row(class_list(page), 2)
    click_row(grid(page), 1)
    after = replace(data, items=tuple(i for i in data.items if i.relative != "loafer/1.png"))
    library.show(replace(library.state, dataset=after))
    assert grid(page).currentIndex().data() == "2.png"
    assert selected(page) == [1]


def test_a_class_keeps_being_chosen_when_it_takes_another_name(
    page: DatasetPage, library: Library
) -> None:
    data = library.state.dataset
    assert data is not None
    click_row(class_list(page), 2)
    after = replace(data, classes=("boot", "moccasin", "sandal"))
    library.show(replace(library.state, dataset=after))
    assert class_list(page).currentIndex().data() == "moccasin"
    assert grid(page).model().rowCount() == 4


def test_the_menu_moves_pins_and_deletes(page: DatasetPage, library: Library) -> None:
    click_row(grid(page), 0)
    menu = open_menu(grid(page), 0, "picture_menu")
    moving = find(menu, QMenu, "move_menu")
    assert [action.text() for action in moving.actions()] == list(CLASSES)
    moving.actions()[2].trigger()
    trigger(menu, "picture_pin_test")
    menu = open_menu(grid(page), 0, "picture_menu")
    trigger(menu, "picture_delete")
    assert [change.kind for change in library.changes] == [Kind.MOVE, Kind.PIN, Kind.DELETE]
    pinned = [fact for fact in library.changes[1].facts if fact.name is FactName.PIN]
    # The recording comes along.
    assert {(f.digest, f.after) for f in pinned} == {("boot-0", "test"), ("boot-1", "test")}


def test_sides_and_leaving_out_are_for_all_that_is_selected(
    page: DatasetPage, library: Library
) -> None:
    click_row(grid(page), 0)
    click_row(grid(page), 3, SHIFT)
    menu = open_menu(grid(page), 1, "picture_menu")
    sides = find(menu, QMenu, "side_menu")
    names = [action.text() for action in sides.actions() if not action.isSeparator()]
    assert names == ["Left side", "Right side", "Heel", "Toe", "Top", "Sole", "No side"]
    sides.actions()[-3].trigger()
    trigger(menu, "picture_leave_out")
    tag, out = library.changes
    assert {(fact.name, fact.after) for fact in tag.facts} == {(FactName.SIDE, "sole")}
    assert {fact.name for fact in out.facts} == {FactName.LEFT_OUT}
    assert len(tag.facts) == len(out.facts) == 4
    assert (tag.kind, out.kind) == (Kind.TAG, Kind.LEAVE_OUT)


def test_what_is_left_out_is_pale_and_said_so(page: DatasetPage, library: Library) -> None:
    click_row(grid(page), 0)
    plain = grid(page).viewport().grab(grid(page).visualRect(grid(page).model().index(1, 0)))
    state = library.state
    assert state.dataset is not None
    items = tuple(item._replace(left_out=row < 2) for row, item in enumerate(state.dataset.items))
    facts = {items[0].digest: Facts(side="heel", left_out="yes")}
    library.show(replace(state, dataset=replace(state.dataset, items=items, facts=facts)))
    pale = grid(page).viewport().grab(grid(page).visualRect(grid(page).model().index(1, 0)))
    place = pale.rect().center()
    assert pale.toImage().pixelColor(place) != plain.toImage().pixelColor(place)
    told = grid(page).model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith("left out of training")
    assert "2 pictures are left out." in words(page)
    assert {"Left out of training", "Heel"} <= set(words(page))
    picker = find(page, QComboBox, "split_filter")
    picker.setCurrentIndex(picker.findText("Left out of training"))
    assert grid(page).model().rowCount() == 2
    picker.setCurrentIndex(picker.findText("Training"))
    shown = grid(page).model().rowCount()
    assert shown == sum(item.split is Split.TRAIN for item in items[2:])


@pytest.mark.parametrize(
    ("last", "offered", "key"),
    [
        (1, ["picture_use_again"], Qt.Key.Key_U),
        (3, ["picture_leave_out", "picture_use_again"], Qt.Key.Key_L),
    ],
)
def test_only_what_changes_something_of_the_selection_is_offered(
    page: DatasetPage, library: Library, last: int, offered: list[str], key: Qt.Key
) -> None:
    state = library.state
    assert state.dataset is not None
    items = tuple(item._replace(left_out=row < 2) for row, item in enumerate(state.dataset.items))
    facts = {item.digest: Facts(left_out="yes") for item in items[:2]}
    library.show(replace(state, dataset=replace(state.dataset, items=items, facts=facts)))
    click_row(grid(page), 0)
    click_row(grid(page), last, SHIFT)
    menu = open_menu(grid(page), 1, "picture_menu")
    names = [action.objectName() for action in menu.actions()]
    both = ["picture_leave_out", "picture_use_again"]
    assert [name for name in names if name in both] == offered
    QTest.keyClick(menu, key)
    (change,) = library.changes
    assert {fact.digest for fact in change.facts} == {
        item.digest for item in items[: last + 1] if item.left_out is (key == Qt.Key.Key_U)
    }


def test_pictures_split_off_into_a_new_class(
    page: DatasetPage, library: Library, qtbot: QtBot
) -> None:
    click_row(grid(page), 0)
    trigger(open_menu(grid(page), 0, "picture_menu"), "picture_new_class")
    dialog = find(page, QInputDialog, "new_class_dialog")
    line = dialog.findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, "rain boot")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(library.changes))
    assert library.changes[0].moves == (Move("boot/0.png", "rain boot/0.png"),)


def test_pictures_dropped_on_a_class_go_there(page: DatasetPage, library: Library) -> None:
    click_row(grid(page), 0)
    classes = class_list(page)
    assert drop(classes, centre(classes, 3), pictures())
    assert library.changes[0].moves == (Move("boot/0.png", "sandal/0.png"),)
    assert not drop(classes, centre(classes, 0), pictures())
    foreign = QMimeData()
    foreign.setText("something else")
    assert not drop(classes, centre(classes, 3), foreign)
    assert len(library.changes) == 1
