"""Passwords that were tried before: of leaks, also as an Arabic keyboard writes them or with a year on."""

import re
import unicodedata
from collections.abc import Iterator

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.arabic import fold

# The same keys in both layouts, but for «لا», which is one key.
_ARABIC, _LATIN = "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ", "qwertyuiop[]asdfghjkl;'zxcvnm,./`"
_TO_LATIN, _TO_ARABIC = str.maketrans(_ARABIC, _LATIN), str.maketrans(_LATIN, _ARABIC)
# What is put behind a word to make it long enough: a year, «123», «!».
_TAIL = re.compile(r"[\d\W_]{1,6}\Z")
_FEW_SIGNS = 3
# Words of our readers that no list of leaks from elsewhere has.
_WORDS = """
محمد احمد محمود عبدالله علي فاطمة عمر خالد يوسف ابراهيم حسن حسين مريم سارة نور حبيبي حبيبتي حياتي الله
الحمدلله بسم-الله بسم-الله-الرحمن-الرحيم سبحان-الله لا-اله-الا-الله استغفر-الله ما-شاء-الله السلام-عليكم
كلمة-السر كلمة-المرور غرفة-الأخبار الأخبار جريدة صحيفة تحرير محرر مدير مشرف النصر الهلال الأهلي الزمالك
"""


def _bare(text: str) -> str:
    """«الحمد لله» → «الحمدلله»"""
    return fold(text).replace(" ", "")


OURS = frozenset(map(_bare, _WORDS.split()))


class KnownPasswordValidator(CommonPasswordValidator):
    """Refuse what stands in the list of twenty thousand that Django brings, or is one of them disguised."""

    def validate(self, password, user=None):
        shapes = set(_shapes(password))
        if len(set(password)) <= _FEW_SIGNS or shapes & OURS or shapes & self.passwords:
            raise ValidationError(
                _("This password is easy to guess: it, or one very like it, is known from stolen lists."),
                code="password_too_common",
            )


def _shapes(password: str) -> Iterator[str]:
    """«حشسسصخقي١٢٣» → itself, «password123», «حشسسصخقي», «password» …"""
    plain = "".join(map(_digit, password.casefold().strip()))
    for text in (plain, _TAIL.sub("", plain)):
        yield from (text, _bare(text), _bare(text.translate(_TO_ARABIC)))
        yield text.replace("لا", "b").translate(_TO_LATIN)


def _digit(sign: str) -> str:
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)
