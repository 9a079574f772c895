"""Letters of every script that a shop meets: which font sets them, in which order, and what none has."""

import json
from datetime import UTC, datetime

import pypdfium2
import pytest
from tally.adapters.publishing import letters
from tally.adapters.publishing.letters import PLAIN, find_lacking, is_right_to_left, write_pages
from tally.adapters.publishing.pdf_pages import write_pdf
from tally.domain.exports.document import CellKind, ExportColumn, ExportDocument, ExportSection, ExportTable
from tally.domain.words.words import LANGUAGES

MADE_AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
PAGE = b"""#set document(title: "letters")
#set text(font: json(bytes(sys.inputs.families)))
#json(bytes(sys.inputs.told))"""

SET_IN = {
    "Été à Łódź, 20 €": "SourceSansPro-Regular",
    "Giảm giá đặc biệt": "SourceSansPro-Regular",
    "Καλημέρα κόσμε": "SourceSansPro-Regular",
    "Распродажа обуви": "SourceSansPro-Regular",
    "מבצע סוף השנה": "NotoSansHebrew-Light",  # the name of the file's first weight: it is drawn in regular
    "تخفيضات نهاية السنة": "NotoSansArabic-Regular",
    "ลดราคาพิเศษ": "NotoSansThai-Regular",
    "बड़ी बिक्री": "NotoSansDevanagari-Regular",
    "বড় বিক্রয়": "NotoSansBengali-Regular",
    "பெரிய விற்பனை": "NotoSansTamil-Regular",
    "Հայերեն": "NotoSansArmenian-Regular",
    "ქართული": "NotoSansGeorgian-Regular",
    "限时抢购": "NotoSansCJKsc-Regular",
    "タイムセール 直噴": "NotoSansCJKjp-Regular",
    "특가 세일": "NotoSansCJKkr-Regular",
    "🔥 Flash ❤️ 👩‍💻 🇫🇷 ⚡ 👍🏽": "NotoEmoji-Regular",
}


def of_names(*names: str, language: str = "en") -> ExportDocument:
    """A table of one column."""
    table = ExportTable([ExportColumn("name", "Name", CellKind.SEGMENT)], [{"name": each} for each in names])
    return ExportDocument("Names", language, [ExportSection("Names", (), (), table)], ())


def read_page(content: bytes) -> str:
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    return " ".join(text.split())


def list_fonts(content: bytes) -> set[str]:
    """Fonts of the first page's texts, without the mark of their part."""
    texts = pypdfium2.PdfDocument(content)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    return {each.get_font().get_base_name().partition("+")[2] for each in texts}


def draw(text: str) -> bytes:
    """The pixels of a page."""
    page = pypdfium2.PdfDocument(write_pages(PAGE, json.dumps(text)))[0]
    return bytes(page.render(scale=2).buffer)


def find_left(text: str) -> dict[str, float]:
    """Where each letter stands on a page: points from its left."""
    page = pypdfium2.PdfDocument(write_pdf(of_names(text), MADE_AT))[0].get_textpage()
    told = page.get_text_range()
    return {letter: page.get_charbox(told.index(letter))[0] for letter in text if letter != " "}


@pytest.mark.parametrize(("text", "font"), SET_IN.items())
def test_a_page_sets_letters_of_every_script(text: str, font: str) -> None:
    content = write_pdf(of_names(text), MADE_AT)
    assert font in list_fonts(content)
    assert "stands for" not in read_page(content)
    assert find_lacking(text) == set()


def test_letters_join_and_marks_stand_on_theirs() -> None:
    """U+200C keeps letters apart that would join."""
    for joined, apart in (("ببب", "ب\u200cب\u200cب"), ("क्ष", "क्\u200cष")):
        assert draw(joined) != draw(apart)


def test_a_name_runs_as_its_first_letter_does() -> None:
    hebrew = find_left("אב 20%")
    assert hebrew["א"] > hebrew["ב"] > hebrew["2"] < hebrew["0"]
    latin = find_left("Sale אב 20%")
    assert latin["S"] < latin["ב"] < latin["א"]
    assert is_right_to_left("12 تخفيض Sale")
    assert not is_right_to_left("12 Sale تخفيض")
    assert not is_right_to_left("🔥 20%")


def test_numbers_stay_behind_the_name_that_they_are_of() -> None:
    """A sentence tells "most at NAME, 14, then NAME, 3": in the direction of names, 14 stood before one."""
    found = find_left("most at תל אב, 14, הג, 3")
    order = sorted(found, key=found.__getitem__)
    assert [letter for letter in order if letter in "אבהג143"] == list("בא14גה3")


def test_letters_that_need_no_other_font_are_in_the_first() -> None:
    plain = "".join(letter for letter in map(chr, range(0x3000)) if PLAIN.fullmatch(letter))
    alone = PAGE.replace(b"json(bytes(sys.inputs.families))", b'"Source Sans Pro", fallback: false', 1)
    assert len(plain) > 600
    assert write_pages(alone, json.dumps(plain, ensure_ascii=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_font_has_is_named_below_the_sources(language: str) -> None:
    document = of_names("ༀ Sale 🔥", "\ufeff", "\x00", language=language)
    content = write_pdf(document, MADE_AT)
    text = read_page(content)
    assert "□ Sale 🔥" in text
    begin = {"en": "stands for letters that these pages", "fr": "remplace des caractères"}[language]
    named = "U+0000, U+0F00 TIBETAN SYLLABLE OM, U+FEFF ZERO WIDTH NO-BREAK SPACE. CSV"
    assert begin in text
    assert named in text
    assert write_pdf(document, MADE_AT) == content


def test_a_mark_that_no_font_has_with_its_letter_is_named() -> None:
    text = read_page(write_pdf(of_names("帬\u20ef", "क्ष 限时"), MADE_AT))
    assert "帬□" in text
    assert "U+20EF COMBINING RIGHT ARROW BELOW. CSV" in text


def test_very_many_letters_that_lack_are_not_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    monkeypatch.setattr(letters, "write_pages", lambda *told: tried.append(told) or write_pages(*told))
    hieroglyphs = "".join(map(chr, range(0x13000, 0x13400)))
    chinese = "".join(map(chr, range(0x5000, 0x5200)))
    lacking = find_lacking(hieroglyphs + chinese)
    assert lacking >= set(hieroglyphs)
    assert len(lacking & set(chinese)) < 64
    assert len(tried) < 300


def test_only_so_many_are_named() -> None:
    text = read_page(write_pdf(of_names("".join(map(chr, range(0x13000, 0x13040)))), MADE_AT))
    assert text.count("HIEROGLYPH") == 20
    assert "…. CSV and XLSX" in text
