"""Writes the variants beside this file with other people's writers.

pip install numpy==2.4 pypcd4==1.5 plyfile==1.1 && python make_variants.py
"""

import sys

import numpy as np
from plyfile import PlyData, PlyElement
from pypcd4 import Encoding, PointCloud

points = np.loadtxt("bunny_v05.pcd", skiprows=10, dtype=np.float32)
assert points.shape == (397, 3)
rows = np.arange(397)

# PCD, compressed, with more fields than x, y, z, the first of them not read.
normal = rows.astype(np.float32) / 397
cloud = PointCloud.from_points(
    [normal, *points.T, rows.astype(np.float32), (rows % 64).astype(np.uint16)],
    ("normal_x", "x", "y", "z", "intensity", "ring"),
    (np.float32, np.float32, np.float32, np.float32, np.float32, np.uint16),
)
cloud.save("bunny_compressed.pcd", encoding=Encoding.BINARY_COMPRESSED)

# PLY: lists before the points, colours behind them.
vertex = np.empty(
    397,
    dtype=[("y", "f8"), ("x", "f8"), ("z", "f8"), ("red", "u1"), ("green", "u1"), ("blue", "u1")],
)
vertex["x"], vertex["y"], vertex["z"] = points.T
vertex["red"], vertex["green"], vertex["blue"] = rows % 256, 255 - rows % 256, 7
face = np.empty(5, dtype=[("vertex_indices", "O"), ("flag", "u1")])
for place in range(5):
    face[place] = (np.arange(3 + place, dtype=np.int32), place)
elements = [PlyElement.describe(face, "face"), PlyElement.describe(vertex, "vertex")]
PlyData(elements, text=True).write("bunny_ascii.ply")
PlyData(elements, byte_order="<").write("bunny_little.ply")
PlyData(elements, byte_order=">").write("bunny_big.ply")

# NPY: plain, and records with names, big endian and padding.
np.save("bunny_n4.npy", np.column_stack([points, normal]).astype("<f4"))
dtype = np.dtype([("ring", ">u2"), ("x", ">f8"), ("y", ">f8"), ("z", ">f8")], align=True)
records = np.zeros(397, dtype=dtype)
records["x"], records["y"], records["z"] = points.T
records["ring"] = rows
np.save("bunny_records.npy", records)

# NPZ: other arrays before that of the points.
arrays = {"boxes": np.zeros((2, 9)), "name": np.array("frame"), "points": points.astype("<f8")}
np.savez("bunny_stored.npz", **arrays)
np.savez_compressed("bunny_deflated.npz", **arrays)

# A frame in protobuf, with Scale's own message: `pip download --no-deps scale-lidar-io==1.2.5`,
# unpacked here; its package imports more than is needed, so only the one module is taken.
sys.path.insert(0, "scale_lidar_io")
from lidar_frame_1_pb2 import LidarFrame  # noqa: E402

frame = LidarFrame(timestamp=12.5)
frame.device_position.x, frame.device_position.y, frame.device_position.z = 1, 2, 3
heading = frame.device_heading
heading.w, heading.x, heading.y, heading.z = 0.5, 0.5, -0.5, 0.5
for place, (x, y, z) in enumerate(points):
    frame.points.add(x=x, y=y, z=z, i=place / 397, d=place % 3, t=1.5e18, is_ground=place % 2 == 1)
radar = frame.radar_points.add(size=4)
radar.position.x, radar.position.y, radar.position.z = 7, 8, 9
for place, model in enumerate(["brown_conrady", "fisheye", "omnidirectional"]):
    image = frame.images.add(image_url=f"camera_{place}.jpg", camera_index=place, priority=-1)
    image.position.x, image.position.y, image.position.z = 0.25, 0, 0
    image.heading.w, image.heading.x, image.heading.y, image.heading.z = 1, 0, 0, 0
    intrinsics = getattr(image, model)
    intrinsics.fx, intrinsics.fy, intrinsics.cx, intrinsics.cy = 700, 701, 320, 240
    intrinsics.k1, intrinsics.k3 = 0.5, 0.125
frame.images[2].omnidirectional.xi = 1.5
with open("bunny_frame.pb", "wb") as file:
    file.write(frame.SerializeToString())
