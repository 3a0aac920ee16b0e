"""How Sphinx builds the guide. `make guide` calls it once a language, with the pictures of `docs/screens`."""

# ruff: noqa: INP001 - Sphinx reads it, nobody imports it
project = copyright = "Showroom"
extensions = ["myst_parser"]
root_doc = "index"
html_theme = "alabaster"
_FONTS = "Inter, 'Noto Sans SC', 'Microsoft YaHei UI', 'PingFang SC', sans-serif"
html_theme_options = {
    "fixed_sidebar": True, "page_width": "1180px", "sidebar_width": "240px",
    "font_family": _FONTS, "head_font_family": _FONTS,
}  # fmt: skip
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_copy_source = html_show_copyright = html_show_sphinx = False
myst_heading_anchors = 3
