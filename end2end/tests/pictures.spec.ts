// Pictures and videos as cameras and tools write them: on the task page, in the list, in the preview.

import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { expect, open, test, type Page } from "./fixtures";
import type { Site } from "./site";

/** A PNG of one colour type (PNG specification, section 11.2.1), whose rows are made one by one. */
function png(width: number, height: number, bits: 8 | 16, colorType: 0 | 2, row: (y: number) => Buffer): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colorType, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.from([0]), row(y)]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 1 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** 16 bits a sample: black at the left, white at the right. */
function deep(colorType: 0 | 2): Buffer {
  const row = Buffer.concat(
    Array.from({ length: 640 }, (_, x) => {
      const sample = Buffer.alloc(2);
      sample.writeUInt16BE(Math.round((x / 639) * 65535));
      return colorType === 0 ? sample : Buffer.concat([sample, sample, sample]);
    }),
  );
  return png(640, 480, 16, colorType, () => row);
}

/** 64 million pixels in bands. */
function huge(): Buffer {
  const bands = [40, 120, 200, 240].map((gray) => Buffer.alloc(8000, gray));
  return png(8000, 8000, 8, 0, (y) => bands[Math.floor(y / 500) % 4]);
}

const DATA = path.join(import.meta.dirname, "../../crates/media/tests/media/data");

const PICTURES: { name: string; width: number; height: number; bytes?: () => Buffer }[] = [
  { name: "deep_gray.png", width: 640, height: 480, bytes: () => deep(0) },
  { name: "deep_color.png", width: 640, height: 480, bytes: () => deep(2) },
  { name: "huge.png", width: 8000, height: 8000, bytes: huge },
  // Stored lying on its side, shown upright.
  { name: "sideways.jpg", width: 48, height: 64 },
  { name: "sideways.png", width: 48, height: 64 },
  { name: "sideways.webp", width: 48, height: 64 },
  { name: "gray.jpg", width: 64, height: 48 },
  { name: "lossy.webp", width: 64, height: 48 },
  { name: "palette.png", width: 64, height: 48 },
];

/** Imports one completed task about this file, with a box over its left upper quarter; its id. */
async function importTask(site: Site, name: string, id: string, task: object, bytes?: Buffer): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "tasklens-"));
  if (bytes) writeFileSync(path.join(folder, name), bytes);
  else copyFileSync(path.join(DATA, name), path.join(folder, name));
  const file = path.join(folder, "tasks.json");
  // Long ago, so that tests which look at the newest tasks see none of these.
  const times = { created_at: "2020-01-01T08:00:00.000Z", completed_at: "2020-01-01T09:00:00.000Z" };
  writeFileSync(file, JSON.stringify([{ task_id: id, status: "completed", ...times, ...task }]));
  await site.command("import", "--team", site.sql("select name from team order by team_id limit 1"), file);
  return id;
}

async function seen(page: Page, selector: string): Promise<[number, number]> {
  const image = page.locator(selector).last();
  await expect
    .poll(() => image.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth), {
      timeout: 60_000,
    })
    .toBeGreaterThan(0);
  return image.evaluate((element: HTMLImageElement) => [element.naturalWidth, element.naturalHeight]);
}

for (const [place, { name, width, height, bytes }] of PICTURES.entries()) {
  test(`${name} is shown upright and whole everywhere`, async ({ page, site }) => {
    const id = await importTask(
      site,
      name,
      (0xa0 + place).toString(16).padStart(24, "9"),
      {
        type: "imageannotation",
        params: { attachment: name },
        response: {
          annotations: [{ type: "box", label: "quarter", left: 0, top: 0, width: width / 2, height: height / 2 }],
        },
      },
      bytes?.(),
    );
    await open(page, `/tasks/${id}`);
    expect(await seen(page, "img.stage-image")).toEqual([width, height]);
    await expect(page.locator(".picture-problem")).toHaveCount(0);
    // The box covers the left upper quarter of what is seen, which fits the element as `contain` says.
    const [frame, box] = await Promise.all([
      page.locator("img.stage-image").last().boundingBox(),
      page.locator(".stage-shapes .all .area").first().boundingBox(),
    ]);
    if (!frame || !box) throw new Error("the picture or its box has no place");
    const scale = Math.min(frame.width / width, frame.height / height);
    expect(Math.abs(box.width - (width / 2) * scale)).toBeLessThan(4);
    expect(Math.abs(box.height - (height / 2) * scale)).toBeLessThan(4);
    expect(Math.abs(box.x - (frame.x + (frame.width - width * scale) / 2))).toBeLessThan(4);
    expect(Math.abs(box.y - (frame.y + (frame.height - height * scale) / 2))).toBeLessThan(4);

    await open(page, `/tasks?q=${id}&view=table`);
    const [small, high] = await seen(page, ".task-table tbody img");
    expect(small / high).toBeCloseTo(width / height, 1);
    await page.locator(".task-table tbody img").hover();
    await expect(page.locator(".hover-preview")).toBeVisible();
    const [wide, tall] = await seen(page, ".hover-preview img:not(.under):not(.over)");
    expect(wide / tall).toBeCloseTo(width / height, 1);
    await expect(page.locator(".hover-preview .picture-problem")).toHaveCount(0);
  });
}

test("a video file plays with its objects over it", async ({ page, site }) => {
  await open(page, "/tasks");
  // Recorded by the browser itself: a real WebM with 30 frames in a second.
  const recorded = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const context = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm;codecs=vp8" });
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 45; frame++) {
      context?.fillRect(frame * 6, 100, 40, 40);
      await new Promise((resolve) => setTimeout(resolve, 33));
    }
    recorder.stop();
    await ended;
    return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
  });
  const frames = Array.from({ length: 30 }, (_, frame) => ({
    frame,
    annotations: [{ uuid: "one", type: "box", label: "block", left: frame * 6, top: 100, width: 40, height: 40 }],
  }));
  const id = await importTask(
    site,
    "clip.webm",
    "9".repeat(22) + "ff",
    {
      type: "videoannotation",
      params: { attachment: "clip.webm", attachment_type: "video", frame_rate: 30 },
      response: { annotations: frames },
    },
    Buffer.from(recorded),
  );
  await open(page, `/tasks/${id}`);
  const video = page.locator("video");
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.videoHeight]))
    .toEqual([320, 240]);
  const number = page.locator(".frame-number");
  // As many frames as the file has, which is up to how busy the recorder was.
  await expect(number).toContainText(/^1 \/ [345]\d/);
  const left = () => page.locator(".stage-shapes .all .area").first().boundingBox().then((box) => box?.x ?? 0);
  const before = await left();
  await page.keyboard.press(".");
  await expect(number).toContainText(/^2 \/ /);
  expect(await left()).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Play" }).click();
  await expect(number).toContainText(/^[12]\d \/ /);
});
