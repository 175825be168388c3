// The Task page: a task's picture or text with what was marked on it.

import AxeBuilder from "@axe-core/playwright";
import { expect, open, test, type Page } from "./fixtures";
import type { Site } from "./site";

/** The newest answered task that fulfils an SQL condition. */
function taskWhere(site: Site, condition: string): string {
  const id = site.sql(
    `select encode(task_id, 'hex') from task where response_version > 0 and ${condition}
     order by created_at desc, seq desc limit 1`,
  );
  expect(id, condition).toMatch(/^[0-9a-f]{24}$/);
  return id;
}

/** An image with some boxes. */
const boxes = (site: Site) => taskWhere(site, "task_type = 17 and annotation_count between 5 and 60");

const stage = (page: Page) => page.getByRole("application");
const list = (page: Page) => page.getByRole("listbox");
const zoom = (page: Page) => page.locator(".zoom-percent");

/** The shown zoom in percent. */
async function percent(page: Page): Promise<number> {
  return Number.parseInt(await zoom(page).innerText(), 10);
}

test("the first HTML already holds the task and its annotations", async ({ page, site }) => {
  const id = boxes(site);
  const html = await (await page.request.get(`/tasks/${id}`)).text();
  expect(html).toContain(`/media/tasks/${id}/original`);
  expect(html).toMatch(/<path class="area"/);
  expect(html).toContain('role="option"');
});

test("the picture zooms to the cursor, to its true size and back to fit", async ({ page, site }) => {
  await open(page, `/tasks/${boxes(site)}`);
  await expect(zoom(page)).toHaveText(/\d+ %/);
  const fit = await percent(page);
  await page.keyboard.press("1");
  await expect(zoom(page)).toHaveText("100 %");
  const box = await stage(page).boundingBox();
  if (!box) throw new Error("the stage has no box");
  const [x, y] = [box.x + box.width / 3, box.y + box.height / 3];
  const under = () =>
    page.evaluate(
      ([x, y]) => {
        const shapes = document.querySelector<SVGSVGElement>(".stage-shapes");
        const point = new DOMPoint(x, y).matrixTransform(shapes?.getScreenCTM()?.inverse());
        return [point.x, point.y];
      },
      [x, y],
    );
  const before = await under();
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -400);
  await expect.poll(() => percent(page)).toBeGreaterThan(120);
  const after = await under();
  expect(Math.abs(after[0] - before[0])).toBeLessThan(0.5);
  expect(Math.abs(after[1] - before[1])).toBeLessThan(0.5);
  await page.keyboard.press("0");
  await expect.poll(() => percent(page)).toBe(fit);
});

test("dragging moves the picture with its shapes", async ({ page, site }) => {
  await open(page, `/tasks/${boxes(site)}`);
  await page.keyboard.press("1");
  const shape = page.locator(".stage-shapes .all .area").first();
  const image = page.locator("img.stage-image").last();
  const [shapeBefore, imageBefore] = [await shape.boundingBox(), await image.boundingBox()];
  const box = await stage(page).boundingBox();
  if (!box || !shapeBefore || !imageBefore) throw new Error("nothing to drag");
  await page.mouse.move(box.x + 200, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 260, box.y + 230, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await shape.boundingBox())?.x).toBeCloseTo(shapeBefore.x + 60, 0);
  expect((await image.boundingBox())?.x).toBeCloseTo(imageBefore.x + 60, 0);
});

test("a shape and its row point at each other", async ({ page, site }) => {
  await open(page, `/tasks/${boxes(site)}`);
  const highlight = page.locator(".stage-shapes .highlight path");
  await expect(highlight).toHaveCount(0);
  await list(page).getByRole("option").first().hover();
  await expect(highlight).not.toHaveCount(0);
  await page.getByRole("tab", { name: "Details" }).hover();
  await expect(highlight).toHaveCount(0);

  // The middle of the smallest box is hit, whatever lies under it.
  const middle = await page.locator(".stage-shapes .all .area").evaluateAll((shapes) => {
    const boxes = shapes.map((shape) => shape.getBoundingClientRect());
    boxes.sort((a, b) => a.width * a.height - b.width * b.height);
    return [boxes[0].x + boxes[0].width / 2, boxes[0].y + boxes[0].height / 2];
  });
  await page.mouse.click(middle[0], middle[1]);
  const chosen = list(page).getByRole("option", { selected: true });
  await expect(chosen).toHaveCount(1);
  await expect(chosen).toBeInViewport();

  await list(page).focus();
  await page.keyboard.press("Home");
  await expect(list(page).getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(list(page).getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
});

test("a label hides with its shapes, and the original shows none", async ({ page, site }) => {
  await open(page, `/tasks/${boxes(site)}`);
  const shapes = page.locator(".stage-shapes .all .area");
  const all = await shapes.count();
  const label = page.getByRole("region", { name: "Labels" }).getByRole("listitem").first();
  const count = Number(await label.locator(".legend-count").innerText());
  await label.getByRole("checkbox").uncheck();
  await expect(shapes).toHaveCount(all - count);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(shapes).toHaveCount(all);
  await page.keyboard.press("o");
  await expect(page.locator(".stage-shapes")).toBeHidden();
});

test("previous and next stay within the filter, and back leads to it", async ({ page, site }) => {
  const ids = site
    .sql(
      "select encode(task_id, 'hex') from task where task_type = 17 order by created_at desc, seq desc limit 3",
    )
    .split("\n");
  const query = "?type=annotation";
  await open(page, `/tasks/${ids[0]}${query}`);
  await expect(page.getByRole("link", { name: "Previous task" })).toHaveCount(0);
  await page.keyboard.press("n");
  await expect(page).toHaveURL(`/tasks/${ids[1]}${query}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(ids[1]);
  await page.keyboard.press("]");
  await expect(page).toHaveURL(`/tasks/${ids[2]}${query}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(ids[2]);
  await page.keyboard.press("p");
  await expect(page).toHaveURL(`/tasks/${ids[1]}${query}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(ids[1]);
  await page.keyboard.press("u");
  await expect(page).toHaveURL(`/tasks${query}`);
});

test("a segmentation shows its mask, without the labels that are hidden", async ({ page, site }) => {
  await open(page, `/tasks/${taskWhere(site, "task_type = 1 and annotation_count > 2")}`);
  const mask = page.locator(".stage-mask img");
  await expect
    .poll(() => mask.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  const label = page.getByRole("region", { name: "Labels" }).getByRole("listitem").first();
  const name = await label.locator(".legend-label").innerText();
  await label.getByRole("checkbox").uncheck();
  await expect(mask).toHaveAttribute("src", new RegExp(`hide=${encodeURIComponent(name)}`));
});

test("a video steps and plays through its frames with their objects", async ({ page, site }) => {
  await open(page, `/tasks/${taskWhere(site, "task_type = 2")}`);
  const number = page.locator(".frame-number");
  await expect(number).toContainText("1 / ");
  await expect(page.locator(".stage-shapes .all .area")).not.toHaveCount(0);
  const image = page.locator("img.stage-image");
  const first = await image.getAttribute("src");
  await page.keyboard.press(".");
  await expect(number).toContainText("2 / ");
  expect(await image.getAttribute("src")).not.toBe(first);
  await page.keyboard.press(",");
  await expect(number).toContainText("1 / ");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(number).toContainText("3 / ");
  await page.getByRole("button", { name: "Pause" }).click();
});

test("named entities are marked in their text", async ({ page, site }) => {
  await open(page, `/tasks/${taskWhere(site, "task_type = 11 and annotation_count > 3")}`);
  const spans = page.locator("mark.entity");
  await expect(spans).not.toHaveCount(0);
  await spans.nth(1).click();
  await expect(list(page).getByRole("option", { selected: true })).toHaveCount(1);
});

test("forms, sound and documents have their views", async ({ page, site }) => {
  await open(page, `/tasks/${taskWhere(site, "task_type = 12")}`);
  await expect(page.getByRole("tabpanel")).toContainText("What is the weather?");
  const attached = (ending: string) =>
    taskWhere(site, `exists (select from attachment where seq = task.seq and url like '%.${ending}')`);
  await open(page, `/tasks/${attached("wav")}`);
  await expect
    .poll(() => page.locator("audio").evaluate((audio: HTMLAudioElement) => audio.duration))
    .toBeGreaterThan(0);
  const pdf = page.waitForResponse((response) => response.url().includes(".pdf"));
  await open(page, `/tasks/${attached("pdf")}`);
  expect((await pdf).status()).toBe(200);
  await expect(page.locator("iframe")).toBeVisible();
});

test("a picture that cannot be shown says why, with its address", async ({ page, site }) => {
  const broken = site.sql(
    `select encode(task_id, 'hex') || ' ' || url from task join attachment using (seq)
     where is_cover and url like '%deleted_by_retention%' limit 1`,
  );
  const [id, url] = broken.split(" ");
  await open(page, `/tasks/${id}`);
  const problem = page.locator(".picture-problem");
  await expect(problem).toContainText("cannot be shown");
  await expect(problem).toContainText(url);
});

test("a task that is not there is not found", async ({ page, faults }) => {
  faults.expected(/404/);
  const response = await page.goto("/tasks/000000000000000000000000");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such task");
});

for (const scheme of ["light", "dark"] as const) {
  for (const [name, condition] of [
    ["image", "task_type = 17 and annotation_count between 5 and 60"],
    ["video", "task_type = 2"],
    ["text", "task_type = 11"],
  ]) {
    test(`a task with ${name} is accessible in ${scheme}`, async ({ page, site }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, `/tasks/${taskWhere(site, condition)}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((found) => `${found.id}: ${found.nodes[0].html}`)).toEqual([]);
    });
  }
}

test("on a phone the page is no wider than the screen", async ({ page, site }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `/tasks/${boxes(site)}`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(390);
});
