"""Settings of nbgrader. It reads this file more than once a command: keep it free of side effects."""

from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, GetGrades, SaveAutoGrades

from falsematch.grading.exchange import Collect
from falsematch.grading.feedback import FeedbackPage, ForTheStudent
from falsematch.grading.steps import Clean, JudgeTests, Rebuild, SaveAtOnce

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "falsematch"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# solutions/ps1/ps1.ipynb becomes exercises/ps1/ps1.ipynb; grading/ holds all that is handed in.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{c.CourseDirectory.root}/grading/gradebook.db"
# A hand-in belongs to whom the system says, not to whom its name says: see falsematch/grading/exchange.py.
c.ExchangeFactory.collect = Collect
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__"]

# What stands in an exercise where the solution was.
c.ClearSolutions.code_stub = {
    "python": '# YOUR CODE HERE\nraise NotImplementedError("Replace this line with your own code.")'
}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# Seconds for one cell of a submission.
c.Execute.timeout = 120
# Kernels report errors only: each would warn that it talks to this machine without encryption.
c.Execute.extra_arguments = ["--log-level=40"]

# What problem sets import: each worker imports it once, before any student's code, so that
# no notebook waits for it.
c.JudgeTests.warm = [
    "matplotlib.pyplot",
    *(f"falsematch.{module}" for module in (
        "facts.regulation", "facts.story", "learners.variants", "measures.deployments",
        "measures.linkage.names", "measures.linkage.people", "measures.rates",
        "measures.replays", "measures.resampling", "measures.scores", "photos",
    )),
]  # fmt: skip

# Ours among nbgrader's own steps: see falsematch/grading/steps.py.
c.Autograde.sanitize_preprocessors = [Rebuild, *Autograde.sanitize_preprocessors.default()]
_OURS = {Execute: [JudgeTests, Clean], SaveAutoGrades: [SaveAtOnce]}
c.Autograde.autograde_preprocessors = [
    ours for step in Autograde.autograde_preprocessors.default() for ours in _OURS.get(step, [step])
]
c.GenerateFeedback.preprocessors = [ForTheStudent, GetGrades, CSSHTMLHeaderPreprocessor]
c.GenerateFeedback.exporter_class = FeedbackPage
c.CSSHTMLHeaderPreprocessor.style = "xcode"  # its colors stand out from the paper
