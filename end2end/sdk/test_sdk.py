"""Runs the genuine `scaleapi` package through every method that is in scope, on a live server.

Its environment says where: TASKLENS_API_URL (with /v1), keys of the role admin, TASKLENS_LIVE_KEY and
TASKLENS_TEST_KEY, and one of the role work, TASKLENS_WORK_KEY.

Prints a line a test, then `N passed` and, if any did, `N failed`.
"""

import io
import os
import threading
import time
import uuid

import requests
import scaleapi
from scaleapi.batches import BatchStatus
from scaleapi.exceptions import (
    ScaleDuplicateResource,
    ScaleException,
    ScaleInvalidRequest,
    ScaleNotEnabled,
    ScaleResourceNotFound,
    ScaleUnauthorized,
)
from scaleapi.tasks import TaskReviewStatus, TaskStatus, TaskType
from scaleapi.teams import TeammateRole

from run_tests import run

URL = os.environ["TASKLENS_API_URL"]
LIVE = os.environ["TASKLENS_LIVE_KEY"]
TEST = os.environ["TASKLENS_TEST_KEY"]
WORK = os.environ["TASKLENS_WORK_KEY"]
IMAGE = "https://files.example.com/crossing.png"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)

client = scaleapi.ScaleClient(LIVE, api_instance_url=URL)
test_client = scaleapi.ScaleClient(TEST, api_instance_url=URL)


def unique(name):
    return f"{name} {uuid.uuid4().hex[:8]}"


def new_project(task_type=TaskType.ImageAnnotation, **params):
    return client.create_project(unique("Süd/Nord 100% #1?"), task_type, params)


def new_batch(project, **kwargs):
    return client.create_batch(project.name, unique("week/14 é"), **kwargs)


def new_task(**kwargs):
    return client.create_task(TaskType.ImageAnnotation, attachment=IMAGE, **kwargs)


def complete(task, response=None):
    """As a labeler's program does: nothing of the package does it."""
    response = response or {"annotations": [{"type": "box", "label": "Car", "left": 1.0}]}
    claimed = requests.post(f"{URL}/work/claim", auth=(WORK, ""), json={"task_id": task.id})
    lease = claimed.json()["claimed"][0]["lease_id"]
    submitted = requests.post(
        f"{URL}/work/{lease}/submit", auth=(WORK, ""), json={"response": response}
    )
    assert submitted.status_code == 200, submitted.text


def raises(error, call, *args, contains="", **kwargs):
    try:
        call(*args, **kwargs)
    except error as raised:
        assert type(raised) is error or error is ScaleException, raised
        assert contains in str(raised), f"{raised} does not say {contains}"
        return
    raise AssertionError(f"{error.__name__} was not raised")


def test_a_task_is_created_and_read_back():
    project = new_project(instruction="Box every car.")
    task = new_task(
        project=project.name,
        callback_url="https://hooks.example.com/done",
        metadata={"run": 7, "city": "Ulm"},
        unique_id=unique("row"),
        tags=["night", "rain"],
        priority=30,
        geometries={"box": {"objects_to_annotate": ["Car", "Person"]}},
        padding=1.5,
    )
    assert len(task.id) == 24 and int(task.id, 16)
    again = client.get_task(task.id)
    assert again.as_dict() == task.as_dict()
    assert again.type == "imageannotation" and again.status == "pending"
    assert again.project == project.name and again.instruction == "Box every car."
    assert again.metadata == {"run": 7, "city": "Ulm"} and again.tags == ["night", "rain"]
    assert again.callback_url == "https://hooks.example.com/done" and again.is_test is False
    assert again.params["geometries"]["box"]["objects_to_annotate"] == ["Car", "Person"]
    assert list(again.params) == ["attachment", "geometries", "padding"]
    task.refresh()
    assert "Task(" in str(task)


def test_every_task_type_is_taken():
    for task_type in TaskType:
        task = client.create_task(task_type, attachment=IMAGE, attachments=[IMAGE], text="Words.")
        assert client.get_task(task.id).type == task_type.value


def test_what_a_task_lacks_is_named():
    raises(ScaleInvalidRequest, client.create_task, TaskType.ImageAnnotation, contains="`attachment`")
    raises(ScaleInvalidRequest, client.create_task, TaskType.LidarAnnotation, contains="`attachments`")
    raises(ScaleInvalidRequest, new_task, project=unique("none"), contains="`project`")
    raises(ScaleInvalidRequest, new_task, batch=unique("none"), contains="`batch`")
    raises(ScaleInvalidRequest, new_task, tags="night", contains="`tags`")
    project, other = new_project(), new_project()
    batch = new_batch(project)
    raises(ScaleInvalidRequest, new_task, project=other.name, batch=batch.name, contains="`batch`")
    assert new_task(batch=batch.name).project == project.name


def test_unknown_tasks_and_keys_are_refused():
    raises(ScaleResourceNotFound, client.get_task, "fake_id_qwertyuiop")
    raises(ScaleResourceNotFound, client.get_task, "5774cc78b01249ab09f089dd")
    stranger = scaleapi.ScaleClient("live_nobody", api_instance_url=URL)
    raises(ScaleUnauthorized, stranger.tasks)
    raises(ScaleInvalidRequest, client.tasks, bogus=0)
    raises(ScaleInvalidRequest, client.tasks, limit=101, contains="`limit`")


def test_a_unique_id_makes_one_task():
    name = unique("row")
    first = new_task(unique_id=name)
    raises(ScaleDuplicateResource, new_task, unique_id=name, contains=name)
    assert [task.id for task in client.tasks(unique_id=name)] == [first.id]
    test_client.create_task(TaskType.ImageAnnotation, attachment=IMAGE, unique_id=name)
    results = []

    def create():
        try:
            results.append(new_task(unique_id=name + " at once").id)
        except ScaleDuplicateResource:
            results.append(None)

    threads = [threading.Thread(target=create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result is not None for result in results) == 1 and len(results) == 20


def test_a_test_key_has_tasks_of_its_own():
    task = test_client.create_task(TaskType.ImageAnnotation, attachment=IMAGE)
    assert task.is_test is True
    raises(ScaleResourceNotFound, client.get_task, task.id)


def test_a_test_key_changes_test_things_only():
    project = new_project()
    batch = new_batch(project)
    test_client.create_task(TaskType.ImageAnnotation, attachment=IMAGE, batch=batch.name)
    for call, args in [
        (test_client.update_project, (project.name,)),
        (test_client.finalize_batch, (batch.name,)),
        (test_client.set_batch_metadata, (batch.name, {"a": 1})),
        (test_client.invite_teammates, (["eve@example.com"], TeammateRole.Admin)),
        (test_client.update_teammates_role, (["ana@example.com"], TeammateRole.Member)),
    ]:
        raises(ScaleException, call, *args, contains="use a live key")
    own = test_client.create_project(unique("Trial"), TaskType.ImageAnnotation, {})
    test_client.update_project(own.name, instruction="Box it.")
    trial = test_client.create_batch(own.name, unique("trial"))
    task = test_client.create_task(TaskType.ImageAnnotation, attachment=IMAGE, batch=trial.name)
    assert task.instruction == "Box it."
    assert trial.finalize().status == BatchStatus.InProgress.value
    assert trial.name not in [known.name for known in client.get_batches()]
    raises(ScaleInvalidRequest, new_task, batch=trial.name, contains="`batch`")


def test_tasks_are_canceled():
    task = new_task(unique_id=unique("row"))
    task.cancel()
    task.refresh()
    assert task.status == "canceled" and task.unique_id
    raises(ScaleInvalidRequest, task.cancel)
    name = unique("row")
    task = new_task(unique_id=name)
    canceled = client.cancel_task(task.id, clear_unique_id=True)
    assert canceled.status == "canceled" and "unique_id" not in canceled.as_dict()
    new_task(unique_id=name)


def test_tasks_are_audited():
    task = new_task()
    raises(ScaleInvalidRequest, task.audit, True, contains="only a completed task")
    complete(task)
    task.audit(True)
    task.refresh()
    assert task.customer_review_status == "accepted" and task.status == "completed"
    assert task.response["annotations"][0]["label"] == "Car"
    task.audit(False, "The box is too wide.")
    task.refresh()
    assert task.customer_review_status == "rejected" and task.status == "pending"
    assert task.customer_review_comments == "The box is too wide."
    assert len(task.prior_responses) == 1
    complete(task)
    client.audit_task(task.id, accepted=False)


def test_unique_id_metadata_and_tags_change():
    task = new_task(tags=["a"], metadata={"k": 1})
    name = unique("row")
    task.update_unique_id(name)
    assert client.get_task(task.id).unique_id == name
    raises(ScaleDuplicateResource, new_task().update_unique_id, name)
    task.clear_unique_id()
    assert "unique_id" not in client.get_task(task.id).as_dict()
    task.set_metadata({"b": 2, "a": [1.5]})
    assert client.get_task(task.id).metadata == {"b": 2, "a": [1.5]}
    assert client.set_task_metadata(task.id, {}).metadata == {}
    assert client.set_task_tags(task.id, ["x", "y"]).tags == ["x", "y"]
    assert client.add_task_tags(task.id, ["y", "z"]).tags == ["x", "y", "z"]
    assert client.delete_task_tags(task.id, ["x", "none"]).tags == ["y", "z"]
    task.set_tags(["one"])
    task.add_tags(["two"])
    task.delete_tags(["one"])
    task.refresh()
    assert task.tags == ["two"]
    assert client.set_task_tags(task.id, []).tags == []


def test_tasks_are_paged_and_none_is_missed():
    project = new_project()
    made = [new_task(project=project.name).id for _ in range(13)]
    seen, token = [], None
    while True:
        page = client.tasks(project=project.name, limit=5, next_token=token)
        assert page.total >= 13 and page.limit == 5
        seen += [task.id for task in page]
        token = page.next_token
        if not page.has_more:
            break
        new_task(project=project.name)
    assert seen == made[::-1]
    every = list(client.get_tasks(project_name=project.name, limit=4))
    assert len(every) == len({task.id for task in every}) == 15
    assert client.get_tasks_count(project_name=project.name) == 15


def test_tasks_are_filtered():
    project = new_project()
    batch = new_batch(project)
    start = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() - 60))
    later = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 3600))
    plain = new_task(project=project.name, tags=["a"], unique_id=unique("row"))
    done = new_task(batch=batch.name, tags=["b", "c"])
    batch.finalize()
    complete(done)
    done.audit(True)

    def ids(**kwargs):
        tasks = list(client.get_tasks(project_name=project.name, **kwargs))
        assert client.get_tasks_count(
            project_name=project.name,
            **{k: v for k, v in kwargs.items() if k != "limited_response"},
        ) == len(tasks)
        return [task.id for task in tasks]

    assert ids() == [done.id, plain.id]
    assert ids(batch_name=batch.name) == [done.id]
    assert ids(status=TaskStatus.Pending) == [plain.id]
    assert ids(status=TaskStatus.Completed) == [done.id]
    assert ids(task_type=TaskType.VideoAnnotation) == []
    assert ids(review_status=TaskReviewStatus.Accepted) == [done.id]
    assert ids(review_status=[TaskReviewStatus.Pending, TaskReviewStatus.Fixed]) == [plain.id]
    assert ids(unique_id=plain.unique_id) == [plain.id]
    assert ids(unique_id=[plain.unique_id, "none"]) == [plain.id]
    assert ids(tags="a") == [plain.id]
    assert ids(tags=["a", "c"]) == [done.id, plain.id]
    assert ids(created_after=start, created_before=later) == [done.id, plain.id]
    assert ids(created_after=later) == []
    assert ids(completed_after=start, completed_before=later) == [done.id]
    assert ids(updated_after=start, updated_before=later) == [done.id, plain.id]
    first = next(client.get_tasks(project_name=project.name))
    assert first.attachment_url == IMAGE
    limited = next(client.get_tasks(project_name=project.name, limited_response=True))
    assert limited.status == "completed" and limited.metadata == {}
    assert "params" not in limited.as_dict() and "response" not in limited.as_dict()
    raises(ValueError, client.get_tasks_count)


def test_projects():
    project = new_project(instruction="Box it.", labels=["Car"])
    assert project.type == "imageannotation" and project.version == 0
    assert project.instruction == "Box it." and project.params["labels"] == ["Car"]
    raises(ScaleDuplicateResource, client.create_project, project.name, TaskType.ImageAnnotation)
    assert client.get_project(project.name).name == project.name
    assert project.name in [known.name for known in client.get_projects()]
    assert project.name in [known.name for known in client.projects()]
    patched = client.update_project(project.name, patch=True, instruction="Box all.")
    assert patched.version == 1 and patched.params["labels"] == ["Car"]
    replaced = client.update_project(project.name, instruction="Anew.")
    assert replaced.version == 2 and "labels" not in replaced.params
    assert new_task(project=project.name).instruction == "Anew."
    raises(ScaleResourceNotFound, client.get_project, unique("none"))
    raises(ScaleInvalidRequest, client.get_project_template, project.name)
    text = new_project(TaskType.TextCollection, template_variables={"name": "string"})
    assert text.get_template().template_variables == {"name": "string"}
    assert text.get_template().get_response_schema() is None


def test_batches():
    project = new_project()
    batch = new_batch(project, callback="https://hooks.example.com/batch", metadata={"run": 1})
    assert batch.status == BatchStatus.Staging.value and batch.metadata == {"run": 1}
    assert batch.project == project.name and batch.created_at
    raises(ScaleDuplicateResource, client.create_batch, project.name, batch.name)
    raises(ScaleInvalidRequest, client.create_batch, unique("none"), unique("x"))
    first, second = new_task(batch=batch.name), new_task(batch=batch.name)
    assert client.get_batch(batch.name).name == batch.name
    assert batch.finalize().status == BatchStatus.InProgress.value
    batch.get_status()
    assert (batch.tasks_pending, batch.tasks_completed) == (2, 0)
    first.cancel()
    complete(second)
    assert client.batch_status(batch.name) == {
        "status": "completed", "pending": 0, "completed": 1, "error": 0, "canceled": 1,
    }
    other = new_batch(project)
    assert client.finalize_batch(other.name).status == BatchStatus.InProgress.value
    named = {known.name for known in client.get_batches(project_name=project.name)}
    assert named == {batch.name, other.name}
    completed = list(client.get_batches(project.name, batch_status=BatchStatus.Completed))
    assert [known.name for known in completed] == [batch.name]
    page = client.batches(project=project.name, limit=1, offset=1, exclude_archived=True)
    assert page.total == 2 and page.offset == 1 and not page.has_more and len(page) == 1
    assert client.set_batch_metadata(batch.name, {"b": 1}).metadata == {"b": 1}
    raises(ScaleResourceNotFound, client.get_batch, unique("none"))


def test_more_batches_than_a_page_are_all_listed():
    project = new_project()
    made = [new_batch(project).name for _ in range(103)]
    listed = [batch.name for batch in client.get_batches(project_name=project.name)]
    assert listed == made[::-1]


def test_files_are_uploaded_and_named_by_tasks():
    project = new_project()
    picture = io.BytesIO(PNG)
    picture.name = "crossing 1.png"
    file = client.upload_file(
        picture, project_name=project.name, reference_id="row 1", display_name="Crossing"
    )
    assert file.id and file.as_dict()["mime_type"] == "image/png"
    assert file.as_dict()["size"] == len(PNG)
    task = client.create_task(TaskType.ImageAnnotation, attachment=file.attachment_url)
    assert task.params["attachment"] == file.attachment_url
    read = requests.get(file.attachment_url, auth=(LIVE, ""))
    assert read.status_code == 200 and read.content == PNG
    with open(__file__, "rb") as source:
        assert client.upload_file(source).as_dict()["mime_type"].startswith("text/plain")
    raises(ScaleInvalidRequest, client.upload_file, io.BytesIO(PNG), project_name=unique("none"))


def test_files_are_not_imported_from_inside():
    raises(
        ScaleInvalidRequest, client.import_file, "http://169.254.169.254/latest",
        contains="not a public address",
    )
    raises(ScaleInvalidRequest, client.import_file, "nonsense", contains="`file_url`")


def test_teams():
    email = f"{uuid.uuid4().hex}@example.com"
    invited = client.invite_teammates([email], TeammateRole.Member)
    assert [(mate.email, mate.role) for mate in invited] == [(email, "member")]
    assert email in [mate.email for mate in client.list_teammates()]
    changed = client.update_teammates_role([email], TeammateRole.Manager)
    assert changed[0].role == "manager"
    assert changed[0].update_teammate_role(TeammateRole.Admin)[0].role == "admin"
    raises(ScaleInvalidRequest, client.invite_teammates, [email], TeammateRole.Labeler)
    nobody = f"{uuid.uuid4().hex}@example.com"
    raises(ScaleResourceNotFound, client.update_teammates_role, [nobody], TeammateRole.Member)


def test_what_is_not_enabled_says_so():
    for call, args in [
        (client.create_evaluation_task, (TaskType.ImageAnnotation,)),
        (client.create_training_task, (TaskType.ImageAnnotation,)),
        (client.list_studio_assignments, ()),
        (client.add_studio_assignments, (["a@example.com"], ["Day"])),
        (client.remove_studio_assignments, (["a@example.com"], ["Day"])),
        (client.list_project_groups, ("Day 1",)),
        (client.create_project_group, ("Day", ["a@example.com"], "Group")),
        (client.update_project_group, ("Day", "Group", [], [])),
        (client.list_studio_batches, ()),
        (client.assign_studio_batches, ("week 14", ["Group"])),
        (client.set_studio_batches_priorities, (["week 14"],)),
        (client.reset_studio_batches_priorities, ()),
    ]:
        raises(ScaleNotEnabled, call, *args, contains="not enabled")


run(globals())
