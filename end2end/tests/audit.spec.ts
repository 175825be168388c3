// Judging a task: what auditors do, and that nothing gets lost on the way.

import { readFileSync, writeFileSync } from "node:fs";
import { expect, open, test, type Page } from "./fixtures";
import type { Site } from "./site";

let ready: string[] | undefined;

/** Ids of completed image tasks that nobody had judged at first; each test takes its own. */
function readyTasks(site: Site): string[] {
  ready ??= site
    .sql(
      `select encode(task_id, 'hex') from task
       where status = 2 and review_status = 1 and task_type = 0 and has_image and annotation_count > 1
       order by seq limit 20`,
    )
    .split("\n");
  return ready;
}

async function task(page: Page, id: string) {
  const answer = await page.request.get(`/tasks/${id}/task.json`);
  return answer.json();
}

const bar = (page: Page) => page.getByRole("region", { name: "Audit" });
const toast = (page: Page) => page.locator(".toast");
const editor = (page: Page) => page.getByLabel("Response as JSON");

/** Puts a text into the editor at once: Chromium takes seconds to insert a thousand lines as typed. */
async function replaceText(page: Page, text: string) {
  await editor(page).evaluate((field: HTMLTextAreaElement, text) => {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, text);
}

/** Opens the fix of a task and takes its last annotation out of the text. */
async function removeLastAnnotation(page: Page) {
  await page.keyboard.press("x");
  await expect(editor(page)).toHaveValue(/annotations/);
  const response = JSON.parse(await editor(page).inputValue());
  response.annotations.pop();
  const text = JSON.stringify(response, null, 2);
  await replaceText(page, text);
  return text;
}

test("an accepted task can be taken back within ten seconds", async ({ page, site }) => {
  const id = readyTasks(site)[0];
  await open(page, `/tasks/${id}`);
  await page.keyboard.press("a");
  await expect(toast(page)).toContainText("Accepted");
  await expect(bar(page)).toContainText("Accepted by");
  expect((await task(page, id)).customer_review_status).toBe("accepted");
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(toast(page)).toContainText("Taken back");
  await expect(bar(page)).not.toContainText("Accepted by");
  expect((await task(page, id)).customer_review_status).toBe("pending");
});

test("a rejection needs a reason and sends the task back to the queue", async ({ page, site }) => {
  const id = readyTasks(site)[1];
  await open(page, `/tasks/${id}`);
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "Reject" });
  await dialog.getByRole("button", { name: "Reject", exact: false }).click();
  await expect(dialog.getByRole("alert")).toContainText("`reason` is empty");
  await dialog.getByLabel("Reason").fill("The left edges are loose.");
  await page.keyboard.press("Control+Enter");
  await expect(bar(page)).toContainText("In the queue");
  await expect(bar(page)).toContainText("The left edges are loose.");
  const now = await task(page, id);
  expect([now.status, now.customer_review_status]).toEqual(["pending", "rejected"]);
});

test("a fix replaces the response and keeps the one before", async ({ page, site }) => {
  const id = readyTasks(site)[2];
  const before = await task(page, id);
  await open(page, `/tasks/${id}`);
  await removeLastAnnotation(page);
  await expect(page.getByText("Changes (1)")).toBeVisible();
  await expect(page.locator(".change.removed")).toHaveCount(1);
  await expect(page.locator(".fix-picture .overlay")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Save the fix" })).toBeEnabled();
  await editor(page).press("Control+Enter");
  await expect(toast(page)).toContainText("Fixed");
  const after = await task(page, id);
  expect(after.customer_review_status).toBe("fixed");
  expect(after.prior_responses.at(-1)).toEqual(before.response);
  expect(after.response.annotations).toHaveLength(before.response.annotations.length - 1);
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("What it changed").click();
  await expect(page.locator(".history-changes .change.removed")).toHaveCount(1);
});

test("a wrong response is not saved, and its mistakes lead to their lines", async ({ page, site }) => {
  const id = readyTasks(site)[3];
  await open(page, `/tasks/${id}`);
  await page.keyboard.press("x");
  await expect(editor(page)).toHaveValue(/annotations/);
  const response = JSON.parse(await editor(page).inputValue());
  response.annotations[1].label = "Spaceship";
  await replaceText(page, JSON.stringify(response, null, 2));
  const finding = page.locator(".finding.error").filter({ hasText: "annotations[1].label" });
  await expect(finding).toContainText("Spaceship");
  await expect(page.getByRole("button", { name: "Save the fix" })).toBeDisabled();
  await finding.getByRole("button").click();
  const marked = await editor(page).evaluate((field: HTMLTextAreaElement) =>
    field.value.slice(field.selectionStart, field.selectionEnd),
  );
  expect(marked).toContain("Spaceship");
});

test("a draft survives a reload", async ({ page, site }) => {
  const id = readyTasks(site)[4];
  await open(page, `/tasks/${id}`);
  const text = await removeLastAnnotation(page);
  await expect(page.getByText("Draft kept in this browser")).toBeVisible();
  await page.reload();
  await page.locator("html[data-alive]").waitFor({ state: "attached" });
  await page.keyboard.press("x");
  await expect(page.getByText("Your draft from before is back.")).toBeVisible();
  await expect(editor(page)).toHaveValue(text);
});

test("the second of two auditors sees both sides and loses nothing", async ({ page, site, browser, signedIn }) => {
  const id = readyTasks(site)[5];
  const before = await task(page, id);
  const second = await browser.newContext({ storageState: signedIn, baseURL: site.address });
  const other = await second.newPage();
  await open(page, `/tasks/${id}`);
  await open(other, `/tasks/${id}`);
  await removeLastAnnotation(other);
  await page.keyboard.press("a");
  await expect(toast(page)).toContainText("Accepted");
  await expect(other.getByRole("button", { name: "Save the fix" })).toBeEnabled();
  await editor(other).press("Control+Enter");
  const conflict = other.getByRole("dialog", { name: "Somebody else was faster" });
  await expect(conflict).toContainText("Accepted by");
  await expect(conflict.locator(".change.removed")).toHaveCount(1);
  expect((await task(page, id)).response).toEqual(before.response);
  await conflict.getByRole("button", { name: "Apply mine on the present one" }).click();
  await expect(toast(other)).toContainText("Fixed");
  const after = await task(page, id);
  expect(after.prior_responses.at(-1)).toEqual(before.response);
  expect(after.customer_review_status).toBe("fixed");
  await second.close();
});

test("the JSON is searched and folded", async ({ page, site }) => {
  const id = readyTasks(site)[6];
  await open(page, `/tasks/${id}`);
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  const panel = page.getByRole("dialog", { name: "JSON" });
  await expect(panel.locator(".json-line").first()).toContainText("{");
  await panel.getByRole("region", { name: "JSON" }).focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("task_id");
  await expect(panel.locator("output")).toContainText("1 / ");
  await expect(panel.locator("mark.current")).toHaveText("task_id");
  await panel.getByRole("button", { name: "Fold all", exact: true }).click();
  const folded = await panel.locator(".json-line").count();
  await panel.getByRole("button", { name: "Unfold all" }).click();
  await expect.poll(() => panel.locator(".json-line").count()).toBeGreaterThan(folded);
});

test("a download is what was uploaded, byte for byte", async ({ page, site }, info) => {
  const id = "5774cc78b01249ab09f0c0de";
  const uploaded = `{ "type":"categorization","task_id":"${id}",  "zeta":1.0,"alpha":-0.00e+1,"n":12345678901234567890123,"s":"Caf\\u00e9"}`;
  const file = info.outputPath("odd.json");
  writeFileSync(file, uploaded);
  const team = site.sql("select name from team order by team_id limit 1");
  await site.command("import", "--team", team, file);
  await open(page, `/tasks/${id}`);
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  const waiting = page.waitForEvent("download");
  const panel = page.getByRole("dialog", { name: "JSON" });
  await panel.getByRole("link", { name: "Download JSON" }).click();
  const saved = await (await waiting).path();
  expect(readFileSync(saved, "utf8")).toBe(uploaded);
});
