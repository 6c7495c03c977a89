"""The theme in use: which palette, when it changes, and how it reaches the application."""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from shoeclassifier_gui.ui.theme.motion import system_reduces_motion
from shoeclassifier_gui.ui.theme.stylesheet import stylesheet
from shoeclassifier_gui.ui.theme.tokens import BODY_PIXELS, DARK, LIGHT, Palette


class ThemeMode(StrEnum):
    """What the user chose in the settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The one theme of the application; get it with `current_theme()`, never construct it.

    Widgets that read `palette` while they paint need not connect to `changed`: a new style sheet
    repaints every widget. What keeps colours of its own, such as a chart, connects.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = ThemeMode.SYSTEM
        self._palette = self._wanted_palette()
        self._app: QApplication | None = None
        self._reduce_motion = False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def palette(self) -> Palette:
        """The colours to paint with now; ask again after `changed`."""
        return self._palette

    @property
    def mode(self) -> ThemeMode:
        """What the user chose."""
        return self._mode

    @property
    def reduce_motion(self) -> bool:
        """True when the system asks for no animations."""
        return self._reduce_motion

    def apply(self, app: QApplication) -> None:
        """Dress the application; call it once, before the first window is built."""
        self._app = app
        self._reduce_motion = system_reduces_motion(app)
        # A dressed application keeps its style: a new one may come to lie where a deleted item of a
        # layout lay, and PySide would take it for that item.
        if not app.styleSheet():
            app.setStyle("Fusion")
        app.setFont(_body_font(app.font()))
        self._dress(app)

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = mode
        schemes = {
            ThemeMode.SYSTEM: Qt.ColorScheme.Unknown,
            ThemeMode.LIGHT: Qt.ColorScheme.Light,
            ThemeMode.DARK: Qt.ColorScheme.Dark,
        }
        # Title bars and native dialogs follow this where the platform can.
        QGuiApplication.styleHints().setColorScheme(schemes[mode])
        self._follow_system()

    def _follow_system(self) -> None:
        palette = self._wanted_palette()
        if palette is self._palette:
            return
        self._palette = palette
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    def _wanted_palette(self) -> Palette:
        if self._mode is ThemeMode.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._mode is ThemeMode.DARK
        return DARK if dark else LIGHT

    def _dress(self, app: QApplication) -> None:
        app.setPalette(_qt_palette(self._palette))
        app.setStyleSheet(stylesheet(self._palette, app.font().pixelSize()))


def current_theme() -> Theme:
    """The application's theme, made at the first call."""
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("the theme needs a QApplication")
    theme = app.findChild(Theme, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return theme if theme is not None else Theme(app)


def _body_font(system: QFont) -> QFont:
    """The system's font at the body size, with figures that do not jump when they change."""
    font = QFont(system)
    # A pixel here is a logical one; the system's text size still wins when it is larger.
    font.setPixelSize(max(BODY_PIXELS, QFontInfo(system).pixelSize()))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _qt_palette(palette: Palette) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: palette.background,
        role.WindowText: palette.text,
        role.Base: palette.surface,
        role.AlternateBase: palette.background,
        role.Text: palette.text,
        role.PlaceholderText: palette.muted,
        role.Button: palette.surface,
        role.ButtonText: palette.text,
        role.BrightText: palette.bad,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Accent: palette.accent,
        role.Link: palette.accent,
        role.LinkVisited: palette.unknown,
        role.ToolTipBase: palette.surface,
        role.ToolTipText: palette.text,
        role.Light: palette.surface,
        role.Midlight: palette.sunken,
        role.Mid: palette.border,
        role.Dark: palette.border,
        role.Shadow: palette.border,
    }
    result = QPalette()
    for colour_role, colour in colours.items():
        result.setColor(colour_role, QColor(colour))
    for text_role in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, text_role, QColor(palette.muted))
    return result
