"""Writes the pictures in this folder with Pillow 13 (libjpeg, libtiff, libwebp, libavif):
red, lime / blue, white in four quarters of 64 x 48 pixels."""
from PIL import Image

quarters = Image.new("RGB", (64, 48))
for box, colour in [
    ((0, 0, 32, 24), (255, 0, 0)),
    ((32, 0, 64, 24), (0, 255, 0)),
    ((0, 24, 32, 48), (0, 0, 255)),
    ((32, 24, 64, 48), (255, 255, 255)),
]:
    quarters.paste(colour, box)

exact = {"quality": 95, "subsampling": 0}
quarters.save("baseline.jpg", **exact)
quarters.save("progressive.jpg", progressive=True, **exact)
quarters.convert("CMYK").save("cmyk.jpg", **exact)
quarters.convert("L").save("gray.jpg", **exact)
quarters.save("rgb.png")
quarters.quantize(4, dither=Image.Dither.NONE).save("palette.png", bits=2)
quarters.convert("L").convert("1", dither=Image.Dither.NONE).save("one_bit.png")
quarters.save("rgb.bmp")
quarters.quantize(4, dither=Image.Dither.NONE).save("palette.gif")
quarters.save("lzw.tif", compression="tiff_lzw")
quarters.save("lossy.webp", quality=95)
quarters.save("lossless.webp", lossless=True)
quarters.save("picture.avif")

# Stored lying on its side; 6 means: turn 90 degrees clockwise to show (Exif 2.32, 4.6.4.A).
exif = Image.Exif()
exif[0x0112] = 6
for name in ["sideways.jpg", "sideways.png", "sideways.webp"]:
    quarters.save(name, exif=exif.tobytes(), **({} if name.endswith("png") else {"quality": 95}))
