// What every spec builds on: `import { test, expect, open } from "./fixtures";`
//
// `page` is logged in as the admin of the sample team. Each worker has a server and a database of its
// own, so a test may change tasks, but should pick ones that no other test of its file relies on.
// A test fails where the browser's console shows an error, unless it says `faults.expected(/…/)`.

import { test as base, expect, type Browser, type Page } from "@playwright/test";
import { Site } from "./site";

export { expect };
export type { Page } from "@playwright/test";

/** The admin that comes with the sample set. */
export const DEMO = "demo@tasklens.local";

export class Faults {
  private readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [
    // Two samples have a missing and a broken picture on purpose; the page shows what is wrong.
    /^Failed to load resource: .*\/media\/tasks\//,
  ];

  watch(page: Page) {
    page.on("pageerror", (error) => this.seen.push(`exception: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.seen.push(`${message.text()} ${message.location().url}`);
    });
  }

  /** Errors of this kind belong to what the test does. */
  expected(kind: RegExp) {
    this.allowed.push(kind);
  }

  /** Errors that nobody expected. */
  unexpected(): string[] {
    return this.seen.filter((text) => !this.allowed.some((kind) => kind.test(text)));
  }
}

interface WorkerFixtures {
  /** The worker's own server. */
  site: Site;
  /** The cookies of the sample team's admin. */
  signedIn: Awaited<ReturnType<import("@playwright/test").BrowserContext["storageState"]>>;
}

interface TestFixtures {
  faults: Faults;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    async ({}, use, worker) => {
      const site = await Site.start(`${worker.project.name}_${worker.parallelIndex}`);
      await use(site);
      await site.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  signedIn: [
    async ({ site, browser }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(await site.loginLink(DEMO));
      await page.waitForURL((url) => !url.pathname.startsWith("/login"));
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ site }, use) => use(site.address),
  storageState: async ({ signedIn }, use) => use(signedIn),
  faults: [
    async ({ page }, use) => {
      const faults = new Faults();
      faults.watch(page);
      await use(faults);
      expect(faults.unexpected(), "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

/** A window of somebody else: of this role in this team, which is made where there is none. */
export async function somebody(browser: Browser, site: Site, team: string, role: string): Promise<Page> {
  const email = `${role}@${team.toLowerCase().replaceAll(" ", "-")}.example`;
  await site.command("user", "add", "--existing", "--email", email, "--team", team, "--role", role);
  const context = await browser.newContext({ baseURL: site.address, storageState: undefined });
  const page = await context.newPage();
  await page.goto(await site.loginLink(email));
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  return page;
}

/** Opens an address and waits until scripts have taken over the page. */
export async function open(page: Page, address: string) {
  const response = await page.goto(address);
  await alive(page);
  return response;
}

/** Waits until the page answers to clicks. */
export async function alive(page: Page) {
  await page.locator("html[data-alive]").waitFor({ state: "attached", timeout: 60_000 });
}
