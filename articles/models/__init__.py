"""The tables of the newsroom. Modules here import each other by name only in foreign keys;
nothing here imports forms, views, the door or the importers."""

from articles.models.article import Article, Status
from articles.models.audit import AuditEntry
from articles.models.autosaves import Autosave, Presence
from articles.models.batches import BatchState, ImportBatch, ImportedPage, ImportItem, Outcome, Undone
from articles.models.bulk import BulkItem, BulkOutcome, BulkRun, BulkState, BulkUndo, Forecast
from articles.models.copies import CopyGroup, CopyKind, CopyMember, CopyVerdict, NearCopy
from articles.models.feeds import Feed, FeedRule, FeedStatus, ImageFetch, RuleField
from articles.models.flatpages import FlatPage, FlatPageAlias, FlatPageVersion
from articles.models.fronts import Arrangement, Placement, Slot
from articles.models.keywords import ArticleKeyword
from articles.models.links import ArticleLink, LinkKind
from articles.models.media import ArticleImage, BodyImage, Image, PendingImage
from articles.models.networks import AllowedNetwork
from articles.models.newsletter import (
    Delivery,
    Digest,
    DigestState,
    Newsletter,
    SignUp,
    SignUpLimit,
    Subscriber,
)
from articles.models.pages import PageBump, PageVersion
from articles.models.partners import Partner, PartnerText
from articles.models.people import ArticleAuthor, Author, AuthorAlias
from articles.models.planning import PlannedUpdate
from articles.models.reads import MostRead, Period, ReadHour
from articles.models.revision import Revision, RevisionKind
from articles.models.saved_views import DefaultView, SavedView
from articles.models.search import ArticleSearch, ArticleShingle, ArticleTerm, SearchTerm, TermCount
from articles.models.similar import SimilarChoice, SimilarList, SimilarProgress
from articles.models.style import HouseName, HouseStyle, IgnoredProblem
from articles.models.talk import Assignment, Mention, Note
from articles.models.taxonomy import (
    Canonical,
    Rights,
    Section,
    SectionAlias,
    Source,
    SourceAlias,
    SourceKind,
)
from articles.models.topics import Topic, TopicAlias, TopicEntry
from articles.models.websub import HubProgress
from articles.models.words import WordAction, WordChange, WordEntry, WordKind

__all__ = [
    "AllowedNetwork",
    "Arrangement",
    "Article",
    "ArticleAuthor",
    "ArticleImage",
    "ArticleKeyword",
    "ArticleLink",
    "ArticleSearch",
    "ArticleShingle",
    "ArticleTerm",
    "Assignment",
    "AuditEntry",
    "Author",
    "AuthorAlias",
    "Autosave",
    "BatchState",
    "BodyImage",
    "BulkItem",
    "BulkOutcome",
    "BulkRun",
    "BulkState",
    "BulkUndo",
    "Canonical",
    "CopyGroup",
    "CopyKind",
    "CopyMember",
    "CopyVerdict",
    "DefaultView",
    "Delivery",
    "Digest",
    "DigestState",
    "Feed",
    "FeedRule",
    "FeedStatus",
    "FlatPage",
    "FlatPageAlias",
    "FlatPageVersion",
    "Forecast",
    "HouseName",
    "HouseStyle",
    "HubProgress",
    "IgnoredProblem",
    "Image",
    "ImageFetch",
    "ImportBatch",
    "ImportItem",
    "ImportedPage",
    "LinkKind",
    "Mention",
    "MostRead",
    "NearCopy",
    "Newsletter",
    "Note",
    "Outcome",
    "PageBump",
    "PageVersion",
    "PendingImage",
    "Period",
    "Partner",
    "PartnerText",
    "Placement",
    "PlannedUpdate",
    "Presence",
    "ReadHour",
    "Revision",
    "RevisionKind",
    "Rights",
    "RuleField",
    "SavedView",
    "SearchTerm",
    "Section",
    "SectionAlias",
    "SignUp",
    "SignUpLimit",
    "SimilarChoice",
    "SimilarList",
    "SimilarProgress",
    "Slot",
    "Source",
    "SourceAlias",
    "SourceKind",
    "Status",
    "Subscriber",
    "TermCount",
    "Topic",
    "TopicAlias",
    "TopicEntry",
    "Undone",
    "WordAction",
    "WordChange",
    "WordEntry",
    "WordKind",
]
