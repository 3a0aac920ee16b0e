"""The style sheet, with `$token` for colours, `$p12` for lengths and `$h32` for heights of what is pressed, which touch
mode makes larger; `theme.py` fills them in."""

from __future__ import annotations

STYLE_SHEET = """
* { outline: none; }
QWidget { color: $text; font-size: $t_body; }
QWidget[ground="bg"], QMainWindow, QDialog { background: $bg; }
QWidget[ground="surface"] { background: $surface; }
QWidget[ground="surface2"] { background: $surface2; }
QLabel { background: transparent; }
QToolTip { background: $text; color: $surface; border: none; padding: $p4 $p8; font-size: $t_caption; }

/* text */
QLabel[type="hero"] { font-size: $t_hero; font-weight: 600; }
QLabel[type="display"] { font-size: $t_display; font-weight: 600; }
QLabel[type="figure"] { font-size: $t_figure; font-weight: 600; }
QLabel[type="title"] { font-size: $t_title; font-weight: 600; }
QLabel[type="section"] { font-size: $t_section; font-weight: 600; }
QLabel[type="strong"] { font-weight: 600; }
QLabel[type="caption"] { font-size: $t_caption; color: $text2; }
QLabel[type="hint"] { font-size: $t_caption; color: $text3; }
QLabel[type="label"] { font-size: $t_caption; color: $text2; }
QLabel[type="fact"] { color: $text2; }
QLabel[type="mono"] { font-family: $mono; font-size: $t_caption; }
QFrame[part="customer"] QLabel[type="fact"], QFrame[part="customer"] QLabel[type="body"] {
  font-size: $t_title; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="conflict"] { color: $conflict; }
QLabel[tone="accent"] { color: $accent; }

/* cards */
QFrame[card="true"] { background: $surface; border: 1px solid $border; border-radius: $p8; }
QFrame[card="true"][current="true"] { border: 2px solid $accent; }
QFrame[card="true"][tone="conflict"] { border-color: $conflict; }
QFrame[card="true"][tone="accent"] { border-color: $accent; }
QFrame[part="header"] { background: transparent; border: none; border-bottom: 1px solid $border; }
QFrame[part="header"][tone="conflict"] { background: $conflict_weak; border-bottom-color: $border;
  border-top-left-radius: $p7; border-top-right-radius: $p7; }
QFrame[part="footer"] { background: $surface2; border: none; border-top: 1px solid $border;
  border-bottom-left-radius: $p7; border-bottom-right-radius: $p7; }
QFrame[part="column"] { background: $surface; border: none; border-top: 3px solid $surface;
  border-right: 1px solid $border; border-bottom: 1px solid $border; }
QFrame[part="column"][current="true"] { border-top: 3px solid $accent; }
QFrame[part="row"] { background: transparent; border: none; border-bottom: 1px solid $border; }
QFrame[part="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[part="upright"] { background: $border; border: none; max-width: 1px; min-width: 1px; }

/* badges and key caps */
QLabel[badge="true"] { border-radius: $p4; padding: $p2 $p6; font-size: $t_caption; background: $sunken;
  color: $text2; }
QLabel[badge="true"][tone="accent"] { background: $accent_weak; color: $accent; }
QLabel[badge="true"][tone="ok"] { background: $ok_weak; color: $ok; }
QLabel[badge="true"][tone="warn"] { background: $warn_weak; color: $warn; }
QLabel[badge="true"][tone="bad"] { background: $bad_weak; color: $bad; }
QLabel[badge="true"][tone="conflict"] { background: $conflict_weak; color: $conflict; }
QLabel[badge="true"][tone="surface"] { background: $surface; color: $conflict; }
QLabel[keycap="true"] { background: $surface2; border: 1px solid $border; border-bottom: 2px solid
  $border_strong;
  border-radius: $p4; padding: 0 $p4; font-size: $t_rail; font-weight: 500; color: $text2; }
QLabel[keycap="true"][tone="accent"] { background: $accent_weak; border-color: $accent; color: $accent; }

/* buttons */
QPushButton { background: $surface; border: 1px solid $border_strong; border-radius: $p6;
  padding: 0 $p14; min-height: $h32; font-weight: 500; color: $text; }
QPushButton:hover { background: $surface2; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 2px solid $accent; padding: 0 $p13; min-height: $h30; }
QPushButton:disabled { background: $sunken; border-color: $border; color: $text3; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight:
  600; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; border: 1px solid $border; color: $text3; }
QPushButton[kind="danger"] { border-color: $bad; color: $bad; }
QPushButton[kind="danger"]:hover { background: $bad_weak; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent;
  padding: 0 $p3; min-height: $h22; font-weight: 500; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; border-radius: $p4; padding: 0 $p2; min-height:
  $h20; }
QPushButton[kind="link"]:disabled { color: $text3; background: transparent; border-color: transparent; }
QPushButton[big="true"] { min-height: $h44; font-size: $t_section; }
QToolButton[kind="icon"] { background: transparent; border: 2px solid transparent; border-radius: $p6;
  padding: $p3; min-width: $h18; min-height: $h18; }
QToolButton[kind="icon"]:hover { background: $sunken; }
QToolButton[kind="icon"]:focus { border-color: $accent; }

/* segments */
QFrame[segments="true"] { background: $surface; border: 1px solid $border_strong; border-radius: $p6; }
QFrame[segments="true"] QPushButton { background: transparent; border: 2px solid transparent; border-radius:
  0;
  border-right: 1px solid $border; padding: 0 $p12; min-height: $h28; font-weight: 400; }
QFrame[segments="true"] QPushButton[edge="left"] { border-top-left-radius: $p5; border-bottom-left-radius:
  $p5; }
QFrame[segments="true"] QPushButton[edge="right"] { border-top-right-radius: $p5;
  border-bottom-right-radius: $p5; border-right: none; }
QFrame[segments="true"] QPushButton:hover { background: $surface2; }
QFrame[segments="true"] QPushButton:checked { background: $accent_weak; color: $accent; font-weight: 600; }
QFrame[segments="true"] QPushButton:focus { border: 2px solid $accent; padding: 0 $p11 0 $p12; }

/* picks */
QPushButton[kind="pick"] { padding: 0 $p8; min-height: $h26; font-weight: 400; }
QPushButton[kind="pick"]:checked { background: $accent_weak; border-color: $accent; color: $accent; font-weight:
  500; }
QPushButton[kind="pick"]:focus { border: 2px solid $accent; padding: 0 $p7; min-height: $h24; }

/* fields */
QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit, QTextEdit { background: $surface; color: $text;
  border: 1px solid $border_strong; border-radius: $p6; padding: 0 $p9; min-height: $h32;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: $p6 $p8; }
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $accent; padding: 0 $p8; min-height: $h30; }
QLineEdit:read-only, QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled, QSpinBox:disabled {
  background: $surface2; border-color: $border; color: $text2; }
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 0 $p8; min-height: $h30; }
QLineEdit[wrong="warn"] { border: 2px solid $warn; padding: 0 $p8; min-height: $h30; }
QLineEdit[big="true"] { min-height: $h40; font-size: $t_section; }
QLineEdit[cell="true"] { min-height: $cell; border-color: $border; padding: 0 $p8; }
QLineEdit[cell="true"]:focus { min-height: $cell_focus; border: 2px solid $accent; padding: 0 $p7; }
QLineEdit[cell="true"][wrong="true"] { min-height: $cell_focus; border: 2px solid $bad; padding: 0 $p7; }
QLineEdit { lineedit-password-character: 8226; }
QLineEdit[mono="true"] { font-family: $mono; }
QComboBox::drop-down { border: none; width: $p28; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QCheckBox, QRadioButton { spacing: $p8; background: transparent; border: 2px solid transparent;
  border-radius: $p4; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $border_strong; border-radius: 8px;
  background: $surface; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }
QRadioButton::indicator:disabled { background: $sunken; }

/* tables and lists */
QTableView, QListView, QTreeView { background: $surface; border: none; color: $text; gridline-color: $border;
  selection-background-color: $accent_weak; selection-color: $text; }
QListView[cards="true"], QListView[cards="true"]:focus { background: $bg; border: none; }
QTableView:focus, QListView:focus, QTreeView:focus { border: none; }
QTableView[padded="true"]::item { padding: 0 $p12; }
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus { background: $surface; color: $text;
  border: 1px solid $border_strong; border-radius: $p8; padding: $p4;
  selection-background-color: $accent_weak; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: $h27; padding: 0 $p4; }
QComboBox QAbstractItemView::item:selected { background: $accent_weak; color: $text; }
QHeaderView { background: $surface2; border: none; }
QHeaderView::section { background: $surface2; color: $text2; border: none; border-bottom: 1px solid $border;
  padding: 0 $p12; font-size: $t_caption; font-weight: 500; }
QScrollBar:vertical { background: transparent; width: $bar; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $bar; margin: 0; }
QScrollBar::handle { background: $border; border-radius: $p4; margin: $p1; }
QScrollBar::handle:hover { background: $border_strong; }
QScrollBar::handle:vertical { min-height: $p32; }
QScrollBar::handle:horizontal { min-width: $p32; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[ground="clear"] { background: transparent; }
QSplitter::handle { background: transparent; }
QProgressBar { background: $sunken; border: none; border-radius: $p4; max-height: $p8; min-height: $p8; }
QProgressBar[tone="ok"]::chunk { background: $ok; border-radius: $p3; }
QProgressBar::chunk { background: $accent; border-radius: $p4; }

/* shell */
QFrame[part="rail"] { background: $rail; border: none; }
QFrame[part="rail"] QToolButton { background: transparent; border: 2px solid transparent; border-radius: $p8;
  color: $rail_text; font-size: $t_rail; padding: $p4 0; }
QFrame[part="rail"] QToolButton[low="true"] { padding: 0; }
QFrame[part="rail"] QToolButton:hover { color: $rail_strong; }
QFrame[part="rail"] QToolButton:checked { background: $rail_active; color: $rail_strong; font-weight: 600; }
QFrame[part="rail"] QToolButton:focus { border-color: $rail_accent; }
QFrame[part="top"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame[part="keys"] { background: $surface; border: none; border-top: 1px solid $border; }
QToolButton[kind="key"] { background: transparent; border: 2px solid transparent; border-radius: $p4; }
QToolButton[kind="person"] { background: transparent; border: 2px solid transparent; border-radius: $p8; }
QToolButton[kind="person"]:hover { background: $surface2; }
QToolButton[kind="person"]:focus { border-color: $accent; }
QMenu { background: $surface; border: 1px solid $border_strong; border-radius: $p6; padding: $p4; color:
  $text; }
QMenu::item { padding: $menu $p24 $menu $p12; border-radius: $p4; background: transparent; }
QMenu::item:selected { background: $accent_weak; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $border; margin: $p4 $p8; }
QMenu::icon { padding-left: $p8; }

/* banners, toasts, dialogs */
QFrame[banner="true"] { border-radius: $p8; border: 1px solid $accent; background: $accent_weak; }
QFrame[banner="true"][tone="ok"] { border-color: $ok; background: $ok_weak; }
QFrame[banner="true"][tone="warn"] { border-color: $warn; background: $warn_weak; }
QFrame[banner="true"][tone="bad"] { border-color: $bad; background: $bad_weak; }
QFrame[banner="true"][tone="conflict"] { border-color: $conflict; background: $conflict_weak; }
QFrame[banner="true"][tone="neutral"] { border-color: $border_strong; background: $sunken; }
QFrame[dialog="true"] { background: $surface; border: 1px solid $border; border-radius: $p10; }
QFrame[dialog="true"][whole="true"] { border: none; border-radius: 0; }

/* sign-in */
QFrame[part="welcome"] { background: $rail; }
QFrame[part="welcome"] QLabel { color: $rail_text; }
QFrame[part="welcome"] QLabel[strong="true"] { color: $rail_strong; }
QToolButton[kind="tile"] { background: $surface; border: 1px solid $border; border-radius: $p8; }
QToolButton[kind="tile"]:hover { border-color: $border_strong; }
QToolButton[kind="tile"]:checked { background: $accent_weak; border: 2px solid $accent; }
QToolButton[kind="tile"]:focus { border: 2px solid $accent; }
"""
