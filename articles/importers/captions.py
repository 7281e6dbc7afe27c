"""Part what stands under a picture: «وصف (وكالات) عنوان فرعي» → caption, credit, sub-heading."""

import re
from dataclasses import dataclass

from articles.importers.labels import GIVEN, is_agency, is_credit, is_name
from newsroom.arabic import fold

CAPTION_LENGTH = 300
SUBHEADING_WORDS = 5
CREDIT_WORDS = 5
_CREDIT = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_ALONE = re.compile(r"[(\[]?\s*([^()\[\]]{1,40}?)\s*[)\]]?\.?")
_PHOTOGRAPHER = re.compile(r"^(?:تصوير|عدسة|الصورة|صورة|المصدر)\s*[:：/-]?\s*(\S.{1,38})$")
_POSITION = re.compile(
    r"\((?:يسار|يمين|وسط|الأول|الثاني|من اليمين|من اليسار|إلى اليمين|إلى اليسار)[^()]{0,20}\)"
)
_ASIDE = re.compile(r"\((?:من |في |إلى |على )?(?:ال)?(?:يسار|يمين|وسط)\)")
# «© Photo / M.ziadaشبان يعبرون» and «© أ ف ب».
_COPYRIGHT = re.compile(
    r"^©\s*(?:Photo|صورة|الصورة)?\s*[/:|-]?\s*"
    r"([A-Za-z][A-Za-z .'’_-]{1,38}[A-Za-z]\.?|[^A-Za-z0-9]{2,30}?(?=\s*[/|:]|$))"
    r"\s*[/|:]?\s*(.*)$"
)
_SIZED = re.compile(r"^(.{5,240}?)\s+-\s+([^-,]{3,30}), \d{3,4}, \d\d\.\d\d\.\d{4}$")
_RESERVED = re.compile(r"^(ح\s?\.\s?م\.?)\s*[-–—:/]?\s*([^\W\d].{7,140})$")
_TAIL = re.compile(r"^(.{3,280}?)(?:\s+|(?<=\w)(?=-\s))(?:[-–—|/]+|\.(?=\s))\s*([^-–—|/]{2,40})$")
# «عربة قطار قديمةصورة من: Paul Winter/dpa», «مشهد من العرض. © نادين خليل»
_LABELLED = re.compile(
    r"^(?P<caption>.{4,240}?)[\s.]*"
    r"(?:(?:Photo )?Credit:|صورة من:|تصوير:|مصدر الصورة:|(?:-\s*)?حقوق النشر(?! محفوظة)|©)"
    r"\s*(?P<credit>[^©.]{2,60})\.?$"
)
# «أدوات قهوة على الجدار. (تصوير: ماجد العتيبي)»
_SHOT_BY = re.compile(
    r"^(?P<caption>[^()]{8,240}?)[\s.]*\((?:تصوير|عدسة)\s*[:/-]\s*(?P<credit>[^()]{2,40})\)\.?$"
)
# «Alexei Morozov / Sputnik»
_LATIN = re.compile(r"^(?P<name>[A-Za-z][\w .'’-]{1,40}?)\s*/\s*(?P<agency>[A-Za-z][\w .]{1,30})$")
# A picture shows: «جانب من أعمال التطوير», «رسم تخيلي للمسبار».
_SHOWS = re.compile(
    r"^(?:جانب من|جوانب من|صوره (?:من|ل)|صوره (?:ارشيفي|تعبيري|توضيحي|متداول|تخيلي)|لقطه (?:من|ل)"
    r"|مشهد (?:من|عام)|مشاهد من|رسم (?:تخيلي|متخيل|توضيحي|بياني)|منظر (?:عام|من)"
    r"|من (?:جولات|فعاليات|اجواء|اعمال|مراسم|حفل|جلس))"
)
# «إ.م/ ع.ج.م (د ب أ)» are the initials of who wrote.
_WORDS = re.compile(r"[^\W\d]{3}")
# «وقال الحارس (وسط) إن الطريق طويل (ثلاث ساعات).», «وفق وكالة الأنباء (واس)»: running text.
_REPORTS = re.compile(
    r"^(?:و|كما |ف)?(?:قال|أضاف|أعلن|أكد|ذكر|أوضح|أشار|صرح|كان|أفاد|نقل|كشف|استهدف|أصدر|حقق)(?:ت|ا|تا|وا)?\s"
    r"|وكال(?:ة|تا|تي) (?:ال)?[أا]نباء(?:\s\S+){0,3}\s?$"
)
_PERSON = re.compile(r"^(?P<caption>[^()]{12,140}?)[\s–-]*\((?P<name>[^()\d،:]{5,25})\)\.?$")
CAPTION_WORDS = 4
SHOWN_WORDS = 14
_STOPS = (".", "؟", "?", "!", ":", "؛", "…", ".»", '."', ".”", "،")


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands under a picture: «وصف (وكالات) عنوان فرعي» → caption, credit, sub-heading."""

    caption: str
    credit: str
    subheading: str = ""


def read_caption(text: str) -> Caption | None:
    """Read a line that a credit shows to be a caption, in brackets, behind a dash or after ©."""
    if len(text) > CAPTION_LENGTH + 80:
        return None
    return (
        _sized(text)
        or _led(text)
        or _labelled(text)
        or _agency_tailed(text)
        or _bracketed(text)
        or _copyrighted(text)
        or _tailed(text)
    )


def shows(text: str) -> bool:
    """Say whether a line opens as a caption does: «جانب من أعمال التطوير»."""
    is_short = len(text.split()) <= SHOWN_WORDS
    return is_short and bool(_SHOWS.match(fold(text))) and not text.endswith((".", "؟", ":", "!", "؛"))


def _labelled(text: str) -> Caption | None:
    found = _SHOT_BY.match(text) or _LABELLED.match(text)
    if (
        not found
        or "محفوظة" in text
        or "حقوق" in found["credit"]
        or found["caption"].count(".") > 1
        or len(found["credit"].split()) > 6
    ):
        return None
    return Caption(found["caption"].strip(), found["credit"].strip())


def _sized(text: str) -> Caption | None:
    """Read «قط على سجادة - سبوتنيك عربي, 1920, 30.07.2024»: outlet, width and day stand behind."""
    found = _SIZED.match(text)
    return Caption(found[1].strip(), "") if found and is_agency(found[2]) else None


def _led(text: str) -> Caption | None:
    """Read «ح.مرف الكتب في محطة الحافلات»: Algerian papers put «حقوق محفوظة» before the caption."""
    found = _RESERVED.match(text)
    is_whole = found is not None and not found[2].endswith(_STOPS)
    return Caption(found[2].strip(), found[1].strip()) if found and is_whole else None


def _agency_tailed(text: str) -> Caption | None:
    """Read «سلحفاة على الشاطئ (أرشيفية) - أ ف ب»: behind a dash the agency, in brackets the picture's age."""
    found = _TAIL.match(text)
    is_sure = (
        found is not None and found[1].endswith(")") and is_credit(found[2]) and not _is_archive(found[2])
    )
    return Caption(found[1].strip(), found[2].strip()) if found and is_sure else None


def _is_archive(credit: str) -> bool:
    """«أرشيفية» tells when a picture was taken, not by whom."""
    return fold(credit).startswith(("ارشيف", "صوره", "تعبيري", "توضيحي"))


def _bracketed(text: str) -> Caption | None:
    """Free caption, credit and a sub-heading glued behind: position words or a known credit tell.

    «الوزير (يمين) يصافح الضيف (وكالات) مجالات البحث» → caption «الوزير (يمين) يصافح الضيف», credit
    «وكالات», sub-heading «مجالات البحث». A sentence that ends before the credit is no caption.
    """
    credits = [found for found in _CREDIT.finditer(text) if read_credit(found[1])]
    credits = credits or [found for found in _CREDIT.finditer(text) if _closes(found, text)]
    if not credits and _POSITION.search(text):
        # Where the places of people are told, the other brackets hold the credit.
        credits = [found for found in _CREDIT.finditer(text) if not _POSITION.match(found[0])][-1:]
    if not credits:
        return _photographed(text)
    last = credits[-1]
    before, behind = text[: last.start()].strip(), text[last.end() :].strip(" .")
    is_glued_heading = len(behind.split()) <= SUBHEADING_WORDS and not behind.endswith(_STOPS)
    is_led = behind.startswith(("-", "–", "—")) and text.endswith(".")
    if is_led or _REPORTS.search(before) or (text.endswith(".") and text.count(".") > 1 and behind):
        return None
    if (
        not _WORDS.search(before)
        or len(before) > CAPTION_LENGTH
        or before.endswith(_STOPS)
        or not is_glued_heading
    ):
        return None
    if behind and not _POSITION.search(before) and len(before.split()) < 3:
        return None
    return Caption(before, read_credit(last[1]) or last[1].strip(), behind)


def _closes(found: re.Match[str], text: str) -> bool:
    """Say whether brackets that end a line name an agency: «المركب قبل إبحاره (وكالة البحيرة)»."""
    return is_agency(found[1]) and found.end() == len(text.rstrip("."))


def _photographed(text: str) -> Caption | None:
    """Read «مسار المشاة حول البحيرة - (أحمد العلي)»: a name in brackets closes a line without a stop."""
    found = _PERSON.match(text)
    if found and text.endswith(".") and fold(found["name"]).split()[0] not in GIVEN:
        return None
    if not found or len(found["caption"].split()) < CAPTION_WORDS or not is_name(found["name"]):
        return None
    return None if found["caption"].endswith(_STOPS) else Caption(found["caption"], found["name"])


def _copyrighted(text: str) -> Caption | None:
    found = _COPYRIGHT.match(text)
    if not found or fold(found[2]).startswith("جميع الحقوق") or "حقوق" in text:
        return None
    return Caption(found[2].strip(), found[1].strip())


def _tailed(text: str) -> Caption | None:
    """Read «حريق في السوق - أرشيفية» and «السوق قبل افتتاحها | رويترز»."""
    found = _TAIL.match(text)
    if not found or found[1].endswith(_STOPS):
        return None
    credit = found[2].strip() if is_agency(found[2]) else read_credit(found[2])
    return Caption(found[1].strip(), credit) if credit else None


def read_credit(text: str) -> str | None:
    """Return whom a text credits: «رويترز» → رويترز, «تصوير: منى سالم» → منى سالم."""
    text = text.strip()
    if is_credit(text):
        return text
    if text.startswith("أرشيف ") and len(text.split()) <= CREDIT_WORDS:
        return text
    named = _PHOTOGRAPHER.match(text)
    if named is None or len(named[1].split()) > CREDIT_WORDS:
        return None
    is_sure = is_credit(named[1]) or text.startswith(("تصوير", "عدسة", "صورة:", "صورة :"))
    return named[1].strip() if is_sure else None


def read_latin_credit(text: str) -> str | None:
    """Return a credit in Latin letters that stands alone: «Alexei Morozov / Sputnik»."""
    found = _LATIN.match(text)
    return text if found and is_credit(found["agency"]) else None


def read_credit_alone(text: str) -> tuple[str, bool] | None:
    """Read a line that is a credit and nothing else, and whether it is bracketed: «أ ب», «(ارم نيوز)»."""
    text = text.strip("-–— ")
    if not text or len(text) > 50:
        return None
    found = _ALONE.fullmatch(text)
    if not found:
        return None
    is_bracketed = text[0] in "(["
    if credit := read_credit(found[1]):
        return credit, is_bracketed
    is_given = is_bracketed and text.rstrip(".")[-1] in ")]" and 1 <= len(found[1].split()) <= 4
    return (found[1], True) if is_given and not re.search(r"\d", found[1]) and len(found[1]) > 2 else None
