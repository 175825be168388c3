// The pictures in docs/screenshots: `cargo xtask screenshots`.

import path from "node:path";
import { test, open, type Page } from "./fixtures";
import type { Site } from "./site";

const FOLDER = path.resolve("../docs/screenshots");
const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** A completed task of this type (a code of the domain's `TaskType`), as full as everyday ones are. */
function taskOf(site: Site, type: number): string {
  return site.sql(
    `select encode(task_id, 'hex')
     from task
     where task_type = ${type} and completed_at is not null
     order by abs(coalesce(annotation_count, 0) - 50), seq
     limit 1`,
  );
}

for (const [width, viewport] of Object.entries(WIDTHS)) {
  for (const scheme of ["light", "dark"] as const) {
    test.describe(`${scheme}, ${width}`, () => {
      test.use({ viewport, colorScheme: scheme });

      const shoot = async (page: Page, name: string) => {
        await page.waitForLoadState("networkidle");
        // Pictures below the fold load when they are needed: wait for those in sight.
        await page.waitForFunction(() =>
          [...document.images].every((image) => {
            const box = image.getBoundingClientRect();
            return box.top > innerHeight || box.bottom < 0 || image.complete;
          }),
        );
        await page.screenshot({
          path: path.join(FOLDER, `${name}-${scheme}-${width}.png`),
          animations: "disabled",
        });
      };

      const pages: Record<string, string> = {
        tasks: "/tasks",
        tiles: "/tasks?view=tiles",
        filtered: "/tasks?status=completed&review=ready",
        projects: "/projects",
        batches: "/batches",
        team: "/team",
        account: "/account",
        import: "/import",
      };
      for (const [name, address] of Object.entries(pages)) {
        test(name, async ({ page }) => {
          await open(page, address);
          await shoot(page, name);
        });
      }

      for (const [name, type] of Object.entries({ task: 0, segmentation: 1, video: 4, text: 11, lidar: 6 })) {
        test(name, async ({ page, site }) => {
          await open(page, `/tasks/${taskOf(site, type)}`);
          if (name === "lidar") {
            await page.locator(".cloud-readout", { hasText: "points" }).waitFor();
            await page.waitForTimeout(1500);
          }
          await shoot(page, name);
        });
      }

      test("login", async ({ browser, site }) => {
        const context = await browser.newContext({
          baseURL: site.address,
          storageState: undefined,
          viewport,
          colorScheme: scheme,
        });
        const page = await context.newPage();
        await open(page, "/login");
        await shoot(page, "login");
        await context.close();
      });
    });
  }
}
