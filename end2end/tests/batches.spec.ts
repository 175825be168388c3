// Batches: how far they are, finalising, and how early their tasks are claimed.

import AxeBuilder from "@axe-core/playwright";
import { expect, open, somebody, type Page } from "./fixtures";
import { test } from "./receiver";
import type { Site } from "./site";

const SAMPLE_TEAM = "select name from team order by team_id limit 1";
const IMAGE = "https://pictures.example/street.png";

/** Makes a staged batch with a queued task, in a project of its own; answers with the task's id. */
async function stage(site: Site, key: string, name: string, callback = ""): Promise<string> {
  await site.api(key, "POST", "/projects", { name: `of ${name}`, type: "imageannotation" });
  await site.api(key, "POST", "/batches", { project: `of ${name}`, name, callback });
  return (await site.api(key, "POST", "/task/imageannotation", { batch: name, attachment: IMAGE })).task_id;
}

const line = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

test("a staged batch gives work once it is finalised, after a question", async ({ page, site }) => {
  const key = await site.adminKey();
  await stage(site, key, "spec staged");
  const claim = async () => (await site.api(key, "POST", "/work/claim", { batch: "spec staged" })).claimed.length;
  expect(await claim()).toBe(0);
  await open(page, "/batches?status=staging");
  const finalise = line(page, "spec staged").getByRole("button", { name: /Finalise spec staged/ });
  await finalise.click();
  await expect(finalise).toHaveText("Let work begin?");
  await page.keyboard.press("Escape");
  await expect(finalise).toHaveText("Finalise");
  expect(await claim()).toBe(0);
  await finalise.click();
  await finalise.click();
  await expect(page.getByText("spec staged is finalised; its tasks can be worked on.")).toBeVisible();
  // It is not among the staged ones any more.
  await expect(line(page, "spec staged")).toHaveCount(0);
  expect(await claim()).toBe(1);
});

test("tasks of a batch of higher priority are claimed first", async ({ page, site, faults }) => {
  faults.expected(/change_batch/);
  const key = await site.adminKey();
  await stage(site, key, "spec first");
  const urgent = await stage(site, key, "spec urgent");
  for (const name of ["spec first", "spec urgent"]) {
    await site.api(key, "POST", `/batches/${encodeURIComponent(name)}/finalize`);
  }
  await open(page, "/batches?q=spec%20urgent");
  const priority = page.getByLabel("Priority of spec urgent");
  await priority.fill("1001");
  await priority.press("Enter");
  await expect(page.getByText("`priority` is 1001; give a whole number from -1000 to 1000")).toBeVisible();
  await expect(priority).toHaveValue("1001");
  await priority.fill("30");
  await priority.press("Enter");
  await expect(page.getByText("spec urgent has the priority 30 now.")).toBeVisible();
  const { claimed } = await site.api(key, "POST", "/work/claim", {});
  expect(claimed[0].task.task_id).toBe(urgent);
});

test("a complete batch calls back, which the list tells, and once more on demand", async ({ page, browser, site, receiver }) => {
  const key = await site.adminKey();
  receiver.fails = true;
  const task = await stage(site, key, "spec called", receiver.url);
  await site.api(key, "POST", "/batches/spec%20called/finalize");
  await open(page, "/batches?q=spec%20called");
  await expect(line(page, "spec called")).toContainText(receiver.url);
  const { claimed } = await site.api(key, "POST", "/work/claim", { task_id: task });
  await site.api(key, "POST", `/work/${claimed[0].lease_id}/submit`, { response: { annotations: [] } });
  await expect.poll(() => receiver.came.length, { timeout: 30_000 }).toBe(1);
  const { headers, text } = receiver.came[0];
  expect(headers["tasklens-event"]).toBe("batch_completed");
  expect(JSON.parse(text)).toMatchObject({ status: "completed", completed: 1, is_test: false, batch: { name: "spec called" } });

  const failed = line(page, "spec called").getByText("Failed, next try");
  await expect(async () => {
    await page.reload();
    await expect(failed).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(line(page, "spec called")).toContainText("500 · The disk is full.");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).include(".batches-table").analyze()).violations).toEqual([]);
  }
  receiver.fails = false;
  const again = page.getByRole("button", { name: "Send again the callback of spec called" });
  await again.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("The callback of spec called is being sent.")).toBeVisible();
  await expect(line(page, "spec called")).toContainText("Delivered on try");
  // Whoever sees it may send it once more, and a viewer may not.
  const sent = receiver.came.length;
  await line(page, "spec called").hover();
  await again.click();
  await expect.poll(() => receiver.came.length, { timeout: 30_000 }).toBe(sent + 1);
  expect(receiver.came[sent].headers["tasklens-delivery-id"]).not.toBe(headers["tasklens-delivery-id"]);
  const viewer = await somebody(browser, site, site.sql(SAMPLE_TEAM), "viewer");
  await open(viewer, "/batches?q=spec%20called");
  await expect(line(viewer, "spec called")).toContainText("Delivered");
  await expect(viewer.getByRole("button", { name: /Send again/ })).toHaveCount(0);
  await viewer.context().close();
});

test("the address says which batches, by state, project and name", async ({ page, site }) => {
  const [batch, project] = site
    .sql("select batch.name, project.name from batch join project using (project_id) order by batch_id limit 1")
    .split("|");
  await open(page, "/batches");
  await page.getByRole("combobox", { name: "Project" }).selectOption(project);
  await expect(page).toHaveURL(/[?&]project=/);
  await page.keyboard.press("/");
  await page.keyboard.type(batch);
  await page.keyboard.press("Enter");
  await expect(line(page, batch)).toBeVisible();
  await expect(page).toHaveURL(/[?&]q=/);
  await page.reload();
  await expect(line(page, batch)).toBeVisible();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.getByRole("link", { name: "Staging" }).click();
  await expect(page.getByRole("heading", { name: "No batch matches" })).toBeVisible();
  await page.goBack();
  await line(page, batch).getByRole("link", { name: batch, exact: true }).click();
  await expect(page).toHaveURL(/\/tasks\?batch=/);
  const tasks = site.sql(
    `select count(*) from task join batch using (batch_id) where batch.name = '${batch}' and not task.is_test`,
  );
  await expect(page.locator(".tasks-total")).toContainText(tasks);
});

test("older batches are a page away, and none is missing or twice", async ({ page, site }) => {
  site.sql(
    `insert into batch (team_id, name, created_at)
     select (select min(team_id) from team), 'spec page ' || n, now() + make_interval(secs => n)
     from generate_series(1, 120) as n`,
  );
  const seen: string[] = [];
  await open(page, "/batches?q=spec%20page");
  for (const count of [50, 50, 20]) {
    await expect(page.locator("tbody tr")).toHaveCount(count);
    if (seen.length) await expect(page.locator("tbody th a").first()).not.toHaveText(seen[seen.length - 50]);
    seen.push(...(await page.locator("tbody th a").allTextContents()));
    if (seen.length < 120) await page.getByRole("link", { name: "Older" }).click();
  }
  expect(new Set(seen).size).toBe(120);
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0);
  await page.getByRole("link", { name: "Newest" }).click();
  await expect(page.getByRole("link", { name: "spec page 120" })).toBeVisible();
  site.sql("delete from batch where name like 'spec page %'");
});

test("a broken part of the link is named, and the rest holds", async ({ page }) => {
  await open(page, "/batches?status=done&colour=red");
  await expect(page.getByText("Part of the link was ignored:")).toBeVisible();
  await expect(page.locator("tbody tr").first()).toBeVisible();
});

test("a viewer sees batches and changes none, and strangers see none", async ({ page, browser, site }) => {
  const key = await site.adminKey();
  await stage(site, key, "spec readers");
  const viewer = await somebody(browser, site, site.sql(SAMPLE_TEAM), "viewer");
  await open(viewer, "/batches?q=spec%20readers");
  await expect(line(viewer, "spec readers")).toContainText("Staging");
  await expect(viewer.getByRole("button", { name: /Finalise/ })).toHaveCount(0);
  await expect(viewer.getByRole("spinbutton")).toHaveCount(0);

  // Nor by asking the server past the page.
  await open(page, "/batches?q=spec%20readers");
  const sent = page.waitForRequest(/change_batch/);
  await page.getByLabel("Priority of spec readers").fill("3");
  await page.keyboard.press("Enter");
  const request = await sent;
  await expect(page.getByText("spec readers has the priority 3 now.")).toBeVisible();
  const stranger = await somebody(browser, site, "Strangers", "admin");
  for (const [theirs, answer] of [
    [viewer, "this needs the role Admin"],
    [stranger, "there is no batch"],
  ] as const) {
    const again = await theirs.request.post(request.url(), {
      data: request.postData()!.replace("3", "7"),
      headers: { "content-type": "application/json", origin: site.address },
    });
    expect(again.ok()).toBe(false);
    expect(await again.text()).toContain(answer);
  }
  expect(site.sql("select priority from batch where name = 'spec readers'")).toBe("3");
  await open(stranger, "/batches");
  await expect(stranger.getByRole("heading", { name: "No batches yet" })).toBeVisible();
  await viewer.context().close();
  await stranger.context().close();
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing wrong with batches in ${scheme} at ${width}`, async ({ page, site }) => {
      const key = await site.adminKey();
      await stage(site, key, `spec axe ${scheme} ${width}`);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 844 });
      await open(page, "/batches");
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}
