"""Writes the variants beside this file with other people's writers.

pip install numpy==2.4 pypcd4==1.5 plyfile==1.1 && python make_variants.py
"""

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
