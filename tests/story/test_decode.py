"""Bytes to text: what is certain first, and what was assumed is said. What is no text is known by its kind."""

import codecs
import gzip
import io
import random
import zipfile

import pytest

from reader.story.contents import binary_kind, is_html, is_noise
from reader.story.decode import decode, python_name, stated_charset

NEWS = "Der Bürgermeister sagte: „Wir öffnen am Montag.“ Niemand fragte, warum.\n"
CYRILLIC = "Мост открыли в понедельник. Никто не спросил, почему это случилось.\n"


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [NEWS, CYRILLIC, "Hi"])
def test_wide_encodings_are_read_with_and_without_a_mark(text: str, encoding: str, mark: bool) -> None:
    decoded = decode((("\ufeff" if mark else "") + text).encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert bool(decoded.remark) is not mark  # without a mark it was told by the zeros, and that is said


@pytest.mark.parametrize("text", [NEWS, CYRILLIC, "", "x", "日本語の記事。", "👍"])
def test_utf_8_is_read_with_and_without_a_mark_and_nothing_is_remarked(text: str) -> None:
    for data in (text.encode(), codecs.BOM_UTF8 + text.encode()):
        decoded = decode(data)
        assert (decoded.text, decoded.encoding, decoded.remark) == (text, "utf-8", "")


@pytest.mark.parametrize("text", ["Hi é", "Hi “you”", "naïve café — déjà vu"])
def test_single_byte_text_is_read_as_windows_1252_with_a_remark(text: str) -> None:
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (text, "cp1252")
    assert "guess" in decoded.remark
    assert decode(b"\x81\x8d caf\xe9").text == "\ufffd\ufffd café"


def test_a_few_zero_bytes_do_not_make_a_text_utf_16() -> None:
    for data in (b"abc\0defg", b"The bridge\0 opened on Monday, they said. " * 3, b"\0" + b"word " * 9):
        assert decode(data).encoding == "utf-8"
        assert decode(data).text == data.decode()


def test_a_damaged_utf_8_text_stays_utf_8_with_a_remark() -> None:
    decoded = decode((NEWS * 3).encode() + b"\xe2\x80")
    assert decoded.text == NEWS * 3 + "\ufffd"
    assert decoded.encoding == "utf-8"
    assert "1 place is not UTF-8" in decoded.remark


def test_a_requested_encoding_overrides_the_bytes() -> None:
    assert decode("日本語".encode("shift_jis"), "shift_jis").text == "日本語"
    assert decode("é".encode(), "latin-1").text == "Ã©"
    assert decode(codecs.BOM_UTF8 + b"a", "utf-8").text == "a"


@pytest.mark.parametrize(
    ("encoding", "part"),
    [
        ("utf-8", "byte 2 does not fit"),
        ("klingon", "no such text encoding"),
        ("base64", "no such"),
        ("a\0b", "no such"),
    ],
)
def test_an_encoding_that_does_not_fit_or_exist_is_refused(encoding: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        decode(b"a\xff\xfe", encoding)


RUSSIAN = "Плотина у мельницы не выдержала в половине пятого. Никто на ней не стоял, и никто не пострадал."
GREEK = (
    "Το φράγμα στον μύλο υποχώρησε στις τέσσερις και μισή. Κανείς δεν στεκόταν πάνω του, και κανείς δεν έπαθε τίποτα."
)
CZECH = (
    "Hráz u mlýna povolila o půl páté odpoledne. Nikdo na ní "
    "nestál, ačkoliv se tam děti rády koupou, když je teplo; říkal starší mlynář."
)
TURKISH = (
    "Değirmenin yanındaki set dört buçukta çöktü. Üzerinde kimse "
    "yoktu; değirmenci gürültüyü önce duydu, başkan şaşırdı."
)
FRENCH = (
    "Le barrage a cédé à quatre heures et demie. Personne n’y "
    "était monté ; le meunier, très ému, l’a entendu céder là-bas."
)
CHINESE = "磨坊旁边的水坝在四点半决口。当时没有人站在上面，磨坊主最先听到声音，然后告诉了镇长。"
JAPANESE = "水車小屋のそばの堰は四時半に崩れた。上には誰も立っていなかった。粉屋が最初にその音を聞いた。"
KOREAN = "물방앗간 옆의 둑이 네 시 반에 무너졌다. 그 위에는 아무도 서 있지 않았고, 방앗간 주인이 먼저 소리를 들었다."


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (GREEK, "cp1253", "a guess"),
        (CZECH, "cp1250", "Windows-1250"),
        (CZECH, "iso8859-2", "ISO8859-2"),
        (TURKISH, "cp1254", "Windows-1254"),
        (FRENCH, "cp1252", "Windows-1252"),
        (CHINESE, "gbk", "GB18030"),
        (CHINESE, "big5", "a guess"),
        (JAPANESE, "shift_jis", "CP932"),
        (JAPANESE, "euc_jp", "a guess"),
        (KOREAN, "euc_kr", "CP949"),
    ],
)
def test_a_text_that_states_no_encoding_is_guessed_and_that_is_said(text: str, encoding: str, said: str) -> None:
    if encoding == "big5":
        text = text.translate(str.maketrans("边坝点决当时没听声后诉镇长", "邊壩點決當時沒聽聲後訴鎮長"))
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.sure
    assert said in decoded.remark
    assert "--encoding" in decoded.remark


@pytest.mark.parametrize(("text", "encoding"), [(JAPANESE, "iso2022_jp"), (KOREAN, "iso2022_kr")])
def test_text_with_escape_sequences_between_its_scripts_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("big5-hkscs", "big5hkscs"),
        ("windows-874", "cp874"),
        ("iso-8859-9", "cp1254"),
        ("latin1", "cp1252"),
        ("cp437", "cp437"),
        ("base64", ""),
        ("klingon", ""),
        ("a\0b", ""),
    ],
)
def test_an_encoding_is_what_browsers_read_for_its_name(name: str, codec: str) -> None:
    assert python_name(name) == codec


def test_a_statement_that_fits_but_for_a_few_bytes_is_believed_and_the_bytes_are_counted() -> None:
    data = RUSSIAN.encode("euc_jis_2004", "ignore") + JAPANESE.encode("euc_jp") + b"\xff"
    decoded = decode(data, stated="euc-jp")
    assert JAPANESE in decoded.text
    assert decoded.text.count("\ufffd") == 1
    assert "1 place is not EUC-JP" in decoded.remark
    assert decode("①髙橋".encode("cp932"), stated="Shift_JIS") == ("①髙橋", "cp932", True, "")


def test_a_statement_that_fits_little_of_the_text_is_not_believed() -> None:
    assert decode(RUSSIAN.encode("cp1251"), stated="utf-8").text == RUSSIAN
    assert decode(RUSSIAN.encode(), stated="iso-8859-1").text == RUSSIAN
    assert decode(RUSSIAN.encode(), stated="klingon").text == RUSSIAN


def test_an_xml_declaration_states_an_encoding_as_a_page_does() -> None:
    assert stated_charset(b"<?xml version='1.0' encoding='windows-1251'?><TEI/>") == "windows-1251"
    assert stated_charset(b'<html><head><meta charset="x-sjis">') == "x-sjis"
    assert stated_charset(b"<?xml version='1.0' encoding='UTF-16'?><a/>") == "utf-8"  # its ASCII could be read
    assert stated_charset(b"A page states its encoding.") == ""


def test_a_long_text_is_guessed_from_a_part_with_letters_beyond_ascii() -> None:
    data = b"The weir held.\n" * 40_000 + f"{RUSSIAN}\n".encode("cp1251") * 4_000
    assert decode(data).encoding == "cp1251"


def zipped(name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)  # with the same date at every run: it stands in a test's name
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"GIF89a\1\0", "GIF"),
        (b"\x7fELF\2\1\1", "ELF"),
        (gzip.compress(b"text", mtime=0), "gzip"),
        (zipped("a.txt"), "zip"),
    ],
)
def test_binary_data_is_recognised_by_its_signature(data: bytes, kind: str) -> None:
    assert kind in str(binary_kind(data))


@pytest.mark.parametrize("data", [b"", b"x", b"MZ is a rapper.", b"PK is a name.", b"BZh?", NEWS.encode("utf-16")])
def test_text_is_not_taken_for_binary_data(data: bytes) -> None:
    assert binary_kind(data) is None


def test_random_bytes_are_noise_and_text_with_terminal_sequences_is_not() -> None:
    for seed in range(20):
        decoded = decode(random.Random(seed).randbytes(4000))
        assert is_noise(decoded.text, decoded.sure)
    assert is_noise("\0" * 100, True)
    assert not is_noise("\x1b[31mred\x1b[0m \x07\x08", True)
    assert not is_noise("", True)


def test_pages_are_distinguished_from_text_about_them() -> None:
    for data in (
        b"<!DOCTYPE html><p>x",
        b"\xef\xbb\xbf\n <HTML lang=en>",
        b"<!-- saved -->\n<html>",
        b"<?xml ?><html>",
    ):
        assert is_html(data)
    for data in (b"<p>x", b"html", b"A page begins with <html>.", b"<htmlish>"):
        assert not is_html(data)
