// The code of a page comes in parts; what is not there yet, or no more, must not stop a reader.

import { test, expect, open, alive } from "./fixtures";

const PARTS = /\/pkg\/[^/]+\/(split_|chunk_).*\.wasm$/;

test("the list answers without the parts that come later", async ({ page, faults }) => {
  faults.expected(/Failed to load resource|TypeError: Failed to fetch/);
  await page.route(PARTS, (route) => route.abort());
  await open(page, "/tasks");
  await page.getByRole("button", { name: "Tiles", exact: true }).click();
  await expect(page).toHaveURL(/view=tiles/);
});

test("the parts that readers come to next are fetched ahead", async ({ page }) => {
  const task = page.waitForResponse(/\/split_task_page\.wasm$/);
  const tools = page.waitForResponse(/\/split_list_tools\.wasm$/);
  await open(page, "/tasks");
  expect((await task).status()).toBe(200);
  expect((await tools).headers()["cache-control"]).toContain("immutable");
  // What is fetched once is not asked for again.
  const again: string[] = [];
  page.on("request", (request) => PARTS.test(request.url()) && again.push(request.url()));
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  expect(again).toEqual([]);
});

test("a part that does not come says so, and comes when asked again", async ({ page, faults }) => {
  faults.expected(/Failed to load resource|TypeError: Failed to fetch/);
  await page.route(PARTS, (route) => route.abort());
  await open(page, "/tasks");
  await page.locator("a[href^='/tasks/']").first().click();
  const notice = page.getByRole("alert").filter({ hasText: "did not load" });
  await expect(notice).toBeVisible();
  await page.unroute(PARTS);
  await notice.getByRole("button", { name: "Reload the page" }).click();
  await alive(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test("the files of another version are not given out", async ({ page, faults }) => {
  faults.expected(/404/);
  for (const name of ["tasklens.js", "tasklens.wasm", "split_task_page.wasm"]) {
    expect((await page.request.get(`/pkg/0123456789abcdef/${name}`)).status()).toBe(404);
  }
});
