"""Writes an archive as open3d's tensors are saved: positions behind colors and the rest.

pip install open3d==0.20.0 && python make_open3d.py
"""

import numpy as np
import open3d as o3d

rows = np.arange(6)
xyz = np.array([[k - 2.5, 2.0 * k, 0.25 * k] for k in range(6)], dtype=np.float32)
cloud = o3d.t.geometry.PointCloud(xyz)
cloud.point.colors = np.stack([rows * 40, 255 - rows * 40, rows], 1).astype(np.uint8)
cloud.point.normals = np.tile(np.float32([0, 0, 1]), (6, 1))
cloud.point.intensity = (rows / 8).astype(np.float32)[:, None]
o3d.t.io.write_point_cloud("open3d.npz", cloud)
