// What a point cloud can be made to show, by its pixels and its facts.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, open, test, type Page } from "./fixtures";
import { DATA, KITTI, SUSTECH, count, differences, importFrames, importReal, middle, pixels, shown } from "./lidar";

const hash = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

/** The first object of the list is chosen. */
async function chooseFirst(page: Page) {
  await page.getByRole("listbox").getByRole("option").first().click();
  await expect(page.locator(".cloud-readout")).toContainText("inside the chosen cuboid");
}

async function pick(page: Page, menu: string, choice: string) {
  const details = page.locator("details.cloud-menu", { has: page.locator("summary", { hasText: menu }) });
  await details.locator("summary").click();
  await details.getByText(choice, { exact: true }).click();
  await details.locator("summary").click();
}

test("the legend says what colours mean, and its ends and fields change the colours", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  const legend = page.getByRole("region", { name: "Colours" });
  await expect(legend).toContainText("Height, m");
  const [low, high] = [legend.getByLabel("First colour at, as a number"), legend.getByLabel("Last colour at, as a number")];
  expect(Number(await low.inputValue())).toBeLessThan(Number(await high.inputValue()));
  const part = await middle(page);
  const before = await pixels(page, part);
  await high.fill("-1.5");
  await high.press("Enter");
  await expect(page).toHaveURL(/range=[-\d.]+_-1\.5/);
  await page.waitForTimeout(400);
  // Nearly all is above: it has the last colour now, a dark red.
  const after = await pixels(page, part);
  const isLast = (red: number, green: number, blue: number) => red > 90 && green < 40 && blue < 40;
  expect(count(after, isLast)).toBeGreaterThan(count(before, isLast) + 1000);
  // A handle by the keyboard, then back to what suits.
  await legend.getByLabel("First colour at", { exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  await legend.getByRole("button", { name: "Reset" }).click();
  await expect(page).not.toHaveURL(/range=/);
  await page.waitForTimeout(400);
  expect(differences(before, await pixels(page, part)).length).toBeLessThan(50);
});

test("classes have names, and hide and show", async ({ page, site }) => {
  const file = path.join(DATA, "las", "autzen_trim.laz");
  test.skip(!existsSync(file), "there is no shared/data/las/autzen_trim.laz");
  const id = await importFrames(site, { "autzen_trim.laz": readFileSync(file) });
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.keyboard.press("7");
  await page.getByRole("combobox", { name: "Colour" }).selectOption("class");
  const legend = page.getByRole("region", { name: "Colours" });
  const ground = legend.getByRole("button", { name: "Ground" });
  await expect(ground).toBeVisible();
  await page.waitForTimeout(700);
  const part = await middle(page);
  const before = await pixels(page, part);
  await ground.click();
  await expect(page).toHaveURL(/hidden=2/);
  await page.waitForTimeout(400);
  expect(differences(before, await pixels(page, part)).length).toBeGreaterThan(1000);
  await ground.click();
  await page.getByRole("combobox", { name: "Colour" }).selectOption("rgb");
  await expect(legend).toHaveCount(0);
  // No photos can come with such a file: no room is kept for them.
  await expect(page.locator(".cloud-photos")).toHaveCount(0);
});

test("points take the colours of the photo that shows them", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  const part = await middle(page);
  const vivid = (red: number, green: number, blue: number) => Math.max(red, green, blue) - Math.min(red, green, blue) > 90;
  const byHeight = count(await pixels(page, part), vivid);
  await page.getByRole("combobox", { name: "Colour" }).selectOption("photos");
  await page.waitForTimeout(1500);
  const byPhoto = await pixels(page, part);
  // The street of the photo is grey where heights have every hue.
  expect(count(byPhoto, vivid)).toBeLessThan(byHeight / 3);
  const shades = new Set<number>();
  count(byPhoto, (red, green, blue) => Boolean(shades.add((red << 16) | (green << 8) | blue)));
  expect(shades.size).toBeGreaterThan(300);
});

test("a cuboid covers its object in the camera's image", async ({ page, site }) => {
  const boxes = path.join(DATA, "tasks", "kitti_000008_image.json");
  const id = await importReal(site, KITTI);
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.getByRole("button", { name: "Larger" }).click();
  const photo = page.locator(".cloud-photo-frame").first();
  const outlines = photo.locator(".outline");
  await expect(outlines).toHaveCount(6);
  // Where the browser draws each cuboid, in pixels of the image.
  const drawn = await outlines.evaluateAll((paths) =>
    paths.map((path) => {
      const { x, y, width, height } = (path as SVGGraphicsElement).getBBox();
      return { left: x, top: y, width, height };
    }),
  );
  // Where people saw the same cars in the image.
  const [{ response }] = JSON.parse(readFileSync(boxes, "utf8"));
  const seen: { left: number; top: number; width: number; height: number }[] = response.annotations;
  for (const box of seen) {
    const shares = drawn.map((other) => {
      const wide = Math.min(box.left + box.width, other.left + other.width) - Math.max(box.left, other.left);
      const high = Math.min(box.top + box.height, other.top + other.height) - Math.max(box.top, other.top);
      const both = Math.max(0, wide) * Math.max(0, high);
      return { union: both / (box.width * box.height + other.width * other.height - both), covered: both / (box.width * box.height) };
    });
    const best = shares.reduce((one, other) => (one.union > other.union ? one : other));
    expect(best.union, JSON.stringify(box)).toBeGreaterThan(0.7);
    expect(best.covered, JSON.stringify(box)).toBeGreaterThan(0.9);
  }
  // And on the screen: what hiding the cuboids changes is on the cars, and on every car.
  await page.mouse.move(5, 5);
  await page.waitForTimeout(200);
  const place = (await photo.boundingBox())!;
  const scale = place.width / 1242;
  const within = await pixels(page, place);
  await page.screenshot({ path: "test-results/lidar-cuboids-on-photo.png", clip: place });
  await page.getByRole("button", { name: "Hide all" }).click();
  await expect(outlines).toHaveCount(0);
  const without = await pixels(page, place);
  const changed = differences(within, without).map(([x, y]) => [x / scale, y / scale]);
  expect(changed.length).toBeGreaterThan(2000);
  const isOn = (box: (typeof seen)[number], [x, y]: number[]) =>
    x > box.left - box.width * 0.2 - 8 && x < box.left + box.width * 1.2 + 8 && y > box.top - box.height * 0.2 - 8 && y < box.top + box.height * 1.2 + 8;
  const onCars = changed.filter((pixel) => seen.some((box) => isOn(box, pixel)));
  expect(onCars.length / changed.length).toBeGreaterThan(0.97);
  for (const box of seen) expect(changed.filter((pixel) => isOn(box, pixel)).length).toBeGreaterThan(60);
});

test("points are drawn into the photo on demand", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  const photo = (await page.locator(".cloud-photo-frame").first().boundingBox())!;
  const before = await pixels(page, photo);
  await pick(page, "Show", "Points in the photos");
  await expect(page.locator(".cloud-photo-points")).toHaveCount(1);
  await page.waitForTimeout(300);
  expect(differences(before, await pixels(page, photo)).length).toBeGreaterThan(3000);
  await expect(page).toHaveURL(/show=.*photopoints/);
});

test("what is measured between points is told, and goes with the link", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  await page.keyboard.press("7");
  await page.waitForTimeout(800);
  await page.keyboard.press("m");
  await expect(page.getByRole("button", { name: "Measure" })).toHaveAttribute("aria-pressed", "true");
  const part = await middle(page);
  // Clicks beside points choose none: go over the canvas until three are chosen.
  const readout = page.locator(".cloud-readout");
  for (let step = 0; step < 200 && !/° between/.test(await readout.innerText()); step += 1) {
    await page.mouse.click(part.x + ((step * 53) % part.width), part.y + part.height * (0.35 + 0.3 * ((step * 0.37) % 1)));
    await page.waitForTimeout(40);
  }
  await expect(readout).toContainText(/[\d.]+ m and [\d.]+ m, [\d.]+° between/);
  await expect(page.locator(".cloud-figure.measure")).toHaveCount(3);
  await expect(page).toHaveURL(/measure=/);
  // As far as the places in the link are apart.
  const [ax, ay, az, bx, by, bz] = hash(page).get("measure")!.split("_").map(Number);
  const told = Number((await readout.innerText()).match(/([\d.]+) m and/)![1]);
  expect(Math.abs(Math.hypot(ax - bx, ay - by, az - bz) - told)).toBeLessThan(0.003);
  await page.keyboard.press("Escape");
  await expect(page.locator(".cloud-figure.measure")).toHaveCount(0);
  // Escape ended it, and did not leave the task.
  expect(new URL(page.url()).pathname).toMatch(/^\/tasks\/[0-9a-f]{24}$/);
});

test("a clip shows a slice of heights, or what is around an object", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  const part = await middle(page);
  const before = await pixels(page, part);
  const clip = page.locator("details.cloud-menu", { has: page.locator("summary", { hasText: "Clip" }) });
  await clip.locator("summary").click();
  await expect(clip.getByRole("button", { name: "Around the object" })).toBeDisabled();
  await clip.getByRole("button", { name: "Heights" }).click();
  await clip.getByLabel("From height, m").fill("-1.2");
  await clip.getByLabel("From height, m").press("Enter");
  await expect(page).toHaveURL(/clip=-1\.2_/);
  await clip.locator("summary").click();
  await page.waitForTimeout(400);
  const sliced = await pixels(page, part);
  expect(differences(before, sliced).length).toBeGreaterThan(3000);
  await chooseFirst(page);
  await pick(page, "Clip", "Around the object");
  await expect.poll(() => hash(page).get("clip")?.split("_").length).toBe(9);
  await clip.locator("summary").click();
  await expect(clip.getByLabel("Width, m")).toHaveValue("3.57");
  await clip.locator("summary").click();
});

test("the chosen object is seen from three sides, with its points counted", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  await page.getByRole("listbox").getByRole("option").first().dblclick();
  const sides = page.getByRole("region", { name: "The chosen object from three sides" });
  await expect(sides).toBeVisible();
  await expect(sides).toContainText(/14\d\d points inside/);
  await page.waitForTimeout(700);
  for (const name of ["Top", "Side", "Front"]) {
    const canvas = sides.getByRole("img", { name: `${name} of the chosen object` });
    const colors = await canvas.evaluate((element) => {
      const context = (element as HTMLCanvasElement).getContext("2d")!;
      const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    expect(colors, name).toBeGreaterThan(20);
  }
  await page.screenshot({ path: "test-results/lidar-sides.png" });
  await page.keyboard.press("s");
  await expect(sides).toBeHidden();
});

test("flying moves the camera, and its keys audit nothing", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  await expect.poll(() => hash(page).get("camera")).toBeTruthy();
  const before = hash(page).get("camera");
  await page.keyboard.press("v");
  await page.keyboard.down("w");
  await page.waitForTimeout(500);
  await page.keyboard.up("w");
  await page.keyboard.press("a");
  await expect.poll(() => hash(page).get("camera")).not.toBe(before);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Fly" })).toHaveAttribute("aria-pressed", "false");
});

test("what is seen is saved as a picture named by task and frame", async ({ page, site }) => {
  const id = await importReal(site, KITTI);
  await open(page, `/tasks/${id}`);
  await shown(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("i")]);
  expect(download.suggestedFilename()).toBe(`task_${id}_frame_1.png`);
  const bytes = readFileSync((await download.path())!);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  const box = (await page.locator(".cloud-canvas").boundingBox())!;
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([Math.round(box.width), Math.round(box.height)]);
});

test("full screen shows the view alone", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  await page.keyboard.press("f");
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.className)).toBe("cloud-whole");
  await page.keyboard.press("f");
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();
});

/** Three frames of a device that drives 4 m a frame along +x past a wall that stands still. */
function drive(): Record<string, string> {
  const frames: Record<string, string> = {};
  for (const frame of [0, 1, 2]) {
    const points = [];
    for (let x = 0; x < 20; x += 0.25) {
      for (let z = 0; z < 3; z += 0.25) points.push({ x, y: 8, z, i: z / 3, d: frame % 2 });
    }
    frames[`drive_${frame}.json`] = JSON.stringify({
      points,
      device_position: { x: frame * 4, y: 0, z: 1.5 },
      device_heading: { w: Math.SQRT1_2, x: 0, y: 0, z: -Math.SQRT1_2 },
      timestamp: frame,
      radar_points: [{ position: { x: 10, y: 4, z: 0.5 }, direction: { x: -2, y: 0, z: 0 }, size: 1 }],
      images: [],
    });
  }
  return frames;
}

test("frames are shown together, in the world or as the device saw them, with its path and the radar", async ({ page, site }) => {
  const id = await importFrames(site, drive());
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.keyboard.press("7");
  const frames = page.locator("details.cloud-menu", { has: page.locator("summary", { hasText: "Frames" }) });
  await frames.locator("summary").click();
  await frames.getByLabel("Frames to either side").fill("2");
  await frames.getByLabel("Frames to either side").press("Enter");
  await expect(page).toHaveURL(/frames=2/);
  await page.getByRole("combobox", { name: "Colour" }).selectOption("frame");
  const legend = page.getByRole("region", { name: "Colours" });
  await expect(legend.getByRole("button", { name: /Frame \d/ })).toHaveCount(3);
  await expect(legend.getByRole("button", { name: "Frame 2" })).toContainText("960");
  // From above, and from far enough that the device's path beside the wall is seen too.
  const canvas = page.locator(".cloud-canvas");
  await canvas.focus();
  await page.keyboard.press("7");
  await page.waitForTimeout(700);
  await canvas.hover();
  await page.mouse.wheel(0, 600);
  await page.waitForTimeout(700);
  const part = await middle(page);
  const world = await pixels(page, part);
  await frames.getByText("As the device saw them").click();
  await expect(page).toHaveURL(/frames=2d/);
  await page.waitForTimeout(500);
  // What stands still in the world is drawn out by 8 m.
  expect(differences(world, await pixels(page, part)).length).toBeGreaterThan(300);
  await frames.locator("summary").click();
  // The radar's mark is of its own colour, as is the path.
  const near = (r: number, g: number, b: number) => (red: number, green: number, blue: number) =>
    Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b) < 60;
  const drawn = await pixels(page, part);
  expect(count(drawn, near(214, 64, 150))).toBeGreaterThan(10);
  expect(count(drawn, near(226, 120, 20))).toBeGreaterThan(10);
  await pick(page, "Show", "Radar");
  await pick(page, "Show", "Path of the device");
  await page.waitForTimeout(400);
  const bare = await pixels(page, part);
  expect(count(bare, near(214, 64, 150))).toBe(0);
  await pick(page, "Show", "Coordinates on the grid");
  await expect(page.locator(".cloud-figure.grid-x").first()).toContainText(" m");
});

test("the camera follows an object through the frames", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, SUSTECH)}`);
  await shown(page);
  const target = () => hash(page).get("camera")?.split("_").slice(0, 3).join("_") ?? "";
  const first = target();
  await page.getByRole("listbox").getByRole("option", { name: /frames 1 to/ }).first().dblclick();
  // The camera glides there, and the link tells where it rests.
  await expect.poll(target).not.toBe(first);
  let before = "";
  await expect
    .poll(() => {
      const last = before;
      before = target();
      return before === last;
    }, { intervals: [700] })
    .toBe(true);
  await page.keyboard.press(".");
  await shown(page);
  expect(target()).toBe(before);
  await page.keyboard.press(",");
  await shown(page);
  await page.keyboard.press("t");
  await page.keyboard.press(".");
  await expect.poll(target).not.toBe(before);
  await expect(page).toHaveURL(/follow=1/);
});

test("a link opens exactly the same view", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, SUSTECH)}`);
  await shown(page);
  const link =
    "#frame=2&color=intensity&object=1&camera=2_3_-1_30_0.5_0.6_p&points=4&off=depth" +
    "&without=Scooter&range=0.05_0.4&clip=-3_2&frames=1&show=grid.numbers.cameras&follow=1";
  await page.evaluate((hash) => history.replaceState(history.state, "", hash), link);
  const address = page.url();
  await open(page, "/tasks");
  await open(page, address);
  await shown(page);
  await page.waitForTimeout(500);
  expect([...hash(page)].sort()).toEqual([...new URLSearchParams(link.slice(1))].sort());
  await expect(page.getByLabel("First colour at, as a number")).toHaveValue(/^0\.050?$/);
  await expect(page.getByRole("button", { name: "Depth" })).toHaveAttribute("aria-pressed", "false");
});

test("room is kept for photos, so that the canvas does not move when they come", async ({ page, site }) => {
  const id = await importReal(site, KITTI);
  await open(page, "/tasks");
  await page.route("**/media/tasks/*/cloud.tile*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 800));
    await route.continue();
  });
  await open(page, `/tasks/${id}`);
  const canvas = page.locator(".cloud-canvas");
  await expect(canvas).toBeVisible();
  const before = await canvas.boundingBox();
  await shown(page);
  await expect(page.locator(".cloud-photo img")).toHaveCount(1);
  expect(await canvas.boundingBox()).toEqual(before);
});

test("a graphics card that goes away comes back with the same picture", async ({ page, site }) => {
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await shown(page);
  const part = await middle(page);
  const before = await pixels(page, part);
  await page.locator(".cloud-canvas").evaluate((canvas) => {
    const context = (canvas as HTMLCanvasElement).getContext("webgl2")!;
    const lose = context.getExtension("WEBGL_lose_context")!;
    Object.assign(window, { giveBack: () => lose.restoreContext() });
    lose.loseContext();
  });
  await expect(page.locator(".cloud-told")).toContainText("took the graphics card away");
  await page.evaluate(() => (window as unknown as { giveBack: () => void }).giveBack());
  await shown(page);
  expect(differences(before, await pixels(page, part)).length).toBeLessThan(100);
});

test("a browser without WebGL 2 says what to do", async ({ page, site }) => {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...more: unknown[]) {
      return kind === "webgl2" ? null : Reflect.apply(real, this, [kind, ...more]);
    } as typeof real;
  });
  await open(page, `/tasks/${await importReal(site, KITTI)}`);
  await expect(page.getByRole("alert")).toContainText("Turn on hardware acceleration");
});

test("labels of single points are colours with names, and tell instances apart", async ({ page, site }) => {
  const [[name, frame]] = Object.entries(drive());
  const points: unknown[] = JSON.parse(frame).points;
  const half = points.length / 2;
  const labels = {
    objects: [
      { label: "Kerb", index: 1 },
      { label: "Wall", index: 2, instance: true },
      { label: "Wall", index: 3, instance: true },
    ],
    point_objects: [points.map((_, place) => (place < half ? 1 : 2 + (place % 2)))],
  };
  const id = await importFrames(
    site,
    { [name]: frame, "answer.json": JSON.stringify(labels) },
    { type: "lidarsegmentation", response: { point_segmentations: { url: "answer.json" } } },
  );
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.getByRole("combobox", { name: "Colour" }).selectOption("class");
  const legend = page.getByRole("region", { name: "Colours" });
  await expect(legend.getByRole("button", { name: "Kerb" })).toContainText(String(half));
  await expect(legend.getByRole("button", { name: "Wall" })).toContainText(String(half));
  await page.getByRole("combobox", { name: "Colour" }).selectOption("instance");
  await expect(legend.getByRole("button", { name: "Instance 2" })).toContainText(String(half / 2));
});

test("shapes of a top-down answer lie on the grid over their frames", async ({ page, site }) => {
  const points = [];
  for (let x = 0; x < 20; x += 0.5) for (let y = 0; y < 20; y += 0.5) points.push({ x, y, z: 0, i: 0.5 });
  const frame = JSON.stringify({ points, device_position: { x: 10, y: 10, z: 1.5 }, device_heading: { w: 1, x: 0, y: 0, z: 0 }, images: [] });
  const vertices = [[2, 2], [18, 3], [15, 17]].map(([x, y]) => ({ x, y }));
  const id = await importFrames(site, { "top.json": frame }, {
    type: "lidartopdown",
    response: { annotations: [{ type: "polygon", label: "Island", vertices }, { type: "line", label: "Kerb", vertices }] },
  });
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.locator(".cloud-canvas").focus();
  await page.keyboard.press("7");
  await page.waitForTimeout(700);
  const part = await middle(page);
  const drawn = await pixels(page, part);
  await page.screenshot({ path: "test-results/lidar-topdown.png" });
  const labels = page.getByRole("region", { name: "Labels" }).getByRole("listitem");
  await labels.filter({ hasText: "Island" }).getByRole("checkbox").uncheck();
  await page.waitForTimeout(300);
  const without = await pixels(page, part);
  expect(differences(drawn, without).length).toBeGreaterThan(300);
  await labels.filter({ hasText: "Kerb" }).getByRole("checkbox").uncheck();
  await page.waitForTimeout(300);
  expect(differences(without, await pixels(page, part)).length).toBeGreaterThan(200);
});
