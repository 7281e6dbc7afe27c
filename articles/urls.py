"""The addresses of the contract (DESIGN part 4); names here are what templates reverse."""

from django.urls import path, register_converter

from articles import converters, feeds, sitemaps
from articles.views import (
    api,
    archive,
    article,
    card,
    flatpages,
    metrics,
    newsletter,
    offline,
    pages,
    partners,
    reads,
    search,
    service,
    topics,
)

register_converter(converters.Name, "name")
register_converter(converters.Year, "yyyy")
register_converter(converters.TwoDigits, "dd")


def feed_paths(prefix, view, kind):
    """Give the feeds of named rows their addresses, one a form."""
    for form in feeds.FORMS:
        name = feeds.address_name(kind, form)
        yield path(f"{prefix}/<name:slug>/feed.{form}", view, {"form": form}, name=name)


urlpatterns = [
    path("", pages.home, name="home"),
    path("sections/<name:slug>/", pages.section, name="section"),
    *feed_paths("sections", feeds.section, "section"),
    path("sources/<name:slug>/", pages.source, name="source"),
    *feed_paths("sources", feeds.source, "source"),
    path("keywords/<name:slug>/", pages.keyword, name="keyword"),
    *feed_paths("keywords", feeds.keyword, "keyword"),
    path("topics/<name:slug>/", topics.topic, name="topic"),
    *feed_paths("topics", feeds.topic, "topic"),
    path("pages/<name:slug>/", flatpages.flat_page, name="flat-page"),
    path("authors/<name:slug>/", pages.author, name="author"),
    *feed_paths("authors", feeds.author, "author"),
    path("archive/", archive.latest, name="archive-latest"),
    path("archive/<yyyy:year>/", archive.year, name="archive-year"),
    path("archive/<yyyy:year>/<dd:month>/", archive.month, name="archive-month"),
    path("archive/<yyyy:year>/<dd:month>/<dd:day>/", archive.day, name="archive"),
    path("articles/public.json", offline.public_json, name="articles-public"),
    path("articles/<int:pk>.json", api.article_json, name="article-json"),
    path(
        "articles/by-external-id/<path:external_id>.json",
        api.article_by_external_id,
        name="article-by-external-id",
    ),
    path("articles/by-external-id/<path:external_id>/", api.article_reference, name="article-reference"),
    path("articles/<int:pk>/card.png", card.card, name="article-card"),
    path("articles/<int:pk>/<name:slug>/", article.article, name="article"),
    path("most-read/", reads.most_read, name="most-read"),
    path("most-read/<slug:period>/", reads.most_read, name="most-read-of"),
    path("reads/<int:pk>/", reads.count_read, name="count-read"),
    path("search/", search.search, name="search"),
    path("search/suggest.json", search.suggest_json, name="search-suggest"),
    path("search.json", search.search_json, name="search-json"),
    *(path(f"feeds/latest.{form}", view, name=f"feed-latest-{form}") for form, view in feeds.latest.items()),
    path("partners/feed.json", partners.feed, name="partners-feed"),
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/asked/", newsletter.asked, name="newsletter-asked"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="newsletter-confirm"),
    path("newsletter/leave/<str:token>/", newsletter.leave, name="newsletter-leave"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:kind>-<int:block>.xml", sitemaps.block, name="sitemap-block"),
    path("news-sitemap.xml", sitemaps.news, name="news-sitemap"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("robots.txt", service.robots, name="robots"),
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
