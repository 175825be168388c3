"""Serves an S3 (moto, over HTTP) with an empty bucket, until it is ended: bucket.py PORT BUCKET"""

import sys
import threading

import boto3
from moto.server import ThreadedMotoServer

port, bucket = int(sys.argv[1]), sys.argv[2]
server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
server.start()
s3 = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    region_name="us-east-1",
    aws_access_key_id="tests",
    aws_secret_access_key="tests",
)
s3.create_bucket(Bucket=bucket)
print("ready", flush=True)
threading.Event().wait()
