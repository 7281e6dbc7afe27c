"""Two hundred queries that nobody means well: operators, quotes, controls, marks, statements, size."""

from itertools import product

_WORD = "قارب"
_OPERATORS = [
    "&",
    "|",
    "!",
    "<->",
    "<2>",
    "(",
    ")",
    ":",
    ":*",
    ":A",
    "*",
    "\\",
    "'",
    "''",
    "$$",
    "%",
    "%s",
    "{}",
    "~",
]
_CONTROLS = [
    "\x00",
    "\x07",
    "\x1b[2J",
    "\u202e",
    "\u2066",
    "\u200f",
    "\ufeff",
    "\u200d",
    "\ud800",
    "\udfff",
    "\u2028",
]
_MARKS = [
    "\u064b",
    "\u0651",
    "\u0670",
    "ـ",
    "\u0301" * 50,
    "\u200d\u200c",
    "؟",
    "،",
    "…",
    "ﷺ",
    "🙂",
    "👨\u200d👩\u200d👧",
    "٪",
]
_QUOTES = ['"', "«", "»", "“", "”", "«»", '""', "«-»", '-"', '"-"', "-«»", "««", "»«", '"«"»']
_STATEMENTS = [
    "'; DROP TABLE articles_article; --", "' OR '1'='1", "1; SELECT pg_sleep(5)", "') UNION SELECT 1--",
    "$1", "%(x)s", "{0.__class__}", "${jndi:ldap://x}", "<script>alert(1)</script>", "../../etc/passwd",
    "a' & 'b", "' | '", "'قارب':A", "\\'", "())", "((", "!!!!", "- -", "--", "-", "=", "=^قارب", "^", "=قارب",
]  # fmt: skip
_FIELDS = [
    f"{name}:{value}"
    for name in ("عنوان", "مصدر", "كلمة", "كاتب", "قسم", "بعد", "قبل", "تاريخ", "title")
    for value in ("", "'", "«", "9999-99-99", "%", "\x00", "-" * 20)
]
_LARGE = [
    _WORD * 5000, f"{_WORD} " * 10_000, f"-{_WORD} " * 10_000, " ".join(f"كلمة{n}" for n in range(10_000)),
    "«" * 5000, f"«{_WORD} " * 3000, "-" * 5000, "a/" * 5000, "\u0301" * 3000, "ا" * 100_000, "1" * 10_000,
    "مصدر:ب " * 2000, "عنوان:ب " * 2000, "(" * 5000, "1,000," * 2000, "ﷺ" * 2000, "، " * 9000,
    " ".join("ابجدهوزحطي" for _ in range(32)), " ".join(f"الاقتصداي{n}" for n in range(32)),
]  # fmt: skip
_BESIDE = [
    form.format(_WORD, odd)
    for odd, form in product([*_OPERATORS, *_CONTROLS[:8]], ["{0} {1}", "{1}{0}", "{0}{1}{0}"])
]
HOSTILE = [*_OPERATORS, *_CONTROLS, *_MARKS, *_QUOTES, *_STATEMENTS, *_FIELDS, *_LARGE, *_BESIDE]
