"""Files kept in a bucket: asks a live server whose blobs are there, and looks into the bucket.

Its environment says where: TASKLENS_API_URL (with /v1), a key of the role admin in TASKLENS_LIVE_KEY,
TASKLENS_S3_ENDPOINT and TASKLENS_S3_BUCKET (BUCKET/PREFIX).

Prints a line a test, then `N passed` and, if any did, `N failed`.
"""

import hashlib
import io
import os
import random

import boto3
import requests
import scaleapi

from run_tests import run

URL = os.environ["TASKLENS_API_URL"]
KEY = os.environ["TASKLENS_LIVE_KEY"]
BUCKET, PREFIX = os.environ["TASKLENS_S3_BUCKET"].split("/")
client = scaleapi.ScaleClient(KEY, api_instance_url=URL)
bucket = boto3.resource(
    "s3",
    endpoint_url=os.environ["TASKLENS_S3_ENDPOINT"],
    region_name="us-east-1",
    aws_access_key_id="tests",
    aws_secret_access_key="tests",
).Bucket(BUCKET)


def keys(folder):
    return {item.key for item in bucket.objects.filter(Prefix=f"{PREFIX}/{folder}/")}


def uploaded(content):
    file = client.upload_file(io.BytesIO(content), display_name="frame.bin")
    sha256 = hashlib.sha256(content).hexdigest()
    return file, f"{PREFIX}/blobs/{sha256[:2]}/{sha256}"


def download(file):
    answer = requests.get(file.attachment_url, auth=(KEY, ""))
    assert answer.status_code == 200, answer.text
    return answer.content


def test_a_small_file_lies_in_the_bucket_under_its_hash():
    content = b"a small file"
    file, key = uploaded(content)
    assert key in keys("blobs")
    assert bucket.Object(key).get()["Body"].read() == content
    assert download(file) == content


def test_a_file_of_several_parts_arrives_whole_and_leaves_nothing_behind():
    content = random.Random(7).randbytes((20 << 20) + 12345)
    file, key = uploaded(content)
    assert bucket.Object(key).content_length == len(content)
    assert download(file) == content
    assert keys("incoming") == set()


def test_the_same_bytes_are_kept_once():
    before = len(keys("blobs"))
    one, _ = uploaded(b"twice")
    other, _ = uploaded(b"twice")
    assert one.id != other.id and len(keys("blobs")) == before + 1


def test_a_file_that_is_gone_from_the_bucket_is_missed_and_breaks_nothing():
    file, key = uploaded(b"to be lost")
    bucket.Object(key).delete()
    answer = requests.get(file.attachment_url, auth=(KEY, ""))
    assert answer.status_code == 500 and answer.json()["status_code"] == 500, answer.text
    assert download(uploaded(b"still here")[0]) == b"still here"


run(globals())
