"""False Match: a hands-on course on the ethics of face surveillance.

What a learner meets in the lessons has a short name here, as in ``fm.rates`` or ``fm.search``,
wherever its module is. Everything is loaded when it is first used: a lesson that draws loads
matplotlib, one that searches a long list scikit-learn, and grading neither.
"""

from falsematch.lazy_imports import attach

#: Where each name of the lessons comes from: a module, or a function in one.
_PLACES = {
    # photos become numbers
    "photos": "photos",
    "faces": "photos.faces",
    # numbers become rates
    "scores": "measures.scores",
    "resampling": "measures.resampling",
    "rates": "measures.rates",
    "differentials": "measures.differentials",
    "search": "measures.identification",
    "replay": "measures.replays",
    "galleries": "measures.galleries",
    "feedback": "measures.loops",
    "linkage": "measures.linkage",
    "names": "measures.linkage.names",
    "people": "measures.linkage.people",
    "street": "measures.deployments",
    "claims": "measures.decisions",
    # what others said, with sources
    "facts": "facts",
    "case": "facts.story",
    "regulation": "facts.regulation",
    # what a learner sees, moves, writes, leaves and takes away
    "plots": "plots",
    "widgets": "widgets",
    "check": "checks",
    "predict": "learners.predictions:predict",
    "vote": "learners.votes:vote",
    "votes": "learners.votes",
    "variants": "learners.variants",
    "report": "reports.audit",
}

__getattr__, __dir__, __all__ = attach(__name__, _PLACES)
