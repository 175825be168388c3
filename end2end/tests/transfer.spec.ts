import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { test, expect, open, type Page } from "./fixtures";

const exportDialog = (page: Page) => page.getByRole("dialog", { name: "Export" });

async function exported(page: Page): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await exportDialog(page).getByRole("button", { name: "Export", exact: true }).click();
  const file = await download;
  return readFileSync(await file.path());
}

test("the export has all that the filters show, whole, in the chosen form", async ({ page, site }) => {
  await open(page, "/tasks?status=error");
  await page.keyboard.press("e");
  const dialog = exportDialog(page);
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText(/^about [\d.]+ [kM]?B$/)).toBeVisible();
  await dialog.getByLabel("JSON Lines").check();
  const lines = (await exported(page)).toString().trimEnd().split("\n");
  const ids = lines.map((line) => JSON.parse(line)).map((task) => [task.task_id, task.status]);
  const expected = site.sql(
    "select string_agg(encode(task_id, 'hex'), ',' order by created_at desc, seq desc) from task where status = 4",
  );
  expect(ids).toEqual(expected.split(",").map((id) => [id, "error"]));
  await expect(dialog.getByText(/^Saved: /)).toBeVisible();

  await dialog.getByLabel("CSV table").check();
  await dialog.getByLabel("Pack with gzip").check();
  const table = gunzipSync(await exported(page)).toString();
  expect(table.split("\r\n")[0]).toContain("task,");
  expect(table.trimEnd().split("\r\n")).toHaveLength(lines.length + 1);
});

test("selected tasks are exported alone", async ({ page }) => {
  await open(page, "/tasks");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("e");
  await expect(exportDialog(page).getByText("2 selected tasks")).toBeVisible();
  const tasks = JSON.parse((await exported(page)).toString());
  expect(tasks).toHaveLength(2);
});

test("a connection that breaks saves nothing and says so", async ({ page, faults }) => {
  faults.expected(/ERR_FAILED|Failed to load resource/);
  await page.route("**/export", (route) => route.abort("failed"));
  await open(page, "/tasks");
  await page.keyboard.press("e");
  await exportDialog(page).getByRole("button", { name: "Export", exact: true }).click();
  await expect(exportDialog(page).getByText(/Nothing was saved/)).toBeVisible();
});

test("importing a file tells what is wrong, and a second time changes nothing", async ({ page }) => {
  await open(page, "/import");
  const id = (number: number) => number.toString(16).padStart(24, "b");
  const task = (number: number) => `{"task_id":"${id(number)}","type":"categorization","params":{"n":1.0}}`;
  const lines = [task(1), '{"type":"juggling"}', task(2)].join("\n");
  const file = { name: "tasks.jsonl", mimeType: "application/x-ndjson", buffer: Buffer.from(lines) };
  const choose = page.locator("input[type=file]");

  await choose.setInputFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("2 new, 0 unchanged, 1 left out.")).toBeVisible();
  const row = page.getByRole("row").nth(1);
  await expect(row).toContainText("2");
  await expect(row).toContainText("type");
  await expect(row).toContainText("juggling");

  await choose.setInputFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("0 new, 2 unchanged, 1 left out.")).toBeVisible();

  await open(page, `/tasks?q=${id(2)}`);
  await expect(page.getByRole("heading", { name: "1 task" })).toBeVisible();
});

test("all or nothing takes nothing of a file with a bad record", async ({ page, site }) => {
  await open(page, "/import");
  const id = "c".repeat(24);
  const lines = `{"task_id":"${id}","type":"categorization","params":{}}\n{broken\n`;
  await page.getByLabel("All or nothing").check();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "t.jsonl", mimeType: "application/json", buffer: Buffer.from(lines) });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText(/^Nothing was taken/)).toBeVisible();
  expect(site.sql(`select count(*) from task where task_id = '\\x${id}'`)).toBe("0");
});
