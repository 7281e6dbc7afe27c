import pytest

from articles.importers.detecting import detect_format, root_of

PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- من نظامنا -->\n'
BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (PROLOGUE + '<rss version="2.0"><channel>', "rss"),
        ("\ufeff\n" + PROLOGUE + '<rss version="2.0"><channel>', "rss"),
        (PROLOGUE + BOMB + '<rss version="2.0"><channel>', "rss"),
        ('<rdf:RDF xmlns:rdf="http://x" xmlns="http://purl.org/rss/1.0/">', "rss"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "rss"),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "rss"),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/">', "wxr"),
        ("<rss><channel><wp:wxr_version>1.2</wp:wxr_version>", "wxr"),
        (PROLOGUE + "<سجل><خبر/></سجل>", "xml"),
        ('<inventory xmlns="urn:x">', "xml"),
        ('<!DOCTYPE html>\n<html dir="rtl">', "html"),
        ('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ('<div class="post">نص</div>', "html"),
        ('{"headline": "أ"}', "jsonl"),
        ('[{"headline": "أ"}]', "jsonl"),
        ("\ufeff[\n  {\n", "jsonl"),
        ("{", "jsonl"),
        ('{oops\n{"headline": "أ"}\n', "jsonl"),  # its first line is a reject, not the end of the file
        ("العنوان,النص\nأول,نص أول\nثان,نص ثان\n", "csv"),
        ("العُنوان؛النص\n", "page"),
        ("title;body;date\n", "csv"),
        ("sep=;\r\nالعنوان;المتن\r\nأول;نص\r\n", "csv"),
        ('"Title"\t"Content"\t"Author"\nأول\tنص\tهند\n', "csv"),
        ("id|headline|رأي\n1|أول|أ\n2|ثان|ب\n", "csv"),
        ('headline,body,date\nأول,"نص لا ينتهي,2024-01-01\nثان,نص,2024-01-02\n', "csv"),  # an open quote
        ("رأس;كلام;يوم\nأول;نص;1/1/2024\nثان;نص;2/1/2024\n", "csv"),  # a header that needs --map
        ("عن سوق, وبحر, ونخل\nوقال إن السوق, كما البحر, قريب\nانتهى\n", "page"),
        ("", "page"),
    ],
)
def test_a_format_is_told_by_its_first_characters(head, name):
    assert detect_format(head) == name


@pytest.mark.parametrize(
    "page",
    [
        "مرفأ السرو يستقبل أول سفينة\nقال مدير المرفأ، سالم الحداد، إن السفينة وصلت, ثم أفرغت, ثم غادرت.\n",
        "الرئيسية | أخبار | رياضة | اقتصاد\nافتتاح سوق البلدة | صور\nافتتحت البلدة سوقها.\n",
        "العنوان: افتتاح السوق\nالتاريخ: 3 مايو 2025\nالمصدر: وكالة السرو\n\nافتتحت البلدة سوقها.\n",
        "القسم\tالتاريخ\tالمصدر\nافتتحت البلدة سوقها اليوم وحضر الأهالي.\n",
        # The labels of a page on one line: the text below does not keep to them.
        "العنوان | التاريخ | المصدر\nافتتاح سوق البلدة\nافتتحت البلدة سوقها.\nوحضر الأهالي.\n",
        "العنوان, النص\nافتتحت البلدة سوقها.\nوحضر الأهالي.\n",
        "{جريدة السرو} تزور السوق\nقال المدير إن السوق مفتوح.\n",
        "[شاهد] السوق من الداخل\nقال المدير إن السوق مفتوح.\n",
        "[ شاهد ] السوق من الداخل\nقال المدير إن السوق مفتوح.\n",
        "< قال المدير إن السوق مفتوح\n",
        "sep=;\nقال المدير إن السوق مفتوح; ثم غادر.\n",
    ],
)
def test_a_pasted_page_is_never_another_format(page):
    assert detect_format(page) == "page"


def test_looking_for_the_root_takes_no_time_on_hostile_text():
    for text in ("<!DOCTYPE x " + "[" * 60_000, "<!--" * 16_000, "<?" * 30_000, "<a " * 20_000):
        assert detect_format(text) in ("html", "page", "xml")


def test_the_root_is_found_behind_comments_and_declarations():
    name, attributes = root_of(PROLOGUE + BOMB + '<x:Feed lang="ar" >')
    assert (name, attributes.strip()) == ("feed", 'lang="ar"')
