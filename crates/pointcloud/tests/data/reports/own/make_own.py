"""Writes the inputs beside this file, most of them with other people's writers.

pip install numpy==2.4.6 pypcd4==1.5.1 plyfile==1.1.5 laspy==2.7.0 && python make_own.py
"""

import json

import laspy
import numpy as np
from plyfile import PlyData, PlyElement
from pypcd4 import Encoding, PointCloud

N = 6
xyz = np.array([[k - 2.5, 2.0 * k, 0.25 * k] for k in range(N)], dtype=np.float32)
rows = np.arange(N)

# Roles. `reflectivity` before `intensity`, and `r` alone: a range.
PointCloud.from_points(
    [*xyz.T, (rows * 10).astype(np.uint16), rows.astype(np.float32) / 8, np.hypot(xyz[:, 0], xyz[:, 1])],
    ("x", "y", "z", "reflectivity", "intensity", "r"),
    (np.float32, np.float32, np.float32, np.uint16, np.float32, np.float32),
).save("roles_pypcd4.pcd", encoding=Encoding.BINARY_COMPRESSED)

# As Waymo's columns are named, with normals and CloudCompare's spelling of the intensity.
names = ["x", "y", "z", "nx", "ny", "nz", "scalar_Intensity", "elongation", "is_in_nlz"]
vertex = np.zeros(N, dtype=[(name, "f4") for name in names] + [("laser_number", "u1")])
vertex["x"], vertex["y"], vertex["z"] = xyz.T
vertex["nz"], vertex["scalar_Intensity"], vertex["elongation"] = 1, rows * 100, rows / 10
vertex["is_in_nlz"], vertex["laser_number"] = -1, rows + 20
PlyData([PlyElement.describe(vertex, "vertex")], byte_order="<").write("roles_plyfile.ply")

# Arrays: an organized cloud by columns, half floats of the other byte order, records of arrays.
np.save("grid_fortran.npy", np.asfortranarray(xyz.reshape(2, 3, 3)))
np.save("half_big_endian.npy", np.column_stack([xyz, rows / 8]).astype(">f2"))
records = np.zeros(N, dtype=[("xyz", "<f4", (3,)), ("rgb", "u1", (3,)), ("name", "S3"), ("stamp", "<M8[us]")])
records["xyz"], records["rgb"] = xyz, np.stack([rows * 40, 255 - rows * 40, rows], 1)
records["stamp"] = np.datetime64("2024-09-17T13:06:08", "us") + rows * np.timedelta64(100_000, "us")
np.save("records_of_arrays.npy", records)
# Python 2.7's NumPy 1.16 wrote the shape of a long like this.
header = "{'descr': '<f4', 'fortran_order': False, 'shape': (6L, 3L), }".ljust(117) + "\n"
with open("python2_header.npy", "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + xyz.tobytes())
# Archives: matrices and boxes around the points, and an array for each column.
np.savez(
    "frame_of_many.npz",
    T_lidar_world=np.eye(4), boxes=np.zeros((40, 7)), colors=np.full((N, 3), 0.5),
    intensity=rows.astype(np.uint8), lidar=xyz, labels=np.uint32(rows << 16 | 10),
)
np.savez_compressed("array_a_column.npz", z=xyz[:, 2], y=xyz[:, 1], x=xyz[:, 0], ring=rows.astype("u2"))
# Bare floats: intensity and ring in rows of 5; an elongation behind in rows of 6.
wide = np.concatenate([xyz - 4, xyz * 3 - 7])
turns = np.arange(2 * N)
np.column_stack([wide, turns / 16, turns]).astype("<f4").tofile("rows_of_5.bin")
np.column_stack([wide, turns, turns / 16, np.full(2 * N, -1)]).astype("<f4").tofile("rows_of_6.bin")
np.column_stack([wide, turns / 16]).astype("<f4").tofile("rows_of_4.bin")

# Classes: the old point formats and the new ones; labels with an instance in the upper half.
for name, version, form in [("classes_format_3.las", "1.2", 3), ("classes_format_7.las", "1.4", 7)]:
    las = laspy.create(point_format=form, file_version=version)
    las.header.scales = [0.001] * 3
    las.x, las.y, las.z = xyz.T
    las.classification = [2, 7, 8, 10, 12, 18 if form == 3 else 64]
    las.write(name)
PointCloud.from_points(
    [*xyz.T, np.uint32([10, 3 << 16 | 10, 259, 1 << 16 | 259, 40, 0])],
    ("x", "y", "z", "label"),
    (np.float32, np.float32, np.float32, np.uint32),
).save("label_and_instance.pcd", encoding=Encoding.BINARY)

# Colors as floats up to 255, one of them a little beyond.
vertex = np.zeros(N, dtype=[(name, "f4") for name in ("x", "y", "z", "red", "green", "blue")])
vertex["x"], vertex["y"], vertex["z"] = xyz.T
vertex["red"], vertex["green"], vertex["blue"] = rows * 51, 127.6, [255.4, 0, 10, 20, 30, 40]
PlyData([PlyElement.describe(vertex, "vertex")], text=True).write("colors_of_255.ply")
# One moment in all units, as whole numbers and as floats.
for name, dtype, times in [
    ("time_s_f64", np.float64, 1726578368.25 + rows * 0.125),
    ("time_ms_u64", np.uint64, 1726578368250 + rows * 125),
    ("time_us_f64", np.float64, 1726578368250000.0 + rows * 125000),
    ("time_ns_u64", np.uint64, 1726578368250000000 + rows * 125000000),
]:
    PointCloud.from_points(
        [*xyz.T, times.astype(dtype)], ("x", "y", "z", "timestamp"),
        (np.float32, np.float32, np.float32, dtype),
    ).save(name + ".pcd", encoding=Encoding.BINARY)

# Lines that end with CR alone, as old Macs wrote them; the first byte of the points is a line feed.
vertex = np.zeros(N, dtype=[(name, "f4") for name in "xyz"])
vertex["x"], vertex["y"], vertex["z"] = xyz.T
vertex["x"][0] = np.frombuffer(b"\x0a\x0d\x00\x41", "<f4")[0]
PlyData([PlyElement.describe(vertex, "vertex")], byte_order="<").write("cr_binary.ply")
content = open("cr_binary.ply", "rb").read()
end = content.index(b"end_header\n") + 11
open("cr_binary.ply", "wb").write(content[:end].replace(b"\n", b"\r") + content[end:])
PointCloud.from_points(xyz, ("x", "y", "z"), (np.float32,) * 3).save("cr_ascii.pcd", encoding=Encoding.ASCII)
content = open("cr_ascii.pcd", "rb").read()
open("cr_ascii.pcd", "wb").write(content.replace(b"\n", b"\r"))

# An organized cloud, of which a sensor leaves places without an echo as NaN.
holes = xyz.copy()
holes[[0, 3, 4]] = np.nan
PointCloud.from_points(
    [*holes.T, rows.astype(np.uint16)], ("x", "y", "z", "ring"),
    (np.float32, np.float32, np.float32, np.uint16),
).save("holes_pypcd4.pcd", encoding=Encoding.BINARY_COMPRESSED)

# Frames that are fine but for what is beside their points.
frame = {
    "points": [{"x": 1, "y": 2, "z": 3, "i": "0.5", "intensity": 7, "label": 4, "foo": 1}],
    "timestamp": "1726578368.25",
    "device_heading": "north",
    "images": [
        {"image_url": "a.jpg", "camera_index": 0.0, "fx": "700", "fy": 700, "timestamp": "13:06", "k1": None},
        {"image_url": "b.jpg", "camera_index": 1.5, "camera_model": "fisheye", "position": [1, 2, 3]},
        {"camera_index": 2},
    ],
    "radar_points": [{"position": {"x": 1, "y": 2, "z": 3}, "size": "big"}, {"size": 1}],
}
with open("odd_fields.json", "w") as file:
    json.dump(frame, file)
