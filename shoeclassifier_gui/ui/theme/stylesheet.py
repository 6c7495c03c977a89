"""The one style sheet of the application, made from the tokens.

It is set once on the application; widgets carry a `role` or `tone` property instead of a sheet.
"""

from dataclasses import asdict
from string import Template

from shoeclassifier_gui.core.paths import resource_path
from shoeclassifier_gui.ui.theme import tokens
from shoeclassifier_gui.ui.theme.tokens import Palette

# Measured: a spin box without padding is 22 pixels high when the text is 13.
_SPIN_BOX_SCALE = 22 / 13


def stylesheet(palette: Palette, body_pixels: int) -> str:
    """The sheet for one palette and one body text size in logical pixels."""
    colours = {key: value for key, value in asdict(palette).items() if isinstance(value, str)}
    # Qt 6.11 adds a minimum height to the text's own in a spin box, so padding makes it high.
    spin_padding = max(0, (tokens.CONTROL_HEIGHT - round(_SPIN_BOX_SCALE * body_pixels)) // 2)
    return Template(_SHEET).substitute(
        colours,
        images=resource_path("icons/controls").as_posix(),
        secondary=round(body_pixels * tokens.SECONDARY_SCALE),
        title=round(body_pixels * tokens.TITLE_SCALE),
        answer=round(body_pixels * tokens.ANSWER_SCALE),
        # Two pixels of border are added to both.
        control=tokens.CONTROL_HEIGHT - 2,
        primary=tokens.PRIMARY_HEIGHT - 2,
        spin_padding=spin_padding,
        spin_focus_padding=spin_padding - 1,
        radius=tokens.CONTROL_RADIUS,
        card_radius=tokens.CARD_RADIUS,
    )


# A focus ring is a second pixel of border: the padding gives that pixel back, so nothing moves.
_SHEET = """
QWidget { color: $text; }
QMainWindow, QDialog { background: $background; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 6px; }

QFrame[role="card"] {
    background: $surface; border: 1px solid $border; border-radius: ${card_radius}px;
}
QFrame[role="well"] { background: $sunken; border: none; border-radius: ${card_radius}px; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="notice"] { border: none; border-radius: ${card_radius}px; background: $sunken; }
QFrame[role="notice"][tone="info"] { background: $accent_soft; }
QFrame[role="notice"][tone="good"] { background: $good_soft; }
QFrame[role="notice"][tone="attention"] { background: $attention_soft; }
QFrame[role="notice"][tone="bad"] { background: $bad_soft; }
QFrame[role="notice"][tone="unknown"] { background: $unknown_soft; }
QFrame[role="rail"] { background: $surface; border: none; border-right: 1px solid $border; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="section"] { font-weight: 600; }
QLabel[role="answer"] { font-size: ${answer}px; font-weight: 700; }
QLabel[role="caption"] { font-size: ${secondary}px; color: $muted; }
QLabel[role="pill"] { font-size: ${secondary}px; color: $muted; padding: 2px 8px; }
QLabel[role="key"] {
    font-size: ${secondary}px; color: $muted; background: $surface;
    border: 1px solid $border; border-bottom-width: 2px; border-radius: 4px; padding: 0 5px;
}
QLabel[tone="info"] { color: $accent; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="attention"] { color: $attention; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="unknown"] { color: $unknown; }
QLabel:disabled { color: $muted; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px;
    min-height: ${control}px; padding: 0 14px;
}
QPushButton:hover { background: $background; border-color: $muted; }
QPushButton:pressed { background: $sunken; }
QPushButton:checked { background: $accent_soft; color: $accent; border-color: $accent; }
QPushButton:disabled { background: $background; color: $muted; border-color: $border; }
QPushButton:focus { border: 2px solid $accent; min-height: ${control}px; padding: -1px 13px; }
QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
    min-height: ${primary}px; padding: 0 18px;
}
QPushButton[role="primary"]:hover { border-color: $text; }
QPushButton[role="primary"]:pressed { background: $text; color: $surface; border-color: $text; }
QPushButton[role="primary"]:disabled {
    background: $sunken; color: $muted; border-color: $border;
}
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: -1px 17px; }
QPushButton[role="primary"][in_header="true"] { min-height: ${control}px; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; padding: 0 8px; }
QPushButton[role="quiet"]:hover { background: $sunken; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; padding: -1px 7px; }

QToolButton {
    background: transparent; border: 1px solid transparent; border-radius: ${radius}px;
    padding: 3px;
}
QToolButton:hover { background: $sunken; }
QToolButton:pressed { background: $border; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:disabled { color: $muted; }
QToolButton:focus { border: 2px solid $accent; padding: 2px; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="rail"] {
    color: $muted; font-size: ${secondary}px; border-radius: ${card_radius}px;
    min-height: 54px; padding: 4px;
}
QToolButton[role="rail"]:checked { color: $accent; font-weight: 600; }
QToolButton[role="rail"]:focus { border: 2px solid $accent; padding: 3px; }

QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {
    background: $background; color: $text; border: 1px solid $border;
    border-radius: ${radius}px; padding: 0 8px;
    selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $muted;
}
QLineEdit, QComboBox { min-height: ${control}px; }
QSpinBox, QDoubleSpinBox { padding: ${spin_padding}px 8px; }
QTextEdit, QPlainTextEdit { padding: 4px; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover { border-color: $muted; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QTextEdit:focus,
QPlainTextEdit:focus { border: 2px solid $accent; padding: -1px 7px; }
QTextEdit:focus, QPlainTextEdit:focus { padding: 3px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding: ${spin_focus_padding}px 7px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {
    color: $muted; background: $sunken;
}
QComboBox { selection-background-color: $accent_soft; selection-color: $text; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$images/arrow-down-$name.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $border; padding: 4px; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; }
QComboBox QLineEdit, QComboBox QLineEdit:focus, QAbstractItemView QLineEdit {
    border: none; padding: 0; min-height: 20px; background: transparent;
}
QAbstractItemView QLineEdit { background: $surface; }
QSpinBox::up-button, QDoubleSpinBox::up-button {
    subcontrol-position: top right; border: none; width: 24px; margin: 2px 2px 0 0;
}
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-position: bottom right; border: none; width: 24px; margin: 0 2px 2px 0;
}
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover, QSpinBox::down-button:hover,
QDoubleSpinBox::down-button:hover { background: $sunken; border-radius: 3px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url("$images/arrow-up-$name.svg"); width: 10px; height: 10px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url("$images/arrow-down-$name.svg"); width: 10px; height: 10px;
}

QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $muted; border-radius: 4px; background: $surface;
}
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border: 2px solid $accent; width: 14px; height: 14px;
}
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url("$images/check-$name.svg");
}
QCheckBox::indicator:indeterminate {
    background: $accent; border-color: $accent; image: url("$images/partly-$name.svg");
}
QCheckBox::indicator:checked:focus, QCheckBox::indicator:indeterminate:focus {
    border-color: $text;
}
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    border-color: $border; background: $sunken;
}
QCheckBox::indicator:checked:disabled { background: $muted; border-color: $muted; }

QSlider { min-height: 24px; }
QSlider::groove:horizontal { height: 6px; border-radius: 3px; background: $sunken; }
QSlider::sub-page:horizontal { height: 6px; border-radius: 3px; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $muted; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -5px 0; border-radius: 8px;
    background: $surface; border: 1px solid $muted;
}
QSlider::handle:horizontal:hover { border-color: $accent; }
QSlider::handle:horizontal:focus {
    border: 2px solid $accent; width: 12px; height: 12px; margin: -5px 0;
}

QAbstractScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QListView, QTreeView, QTableView {
    background: $surface; border: none; outline: none; gridline-color: $border;
    selection-background-color: $accent_soft; selection-color: $text;
}
QTableView::item { border: none; border-bottom: 1px solid $border; padding: 0 5px; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {
    background: $accent_soft; color: $text;
}
QTableView::item:focus { border: 2px solid $accent; padding: 0 3px; }
QListView::item { border-radius: ${radius}px; padding: 4px 8px; border: 2px solid transparent; }
QListView::item:hover { background: $background; }
QListView::item:selected { background: $accent_soft; }
QListView::item:focus { border-color: $accent; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $muted; font-size: ${secondary}px; font-weight: 400; border: none;
    border-bottom: 1px solid $border; padding: 6px 8px;
}
QHeaderView::down-arrow { image: url("$images/arrow-down-$name.svg"); width: 10px; height: 10px; }
QHeaderView::up-arrow { image: url("$images/arrow-up-$name.svg"); width: 10px; height: 10px; }
QTableCornerButton::section { background: $surface; border: none; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenuBar { background: $surface; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 6px 10px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: $accent_soft; color: $accent; }
QMenu { background: $surface; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::right-arrow { image: url("$images/arrow-right-$name.svg"); width: 10px; height: 10px; }
QStatusBar { background: $surface; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: ${secondary}px; }
QSplitter { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 16px; }
QSplitter::handle:vertical { height: 16px; }
QSplitter::handle:hover { background: $sunken; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 7px 12px;
    border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $accent_soft; }
QGroupBox { border: none; font-weight: 600; margin-top: 24px; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0; }
"""
