"""Know the frame of a site: menus, paths, counters, share bars, rulings and tickers."""

import re

from articles.importers.calls import is_call
from articles.importers.labels import SECTIONS, whole_role
from newsroom.arabic import fold

PICTOGRAPHS = r"\u2600-\u27bf\U0001f300-\U0001faff"
MENU_LENGTH = 400
TICKER_ITEMS = 4
HEADLINE_LENGTH = 160
SENTENCE_LENGTH = 90
RIGHTS_LENGTH = 200
_RULING = re.compile(
    r"[\s=\-_*~#•·—–+.▬═─]{3,}|ـ{6,}|[=*~_─═▬-]{3,}+[^=*~_─═▬-]{1,40}[=*~_─═▬-]{3,}|\W?\s?\*\s?\*\s?\*\s?"
    rf"|[{PICTOGRAPHS}\ufe0f\s]{{3,}}|[=_*]{{4,}}+\s?\w{{1,2}}[. /]\w{{1,2}}\.?"
)
_DIVIDERS = re.compile(r"\s*[|•·:>»›‹«/←\\,،–—]\s*|\s+-\s+|\s{2,}")
_COUNTER = re.compile(
    r"^(?:\(?\d+\)?\s*(?:تعليق(?:ات|ً?ا?ً?)|مشاهد(?:ة|ات)|قراءة|قراءات|زيارات?|زيارة|مشارك(?:ة|ات)|إعجابات?|views?|comments?|shares?|likes?)"
    r"|(?:المشاهدات|مشاهدات|مشاهدة|الزيارات|زيارات|عدد \w+|القراءات|التعليقات|تعليقات|مشاركات|الإعجابات"
    r"|إعجاب|شارك)\s*[:(]?\s*\d[\d,.]*\s*\)?(?:\s*(?:مشاهدة|زيارة|قراءة|مرة))?"
    r"|(?:مدة |وقت |زمن )?(?:ال)?قراءة\s*:?\s*(?:في\s)?"
    r"(?:(?:\d+\s*(?:د|ث|دقيقة|دقائق|ثانية|ثوان)|دقيقت[اي]ن|دقيقة(?: واحدة)?)[\s,،و]*)+"
    r"|(?:(?:أقل من )?\d*\s*(?:دقيقة|دقائق|دقيقتان|دقيقتين)(?: واحدة)?\s*(?:من\s)?(?:لل)?(?:ال)?قراءة)"
    r"|\d+ min(?:utes?)? (?:read|قراءة)|\d{1,2}:\d\d(?::\d\d)? (?:دقيقة|دقائق)|100%"
    r"|\d{1,7}|[+\-A|\s]{1,5}|دقيقت[اي]ن|\(\d+\)|\d{1,2}(?: \d{1,2}){1,9}|\d+ \d+ دقيق\w+(?: واحدة)?"
    r"|[\d.,]+[KM]|\d+ seconds? of \d.{0,40}|Volume \d{1,3}%"
    rf"|(?=.*\d)(?=.*[{PICTOGRAPHS}])[\d\s.,KM\ufe0f{PICTOGRAPHS}]+)$",
    re.IGNORECASE,
)
# «اشترك في «الأخبار» على يوتيوب هنا»
_JOIN = re.compile(
    r"^(?:اشترك(?:وا|ي)?|انضم(?:وا|ي)?(?= إلى (?:قنات|مجموعت))) (?:الآن )?(?:في|إلى|بـ?)\s?[^،.؛:]{2,40}\s?"
    r"(?:يوتيوب|واتساب|واتس ?[اآ]ب|تلغرام|تليغرام|تيليغرام|فيسبوك|تويتر|إكس|YouTube|WhatsApp|Telegram"
    r"|(?:النشرة|القائمة) البريدية)(?:\s(?:هنا|الآن|لتصلك.{0,50}))?$",
    re.IGNORECASE,
)
# «شارك هذا المقال محادثة», «هل استفدت من المعلومات المقدمة؟»
_ASKS = re.compile(
    r"^(?:(?:شاركوا?|مشاركة|انشر|أرسل) (?:هذا |هذه )?ال(?:خبر|مقال|مقالة|صفحة|قصة|موضوع|تقرير)"
    r"(?: (?:محادثة|الآن|(?P<whom>(?:عبر|على|مع) .{2,20})))?"
    r"|هل (?:استفدت من|أعجبت?ك|ساعدك) (?:هذا |هذه )?ال(?:مقال|خبر|محتوى|معلومات|صفحة|خدمة).{0,25}؟"
    r"|هل كانت? (?:هذا |هذه )?ال(?:مقال|خبر|محتوى|معلومات|صفحة|خدمة)\w* (?:\w+ )?(?:مفيد|واضح)\w*\s?؟"
    r"|ما تقييمك لل(?:مقال|خبر|محتوى|معلومات|صفحة|خدمة).{0,10}؟"
    r"|(?:تقييم|قيم|قيّم) ال(?:محتوى|صفحة|مقال|خبر|خدمة))$"
)
# The BBC says where a box begins and ends to those who listen to its pages.
_SKIP = re.compile(
    r"^(?:تخطى|تخط[ِّيى]*|تجاوز) .{2,40}(?:وواصل القراءة|وتابع القراءة|مشاركة, \d+)$", re.IGNORECASE
)
_SKIPPED = re.compile(
    r"^(?:(?:قصص مقترحة|(?:ال)?بودكاست|الأكثر قراءة|(?:ال)?حلقات|مواضيع ذات صلة|يستحق الانتباه)\sنهاية"
    r"|نهاية (?:قصص مقترحة|(?:ال)?بودكاست"
    r"|(?:YouTube|Twitter|Facebook|Instagram|TikTok|X|يوتيوب|تويتر).{0,30}))$",
    re.IGNORECASE,
)
# «تابعوا الواحة على», «تابعنا عبر تطبيق نبأ»; «تابع الوزير المباراة على الشاشة» is text.
_FOLLOW = re.compile(
    r"^(?:تابع(?:وا|نا|ونا|ي)?|متابعة)\s(?:\S+\s){0,5}?(?:على|عبر)(?:\s*:?|\s(?:تطبيق|منص\S+|مواقع|أخبار|قنا\S+|خدمة|ال)?\s?"
    r"(?:\S*\s)?(?:أثير\s.{10,60}|تل\S+|التل\S+|فيسبوك|تويتر|إكس|يوتيوب|واتساب|جوجل|غوغل|google|telegram|facebook|نبأ|نبض).{0,30})$",
    re.IGNORECASE,
)
# «تابع الجمهور المباراة على يوتيوب وسط الهتاف.» tells of others.
_TOLD = re.compile(r"^(?!تابعونا|تابعنا).*\.$")
_ADDRESS = re.compile(r"(?:(?<!\s)\s+)?(?:https?://|www\.|t\.me/)\S+$")
_RIGHTS = re.compile(
    r"(?:(?:جميع|كافة|كل) (?:ال)?حقوق|^حقوق (?:النشر|الطبع|النسخ|الملكية|الموقع|البث|الصور)).{0,40} محفوظة"
    r"|(?:©|\(c\)|copyright)[^.\d/]{0,40}(?:19|20)\d\d|(?:19|20)\d\d\s?©|all rights reserved",
    re.IGNORECASE,
)
# The lists of Al Jazeera count themselves; printed papers number their issues.
_FRAME = re.compile(
    r"^(?:[ـ_]+|list (?:of )?\d+ (?:items?|of \d+)|السنة \S+.{0,20}العدد.{0,30}"
    r"|العدد \d{1,5}(?:\s?[-–|■•·]\s?.{1,40})?|.{0,60}[-–|] العدد \S+.{0,60}"
    r"|(?:ال)?(?:بقية|تتمة)\s(?:على |في )?(?:ال)?ص(?:فحة)?\s?\d+"
    r"|(?:ص|صفحة)\s?\d{1,3}\s[-–]\s[^\d.]{4,40}|[^\d.]{4,40}\s[-–]\s(?:ص|صفحة)\s?\d{1,3}"
    r"|صفحة \d+ من (?:اصل )?\d+|.{0,30}\{\{.{0,60}\}\}.{0,30}"
    r"|(?:\w+ )?shar(?:e|ing) button|Doc-[\w-]+|photos? \d+"
    r"|[\d.,]+[KM]?\sviews|edited \d{1,2}:\d\d|LOC\d{1,2}:\d\d|\d{1,2}:\d\d\s(?:GMT|ت\s?مـ?)|\d+\s?[دث]"
    r"|<?\s*Previous Page\s*Next Page\s*>?"
    r"|الصفحة الرئيسية ل\S+(?: \S+){0,3}|Article information|(?:Role|Reporting from),\s.{2,60}"
    r"|https?://\S+|www\.\S+|\S+@\S+\.\w+|\d{1,2}:\d\d|[\d.]+x)$",
    re.IGNORECASE,
)
MENU_PART = 14
MORE_WORDS = 5
_GAP = re.compile(r"[ \u00a0]{4,}|\t+")


def is_ruling(text: str) -> bool:
    """Say whether a line parts two texts: «=====», «* * *», «--- 2 ---»."""
    return len(text) <= 200 and bool(_RULING.fullmatch(text)) and not re.fullmatch(r"[.\s]+", text)


def read_furniture(text: str) -> str | None:
    """Return the role of a line made of parts of the frame and nothing else: «الرئيسية > سياسة» → chrome."""
    if len(text) > MENU_LENGTH:
        return None
    if _COUNTER.match(text):
        return "tools"
    if _calls(text) or _is_addressed(text):
        return "tools"
    if _SKIP.match(text):
        return "nav"
    if _SKIPPED.match(text):
        return "end"
    if _FRAME.match(text) or (text.count("|") >= 2 and max(map(len, text.split("|"))) <= MENU_PART):
        return "chrome"
    if len(text) <= RIGHTS_LENGTH and _RIGHTS.search(text):
        return "end"
    return None if len(text) > SENTENCE_LENGTH and text.endswith(".") else _read_menu(text)


def _calls(text: str) -> bool:
    """«انشر المقال عبر واتساب» and «تابعونا على فيسبوك» call; «أرسل الخبر مع ساعي البريد.» tells."""
    if asks := _ASKS.match(text):
        return not asks["whom"] or is_call(text)
    return bool(_JOIN.match(text) or (_FOLLOW.match(text) and not _TOLD.search(text)))


# «المزيد من مدن» leads to other pages of the site, not to what is like this one.
_MORE = re.compile(r"^(?:المزيد|مزيد) (?:من|في) (?!الأخبار|المقالات|هذا القسم|التفاصيل)[^.:،؟]{2,30}$")
# «// انتهى //», «ر.س/ ف.ع», «(إعداد ماهر عزيز للنشرة العربية - تحرير سهام غانم)»
_SIGNED = re.compile(
    r"^(?:00:00|\d{1,2} (?:دقائق|دقيقة)|[-–—/\s(]*انته[ىـي]+[-–—/\s\d)]*"
    r"|\w{1,2}\s?[./]?\s?\w{0,2}\s?/\s?\w{1,2}(?:\s?[. ]\s?\w{1,2})?"
    r"|[^\W\d]{1,2}(?:[\s.][^\W\d]{1,2})?(?:\s?/\s?[^\W\d]{1,2}(?:[\s.][^\W\d]{1,2})?){2,3}"
    r"|\(?\s*(?:إعداد|تغطية|كتابة|ترجمة) [^()]{4,60} (?:للنشرة العربية|للوكالة)\s*[-–،.]?\s*"
    r"(?:تحرير [^()]{4,50})?\)?)$"
)


def read_more(text: str) -> str | None:
    return "more" if len(text.split()) <= MORE_WORDS and _MORE.match(text) else None


def read_signature(text: str) -> str | None:
    """Read what an agency closes its text with, and nothing else on the line."""
    return "chrome" if len(text) <= 140 and _SIGNED.match(text) else None


def is_address(text: str) -> bool:
    return bool(text) and not _ADDRESS.sub("", text)


def _is_addressed(text: str) -> bool:
    """Say whether a line is a word of the frame and an address: «انسخ الرابطhttps://…»."""
    head = _ADDRESS.sub("", text)
    return head != text and (not head or bool(whole_role(fold(head))) or (head.isascii() and len(head) < 30))


def _read_menu(text: str) -> str | None:
    """Read a line all of whose parts are words of a menu or of a share bar."""
    parts = [part for part in map(fold, _DIVIDERS.split(text)) if part]
    if len(parts) < 2:
        return _role_of(fold(text)) if " " in text and not whole_role(fold(text)) else None
    if parts[0] in ("الرءيسيه", "الصفحه الرءيسيه", "home") and not text.endswith("."):
        return "chrome"
    roles = {_role_of(part) or ("chrome" if part in SECTIONS or part.isdecimal() else None) for part in parts}
    if None in roles:
        return None
    return "tools" if roles <= {"tools"} else "comments" if roles == {"comments"} else "chrome"


def _role_of(part: str) -> str | None:
    """«فيسبوك واتساب» → tools"""
    return whole_role(part) or ("tools" if {whole_role(word) for word in part.split()} == {"tools"} else None)


def split_ticker(raw: str) -> list[str]:
    """Part the headlines of a line that holds many, with wide gaps between them."""
    if len(raw) < 60 or ("    " not in raw and "\t" not in raw and "\u00a0" not in raw):
        return []
    parts = [part.strip() for part in _GAP.split(raw.strip()) if part.strip()]
    return parts if len(parts) >= TICKER_ITEMS and not any(map(_is_told, parts[:-1])) else []


def _is_told(part: str) -> bool:
    """Say whether a part is sentences: «عاد القطار.    وافتتح الوزير الجسر.    …» is a text, no ticker."""
    return len(part) > HEADLINE_LENGTH or part.endswith(".")
