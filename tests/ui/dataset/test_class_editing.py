"""Classes on the Dataset page are renamed, merged and deleted; the page says what was done."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shoeclassifier_gui.core.dataset.changes import Change, Kind
from shoeclassifier_gui.core.dataset.facts import Facts, Origin
from shoeclassifier_gui.core.dataset.history import Done, Menu
from shoeclassifier_gui.core.dataset.project import Project
from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.ui.dataset.page import DatasetPage
from tests.ui.dataset.bench import (
    CTRL,
    NONE,
    Library,
    class_list,
    click_row,
    done,
    find,
    grid,
    open_menu,
    sources,
    words,
)

# Menus want what an unseen window cannot give.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_f2_renames_a_class_in_place(page: DatasetPage, library: Library, qtbot: QtBot) -> None:
    classes = class_list(page)
    click_row(classes, 1)
    QTest.keyClick(classes, Qt.Key.Key_F2)
    editor = find(classes, QLineEdit, "class_name_editor")
    QTest.keyClicks(editor, "winter boot")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(library.changes))
    assert dict(library.changes[0].words) == {"before": "boot", "class": "winter boot"}


def test_the_row_of_all_classes_cannot_be_renamed(page: DatasetPage) -> None:
    classes = class_list(page)
    click_row(classes, 0)
    QTest.keyClick(classes, Qt.Key.Key_F2)
    assert classes.findChild(QLineEdit) is None


def test_a_class_is_merged_into_another_and_deleted_after_a_question(
    page: DatasetPage, library: Library
) -> None:
    menu = open_menu(class_list(page), 1, "class_menu")
    merging = next(m for m in menu.findChildren(QMenu) if m.title() == "Merge into")
    assert [action.text() for action in merging.actions()] == ["loafer", "sandal"]
    merging.actions()[1].trigger()
    menu.actions()[-1].trigger()
    menu.close()
    assert "Move all 4 pictures of boot to the trash?" in words(
        find(page, QWidget, "delete_class_dialog")
    )
    yes = find(page, QPushButton, "delete_class_yes")
    QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert [change.kind for change in library.changes] == [Kind.MERGE, Kind.DELETE]
    assert len(library.changes[1].moves) == 4


def test_a_quiet_line_says_what_was_done_and_takes_it_back(
    page: DatasetPage, library: Library
) -> None:
    what = done(4, Kind.MOVE, 12)
    library.show(replace(library.state, menu=Menu(undo=what.change)))
    library.edited.emit(what)
    assert "12 pictures moved to loafer." in words(page)
    undo = find(page, QPushButton, "done_undo")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert library.calls == ["undo"]
    back = Done(5, replace(what.change.inverse(), undoes=4))
    library.show(replace(library.state, menu=Menu(redo=what.change)))
    library.edited.emit(back)
    assert "Undone: Move 12 pictures to loafer." in words(page)
    assert not undo.isVisible()
    QTest.mouseClick(find(page, QPushButton, "done_redo"), Qt.MouseButton.LeftButton)
    assert library.calls == ["undo", "redo"]


def test_the_line_goes_when_its_button_would_undo_something_else(
    page: DatasetPage, library: Library
) -> None:
    what = done(4, Kind.DELETE, 1)
    library.show(replace(library.state, menu=Menu(undo=what.change)))
    library.edited.emit(what)
    assert "1 picture moved to the trash." in words(page)
    library.show(replace(library.state, menu=Menu(undo=done(5, Kind.CAPTURE, 1).change)))
    assert "1 picture moved to the trash." not in words(page)


def test_no_button_takes_back_that_the_trash_was_emptied(
    page: DatasetPage, library: Library
) -> None:
    earlier = done(4, Kind.MOVE, 1)
    library.show(replace(library.state, menu=Menu(undo=earlier.change)))
    library.edited.emit(Done(5, Change(Kind.EMPTY, words={"count": 3})))
    assert "3 deleted pictures removed for good." in words(page)
    assert not find(page, QPushButton, "done_undo").isVisible()
    assert not find(page, QPushButton, "done_redo").isVisible()
    library.show(library.state)
    assert "3 deleted pictures removed for good." in words(page)
    library.show(replace(library.state, menu=Menu(undo=done(6, Kind.TAG, 1).change)))
    assert "3 deleted pictures removed for good." not in words(page)


def test_a_project_that_another_program_changes_is_only_looked_at(
    page: DatasetPage, library: Library, project: Project
) -> None:
    holder = '{"pid": 77, "host": "shop", "since": "2026-11-22 14:05"}'
    write_text(project.hidden / "holder.json", holder)
    library.show(replace(library.state, read_only=True))
    assert "You can look at this project, but not change it now." in words(page)
    assert any("on shop since 2026-11-22 14:05 (process 77)" in text for text in words(page))
    click_row(grid(page), 0)
    QTest.keyClick(grid(page), Qt.Key.Key_2)
    QTest.keyClick(grid(page), Qt.Key.Key_Delete)
    click_row(class_list(page), 1)
    QTest.keyClick(class_list(page), Qt.Key.Key_F2)
    assert class_list(page).findChild(QLineEdit) is None
    assert library.changes == []
    again = next(b for b in page.findChildren(QPushButton) if b.text() == "Try again")
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert library.calls == ["refresh"]
    library.show(replace(library.state, read_only=False))
    assert "You can look at this project, but not change it now." not in words(page)


def test_a_project_in_a_read_only_folder_says_that_and_names_no_other_program(
    page: DatasetPage, library: Library, project: Project
) -> None:
    write_text(project.hidden / "holder.json", '{"pid": 77, "host": "shop", "since": "2026"}')
    locked = replace(project, read_only=True)
    library.show(replace(library.state, project=locked, read_only=True))
    assert f"The folder {project.hidden} may not be written to." in words(page)
    assert not any("process 77" in text for text in words(page))


def test_pictures_can_be_sorted_and_filtered_by_session_and_origin(
    page: DatasetPage, library: Library
) -> None:
    data = library.state.dataset
    assert data is not None
    web = Origin("web", "openverse", page="https://example.org/1", author="A", licence="CC0")
    facts = {"sandal-3": Facts(origin=web.as_text(), pin="train")}
    library.show(replace(library.state, dataset=replace(data, facts=facts)))
    order = find(page, QComboBox, "sort_order")
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_End)
    assert order.currentText() == "Sort: File size"
    assert [grid(page).model().index(row, 0).data() for row in (0, 11)] == ["3.png", "0.png"]
    QTest.mouseClick(find(page, QWidget, "sort_direction"), Qt.MouseButton.LeftButton)
    assert grid(page).model().index(0, 0).data() == "0.png"
    session = find(page, QComboBox, "session_filter")
    session.setFocus()
    QTest.keyClick(session, Qt.Key.Key_End)
    assert session.currentText() == "sandal 1"
    assert grid(page).model().rowCount() == 2
    origin = find(page, QComboBox, "origin_filter")
    origin.setCurrentText("Web")
    assert grid(page).model().rowCount() == 1
    click_row(grid(page), 0)
    shown = {"Training, pinned", "Web: openverse", "https://example.org/1", "A", "CC0"}
    assert {*shown, "sandal-3"} - {"Training, pinned"} <= set(words(page))
    assert any(text.endswith(", pinned") for text in words(page))
    QTest.mouseClick(find(page, QWidget, "copy_digest"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "sandal-3"


def test_other_rooms_can_add_ways_to_come_by_pictures_and_cards(page: DatasetPage) -> None:
    button = find(page, QPushButton, "add_pictures")
    assert not button.isVisible()
    page.add_source(QAction("From a folder…", page))
    assert button.isVisible()
    card = QLabel("a doctor")
    page.add_side_card("Check", card)
    page.add_left_card(QLabel("leak"))
    side = find(page, QWidget, "side")
    assert not card.isVisible()
    bar = side.tabBar()  # type: ignore[attr-defined]
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, NONE, bar.tabRect(1).center())
    assert card.isVisible()


def _split(page: DatasetPage, row: int) -> None:
    menu = open_menu(class_list(page), row, "class_menu")
    next(action for action in menu.actions() if action.text() == "Split class…").trigger()
    menu.close()


def test_a_class_is_split_by_selecting_the_pictures_of_the_new_one(
    page: DatasetPage, library: Library
) -> None:
    click_row(grid(page), 0)  # A boot is no part of the sandals.
    _split(page, 3)
    assert grid(page).model().rowCount() == 4  # The sandals.
    hint = find(page, QMessageBox, "split_class_hint")
    assert hint.text().startswith("First select the pictures of sandal that")
    hint.accept()
    assert page.findChild(QInputDialog, "new_class_dialog") is None
    click_row(grid(page), 0)
    click_row(grid(page), 1, CTRL)
    _split(page, 3)
    dialog = find(page, QInputDialog, "new_class_dialog")
    dialog.setTextValue("flip-flop")
    dialog.accept()
    assert [move.target.split("/")[0] for move in library.changes[0].moves] == ["flip-flop"] * 2
    assert sources(library.changes[0]) == ["sandal/0.png", "sandal/1.png"]
