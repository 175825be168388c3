// People: getting in and out, invites, roles, passwords, keys.

import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "@playwright/test";
import { test, expect, open, alive, type Page } from "./fixtures";
import type { Site } from "./site";

const PASSWORD = "a long enough password";

/** A window in which nobody is logged in. */
async function stranger(browser: Browser, site: Site): Promise<Page> {
  const context = await browser.newContext({ baseURL: site.address, storageState: undefined });
  return context.newPage();
}

async function logIn(page: Page, email: string, password: string) {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** Makes an invite as the admin, and the account of who follows it. */
async function join(page: Page, browser: Browser, site: Site, role: string, name: string): Promise<Page> {
  await open(page, "/team");
  const invites = page.getByRole("region", { name: "Invites" });
  await invites.getByLabel("Role").selectOption(role);
  await invites.getByRole("button", { name: "Make a link" }).click();
  const link = await invites.getByLabel("Invite link", { exact: true }).last().inputValue();
  const theirs = await stranger(browser, site);
  await theirs.goto(link);
  await theirs.getByLabel("Your name").fill(name);
  await theirs.getByLabel("Email").fill(`${name.toLowerCase()}@example.com`);
  await theirs.getByLabel("Password").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Join" }).click();
  await expect(theirs).toHaveURL(/\/tasks/);
  return theirs;
}

test("an invite lets one person in, with the role it names", async ({ page, browser, site }) => {
  const viewer = await join(page, browser, site, "viewer", "Vera");
  await alive(viewer);
  await expect(viewer.getByRole("link", { name: "Import" })).toHaveCount(0);
  await viewer.locator(".task-table tbody input[type=checkbox]").first().click();
  const bar = viewer.getByRole("toolbar", { name: "Selected tasks" });
  await expect(bar.getByRole("button", { name: "Export…" })).toBeVisible();
  await expect(bar.getByRole("button", { name: "Accept" })).toHaveCount(0);
  expect((await viewer.request.get("/import")).url()).not.toContain("/login");
  await viewer.context().close();
  await page.reload();
  await alive(page);
  await expect(page.getByRole("region", { name: "Members" })).toContainText("vera@example.com");
});

test("an invite that was used works no more", async ({ page, browser, site }) => {
  await open(page, "/team");
  const invites = page.getByRole("region", { name: "Invites" });
  await invites.getByRole("button", { name: "Make a link" }).click();
  const link = await invites.getByLabel("Invite link", { exact: true }).last().inputValue();
  for (const [name, works] of [["Uma", true], ["Udo", false]] as const) {
    const theirs = await stranger(browser, site);
    await theirs.goto(link);
    if (works) {
      await theirs.getByLabel("Your name").fill(name);
      await theirs.getByLabel("Email").fill(`${name.toLowerCase()}@example.com`);
      await theirs.getByLabel("Password").fill(PASSWORD);
      await theirs.getByRole("button", { name: "Join" }).click();
      await expect(theirs).toHaveURL(/\/tasks/);
    } else {
      await expect(theirs.getByRole("heading", { name: "This invite works no more" })).toBeVisible();
    }
    await theirs.context().close();
  }
});

test("an invite for an address is for that address only", async ({ page, browser, site }) => {
  await open(page, "/team");
  const invites = page.getByRole("region", { name: "Invites" });
  await invites.getByLabel("Email (optional)").fill("Wanda@example.com");
  await invites.getByRole("button", { name: "Make a link" }).click();
  const link = await invites.getByLabel("Invite link", { exact: true }).last().inputValue();
  await expect(invites).toContainText("for wanda@example.com");
  await page.goto(link);
  await expect(page.getByText("This invite is for wanda@example.com")).toBeVisible();
  const theirs = await stranger(browser, site);
  await theirs.goto(link);
  await expect(theirs.getByLabel("Email")).toHaveValue("wanda@example.com");
  await expect(theirs.getByLabel("Email")).not.toBeEditable();
  await theirs.getByLabel("Your name").fill("Wanda");
  await theirs.getByLabel("Password").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Join" }).click();
  await expect(theirs).toHaveURL(/\/tasks/);
  await theirs.context().close();
});

test("a password is changed, logs out elsewhere, and the old one is refused", async ({ page, browser, site }) => {
  const first = await join(page, browser, site, "auditor", "Paul");
  const second = await stranger(browser, site);
  await logIn(second, "paul@example.com", PASSWORD);
  await expect(second).toHaveURL(/\/tasks/);
  await open(first, "/account");
  await first.getByLabel("Present password").fill(PASSWORD);
  await first.getByLabel("New password").fill(`${PASSWORD}, and longer`);
  await first.getByRole("button", { name: "Change password" }).click();
  await expect(first.getByText("The new password holds.")).toBeVisible();
  await second.goto("/tasks");
  await expect(second).toHaveURL(/\/login/);
  await logIn(second, "paul@example.com", PASSWORD);
  await expect(second.getByRole("alert")).toBeVisible();
  await expect(second.getByLabel("Email")).toHaveValue("paul@example.com");
  await logIn(second, "paul@example.com", `${PASSWORD}, and longer`);
  await expect(second).toHaveURL(/\/tasks/);
  await first.context().close();
  await second.context().close();
});

test("logging out ends the session on the server too", async ({ page, browser, site }) => {
  const theirs = await join(page, browser, site, "viewer", "Lena");
  const { cookies } = await theirs.context().storageState();
  await open(theirs, "/account");
  await theirs.getByRole("button", { name: "Log out" }).click();
  await expect(theirs).toHaveURL(/\/login/);
  await theirs.context().addCookies(cookies);
  await theirs.goto("/tasks");
  await expect(theirs).toHaveURL(/\/login/);
  await theirs.context().close();
});

test("a role that changes holds at once, and who is removed is out", async ({ page, browser, site }) => {
  const theirs = await join(page, browser, site, "viewer", "Rosa");
  await page.reload();
  await alive(page);
  // She came by a link for anybody: nobody verified her address.
  await page.getByLabel("Role of Rosa").selectOption("admin");
  await expect(page.getByText("Nobody verified that rosa@example.com")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("Role of Rosa")).toHaveValue("viewer");
  await page.getByLabel("Role of Rosa").selectOption("admin");
  await page.getByRole("button", { name: "Make Rosa Admin" }).click();
  await expect(page.getByText("Rosa is Admin now.")).toBeVisible();
  await open(theirs, "/team");
  await expect(theirs.getByRole("region", { name: "Invites" })).toBeVisible();
  const remove = page.getByRole("row", { name: /Rosa/ }).getByRole("button", { name: /Remove Rosa/ });
  await remove.click();
  await remove.click();
  await expect(page.getByText("Rosa is out of the team.")).toBeVisible();
  const answer = await theirs.goto("/tasks");
  expect(await answer?.text()).not.toContain("task-row");
  await theirs.context().close();
});

test("a key is shown once and can be revoked", async ({ page, site }) => {
  await open(page, "/team");
  const keys = page.getByRole("region", { name: "API keys" });
  await keys.getByLabel("Name").fill("Nightly");
  await keys.getByRole("button", { name: "Make a key" }).click();
  const key = await keys.getByLabel("API key", { exact: true }).last().inputValue();
  expect(key.length).toBeGreaterThan(20);
  await page.reload();
  await alive(page);
  expect(await page.content()).not.toContain(key);
  expect(site.sql("select count(*) from api_key where name = 'Nightly'")).toBe("1");
  const revoke = keys.getByRole("button", { name: /Revoke Nightly/ });
  await revoke.click();
  await revoke.click();
  await expect(keys.getByText("The key Nightly works no more.")).toBeVisible();
});

for (const address of ["/account", "/team", "/import"]) {
  for (const scheme of ["light", "dark"] as const) {
    test(`axe finds nothing wrong with ${address} in ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, address);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
}

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing wrong with the login and an invite in ${scheme}`, async ({ browser, site, page }) => {
    const theirs = await stranger(browser, site);
    await theirs.emulateMedia({ colorScheme: scheme });
    await open(theirs, "/login");
    expect((await new AxeBuilder({ page: theirs }).analyze()).violations).toEqual([]);
    await open(page, "/team");
    const invites = page.getByRole("region", { name: "Invites" });
    await invites.getByRole("button", { name: "Make a link" }).click();
    await open(theirs, await invites.getByLabel("Invite link", { exact: true }).last().inputValue());
    expect((await new AxeBuilder({ page: theirs }).analyze()).violations).toEqual([]);
    await theirs.context().close();
  });
}
