"""The editor's form: it edits a revision, never rows (DESIGN 2.6).

Import rule: forms know records and models; they write nothing but the uploaded pictures.
"""

from articles.forms.article import ArticleForm
from articles.forms.editing import EditedArticle

__all__ = ["ArticleForm", "EditedArticle"]
