"""How fast Python reads the files that `crates/pointcloud/examples/speed` has just read.

laspy reads LAS and LAZ, `json` Scale's frames, numpy KITTI's and PCD's points. Each is asked for the
coordinates of all points as an array; medians of five.
"""

import json
import sys
import time
from pathlib import Path

import laspy
import numpy


def las(path):
    return laspy.read(path).xyz


def scale_frame(path):
    points = json.loads(path.read_bytes())["points"]
    return numpy.array([(p["x"], p["y"], p["z"], p["i"]) for p in points])


def kitti(path):
    return numpy.fromfile(path, dtype="<f4").reshape(-1, 4)


def pcd(path):
    """The two kinds that the speed example makes: numpy has no reader of PCD."""
    text = path.read_bytes()
    header, body = text.split(b"\nDATA ", 1)
    kind, data = body.split(b"\n", 1)
    width = len(next(line for line in header.split(b"\n") if line.startswith(b"FIELDS")).split()) - 1
    if kind.strip() == b"binary":
        return numpy.frombuffer(data, dtype="<f4").reshape(-1, width)
    return numpy.fromstring(data, sep=" ").reshape(-1, width)


READERS = {".laz": ("laspy, lazrs", las), ".las": ("laspy", las), ".json": ("json, numpy", scale_frame),
           ".bin": ("numpy", kitti), ".pcd": ("numpy", pcd)}
# Files with other fields than floats, which these few lines of numpy do not read.
OTHERS = {"binary.pcd", "ascii.pcd", "bunny_v05.pcd"}

print("\n| file | by | MB/s | Mpoints/s |")
print("| --- | --- | --: | --: |")
for path in sorted(Path(sys.argv[1]).iterdir()):
    name, read = READERS.get(path.suffix, (None, None))
    if read is None or path.name in OTHERS:
        continue
    times = []
    for _ in range(5):
        start = time.perf_counter()
        points = read(path)
        times.append(time.perf_counter() - start)
    seconds = sorted(times)[2]
    megabytes = path.stat().st_size / 1e6
    print(f"| {path.name} | {name} | {megabytes / seconds:.0f} | {len(points) / 1e6 / seconds:.2f} |")
