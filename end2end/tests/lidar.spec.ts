// Lidar tasks in space, on measured frames where they are at hand.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, open, test, type Page } from "./fixtures";
import { KITTI, SUSTECH, importReal, shown, team } from "./lidar";

/** How many different colours a part of the canvas has. */
async function colors(page: Page): Promise<number> {
  const picture = await page.locator(".cloud-canvas").screenshot();
  return page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context?.drawImage(image, 0, 0);
    const { data } = context!.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    return seen.size;
  }, picture.toString("base64"));
}

test("a task of the sample set shows its frames, and the points in an object that is chosen", async ({ page, site }) => {
  const id = site.sql(
    `select encode(task_id, 'hex') from task
     where task_type = 6 and response_version > 0 order by created_at desc, seq desc limit 1`,
  );
  await open(page, `/tasks/${id}`);
  await shown(page);
  expect(await colors(page)).toBeGreaterThan(100);
  const number = page.locator(".frame-number");
  await expect(number).toContainText("1 / ");
  await page.getByRole("listbox").getByRole("option").first().click();
  await expect(page.locator(".cloud-readout")).toContainText("inside the chosen cuboid");
  await page.keyboard.press(".");
  await expect(number).toContainText("2 / ");
  await shown(page);
  await expect(page).toHaveURL(/#frame=2/);
});

test("a lidar frame is shown with its points, cuboids and photo", async ({ page, site }) => {
  const id = await importReal(site, KITTI);
  await open(page, `/tasks/${id}`);
  await shown(page);
  await expect(page.locator(".cloud-readout")).toContainText("17,238 points");
  expect(await colors(page)).toBeGreaterThan(200);
  await expect(page.getByRole("tab", { name: "Objects (6)" })).toBeVisible();
  // The cuboids are drawn on the photo, inside it.
  const outlines = page.locator(".cloud-outlines .outline");
  await expect(outlines.first()).toBeAttached();
  expect(await outlines.count()).toBeGreaterThan(3);
  await page.screenshot({ path: "test-results/lidar-kitti.png" });
});

test("an object is found from the list, the photo and the link", async ({ page, site }) => {
  const id = await importReal(site, KITTI);
  await open(page, `/tasks/${id}`);
  await shown(page);
  const row = page.getByRole("listbox").getByRole("option").first();
  await row.click();
  await expect(page.locator(".cloud-readout")).toContainText("inside the chosen cuboid");
  const inside = Number.parseInt(
    (await page.locator(".cloud-readout").innerText()).match(/([\d,]+) inside/)?.[1].replace(",", "") ?? "0",
    10,
  );
  // As many as the data say, but for points on a face: a tile has positions to the millimetre.
  const told = Number.parseInt((await row.innerText()).match(/points\s*(\d+)/)?.[1] ?? "0", 10);
  expect(told).toBeGreaterThan(1000);
  expect(Math.abs(inside - told)).toBeLessThanOrEqual(2);
  await row.dblclick();
  await page.waitForTimeout(700);
  await expect(page.locator(".cloud-name")).toHaveText("Car");
  await expect(page).toHaveURL(/#frame=1&color=height&object=1&camera=/);
  await page.screenshot({ path: "test-results/lidar-object.png" });
  const link = page.url();
  await open(page, "/tasks");
  await open(page, link);
  await shown(page);
  await expect(page.getByRole("listbox").getByRole("option", { selected: true })).toHaveCount(1);
  expect(new URL(page.url()).hash).toBe(new URL(link).hash);
  await page.locator(".cloud-outlines .outline").nth(1).dispatchEvent("click");
  await expect(page.getByRole("listbox").getByRole("option", { selected: true })).toHaveCount(1);
});

test("the scene turns, moves and comes nearer, and has sides", async ({ page, site }) => {
  const id = await importReal(site, KITTI);
  await open(page, `/tasks/${id}`);
  await shown(page);
  const camera = () => new URLSearchParams(new URL(page.url()).hash.slice(1)).get("camera");
  await expect.poll(camera).toBeTruthy();
  const box = await page.locator(".cloud-canvas").boundingBox();
  if (!box) throw new Error("the canvas has no box");
  const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
  let before = camera();
  const changed = async () => {
    await expect.poll(camera).not.toBe(before);
    before = camera();
  };
  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0] + 80, middle[1] + 20, { steps: 4 });
  await page.mouse.up();
  await changed();
  await page.mouse.wheel(0, -300);
  await changed();
  await page.keyboard.down("Shift");
  await page.mouse.down();
  await page.mouse.move(middle[0] - 60, middle[1], { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await changed();
  await page.keyboard.press("7");
  await expect.poll(camera).toMatch(/_o$/);
  await page.waitForTimeout(500);
  await page.screenshot({ path: "test-results/lidar-top.png" });
  await page.getByRole("combobox", { name: "Colour" }).selectOption("intensity");
  await expect(page).toHaveURL(/color=intensity/);
});

test("the keys are told", async ({ page, site }) => {
  const id = await importReal(site, KITTI);
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("From above");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeHidden();
});

test("frames step and play with their objects", async ({ page, site }) => {
  const id = await importReal(site, SUSTECH);
  await open(page, `/tasks/${id}`);
  await shown(page);
  const number = page.locator(".frame-number");
  await expect(number).toContainText("1 / 3");
  await expect(page.locator(".cloud-photo img")).toHaveCount(3);
  await page.screenshot({ path: "test-results/lidar-sustech.png" });
  await page.keyboard.press(".");
  await expect(number).toContainText("2 / 3");
  await expect(page.locator(".cloud-photo figcaption").first()).toContainText("970");
  await page.keyboard.press(" ");
  await expect(number).toContainText("3 / 3");
  await page.keyboard.press(" ");
});

test("a frame that is none says what is wrong at which byte", async ({ page, site, faults }) => {
  faults.expected(/422|500/);
  const folder = mkdtempSync(path.join(tmpdir(), "tasklens-"));
  writeFileSync(path.join(folder, "frame.pcd"), "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nPOINTS 9\n");
  const id = "8".repeat(24);
  const task = {
    task_id: id,
    type: "lidarannotation",
    created_at: "2020-01-01T08:00:00.000Z",
    params: { attachments: ["frame.pcd"], attachment_type: "pcd" },
  };
  writeFileSync(path.join(folder, "tasks.json"), JSON.stringify([task]));
  await site.command("import", "--team", team(site), path.join(folder, "tasks.json"));
  await open(page, `/tasks/${id}`);
  const told = page.locator(".cloud-told");
  await expect(told).toContainText("PCD file, byte");
  await expect(told.getByRole("button", { name: "Try again" })).toBeVisible();
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing wrong with a lidar task in ${scheme}`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const id = await importReal(site, KITTI);
    await open(page, `/tasks/${id}`);
    await shown(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((found) => `${found.id}: ${found.nodes[0].html}`)).toEqual([]);
    await page.screenshot({ path: `test-results/lidar-${scheme}.png` });
  });
}
