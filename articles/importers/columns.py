"""Which field of the record a column of a table is, by its name in Arabic or English."""

from articles.cleaning import OTHER_NAMES
from newsroom.arabic import fold

FIELDS = (
    "id", "namespace", "url", "headline", "summary", "body", "published_at", "updated_at", "source",
    "section", "byline", "keywords", "images", "read_also", "similar", "status", "language", "needs",
)  # fmt: skip

# What newsrooms write above their columns; names are compared folded: «الملخّص» is «الملخص».
LABELS = {
    "id": "المعرف، معرف، الرقم، رقم، رقم الخبر، رقم المقال، guid، article id، post id، external id",
    "namespace": "نطاق المعرف",
    "url": "الرابط، رابط، رابط الخبر، رابط المقال، العنوان الإلكتروني، link، permalink، article url",
    "headline": "العنوان، عنوان، عنوان الخبر، عنوان المقال، title، post title، article title",
    "summary": "الملخص، ملخص، المقدمة، مقدمة، المقتطف، مقتطف، الموجز، نبذة، excerpt، description، abstract، "
    "lead، teaser، post excerpt",
    "body": "النص، نص، المتن، متن، المحتوى، محتوى، نص الخبر، نص المقال، متن الخبر، التفاصيل، article، "
    "full text، post content، article text، body html، html",
    "published_at": "التاريخ، تاريخ، تاريخ النشر، نشر في، وقت النشر، تاريخ الخبر، published، pub date، "
    "publication date، publish date، pubdate، date published، published date، post date، datetime",
    "updated_at": "تاريخ التحديث، آخر تحديث، تاريخ التعديل، updated، modified، last modified، "
    "date modified، modified at، update date",
    "source": "المصدر، مصدر، مصدر الخبر، الجهة، publisher، agency، source name، outlet، site",
    "section": "القسم، قسم، التصنيف، تصنيف، الباب، categories، topic، desk",
    "byline": "الكاتب، كاتب، المحرر، محرر، المؤلف، اسم الكاتب، الصحفي، المراسل، بقلم، author، authors، "
    "writer، editor، reporter، creator",
    "keywords": "الكلمات الدلالية، كلمات دلالية، الكلمات المفتاحية، كلمات مفتاحية، الوسوم، وسوم، الوسم، "
    "tag، keyword",
    "images": "الصورة، صورة، الصور، صور، رابط الصورة، image، picture، photo، image url، thumbnail، "
    "featured image",
    "read_also": "اقرأ أيضا، إقرأ أيضا",
    "similar": "مقالات مشابهة، مواضيع مشابهة، أخبار مشابهة",
    "status": "الحالة، حالة، حالة النشر، state، post status",
    "language": "اللغة، لغة، lang",
    "needs": "",
}

KNOWN = {
    fold(label): name
    for name, labels in LABELS.items()
    for label in (name, *(other for other, field in OTHER_NAMES.items() if field == name), *labels.split("،"))
    if label.strip()
}


def field_of(label: str) -> str | None:
    """Return the field that a column's name means: «تاريخ النّشر» → published_at, "Title" → headline."""
    return KNOWN.get(fold(label))
