// Large clouds: the coarse picture at once, finer where one looks, and what is told of the whole.

import { expect, open, test, type Page } from "./fixtures";
import { count, importFrames, middle, pixels, shown } from "./lidar";

/** A car of this many points, and how many of them are above the lowest 15 cm, which count as ground. */
const CAR = 5000;
const CAR_ABOVE = 4500;

const cuboid = {
  uuid: "11111111-1111-4111-8111-111111111111",
  label: "Car",
  position: { x: 12, y: 5, z: 1 },
  dimensions: { x: 2, y: 2, z: 2 },
  yaw: 0,
};

/** A rolling field of 200 m with a car on a bare place, as KITTI lays it out; the same each time. */
function field(points: number, seed: number): Buffer {
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const numbers = new Float32Array(points * 4);
  for (let point = 0; point < points; point++) {
    let place: [number, number, number];
    if (point < CAR) place = [11.2 + random() * 1.6, 4.2 + random() * 1.6, 0.1 + 0.09 * (point % 20)];
    else {
      // Nearer ones are more, as a lidar sees them.
      const [away, turn] = [4 + 96 * random() ** 2, random() * 2 * Math.PI];
      place = [12 + Math.cos(turn) * away, 5 + Math.sin(turn) * away, Math.sin(away / 5)];
    }
    numbers.set([...place, random()], point * 4);
  }
  return Buffer.from(numbers.buffer);
}

/** How many points the readout says are shown, and of how many. */
async function told(page: Page): Promise<[number, number]> {
  const text = (await page.locator(".cloud-readout").textContent()) ?? "";
  const found = /([\d,]+) of ([\d,]+) points shown/.exec(text);
  if (!found) return [0, 0];
  return [Number(found[1].replaceAll(",", "")), Number(found[2].replaceAll(",", ""))];
}

/** Holds back what is asked for beyond the coarse points, until `free` is called. */
async function hold(page: Page) {
  let free = () => {};
  const freed = new Promise<void>((resolve) => (free = resolve));
  const asked: [number, number][] = [];
  await page.route(/cloud\.tile.*[?&]from=[1-9]/, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    asked.push([Number(query.get("from")), Number(query.get("to"))]);
    await freed;
    // Refused where the page has broken it off.
    await route.continue().catch(() => {});
  });
  return { free, asked };
}

test("a large cloud is seen at once, sharpens where one looks, and is counted whole", async ({ page, site }) => {
  test.slow();
  const id = await importFrames(site, { "field.bin": field(1_200_000, 1) }, { response: { annotations: [{ cuboids: [cuboid] }] } });
  const { free, asked } = await hold(page);
  await open(page, `/tasks/${id}`);
  await shown(page);
  await expect(page.locator(".cloud-readout")).toContainText("of 1,200,000 points shown");
  const [coarse, all] = await told(page);
  expect(all).toBe(1_200_000);
  expect(coarse).toBeGreaterThan(20_000);
  expect(coarse).toBeLessThan(200_000);
  // The whole field is there, in colours.
  const vivid = (red: number, green: number, blue: number) => Math.max(red, green, blue) - Math.min(red, green, blue) > 90;
  expect(count(await pixels(page, await middle(page)), vivid)).toBeGreaterThan(20_000);
  const legend = page.getByRole("region", { name: "Colours" });
  await expect(legend).toContainText(/Of a sample of [\d,]+ points/);

  // At the car, of which only a few points are here; the server has counted all of them.
  await page.getByRole("listbox").getByRole("option").first().click();
  await expect(page.locator(".cloud-readout")).toContainText("5,000 inside the chosen cuboid");
  await page.waitForTimeout(800);
  const [few] = await told(page);
  const before = count(await pixels(page, await middle(page)), vivid);
  const wanted = asked.length;
  expect(wanted).toBeGreaterThan(0);
  free();
  await expect.poll(async () => (await told(page))[0]).toBeGreaterThan(few * 2);
  await expect.poll(async () => count(await pixels(page, await middle(page)), vivid)).toBeGreaterThan(before * 1.5);
  await page.screenshot({ path: "test-results/lidar-levels.png" });

  // Nothing is fetched twice, and only what the views needed.
  const places = asked.map(([from]) => from);
  expect(new Set(places).size).toBe(places.length);
  expect((await told(page))[1]).toBe(1_200_000);
});

test("what is fixed in a large cloud is fitted to all of its points", async ({ page, site }) => {
  test.slow();
  const id = await importFrames(site, { "field.bin": field(700_000, 2) }, { response: { annotations: [{ cuboids: [cuboid] }] } });
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.getByRole("button", { name: "Fix…" }).click();
  const panel = page.getByRole("region", { name: "Fix", exact: true });
  await panel.locator(".fix-objects button").first().click();
  await expect(page.locator(".cloud-readout")).toContainText("5,000 inside the chosen cuboid");
  await panel.getByRole("button", { name: /^Fit/ }).click();
  await expect(panel).toContainText(`Fitted to ${CAR_ABOVE} points`);
  const width = Number(await panel.getByLabel("Width", { exact: true }).inputValue());
  expect(width).toBeGreaterThan(1.6);
  expect(width).toBeLessThan(1.65);
  await expect(page.locator(".cloud-readout")).toContainText(/[\d,]+ inside the chosen cuboid/);
});

test("another frame breaks off what was asked for, and frames together tell of all", async ({ page, site }) => {
  test.slow();
  const frames = { "field_0.bin": field(600_000, 3), "field_1.bin": field(600_000, 4) };
  const id = await importFrames(site, frames);
  const broken: string[] = [];
  page.on("requestfailed", (request) => broken.push(request.url()));
  const { free, asked } = await hold(page);
  // Nor is the next frame there yet.
  let come = () => {};
  const came = new Promise<void>((resolve) => (come = resolve));
  await page.route(/field_1\.bin.*[?&]from=0&/, async (route) => {
    await came;
    await route.continue();
  });
  await open(page, `/tasks/${id}`);
  await shown(page);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.keyboard.press(".");
  await expect(page.locator(".frame-number")).toContainText("2 / 2");
  await expect.poll(() => broken.filter((url) => url.includes("field_0")).length).toBeGreaterThan(0);
  come();
  free();
  await expect.poll(async () => (await told(page))[0]).toBeGreaterThan(200_000);
  expect((await told(page))[1]).toBe(600_000);

  const menu = page.locator("details.cloud-menu", { has: page.locator("summary", { hasText: "Frames" }) });
  await menu.locator("summary").click();
  await menu.getByLabel("Frames to either side").fill("1");
  await menu.getByLabel("Frames to either side").press("Enter");
  await expect(page.locator(".cloud-readout")).toContainText("of 1,200,000 points shown");
  await page.getByRole("combobox", { name: "Colour" }).selectOption("frame");
  const legend = page.getByRole("region", { name: "Colours" });
  await expect(legend.getByRole("button", { name: /Frame \d/ })).toHaveCount(2);
  await expect(legend).toContainText(/Of the [\d,]+ points that are here/);
});
