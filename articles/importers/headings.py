"""What newsrooms write above the columns of their tables, in Arabic and English."""

import re

from articles.cleaning import OTHER_NAMES
from newsroom.arabic import fold

# What newsrooms write above their columns; names are compared folded: «الملخّص» is «الملخص».
LABELS = {
    "id": "المعرف، معرف، الرقم، رقم، رقم الخبر، رقم المقال، الكود، كود، guid، article id، post id، "
    "external id",
    "namespace": "نطاق المعرف",
    "url": "الرابط، رابط، رابط الخبر، رابط المقال، الرابط الأصلي، العنوان الإلكتروني، link، permalink، "
    "article url، original url، page url",
    "headline": "العنوان، عنوان، عنوان الخبر، عنوان المقال، المانشيت، title، post title، article title",
    "summary": "الملخص، ملخص، المقدمة، مقدمة، المقتطف، مقتطف، الموجز، نبذة، نبذة مختصرة، وصف مختصر، تمهيد، "
    "excerpt، description، abstract، lead، teaser، intro، introduction، post excerpt، short description",
    "body": "النص، نص، المتن، متن، المحتوى، محتوى، نص الخبر، نص المقال، متن الخبر، التفاصيل، النص الكامل، "
    "المضمون، مضمون، جسم الخبر، article، full text، post content، article text، body html، html",
    "published_at": "التاريخ، تاريخ، تاريخ النشر، نشر في، وقت النشر، تاريخ الخبر، تاريخ الإضافة، "
    "تاريخ ووقت النشر، وقت وتاريخ النشر، التاريخ والوقت، الوقت والتاريخ، published on، publication time، "
    "published، pub date، publication date، publish date، pubdate، "
    "date published، published date، post date، datetime",
    "updated_at": "تاريخ التحديث، آخر تحديث، تاريخ التعديل، آخر تعديل، تاريخ آخر تحديث، تاريخ آخر تعديل، "
    "updated، modified، last modified، date modified، modified date، modified at، update date، last updated",
    "source": "المصدر، مصدر، مصدر الخبر، المصدر الأصلي، الجهة، الوكالة، publisher، agency، source name، "
    "outlet، site",
    "section": "القسم، قسم، التصنيف، تصنيف، الباب، الأقسام، التصنيفات، التبويب، categories، topic، desk",
    "byline": "الكاتب، كاتب، الكاتبة، المحرر، محرر، المؤلف، اسم الكاتب، الصحفي، الكاتب الصحفي، المراسل، "
    "بقلم، author، authors، author name، writer، editor، reporter، creator",
    "keywords": "الكلمات الدلالية، كلمات دلالية، الكلمات المفتاحية، كلمات مفتاحية، الوسوم، وسوم، الوسم، "
    "كلمات البحث، التاجات، تاجات، تاج، الهاشتاغ، هاشتاغ، الهاشتاج، هاشتاج، الهاشتاق، هاشتاق، tag، keyword، "
    "hashtags",
    "images": "الصورة، صورة، الصور، صور، رابط الصورة، روابط الصور، image، picture، photo، image url، "
    "photo url، thumbnail، featured image",
    "read_also": "اقرأ أيضا، إقرأ أيضا",
    "similar": "مقالات مشابهة، مواضيع مشابهة، أخبار مشابهة",
    "status": "الحالة، حالة، حالة النشر، state، post status",
    "language": "اللغة، لغة، lang",
    "needs": "",
    "extra": "",
    # Of the picture beside them; no fields of a record.
    "image caption": "تعليق الصورة، شرح الصورة، وصف الصورة، كلام الصورة، caption، photo caption، "
    "picture caption",
    "image credit": "مصدر الصورة، حقوق الصورة، المصور، تصوير، عدسة، photo credit، credit، photographer",
}
# What a column means only where no other column means it for certain.
LIKELY = {
    "headline": "الموضوع، اسم الخبر",
    "body": "الخبر، المقال، المقالة، المادة، التقرير",
    "summary": "الوصف، وصف",
    "published_at": "تاريخ الإنشاء، تاريخ الإدخال، وقت الإدخال، created at، created، date created، "
    "created date، creation date",
    "section": "الفئة، فئة، القسم الفرعي",
    "source": "الصحيفة، جهة النشر، الناشر",
}
STATES = {
    "published": "منشور، منشورة، نشر، تم النشر، مجدول، مجدولة، مفعل، نشط، publish، live، "
    "scheduled، future، active",
    "draft": "مسودة، غير منشور، غير منشورة، غير مفعل، غير نشط، معطل، unpublished، inactive، private",
    "in_review": "قيد المراجعة، بانتظار المراجعة، للمراجعة، pending، in review",
    "approved": "معتمد، معتمدة",
    "withdrawn": "مسحوب، محذوف",
}
STATE_OF = {fold(label): state for state, labels in STATES.items() for label in (state, *labels.split("،"))}
KNOWN = {
    fold(label): name
    for name, labels in LABELS.items()
    for label in (name, *(other for other, field in OTHER_NAMES.items() if field == name), *labels.split("،"))
    if label.strip()
}


# What a column's name says of the whole table, and of no column: «عنوان المادة», «اسم القسم», "news title".
OF_ALL = set(
    fold(
        "الخبر المقال المقالة المادة الموضوع التقرير المنشور خبر مقال مقالة مادة موضوع اسم الرئيسي الرئيسية "
        "الرئيس رئيسي رئيسية البارزة بارزة "
        "news article post story item main"
    ).split()
)


def _bare(key: str) -> str:
    """«عنوان الماده» → «عنوان»"""
    return " ".join(word.removeprefix("ال") for word in key.split() if word not in OF_ALL)


BARE = {_bare(key): name for key, name in reversed(KNOWN.items())}
BARE.pop("", None)


LIKELY_OF = {fold(label): name for name, labels in LIKELY.items() for label in labels.split("،")}
# «العنوان / Title», «الوسوم (tags)»
_PARTS = re.compile(r"[/()\[\]|:]")


def field_of(label: str) -> str | None:
    """Return the field that a column's name means: «تاريخ النّشر» → published_at, "Title" → headline."""
    known = (_known(part) for part in (label, *_PARTS.split(label)))
    return next(filter(None, known), None)


def _known(label: str) -> str | None:
    key = fold(label)
    return KNOWN.get(key) or BARE.get(_bare(key))


def likely_field_of(label: str) -> str | None:
    """Return what a name means where nothing else does: «الخبر» → body in a table with «العنوان»."""
    key = fold(label)
    return LIKELY_OF.get(key) or LIKELY_OF.get(_bare(key))
