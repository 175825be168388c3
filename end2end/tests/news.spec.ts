import { test, expect, open } from "./fixtures";

test("changed tasks are announced without moving the list, and shown when asked for", async ({ page, site }) => {
  await open(page, "/tasks?sort=-updated");
  const rows = page.getByRole("checkbox", { name: /^Select task/ });
  const before = await rows.first().getAttribute("aria-label");
  const place = await rows.first().boundingBox();
  const last = site.sql("select encode(task_id, 'hex') from task where not is_test order by updated_at, created_at, seq limit 1");
  // The stream may not have begun yet; then its beginning asks for what happened before.
  site.sql(`update task set updated_at = clock_timestamp() where task_id = decode('${last}', 'hex')`);
  const news = page.getByRole("button", { name: "1 new or changed" });
  await expect(news).toBeVisible();
  expect(await rows.first().getAttribute("aria-label")).toBe(before);
  expect(await rows.first().boundingBox()).toEqual(place);
  await news.click();
  await expect(rows.first()).toHaveAttribute("aria-label", `Select task ${last}`);
  await expect(news).toBeHidden();
});

test("changes that the filter does not show are no news", async ({ page, site }) => {
  await open(page, "/tasks?status=error");
  site.sql("update task set updated_at = clock_timestamp() where seq = (select min(seq) from task where status = 2)");
  site.sql("update task set updated_at = clock_timestamp() where seq = (select min(seq) from task where status = 4)");
  await expect(page.getByRole("button", { name: "1 new or changed" })).toBeVisible();
});
