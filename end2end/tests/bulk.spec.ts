// Actions on many tasks. The tests change tasks, so each works on a batch or tag of its own.

import { test, expect, open, type Page } from "./fixtures";
import type { Site } from "./site";

/** Gives `count` tasks that fulfil `condition` a tag of their own, so that a filter shows just them. */
function tagged(site: Site, tag: string, count: number, condition: string) {
  site.sql(
    `update task set tags = array['${tag}'] where seq in
       (select seq from task where ${condition} and not is_test and tags && array['${tag}'] is false
        and not exists (select from unnest(tags) as own where own like 'spec-%') order by seq limit ${count})`,
  );
}

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selected tasks" });
const result = (page: Page) => page.locator(".bulk-result");

/** Opens the list of a tag and selects all that it shows. */
async function selectAll(page: Page, tag: string, count: number) {
  await open(page, `/tasks?tag=${tag}`);
  await page.getByRole("checkbox", { name: /^Select task/ }).first().check();
  if (count > 1) await bar(page).getByRole("button", { name: `Select all ${count}` }).click();
  await expect(bar(page)).toContainText(`${count} selected`);
}

test("selected tasks are accepted at once and taken back within ten seconds", async ({ page, site }) => {
  tagged(site, "spec-accept", 7, "review_status = 1 and status in (2, 3)");
  const accepted = () => site.sql("select count(*) from task where tags @> '{spec-accept}' and review_status = 2");
  await selectAll(page, "spec-accept", 7);
  await bar(page).getByRole("button", { name: "Accept" }).click();
  await expect(result(page)).toContainText("7 tasks accepted");
  expect(accepted()).toBe("7");
  await result(page).getByRole("button", { name: "Undo" }).click();
  await expect(result(page)).toContainText("7 tasks restored");
  expect(accepted()).toBe("0");
});

test("a rejection needs a reason, which each task gets", async ({ page, site }) => {
  tagged(site, "spec-reject", 3, "review_status = 1 and status in (2, 3)");
  await selectAll(page, "spec-reject", 3);
  await bar(page).getByRole("button", { name: "Reject" }).click();
  const dialog = page.getByRole("dialog", { name: "Reject tasks" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("   ");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await expect(dialog.getByRole("alert")).toContainText("`reason` is empty");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The boxes are loose");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await expect(result(page)).toContainText("3 tasks rejected");
  const kept = site.sql(
    `select count(*) from audit join task using (seq)
     where tags @> '{spec-reject}' and action = 'reject' and comment = 'The boxes are loose'`,
  );
  expect(kept).toBe("3");
});

test("only pending tasks are canceled, and the others are named with the reason", async ({ page, site }) => {
  tagged(site, "spec-cancel", 2, "status = 0");
  tagged(site, "spec-cancel", 1, "status = 2");
  await selectAll(page, "spec-cancel", 3);
  await bar(page).getByRole("button", { name: "Cancel pending" }).click();
  await page
    .getByRole("dialog", { name: "Cancel pending tasks" })
    .getByRole("button", { name: "Cancel the pending ones" })
    .click();
  await expect(result(page)).toContainText("2 tasks canceled, 1 could not be");
  await result(page).getByText("Which, and why").click();
  const completed = site.sql("select encode(task_id, 'hex') from task where tags @> '{spec-cancel}' and status = 2");
  await expect(result(page).getByRole("link", { name: completed })).toHaveAttribute("href", `/tasks/${completed}`);
  expect(site.sql("select count(*) from task where tags @> '{spec-cancel}' and status = 5")).toBe("2");
});

test("tags are added to selected tasks and removed from them", async ({ page, site }) => {
  tagged(site, "spec-tags", 4, "status = 2");
  const count = (tag: string) => site.sql(`select count(*) from task where tags @> '{${tag}}'`);
  for (const [button, word, expected] of [["Add", "tagged", "4"], ["Remove", "untagged", "0"]] as const) {
    await selectAll(page, "spec-tags", 4);
    await bar(page).getByRole("button", { name: "Tags" }).click();
    const dialog = page.getByRole("dialog", { name: "Tags" });
    await dialog.getByRole("textbox").fill("looked at, twice");
    await dialog.getByRole("button", { name: button, exact: true }).click();
    await expect(result(page)).toContainText(`4 tasks ${word}`);
    expect(count('"looked at"')).toBe(expected);
    expect(count("twice")).toBe(expected);
  }
});

test("who may only look sees no button that changes tasks", async ({ browser, site }) => {
  const email = "looker@example.com";
  const team = site.sql("select team.name from team join membership using (team_id) join account using (account_id) where email = 'demo@tasklens.local'");
  await site.command("user", "add", "--existing", "--email", email, "--team", team, "--role", "viewer");
  const context = await browser.newContext({ baseURL: site.address, storageState: undefined });
  const page = await context.newPage();
  await page.goto(await site.loginLink(email));
  await open(page, "/tasks");
  await page.getByRole("checkbox", { name: /^Select task/ }).first().check();
  await expect(bar(page)).toContainText("1 selected");
  await expect(bar(page).getByRole("button", { name: "Accept" })).toHaveCount(0);
  await expect(bar(page).getByRole("button", { name: "Clear" })).toBeVisible();
  await context.close();
});
