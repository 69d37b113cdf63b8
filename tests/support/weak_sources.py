"""Hosts that may not be the first source of a fact, each with the reason.

A fact leads a reader to the original or to the best publisher that was read. A copy may stand
second, and its note says that it is one.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_FORUM = "a forum or a page of anyone's posts"
_SCRAPER = "copies or rewords other publishers' reports"
_TEST = "a staging or test host"
_COPY = "a private copy of somebody else's document"
_NETWORK = "a content network, not a publisher"
_SHOP = "a shop"

#: Host, without ``www.``, and why it is weak.
HOSTS = {
    **dict.fromkeys(
        (
            "facebook.com", "friendica.rogueproject.org", "hcy.dannield.com", "hub.hubzilla.de",
            "lists.cpunks.org", "longform.social", "news.barelyhuman.xyz", "news.ycombinator.com",
            "old.beehaw.org", "pipedot.org", "reddit.com", "soylentnews.org", "vgchat.us",
            "voat.co", "youcongress.org",
        ),
        _FORUM,
    ),
    **dict.fromkeys(
        (
            "adcrunch.ru", "allthe.news", "alltop.com", "androidtechnews.com", "biztechweekly.com",
            "breezyscroll.com", "brown-watch.com", "caim.horizonomega.org", "centerconsulting.com",
            "crickick.com", "cxonews.live", "cyberswissguards.com",
            "daily8.com", "devicedaily.com", "digitalmunition.me", "dlsserve.com",
            "ecoplanetpower.com", "en-academic.com", "engineering.fyi", "fanuc-part.com",
            "fborgosano.altervista.org", "finance.santaclara.com", "fivedoves.com", "folu.me",
            "geekfence.com", "getcoai.com", "hellboundanddown.com", "hoyonews.com",
            "initialnews.com", "inne.city", "itnewsdom.com", "its.network", "kids.kiddle.co",
            "m.smi24.net", "mixedtimes.com", "news.bestdealss.in", "news.layer3.press",
            "newsfortomorrow.com", "novaknown.com", "nytimesnewstoday.com", "particle.news",
            "patriotnownews.com", "politicalquotes.com", "possiblethreat.com",
            "pulse.techstora.com", "roboticcontent.com", "sott.net", "taste-tati.com",
            "tricksfast.com", "uncut-news.ch", "unumid.org", "usaonlinejournal.com",
            "uscis59.rssing.com", "vuink.com", "yournews.com",
        ),
        _SCRAPER,
    ),
    **dict.fromkeys(
        ("core-prod.cambridgecore.org", "digital-release.thehill.com", "uwnxt.nationalacademies.org"),
        _TEST,
    ),
    **dict.fromkeys(
        (
            "a.osmarks.net", "discovery.researcher.life", "docslib.org", "dokumen.tips",
            "git.ghghgh.us", "issuhub.com", "online.documentine.com", "paperexplained.cn",
            "scribd.com", "slideplayer.com", "vdocuments.us",
        ),
        _COPY,
    ),
    **dict.fromkeys(("gateway.ipfs.io", "streaming.standard.co.uk"), _NETWORK),
    **dict.fromkeys(("laws9.com", "magzter.com", "standards.iteh.ai"), _SHOP),
}  # fmt: skip
#: Patterns of whole addresses, for hosts that have many names.
PATTERNS = {
    r"://(?:[^/]*\.)?(?:redlib|teddit|libreddit|nitter)\.": _FORUM,
    r"://(?:[^/]*[.-])?(?:staging|stage|test|uat|preprod|preview)[.-][^/]*/": _TEST,
    r"://[^/]*\.(?:netlify\.app|pages\.dev|workers\.dev|go-vip\.net)/": _TEST,
    r"://[^/]*\.(?:cloudfront\.net|arcpublishing\.com|sendgrid\.net|akamaized\.net)/": _NETWORK,
    r"://boingboing\.net/tag/": "a list of posts that changes",
}


def weak_host(link: str) -> str | None:
    """Return why a link may not be a first source; None when it may."""
    host = urlsplit(link).netloc.removeprefix("www.")
    if host in HOSTS:
        return (
            f"{host} is {HOSTS[host]}" if HOSTS[host].startswith("a ") else f"{host} {HOSTS[host]}"
        )
    return next((f"{host}: {why}" for rule, why in PATTERNS.items() if re.search(rule, link)), None)
