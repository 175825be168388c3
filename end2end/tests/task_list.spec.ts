// The Tasks tab in a real browser.

import AxeBuilder from "@axe-core/playwright";
import { alive, expect, open, test, type Page } from "./fixtures";

const rows = (page: Page) => page.locator("tbody tr[aria-rowindex]");
const total = async (page: Page) => {
  const text = await page.locator(".tasks-total strong").innerText();
  return Number(text.replaceAll(",", ""));
};
/** The checkbox of a value of a filter. */
const choice = (page: Page, name: string, value: string) =>
  page.locator(`#task-filters input[name="${name}"][value="${value}"]`);
const count = async (page: Page, name: string, value: string) => {
  const input = page.locator(`input[name="${name}"][value="${value}"]`);
  const label = page.locator("#task-filters label.choice", { has: input });
  return Number((await label.locator(".choice-count").innerText()).replaceAll(",", ""));
};
const query = (page: Page) => new URL(page.url()).searchParams;
const firstShown = (page: Page) =>
  page.evaluate(() => {
    const scroller = document.querySelector(".task-scroller")!;
    const top = scroller.getBoundingClientRect().top + 34;
    const row = [...document.querySelectorAll("tbody tr[aria-rowindex]")].find(
      (row) => row.getBoundingClientRect().bottom > top + 2,
    );
    return row?.id;
  });

test("the first HTML is filled, and nothing of it moves when scripts take over", async ({ page, baseURL, context }) => {
  const html = await (await context.request.get(`${baseURL}/tasks`)).text();
  expect(html.match(/aria-rowindex/g)!.length).toBeGreaterThan(20);
  expect(html).toContain("Clear all");
  await page.addInitScript(() => {
    const shifts: number[] = ((window as any).shifts = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as any).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await open(page, "/tasks");
  const shifted = await page.evaluate(() => (window as any).shifts.reduce((a: number, b: number) => a + b, 0));
  expect(shifted).toBeLessThan(0.01);
});

test("a filter narrows the list to what its count says, and back takes it away", async ({ page }) => {
  await open(page, "/tasks");
  const all = await total(page);
  const queued = await count(page, "status", "queued");
  await choice(page, "status", "queued").check();
  await expect(page).toHaveURL(/status=queued/);
  await expect.poll(() => total(page)).toBe(queued);
  await expect(page.getByRole("group", { name: "Filters that are on" })).toContainText("Status");
  // Another value of the same filter still shows what it would add.
  const redo = await count(page, "status", "redo");
  expect(redo).toBeGreaterThan(0);
  await choice(page, "status", "redo").check();
  await expect.poll(() => total(page)).toBe(queued + redo);
  await page.goBack();
  await expect.poll(() => total(page)).toBe(queued);
  await expect(choice(page, "status", "redo")).not.toBeChecked();
  await page.goBack();
  await expect.poll(() => total(page)).toBe(all);
  await page.goForward();
  await expect.poll(() => total(page)).toBe(queued);
  await page.reload();
  await alive(page);
  expect(await total(page)).toBe(queued);
  await page.getByRole("button", { name: "Remove Status Queued" }).click();
  await expect.poll(() => total(page)).toBe(all);
  await expect(page.locator(".chips")).toHaveCount(0);
});

test("unknown and broken parameters are named, and the rest holds", async ({ page }) => {
  await open(page, "/tasks?status=queued&colour=red&created_from=monday&at=t1.2.x");
  const notice = page.getByRole("status").filter({ hasText: "ignored" });
  for (const name of ["colour", "created_from", "at"]) await expect(notice).toContainText(name);
  await expect(choice(page, "status", "queued")).toBeChecked();
  expect(await total(page)).toBe(await count(page, "status", "queued"));
});

test("a typed day is meant in the chosen zone, also when clocks change", async ({ page }) => {
  for (const [day, next, from, to] of [
    ["2026-03-08", "2026-03-09", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"],
    ["2025-11-02", "2025-11-03", "2025-11-02T07:00:00Z", "2025-11-03T08:00:00Z"],
  ]) {
    await open(page, "/tasks?tz=pacific");
    const created = page.locator("details.filter-group", { has: page.getByText("Created", { exact: true }) });
    await created.getByLabel("From").fill(`${day}T00:00`);
    await created.getByLabel("Before").fill(`${next}T00:00`);
    await created.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => query(page).get("created_from")).toBe(from);
    expect(query(page).get("created_to")).toBe(to);
    // A day has fewer than all: the list has come once it says so.
    await expect.poll(() => total(page)).toBeLessThan(2000);
    // The same instants, read in another zone.
    const shown = await total(page);
    await page.getByRole("button", { name: "UTC", exact: true }).click();
    await expect(created.getByLabel("From")).toHaveValue(from.slice(0, 16));
    expect(query(page).get("created_from")).toBe(from);
    expect(await total(page)).toBe(shown);
  }
});

test("local times are those of the browser's zone", async ({ page }) => {
  await open(page, "/tasks?tz=local");
  const time = rows(page).first().locator("td.time time").first();
  const instant = new Date((await time.getAttribute("datetime"))!);
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Berlin",
    dateStyle: "short",
    timeStyle: "short",
  }).format(instant);
  await expect(time).toHaveText(local);
});

test("scrolling through the whole list keeps few rows in the document, and the place in the address", async ({ page }) => {
  await open(page, "/tasks");
  const all = await total(page);
  const scroller = page.locator(".task-scroller");
  for (let step = 1; step <= 12; step++) {
    await scroller.evaluate((node, share) => (node.scrollTop = node.scrollHeight * share), step / 12);
    await expect.poll(() => rows(page).count()).toBeGreaterThan(10);
    expect(await rows(page).count()).toBeLessThan(80);
  }
  await scroller.evaluate((node) => (node.scrollTop = node.scrollHeight));
  await expect(page.locator(`tr[aria-rowindex="${all + 1}"]`)).toBeVisible();
  await expect.poll(() => query(page).get("at")).not.toBeNull();
});

test("the place survives opening a task and coming back, and a reload", async ({ page }) => {
  await open(page, "/tasks?status=completed");
  await page.locator(".task-scroller").evaluate((node) => (node.scrollTop = 38 * 300));
  await expect(page.locator('tr[aria-rowindex="305"]')).toBeVisible();
  await expect.poll(() => query(page).get("at")).not.toBeNull();
  const before = await firstShown(page);
  await page.locator('tr[aria-rowindex="306"] a.task-id').click();
  await expect(page).toHaveURL(/\/tasks\/[0-9a-f]{24}\?.*status=completed/);
  await page.goBack();
  await expect(rows(page).first()).toBeVisible();
  await expect.poll(() => firstShown(page)).toBe(before);
  await page.reload();
  await alive(page);
  await expect.poll(() => firstShown(page)).toBe(before);
  // And upwards from there to the top.
  await page.locator(".task-scroller").evaluate((node) => (node.scrollTop = 0));
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeVisible();
});

test("headers sort, and say so", async ({ page }) => {
  await open(page, "/tasks");
  const header = page.getByRole("columnheader", { name: /^Created/ });
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await header.getByRole("button", { name: "Created" }).click();
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL(/sort=created/);
  const status = page.getByRole("columnheader", { name: /^Status/ });
  await status.getByRole("button", { name: "Status" }).click();
  await expect(status).toHaveAttribute("aria-sort", "ascending");
  await expect(rows(page).first()).toContainText("Queued");
});

test("columns are chosen and resized, and stay so", async ({ page }) => {
  await open(page, "/tasks");
  await page.locator("summary", { hasText: "Columns" }).click();
  await page.getByRole("group", { name: "Columns" }).getByLabel("Tags").check();
  await expect(page.getByRole("columnheader", { name: /^Tags/ })).toBeVisible();
  const edge = page.getByRole("separator", { name: "Width of the column Project" });
  const width = Number(await edge.getAttribute("aria-valuenow"));
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  await expect(edge).toHaveAttribute("aria-valuenow", String(width + 16));
  await page.reload();
  await alive(page);
  await expect(page.getByRole("columnheader", { name: /^Tags/ })).toBeVisible();
  await expect(edge).toHaveAttribute("aria-valuenow", String(width + 16));
});

test("everything is done by keys", async ({ page }) => {
  await open(page, "/tasks");
  await page.keyboard.press("j");
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.locator('tr[aria-rowindex="3"] input[type="checkbox"]')).toBeChecked();
  await page.keyboard.press("k");
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.locator("#task-search")).toBeFocused();
  await page.keyboard.type("jx?v");
  await expect(page.locator("#task-search")).toHaveValue("jx?v");
  await expect(page).toHaveURL(/q=jx/);
  await expect(page.getByRole("heading", { name: "No task matches" })).toBeVisible();
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("v");
  await expect(page).toHaveURL(/view=tiles/);
  await page.keyboard.press("v");
  await expect(page).toHaveURL(/view=table/);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeHidden();
  await page.keyboard.press("f");
  await expect(page.locator("#task-filters")).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tasks\/[0-9a-f]{24}/);
});

test("ranges and all that match are selected", async ({ page }) => {
  await open(page, "/tasks");
  const box = (place: number) => page.locator(`tr[aria-rowindex="${place + 1}"] input[type="checkbox"]`);
  await box(2).click();
  await box(6).click({ modifiers: ["Shift"] });
  await expect(page.locator("tbody input:checked")).toHaveCount(5);
  await expect(page.locator(".bulk-count")).toContainText("5 selected");
  const all = await total(page);
  await page.getByRole("checkbox", { name: "Select the loaded tasks" }).click();
  await page.getByRole("button", { name: /^Select all / }).click();
  await expect(page.locator(".bulk-count")).toContainText(`${all.toLocaleString("en-US")} selected`);
  await page.keyboard.press("Escape");
  await expect(page.locator("tbody input:checked")).toHaveCount(0);
});

test("resting on a small picture shows it large inside the window, with its labels", async ({ page }) => {
  // Of the samples: other tests import pictures that are broken on purpose.
  await open(page, "/tasks?status=completed&type=imageannotation&project=urban_day_boxes");
  const thumbs = page.locator("a.thumb:not(.broken)");
  const preview = page.locator(".hover-preview");
  const last = (await thumbs.count()) - 1;
  for (const at of [0, Math.min(last, 12)]) {
    await thumbs.nth(at).hover();
    await expect(preview).toBeVisible();
    const seen = await preview.boundingBox();
    const window = page.viewportSize()!;
    expect(seen!.x).toBeGreaterThanOrEqual(0);
    expect(seen!.y).toBeGreaterThanOrEqual(0);
    expect(seen!.x + seen!.width).toBeLessThanOrEqual(window.width);
    expect(seen!.y + seen!.height).toBeLessThanOrEqual(window.height);
    await expect(preview.locator(".hover-legend li").first()).toBeVisible();
    await page.mouse.move(5, 5);
    await expect(preview).toHaveCount(0);
  }
  // By keyboard, and away with Escape.
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("j");
  await expect(page.locator("tbody tr:focus")).toHaveCount(1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(preview).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(preview).toHaveCount(0);
});

test("how fast the warm large picture is there is written down", async ({ page }, info) => {
  await open(page, "/tasks?status=completed&type=imageannotation");
  const thumb = page.locator("a.thumb:not(.broken)").first();
  await thumb.hover();
  await page.locator(".hover-preview img").nth(1).evaluate((image: HTMLImageElement) => image.decode());
  await page.mouse.move(5, 5);
  await expect(page.locator(".hover-preview")).toHaveCount(0);
  const box = (await thumb.boundingBox())!;
  const shown = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let entered = 0;
        document.addEventListener("pointerover", (event) => {
          if (!entered && (event.target as Element).closest("a.thumb")) entered = performance.now();
        });
        new MutationObserver(async () => {
          const image = document.querySelectorAll<HTMLImageElement>(".hover-preview img")[1];
          if (!image) return;
          await image.decode();
          requestAnimationFrame(() => resolve(performance.now() - entered));
        }).observe(document.body, { childList: true, subtree: true });
      }),
  );
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  const ms = await shown;
  info.annotations.push({ type: "large picture after", description: `${ms.toFixed(0)} ms (aim: 150)` });
  expect(ms).toBeGreaterThan(0);
});

test("on a phone the filters are a sheet and nothing is wider than the screen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/tasks");
  await expect(page.locator("#task-filters")).toBeHidden();
  await page.getByRole("button", { name: /Filters/ }).first().click();
  await expect(page.locator("#task-filters")).toBeVisible();
  await choice(page, "review", "pending").check();
  await page.locator("#task-filters").getByRole("button", { name: "Close the filters" }).click();
  await expect(page.locator("#task-filters")).toBeHidden();
  await expect(page).toHaveURL(/review=pending/);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

for (const [name, address, scheme] of [
  ["the table", "/tasks?status=completed", "light"],
  ["the tiles", "/tasks?view=tiles", "light"],
  ["the table in the dark", "/tasks?tag=night&q=frame", "dark"],
] as const) {
  test(`axe finds nothing wrong with ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, address);
    const found = await new AxeBuilder({ page: page as never }).analyze();
    expect(found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`)).toEqual([]);
  });
}
