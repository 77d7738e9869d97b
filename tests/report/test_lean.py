"""A page without what only its writers need: lighter, and the same to a reader."""

from __future__ import annotations

from wijklab.report.lean import lean_css, lean_html, lean_js
from wijklab.report.render import SCRIPTS, STYLES, script, style


def test_a_style_sheet_keeps_its_rules_and_its_quoted_words() -> None:
    css = '/* a */\n.wl a:hover > b, c {\n  margin: 0 auto;\n  content: " · { a: b } /* no */ ";\n}\n'
    css += "@media (min-width: 2rem) { d { e: f; } }"
    lean = '.wl a:hover > b,c{margin:0 auto;content:" · { a: b } /* no */ "}@media (min-width:2rem){d{e:f}}'
    assert lean_css(css) == lean


def test_a_script_keeps_every_line_that_does_something() -> None:
    js = '/* one\n   two */\n  // three\n  var a = "http://b"; // stays\n\n  a();\n'
    assert lean_js(js) == 'var a = "http://b"; // stays\na();'


def test_a_page_keeps_the_white_space_that_counts() -> None:
    html = "<p>\n  <b>a</b>\n\n  b c\n</p>\n<pre>\n  d\n</pre>\n  <textarea>\n e</textarea>"
    assert lean_html(html) == "<p>\n<b>a</b>\nb c\n</p>\n<pre>\n  d\n</pre>\n<textarea>\n e</textarea>"


def test_no_remark_of_a_writer_travels_with_a_page() -> None:
    assert not [kit for kit in STYLES if "/*" in style(kit)]
    assert not [kit for kit in SCRIPTS if "/*" in script(kit) or "\n//" in script(kit)]
