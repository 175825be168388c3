"""Writes the same 1,000,000 points in each format that Tasklens reads, with other people's writers where
there are some, into the folder that is named. A folder that has them is left as it is."""

import sys
from pathlib import Path

import laspy
import numpy
import open3d

POINTS = 1_000_000
DONE = "made.done"

folder = Path(sys.argv[1])
if (folder / DONE).exists():
    sys.exit()

place = numpy.arange(POINTS)
angle = place * 0.001
distance = 2 + place % 977 * 0.1
# Devices measure to 2 cm, which no compression foresees.
noise = numpy.random.default_rng(7).normal(0, 0.02, (3, POINTS))
x = numpy.cos(angle) * distance + noise[0]
y = numpy.sin(angle) * distance + noise[1]
z = place % 64 * 0.05 + noise[2]
ring = place % 64
intensity = place % 100 / 100
xyzi = numpy.column_stack([x, y, z, intensity]).astype("<f4")

lines = (
    f'{{"x":{at_x:.3f},"y":{at_y:.3f},"z":{at_z:.3f},"i":{i:.2f},"d":0}}'
    for at_x, at_y, at_z, i in xyzi.tolist()
)
(folder / "made.json").write_text('{"points":[' + ",".join(lines) + "]}")

# device_position, then each point as field 4: x, y, z, i as floats 1 to 4.
message = numpy.zeros(
    POINTS,
    dtype=[
        ("head", "u1", 2), ("x_tag", "u1"), ("x", "<f4"), ("y_tag", "u1"), ("y", "<f4"),
        ("z_tag", "u1"), ("z", "<f4"), ("i_tag", "u1"), ("i", "<f4"),
    ],
)  # fmt: skip
message["head"] = (0x22, 20)
for name, tag, values in [("x", 0x0D, x), ("y", 0x15, y), ("z", 0x1D, z), ("i", 0x25, intensity)]:
    message[f"{name}_tag"] = tag
    message[name] = values
device = bytes([0x0A, 15, 0x0D, 0, 0, 0, 0, 0x15, 0, 0, 0, 0, 0x1D, 0, 0, 0, 0])
(folder / "made.pb").write_bytes(device + message.tobytes())

xyzi.tofile(folder / "made.bin")
numpy.column_stack([xyzi, ring]).astype("<f4").tofile(folder / "made.pcd.bin")
numpy.save(folder / "made.npy", xyzi)
numpy.savez(folder / "made.npz", points=xyzi)

header = f"VERSION .7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\nWIDTH {POINTS}\nHEIGHT 1\nPOINTS {POINTS}\n"
numpy.savetxt(
    folder / "made_ascii.pcd", xyzi, fmt=["%.3f"] * 3 + ["%.2f"], header=header + "DATA ascii", comments=""
)
(folder / "made_binary.pcd").write_bytes(header.encode() + b"DATA binary\n" + xyzi.tobytes())
cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(xyzi[:, :3].astype("f8")))
open3d.io.write_point_cloud(folder / "made_compressed.pcd", cloud, compressed=True)
open3d.io.write_point_cloud(folder / "made.ply", cloud)
open3d.io.write_point_cloud(folder / "made_ascii.ply", cloud, write_ascii=True)

las = laspy.create(point_format=6, file_version="1.4")
las.header.scales = [0.001, 0.001, 0.001]
las.x, las.y, las.z = x, y, z
las.intensity = intensity * 65535
las.write(folder / "made.las")
las.write(folder / "made.laz")

(folder / DONE).touch()
