"""Print pages: one file, nothing fetched, everything escaped, drawn by Chromium."""

import base64
import hashlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from geo.export.paper import Paper, Paragraph, plain
from geo.export.print_page import print_page, write_print_page
from geo.export.qr import qr_code
from tests.geo.papers import DAY, KEPT, QR_TEXT, boards, paper


def parsed(one):
    return html.document_fromstring(print_page(one))


def words(element):
    return "".join(element.itertext())


@pytest.fixture(scope="module")
def page():
    return parsed(paper())


def test_head_headings_and_signature_are_there(page):
    assert words(page.find(".//h1")) == "百色市工作\n报告"
    heads = [words(e) for e in page.iter("h2", "h3", "h4")]
    assert heads == ["一、总体情况", "（一）县", "（二）乡镇", "1.村", "二、下一步"]
    assert words(page.find_class("signature")[0]) == "百色市科学技术局2026年11月22日"
    assert words(page.find_class("annexes")[0]) == "附件：责任分工表"
    assert page.get("lang") == "zh-CN"
    assert parsed(paper("en")).get("lang") == "en"
    assert words(parsed(paper("en")).find_class("signature")[0]).endswith(
        "22 November 2026"
    )


def test_nothing_is_fetched_and_nothing_a_user_wrote_is_markup(page):
    text = print_page(paper())
    # Every address stands in a text, none where a browser would follow it.
    assert not page.xpath("//@href | //link | //iframe | //object | //base | //@srcset")
    assert all(src.startswith("data:image/png;") for src in page.xpath("//@src"))
    assert "url(" not in text
    assert "@import" not in text
    assert not page.xpath("//b")
    assert KEPT.strip() in [words(p).strip() for p in page.find_class("body")]


def test_only_our_own_script_may_run(page):
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    scripts = [words(script) for script in page.iter("script")]
    digest = hashlib.sha256(scripts[0].encode()).digest()
    assert len(scripts) == 1
    assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "default-src 'none'" in policy


def test_the_foot_cannot_leave_its_style_sheet():
    bad = '"}</style><script>alert(1)</script>\\'
    one = parsed(paper(foot=bad))
    assert len(list(one.iter("script"))) == 1
    sheet = words(one.find(".//style"))
    assert "alert(1)" not in sheet
    assert words(one.find_class("foot")[0]) == bad


def test_tables_have_heads_and_spans(page):
    first = page.find_class("rows")[0]
    assert words(first.find("caption")) == "表1　完成情况"
    heads = [(words(e), e.get("colspan"), e.get("rowspan")) for e in first.iter("th")]
    assert heads == [
        ("序号", None, "2"), ("任务", None, "2"), ("年度目标", "2", None),
        ("完成率", None, "2"), ("责任单位", None, "2"),
        ("2019", None, None), ("2020", None, None),
    ]  # fmt: skip
    body = [[words(cell) for cell in row] for row in first.find("tbody")]
    assert [len(row) for row in body] == [6, 4, 6, 6]
    assert body[0] == ["1", "选聘", "420", "—", "99.9%", "各县"]
    assert body[1] == ["2", "1234.5", "√", "100.0%"]
    assert page.find_class("rows")[1].find("caption") is None


def test_the_code_is_the_text(page):
    svg = page.find_class("qr")[0]
    assert svg.get("aria-label") == "扫码查看"
    size = int(svg.get("viewbox", svg.get("viewBox")).split()[-1])
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg[-1].get("d")):
        dark |= {(int(x) + step, int(y)) for step in range(int(width))}
    matrix = [list(row) for row in qr_code(QR_TEXT).matrix_iter(border=4)]
    wanted = {
        (x, y) for y, row in enumerate(matrix) for x, on in enumerate(row) if on
    }  # fmt: skip
    assert len(matrix) == size
    assert dark == wanted


def test_each_sign_has_a_sheet():
    sheets = parsed(boards(page="A3")).find_class("board")
    assert [words(sheet.find("h1")) for sheet in sheets] == [
        "第1村公示牌",
        "第2村公示牌",
    ]
    cells = [words(cell) for cell in sheets[0].iter("th", "td")]
    assert cells == ["特派员", KEPT, "电话", ""]
    assert "size:A3 landscape" in print_page(boards(page="A3"))


def test_the_button_is_not_printed(page):
    button = page.find_class("bar")[0][0]
    assert (words(button), "PDF" in button.get("title")) == ("打印", True)
    assert re.search(
        r"@media print \{[^@]*\.bar \{ display: none; \}", print_page(paper())
    )


def test_a_file_is_the_page_and_the_same_each_time(tmp_path):
    path = write_print_page(paper(), tmp_path / "报告.html")
    assert path.read_text(encoding="utf-8") == print_page(paper())


@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_shown_as_it_is(text):
    one = parsed(Paper("题", "zh", DAY, (Paragraph(text),), foot=text))
    held = re.sub("[\x0b\x7f-\x9f]", "", plain(text))
    shown = re.sub("[\x0b\x7f-\x9f]", "", words(one.find_class("body")[0]))
    assert shown == held


@pytest.mark.browser
def test_chromium_prints_it_without_a_request(browser, tmp_path):
    """Four A4 pages: head and table, after the break, then the annex across."""
    path = write_print_page(paper(), tmp_path / "报告.html")
    tab = browser.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(path.as_uri())
    pdf = tab.pdf(prefer_css_page_size=True)
    tab.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    sizes = [(round(float(wide)), round(float(high))) for wide, high in boxes]
    assert sizes == [(595, 842)] * 3 + [(842, 595)]


@pytest.mark.browser
def test_each_sign_prints_on_one_page(browser, tmp_path):
    path = write_print_page(boards(count=3), tmp_path / "牌.html")
    tab = browser.new_page()
    tab.goto(path.as_uri())
    pdf = tab.pdf(prefer_css_page_size=True)
    tab.close()
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 3
