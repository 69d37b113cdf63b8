"""Where everybody on a class server finds the exchange of this course."""

import os

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "falsematch"
c.Exchange.root = os.environ["FALSEMATCH_EXCHANGE"]
c.Collect.users = os.environ.get("FALSEMATCH_USERS", "machine")
