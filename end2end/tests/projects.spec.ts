// Projects: how far they are, what their new tasks get, and what becomes of rejected ones.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, open, alive, somebody, type Page } from "./fixtures";
import type { Site } from "./site";

const SAMPLE_TEAM = "select name from team order by team_id limit 1";
const IMAGE = "https://pictures.example/street.png";

/** Makes a project on its page, which is then open. */
async function make(page: Page, name: string) {
  await open(page, "/projects");
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Type of its tasks").selectOption("imageannotation");
  await page.getByRole("button", { name: "Make the project" }).click();
  await expect(page).toHaveURL(/\/projects\/\d+$/);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

function idOf(site: Site, name: string): string {
  return site.sql(`select project_id from project where name = '${name}'`);
}

const params = (page: Page) => page.getByLabel("Parameters as JSON");
const saveParams = (page: Page) => page.getByRole("button", { name: "Save parameters" });

test("projects are listed with exact counts that lead to their tasks", async ({ page, site }) => {
  await open(page, "/projects");
  const [name, errors] = site
    .sql(
      `select project.name, count(*) from task join project using (project_id)
       where status = 4 and not task.is_test group by 1 order by 2 desc limit 1`,
    )
    .split("|");
  const line = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
  await line.getByRole("link", { name: `${errors} Error in ${name}` }).click();
  await expect(page).toHaveURL(new RegExp(`/tasks\\?status=error&project=${name}$`));
  await expect(page.locator(".tasks-total")).toContainText(errors);
});

test("a new project's instruction and parameters fill in what a task leaves out", async ({ page, site }) => {
  await make(page, "Spec/Süd 1");
  await page.getByLabel("Instruction as Markdown").fill("# Boxes\n\nDraw **tight**.");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("heading", { name: "Boxes" })).toBeVisible();
  await page.getByRole("button", { name: "Save instruction" }).click();
  await expect(page.getByText("Saved; tasks that are made from now on get it.")).toBeVisible();
  // The editor of the parameters has what was saved beside it.
  await expect(params(page)).toHaveValue(/"instruction": "# Boxes/);
  await params(page).fill('{"instruction": "Box it.", "padding": 1.50}');
  await saveParams(page).click();
  await expect(page.getByText("Version 2. ")).toBeVisible();

  const key = await site.adminKey();
  const task = await site.api(key, "POST", "/task/imageannotation", { project: "Spec/Süd 1", attachment: IMAGE });
  expect(task.instruction).toBe("Box it.");
  expect(task.params.padding).toBe(1.5);
});

test("parameters are checked while they are typed, and an earlier version comes back", async ({ page }) => {
  await make(page, "Spec versions");
  await params(page).fill('{"a": }');
  await expect(page.getByText(/line 1 column 7/)).toBeVisible();
  await expect(saveParams(page)).toBeDisabled();
  await params(page).fill('{"a":1.0}');
  await page.getByRole("button", { name: "Tidy up" }).click();
  await expect(params(page)).toHaveValue('{\n  "a": 1.0\n}');
  await params(page).press("Control+Enter");
  await expect(page.getByText("Version 1. ")).toBeVisible();
  await page.getByText("Versions (2)").click();
  await page.getByRole("button", { name: "Show version 0" }).click();
  await page.getByRole("button", { name: "Put it into the editor" }).click();
  await expect(params(page)).toHaveValue("{}");
  await saveParams(page).click();
  await expect(page.getByText("Version 2. ")).toBeVisible();
});

test("what was typed stays where a name is taken, and over a reload", async ({ page, faults }) => {
  faults.expected(/create_project/);
  await make(page, "Spec drafts");
  await params(page).fill('{"draft": true}');
  await expect(page.getByText("Not saved; kept in this browser").last()).toBeVisible();
  await page.reload();
  await alive(page);
  await expect(params(page)).toHaveValue('{"draft": true}');
  await page.getByRole("button", { name: "Discard it" }).click();
  await expect(params(page)).toHaveValue("{}");

  await open(page, "/projects");
  await page.keyboard.press("n");
  await page.getByLabel("Name").fill("Spec drafts");
  await page.getByRole("button", { name: "Make the project" }).click();
  await expect(page.getByRole("alert")).toContainText("exists already");
  await expect(page.getByLabel("Name")).toHaveValue("Spec drafts");
});

test("parameters that somebody else saved are not overwritten unseen", async ({ page, context, site, faults }) => {
  faults.expected(/change_project/);
  await make(page, "Spec conflict");
  const other = await context.newPage();
  await open(other, `/projects/${idOf(site, "Spec conflict")}`);
  await params(other).fill('{"theirs": 1}');
  await saveParams(other).click();
  await expect(other.getByText("Version 1. ")).toBeVisible();
  await other.close();
  await params(page).fill('{"mine": 1}');
  await saveParams(page).click();
  await expect(page.getByText(/Somebody saved a version meanwhile/)).toBeVisible();
  await expect(params(page)).toHaveValue('{"mine": 1}');
  await saveParams(page).click();
  await expect(page.getByText("Version 2. ")).toBeVisible();
});

test("a rejected task stays completed where its project says so", async ({ page, site }) => {
  const key = await site.adminKey();
  // No key audits what it submitted.
  const auditor = await site.adminKey();
  await make(page, "Spec policy");
  const reject = async () => {
    const task = await site.api(key, "POST", "/task/imageannotation", { project: "Spec policy", attachment: IMAGE });
    const { claimed } = await site.api(key, "POST", "/work/claim", { task_id: task.task_id });
    await site.api(key, "POST", `/work/${claimed[0].lease_id}/submit`, { response: { annotations: [] } });
    await site.api(auditor, "POST", `/task/${task.task_id}/audit`, { accepted: false, comments: "Wrong." });
    return (await site.api(key, "GET", `/task/${task.task_id}`)).status;
  };
  expect(await reject()).toBe("pending");
  await page.getByLabel("Keep it as it is").check();
  await expect(page.getByText("Saved; it holds for rejections from now on.")).toBeVisible();
  expect(await reject()).toBe("completed");
});

test("a viewer reads a project and changes nothing", async ({ page, browser, site }) => {
  await make(page, "Spec readers");
  const viewer = await somebody(browser, site, site.sql(SAMPLE_TEAM), "viewer");
  await open(viewer, "/projects");
  await expect(viewer.getByRole("button", { name: "New project" })).toHaveCount(0);
  await viewer.getByRole("link", { name: "Spec readers" }).click();
  await expect(viewer.getByRole("heading", { level: 1, name: "Spec readers" })).toBeVisible();
  await expect(params(viewer)).toHaveCount(0);
  await expect(viewer.getByRole("radio")).toHaveCount(0);
  // Nor by asking the server past the page.
  const sent = page.waitForRequest(/change_project/);
  await params(page).fill('{"a": 1}');
  await saveParams(page).click();
  const request = await sent;
  const again = await viewer.request.post(request.url(), {
    data: request.postData()!,
    headers: { "content-type": "application/json", origin: site.address },
  });
  expect(again.ok()).toBe(false);
  expect(await again.text()).toContain("this needs the role Admin");
  await viewer.context().close();
});

test("strangers of another team get 404", async ({ page, browser, site, faults }) => {
  faults.expected(/projects\/seven/);
  const id = site.sql("select min(project_id) from project");
  const stranger = await somebody(browser, site, "Strangers", "admin");
  expect((await open(stranger, `/projects/${id}`))?.status()).toBe(404);
  await expect(stranger.getByRole("heading", { name: "There is no such project" })).toBeVisible();
  await open(stranger, "/projects");
  await expect(stranger.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await stranger.context().close();
  expect((await open(page, "/projects/seven"))?.status()).toBe(404);
});

test("lines are walked with j and k, and the keys are told", async ({ page }) => {
  await open(page, "/projects");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const first = page.locator("[data-line]").first();
  await expect(first).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("New project");
  await page.keyboard.press("Escape");
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/projects\/\d+$/);
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing wrong with projects in ${scheme} at ${width}`, async ({ page, site }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 844 });
      for (const address of ["/projects", `/projects/${site.sql("select min(project_id) from project")}`]) {
        await open(page, address);
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    });
  }
}

test("with little room the pages are behind a button", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/projects");
  await page.getByRole("button", { name: "Pages" }).click();
  await page.getByRole("link", { name: "Batches" }).click();
  await expect(page).toHaveURL(/\/batches$/);
  await expect(page.getByRole("heading", { level: 1, name: "Batches" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Projects", exact: true })).toBeHidden();
});
