"""Tell a call to the reader from a sentence that begins as one: «انضموا إلى قناتنا», «انضموا إلى الفرقة.»"""

import re

from newsroom.arabic import fold

CALL_WORDS = 11
BARE_WORDS = 4
_STOPS = (".", "؛", "؟", ":")


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


# Said to the reader, or by the site of itself: whatever else is on the line, it is a call.
_ADDRESSED = _folded(
    "قناتنا صفحتنا صفحاتنا نشرتنا نشراتنا موقعنا تطبيقنا مجموعتنا حسابنا حساباتنا خدمتنا قائمتنا "
    "منصتنا منصاتنا أخبارنا بريدك بريدكم ليصلك ليصلكم لتصلك لتصلكم يصلك تصلك تصلكم هاتفك "
    "أصدقائك أصدقائكم رأيك رأيكم هنا"
)
# Where readers are called to, and what they are called to read, hear or pass on.
_PLATFORMS = _folded(
    "واتساب واتس تلغرام تليغرام تيليغرام تلجرام تيليجرام تليجرام فيسبوك فايسبوك تويتر إكس يوتيوب "
    "انستغرام إنستغرام انستجرام جوجل غوغل google news whatsapp telegram facebook twitter youtube "
    "instagram x linkedin email تطبيق نبض نبأ أثير"
)
_PASSED_ON = _folded(
    "خبر مقال مقالة قصة موضوع صفحة تقرير نص نشرة قائمة بودكاست رابط مزيد تنبيهات إشعارات أخبار "
    "قناة محادثة تعليق"
)
_ARTICLE = re.compile(r"^[وبل]?(?:ال|لل)")


def is_call(line: str) -> bool:
    """Say whether a line that begins as a call is one: it names the site, the reader or a platform.

    «اشتركوا في النشرة البريدية» is a call; «اشتركوا في شراء سيارة الإطفاء من رواتبهم.» tells a story.
    """
    words = fold(line).split()
    if _ADDRESSED & set(words):
        return True
    if len(words) <= BARE_WORDS:
        return any(_ARTICLE.sub("", word) in _PASSED_ON or _is_platform(word) for word in words)
    is_sentence = len(words) > CALL_WORDS or "،" in line or line.endswith(_STOPS)
    return not is_sentence and any(map(_is_platform, words))


def _is_platform(word: str) -> bool:
    return word in _PLATFORMS or _ARTICLE.sub("", word) in _PLATFORMS
