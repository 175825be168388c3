import { test, expect, open } from "./fixtures";

test("the tasks of the team are in the first HTML and come alive", async ({ page, site }) => {
  const html = await (await page.request.get("/tasks")).text();
  const newest = site.sql("select encode(task_id, 'hex') from task order by created_at desc, seq desc limit 1");
  expect(html).toContain(newest);
  await open(page, "/tasks");
  await expect(page.getByRole("main")).toBeVisible();
});

for (const address of ["/", "/tasks", "/tasks?status=completed", "/tasks?nonsense=1"]) {
  test(`${address} answers and shows no error`, async ({ page }) => {
    const response = await open(page, address);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("main")).toBeVisible();
  });
}

test("a stranger is led to the login page and back", async ({ browser, site }) => {
  const context = await browser.newContext({ baseURL: site.address, storageState: undefined });
  const page = await context.newPage();
  await page.goto("/tasks?status=completed");
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByRole("button", { name: /log in/i })).toBeVisible();
  await context.close();
});

test("a page allows no script but its own", async ({ page }) => {
  const response = await page.goto("/tasks");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-eval'/);
});

test("an address that leads nowhere says so", async ({ page, faults }) => {
  faults.expected(/404/);
  const response = await page.goto("/no-such-page");
  expect(response?.status()).toBe(404);
});
