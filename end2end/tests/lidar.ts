// What the specs of lidar tasks share.

import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, type Page } from "./fixtures";
import type { Site } from "./site";

/** Real frames, which may not be shipped: tests that want them are skipped where they are not. */
export const DATA = path.resolve(import.meta.dirname, "../../../shared/data");
export const KITTI = "kitti_000008_lidar.json";
export const SUSTECH = "sustech_965-975_lidar.json";

export const team = (site: Site) => site.sql("select name from team order by team_id limit 1");

/** Imports a task of the real data; its id. */
export async function importReal(site: Site, file: string): Promise<string> {
  test.skip(!existsSync(path.join(DATA, "tasks", file)), `there is no shared/data/tasks/${file}`);
  await site.command("import", "--team", team(site), path.join(DATA, "tasks", file));
  const [task] = JSON.parse(readFileSync(path.join(DATA, "tasks", file), "utf8"));
  return task.task_id;
}

/** Imports a lidar task of these files, each a name and its bytes; its id. */
export async function importFrames(
  site: Site,
  files: Record<string, string | Buffer>,
  answer: { type?: string; response?: object } = {},
): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "tasklens-"));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  const attachments = Object.keys(files).filter((name) => name !== "answer.json");
  const id = randomBytes(12).toString("hex");
  const task = {
    task_id: id,
    type: answer.type ?? "lidarannotation",
    status: "completed",
    created_at: "2020-01-01T08:00:00.000Z",
    completed_at: "2020-01-01T09:00:00.000Z",
    params: { attachments, attachment_type: "json" },
    response: answer.response,
  };
  writeFileSync(path.join(folder, "tasks.json"), JSON.stringify([task]));
  await site.command("import", "--team", team(site), path.join(folder, "tasks.json"));
  return id;
}

/** Waits until the points of the frame are on the canvas. */
export async function shown(page: Page) {
  await expect(page.locator(".cloud-readout")).toContainText(/\d points/);
  await expect(page.locator(".cloud-told")).toHaveCount(0);
  await page.waitForTimeout(600);
}

/** Pixels of a part of the page. */
export interface Pixels {
  width: number;
  height: number;
  /** Red, green and blue of each, row by row. */
  rgb: Uint8Array;
}

export async function pixels(page: Page, clip: { x: number; y: number; width: number; height: number }): Promise<Pixels> {
  const picture = await page.screenshot({ clip });
  const { width, height, base64 } = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at], data[at + 1], data[at + 2]);
    return { width: canvas.width, height: canvas.height, base64: btoa(text) };
  }, picture.toString("base64"));
  return { width, height, rgb: Buffer.from(base64, "base64") };
}

/** The middle part of the canvas, which nothing lies over. */
export async function middle(page: Page) {
  const box = await page.locator(".cloud-canvas").boundingBox();
  if (!box) throw new Error("the canvas has no box");
  return { x: box.x + 20, y: box.y + 20, width: box.width - 280, height: box.height - 90 };
}

/** How many pixels of a picture `is` true for. */
export function count({ rgb }: Pixels, is: (red: number, green: number, blue: number) => boolean): number {
  let found = 0;
  for (let at = 0; at < rgb.length; at += 3) if (is(rgb[at], rgb[at + 1], rgb[at + 2])) found += 1;
  return found;
}

/** Where two pictures of the same part differ, by column and row. */
export function differences(one: Pixels, other: Pixels): [number, number][] {
  const places: [number, number][] = [];
  for (let at = 0; at < one.rgb.length; at += 3) {
    const away = [0, 1, 2].reduce((sum, part) => sum + Math.abs(one.rgb[at + part] - other.rgb[at + part]), 0);
    const pixel = at / 3;
    if (away > 36) places.push([pixel % one.width, Math.floor(pixel / one.width)]);
  }
  return places;
}
