"""How fast Python reads the files that `crates/pointcloud/examples/speed` has just read.

laspy reads LAS and LAZ, open3d PCD and PLY, `json` Scale's frames, numpy bare numbers and two kinds of PCD;
for Scale's protobuf nobody ships a reader that installs. Each is asked for the coordinates of all points
as an array; medians of five.
"""

import json
import sys
import time
from pathlib import Path

import laspy
import numpy
import open3d


def las(path):
    return laspy.read(path).xyz


def scale_frame(path):
    points = json.loads(path.read_bytes())["points"]
    return numpy.array([(p["x"], p["y"], p["z"], p["i"]) for p in points])


def floats(path):
    """KITTI's points have 4, those of nuScenes 5."""
    return numpy.fromfile(path, dtype="<f4").reshape(-1, 5 if path.name.endswith(".pcd.bin") else 4)


def npz(path):
    return numpy.load(path)["points"]


def pcd(path):
    """The two kinds that the speed example makes: numpy has no reader of PCD."""
    text = path.read_bytes()
    header, body = text.split(b"\nDATA ", 1)
    kind, data = body.split(b"\n", 1)
    width = len(next(line for line in header.split(b"\n") if line.startswith(b"FIELDS")).split()) - 1
    if kind.strip() == b"binary":
        return numpy.frombuffer(data, dtype="<f4").reshape(-1, width)
    return numpy.fromstring(data, sep=" ").reshape(-1, width)


def by_open3d(path):
    return open3d.t.io.read_point_cloud(path).point.positions.numpy()


def lazrs_alone(path):
    """On one thread."""
    return laspy.read(path, laz_backend=laspy.LazBackend.Lazrs).xyz


READERS = {
    ".laz": [("laspy, lazrs on all cores", las), ("laspy, lazrs on one", lazrs_alone)],
    ".las": [("laspy", las)],
    ".json": [("json, numpy", scale_frame)],
    ".bin": [("numpy", floats)],
    ".npy": [("numpy", numpy.load)],
    ".npz": [("numpy", npz)],
    ".ply": [("open3d", by_open3d)],
    ".pcd": [("open3d", by_open3d), ("numpy", pcd)],
}
# The others have fields or a compression that the few lines of numpy do not read.
BY_NUMPY = {"made_ascii.pcd", "made_binary.pcd"}


def seconds_of(read, path):
    """The number of points, and the median of five times."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        points = read(path)
        times.append(time.perf_counter() - start)
    return len(points), sorted(times)[2]


print("\n| file | by | MB/s | Mpoints/s |")
print("| --- | --- | --: | --: |")
for path in sorted(Path(sys.argv[1]).iterdir()):
    for name, read in READERS.get(path.suffix, []):
        if read is pcd and path.name not in BY_NUMPY:
            continue
        points, seconds = seconds_of(read, path)
        megabytes = path.stat().st_size / 1e6
        print(f"| {path.name} | {name} | {megabytes / seconds:.0f} | {points / 1e6 / seconds:.2f} |")
