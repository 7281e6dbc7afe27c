"""The addresses of the contract (DESIGN part 4); names here are what templates reverse."""

from django.urls import path, register_converter

from articles import converters, feeds, sitemaps
from articles.views import api, archive, article, newsletter, offline, pages, search, service, topics

register_converter(converters.Name, "name")
register_converter(converters.Year, "yyyy")
register_converter(converters.TwoDigits, "dd")

urlpatterns = [
    path("", pages.home, name="home"),
    path("sections/<name:slug>/", pages.section, name="section"),
    path("sections/<name:slug>/feed.rss", feeds.section, name="section-feed"),
    path("sources/<name:slug>/", pages.source, name="source"),
    path("sources/<name:slug>/feed.rss", feeds.source, name="source-feed"),
    path("keywords/<name:slug>/", pages.keyword, name="keyword"),
    path("keywords/<name:slug>/feed.rss", feeds.keyword, name="keyword-feed"),
    path("topics/<name:slug>/", topics.topic, name="topic"),
    path("topics/<name:slug>/feed.rss", feeds.topic, name="topic-feed"),
    path("authors/<name:slug>/", pages.author, name="author"),
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
    path("articles/<int:pk>/<name:slug>/", article.article, name="article"),
    path("search/", search.search, name="search"),
    path("search/suggest.json", search.suggest_json, name="search-suggest"),
    path("search.json", search.search_json, name="search-json"),
    path("feeds/latest.rss", feeds.latest_rss, name="feed-latest-rss"),
    path("feeds/latest.atom", feeds.latest_atom, name="feed-latest-atom"),
    path("feeds/latest.json", feeds.latest_json, name="feed-latest-json"),
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/asked/", newsletter.asked, name="newsletter-asked"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="newsletter-confirm"),
    path("newsletter/leave/<str:token>/", newsletter.leave, name="newsletter-leave"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:kind>-<int:block>.xml", sitemaps.block, name="sitemap-block"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("robots.txt", service.robots, name="robots"),
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
]
