"""False Match: a hands-on course on the ethics of face surveillance.

What a learner meets in the lessons, in the order of the data: photos, faces, scores, rates,
differentials, and plots and widgets to look at them.
"""

import importlib

from falsematch import differentials, faces, photos, rates, scores

# Drawing and controls load seaborn and ipywidgets, and a long search scikit-learn, which takes seconds.
# They are loaded when a lesson first asks for them: grading and the processes that embed photos
# never do.
_LATER = {
    "case": "case",
    "check": "checks",
    "claims": "claims",
    "facts": "facts",
    "feedback": "feedback",
    "galleries": "galleries",
    "linkage": "linkage",
    "names": "names",
    "people": "people",
    "plots": "plots",
    "predict": "predictions.predict",
    "regulation": "regulation",
    "replay": "replay",
    "report": "report",
    "search": "search",
    "street": "street",
    "variants": "variants",
    "vote": "votes.vote",
    "votes": "votes",
    "widgets": "widgets",
}

__all__ = ["differentials", "faces", "photos", "rates", "scores", *_LATER]


def __getattr__(name: str):
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, function = _LATER[name].partition(".")
    found = importlib.import_module(f"falsematch.{module}")
    found = getattr(found, function) if function else found
    globals()[name] = found  # the next use needs no look-up
    return found


def __dir__() -> list[str]:
    return __all__
