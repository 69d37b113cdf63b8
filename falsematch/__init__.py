"""False Match: a hands-on course on the ethics of face surveillance.

What a learner meets in the lessons, in the order of the data: photos, faces, scores, rates,
differentials, and plots and widgets to look at them.
"""

import importlib

from falsematch import differentials, faces, photos, rates, scores

__all__ = [
    "check", "differentials", "faces", "photos", "plots", "predict", "rates", "scores", "widgets",
]  # fmt: skip

# Drawing and controls load seaborn and ipywidgets, which takes seconds. They are loaded when a
# lesson first asks for them: grading and the processes that embed photos never do.
_LATER = {
    "check": "falsematch.checks",
    "plots": "falsematch.plots",
    "predict": "falsematch.predictions",
    "widgets": "falsematch.widgets",
}


def __getattr__(name: str):
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(_LATER[name])
    found = module.predict if name == "predict" else module
    globals()[name] = found  # the next use needs no look-up
    return found


def __dir__() -> list[str]:
    return __all__
