"""Holds the live API against its own OpenAPI document: no 5xx, no answer that the document does not
name, and every answer as it describes it.

Its environment says where: TASKLENS_API_URL (with /v1), a key of the role admin in TASKLENS_LIVE_KEY,
and one of the role work in TASKLENS_WORK_KEY. Seeded, so that a failure comes again.

Prints what schemathesis tells, then `N passed` and, if any address failed, `N failed`.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import requests

URL = os.environ["TASKLENS_API_URL"]
KEY = os.environ["TASKLENS_LIVE_KEY"]
WORK = os.environ["TASKLENS_WORK_KEY"]
SEED = "1"

# Whether every body is taken that the schema allows depends on the type of task and on what else is
# there; and numbers, flags and times are read more generously than JSON Schema can say.
LEFT_OUT = "positive_data_acceptance,negative_data_rejection"


def fill():
    """Gives the lists something to list."""
    def post(path, body, key=KEY):
        answer = requests.post(f"{URL}{path}", auth=(key, ""), json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    post("/projects", {"type": "textcollection", "name": "Day", "params": {"instruction": "Read."}})
    post("/batches", {"project": "Day", "name": "week 14"})
    post("/batches/week%2014/finalize", {})
    for number in range(5):
        post("/task/textcollection", {"batch": "week 14", "unique_id": f"row {number}", "tags": ["a"]})
    for lease in post("/work/claim", {"limit": 2}, WORK)["claimed"]:
        task = post(f"/work/{lease['lease_id']}/submit", {"response": {"words": 1.0}}, WORK)
        post(f"/task/{task['task_id']}/audit", {"accepted": False, "comments": "Again."})


def main():
    fill()
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "junit.xml")
        command = [
            os.path.join(os.path.dirname(sys.executable), "schemathesis"),
            "run", f"{URL}/openapi.json",
            "--header", f"Authorization: Bearer {KEY}",
            "--checks", "all", "--exclude-checks", LEFT_OUT,
            "--seed", SEED, "--generation-database", "none",
            "--max-examples", os.environ.get("TASKLENS_EXAMPLES", "10"),
            "--warnings", "off", "--no-color", "--continue-on-failure",
            "--report", "junit", "--report-junit-path", report,
        ]
        code = subprocess.run(command, cwd=folder).returncode
        suites = ElementTree.parse(report).getroot().iter("testsuite")
        tests = failed = 0
        for suite in suites:
            tests += int(suite.get("tests"))
            failed += int(suite.get("failures")) + int(suite.get("errors"))
    if failed or code:
        print(f"{failed or 1} failed")
    print(f"{tests - failed} passed")
    sys.exit(code)


main()
