// Callbacks, with a real receiver: what a task's page tells of them, and what a team sets.

import AxeBuilder from "@axe-core/playwright";
import { createHmac } from "node:crypto";
import { expect, open, alive, type Page } from "./fixtures";
import { test } from "./receiver";

function callbacks(page: Page) {
  return page.getByRole("region", { name: "Callbacks" });
}

/** Makes a new key in the row of that name; it is shown once. */
async function newKey(page: Page, name: RegExp): Promise<string> {
  const renew = callbacks(page).getByRole("row", { name }).getByRole("button", { name: /New/ });
  await renew.click();
  await renew.click();
  const field = callbacks(page).getByRole("textbox", { name: /^New .* key$/ });
  const key = await field.inputValue();
  await callbacks(page).getByRole("button", { name: "Done" }).click();
  await expect(field).toHaveCount(0);
  return key;
}

const SENT = /Sent key\s*scale/;
const SIGNING = /Signing key\s*tasklens/;

async function setAddress(page: Page, url: string) {
  await open(page, "/team");
  await callbacks(page).getByLabel("Default address").fill(url);
  await callbacks(page).getByRole("button", { name: "Save" }).click();
  await expect(callbacks(page).getByText("Callbacks go there from now on")).toBeVisible();
}

/** Accepts the first completed task of the list that nobody has judged; its id. */
async function acceptOne(page: Page, site: { sql(statement: string): string }, place: number): Promise<string> {
  const id = site.sql(
    `select encode(task_id, 'hex') from task where status = 2 and review_status = 1 order by seq desc offset ${place} limit 1`,
  );
  await open(page, `/tasks/${id}`);
  await page.getByRole("button", { name: /^Accept/ }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "Accepted" }).first()).toBeVisible();
  return id;
}

test("what is judged reaches the team's address, signed with its key, and can be sent again", async ({ page, site, receiver }) => {
  await setAddress(page, receiver.url);
  const sent = await newKey(page, SENT);
  const signing = await newKey(page, SIGNING);
  const id = await acceptOne(page, site, 0);
  await expect.poll(() => receiver.came.length).toBe(1);
  const [{ headers, text }] = receiver.came;
  // Two keys are valid for a while: the header of before has the one that receivers know.
  expect(headers["scale-callback-auth-new"] ?? headers["scale-callback-auth"]).toBe(sent);
  const signed = createHmac("sha256", signing).update(`${headers["tasklens-timestamp"]}.${text}`).digest("hex");
  expect(headers["tasklens-signature-new"] ?? headers["tasklens-signature"]).toBe(signed);
  expect(JSON.parse(text).task).toMatchObject({ task_id: id, customer_review_status: "accepted" });

  await page.reload();
  await alive(page);
  await page.getByRole("tab", { name: "History" }).click();
  await expect(callbacks(page)).toContainText("Delivered");
  await expect(callbacks(page)).toContainText(receiver.url);
  const again = callbacks(page).getByRole("button", { name: "Send again" });
  await again.focus();
  await page.keyboard.press("Enter");
  await expect(callbacks(page).getByText("It is being sent.")).toBeVisible();
  await expect.poll(() => receiver.came.length).toBe(2);
  await expect(callbacks(page).getByRole("listitem").filter({ hasText: "Sent again" }).first()).toContainText("Delivered");
  expect((await new AxeBuilder({ page }).include(".task-callbacks").analyze()).violations).toEqual([]);
});

test("what does not arrive is told, and sent again all at once", async ({ page, site, receiver }) => {
  receiver.fails = true;
  await setAddress(page, receiver.url);
  const id = await acceptOne(page, site, 1);
  await expect.poll(() => receiver.came.length).toBeGreaterThan(0);
  await page.reload();
  await alive(page);
  await page.getByRole("tab", { name: "History" }).click();
  await expect(callbacks(page)).toContainText("Failed, next try");
  await callbacks(page).getByText("1 try", { exact: true }).click();
  await expect(callbacks(page)).toContainText("500 · The disk is full.");

  await open(page, "/team");
  const row = callbacks(page).getByRole("row", { name: new RegExp(id) });
  await expect(row).toContainText("500 · The disk is full.");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).include(".team-callbacks").analyze()).violations).toEqual([]);
  }
  receiver.fails = false;
  await callbacks(page).getByRole("button", { name: "Send all again" }).click();
  await expect(callbacks(page).getByText(/being sent again/)).toBeVisible();
  await expect.poll(() => site.sql("select count(*) from callback_line where failed_at is not null")).toBe("0");
  await page.reload();
  await alive(page);
  await expect(callbacks(page)).toContainText("Everything has arrived.");
  const deliveries = new Set(receiver.came.map((came) => came.headers["tasklens-delivery-id"]));
  expect(deliveries.size).toBe(1);
});

test("a new key asks first and is shown once, and a wrong address is refused", async ({ page, faults }) => {
  faults.expected(/change_callbacks/);
  await open(page, "/team");
  const row = callbacks(page).getByRole("row", { name: SIGNING });
  const first = await newKey(page, SIGNING);
  await expect(row).toContainText(`…${first.slice(-4)}`);
  const second = await newKey(page, SIGNING);
  expect(second).not.toBe(first);
  await expect(row).toContainText("old key valid until");
  await page.reload();
  await alive(page);
  expect(await page.content()).not.toContain(second);
  const end = row.getByRole("button", { name: /End the old/ });
  await end.click();
  await end.click();
  await expect(callbacks(page).getByText("The old key has ended.")).toBeVisible();
  await expect(row).not.toContainText("old key valid until");
  await callbacks(page).getByLabel("Default address").fill("ftp://x");
  await callbacks(page).getByRole("button", { name: "Save" }).click();
  await expect(callbacks(page).getByText("is no address for callbacks")).toBeVisible();
});

test("an admin says where the sent key goes", async ({ page }) => {
  await open(page, "/team");
  await callbacks(page).getByLabel("Send the key also to").fill("https://Hooks.example.com/scale");
  await callbacks(page).getByRole("button", { name: "Allow" }).click();
  const row = callbacks(page).getByRole("row", { name: /https:\/\/hooks\.example\.com/ });
  await expect(row).toBeVisible();
  const remove = row.getByRole("button", { name: /Remove/ });
  await remove.click();
  await remove.click();
  await expect(row).toHaveCount(0);
});

test("tasks of the sample set call nowhere", async ({ page, site }) => {
  const id = site.sql(
    "select encode(task_id, 'hex') from task where status = 2 and review_status = 1 order by seq limit 1",
  );
  site.sql("update team set callback_url = '', test_callback_url = ''");
  await open(page, `/tasks/${id}`);
  await page.getByRole("tab", { name: "History" }).click();
  await expect(page.getByRole("list", { name: /History/ })).toBeVisible();
  await expect(callbacks(page)).toHaveCount(0);
});
