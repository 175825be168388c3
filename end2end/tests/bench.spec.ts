// How fast the pages are in this browser: figures, not tests. `cargo xtask bench` runs it.

import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { street } from "../bench/street.mjs";
import { alive, expect, open, test, type Page } from "./fixtures";
import { importFrames } from "./lidar";

function report(what: string, times: number[], target = "") {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  console.log(`${what.padEnd(58)} median ${at(0.5).padStart(5)} ms, 95 % ${at(0.95).padStart(5)} ms${target}`);
}

test("the Tasks tab comes alive", async ({ page }) => {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.documentElement.hasAttribute("data-alive")) return;
      performance.mark("alive");
      observer.disconnect();
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-alive"] });
  });
  const times = [];
  for (let round = 0; round < 11; round++) {
    await open(page, "/tasks");
    times.push(
      await page.evaluate(() => performance.getEntriesByName("alive")[0]?.startTime ?? Number.NaN),
    );
  }
  report("Tasks tab, from the request until it answers, files kept", times.slice(1));
});

test("the preview appears beside the pointer", async ({ page }) => {
  await open(page, "/tasks?type=imageannotation&status=completed");
  const pictures = page.locator(".task-table tbody a:has(img)");
  await expect(pictures.nth(12)).toBeVisible();
  // Warm: each has been shown once.
  const show = async (place: number) => {
    await pictures.nth(place).hover();
    await page.locator(".hover-preview").waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>(".hover-preview img:not([hidden])")].every(
        (image) => image.complete && image.naturalWidth > 0,
      ),
    );
    await page.mouse.move(900, 5);
    await page.locator(".hover-preview").waitFor({ state: "detached" });
  };
  for (let place = 0; place < 12; place++) await show(place);
  const times = [];
  for (let place = 0; place < 12; place++) {
    // In the page itself, so that the way to this script is not counted.
    const shown = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let from = 0;
          document.addEventListener("pointerover", () => (from = performance.now()), { once: true, capture: true });
          const look = () => {
            const images = [...document.querySelectorAll<HTMLImageElement>(".hover-preview img:not([hidden])")];
            const whole = images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0);
            if (whole) resolve(performance.now() - from);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    await pictures.nth(place).hover();
    times.push(await shown);
    await page.mouse.move(900, 5);
    await page.locator(".hover-preview").waitFor({ state: "detached" });
  }
  report("preview, from the pointer's coming until it is painted", times, " (target 150)");
});

/** Frame times while the list scrolls by `step` pixels a frame. */
function scrollFrames(page: Page, step: number, frames: number): Promise<number[]> {
  return page.evaluate(
    ([step, frames]) =>
      new Promise<number[]>((resolve) => {
        const list = document.querySelector<HTMLElement>(".task-scroller");
        if (!list) throw new Error("there is no list");
        const times: number[] = [];
        let last = performance.now();
        const next = (now: number) => {
          times.push(now - last);
          last = now;
          list.scrollTop += step;
          if (times.length < frames) requestAnimationFrame(next);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(next);
      }),
    [step, frames],
  );
}

test("many tasks scroll", async ({ browser }) => {
  const link = process.env.TASKLENS_MANY_LINK;
  test.skip(!link, "there are not many tasks; start it by: cargo xtask bench");
  const context = await browser.newContext({ storageState: undefined, baseURL: new URL(link ?? "").origin });
  const page = await context.newPage();
  await page.goto(link ?? "");
  await page.goto("/tasks");
  await alive(page);
  console.log(`${await page.locator(".tasks-total").innerText()} in the list`);
  report("scrolling a row a frame, time of a frame", await scrollFrames(page, 34, 600));
  report("scrolling a screen in five frames, time of a frame", await scrollFrames(page, 170, 600));
  const jumps = [];
  for (const share of [0.9, 0.2, 0.6, 0.4, 0.8, 0.1, 0.5]) {
    jumps.push(
      await page.evaluate(async (share) => {
        const list = document.querySelector<HTMLElement>(".task-scroller");
        if (!list) throw new Error("there is no list");
        const from = performance.now();
        list.scrollTop = list.scrollHeight * share;
        const middle = () => {
          const { left, top, height } = list.getBoundingClientRect();
          return document.elementFromPoint(left + 300, top + height / 2)?.closest("tr[id]");
        };
        while (!middle()) await new Promise(requestAnimationFrame);
        return performance.now() - from;
      }, share),
    );
  }
  report("a jump to any place, until its rows are there", jumps);
  const rows = await page.locator(".task-table tbody tr[id]").count();
  console.log(`${rows} rows in the document`);
  await context.close();
});

/** As KITTI writes them: x, y, z and an intensity from 0 to 1 of each point. */
function kitti(points: number): Buffer {
  const { positions, intensity } = street(points);
  const numbers = new Float32Array(points * 4);
  for (let point = 0; point < points; point++) {
    numbers.set(positions.subarray(point * 3, point * 3 + 3), point * 4);
    numbers[point * 4 + 3] = intensity[point] / 65535;
  }
  return Buffer.from(numbers.buffer);
}

/** The page of three.js, its package and the file to show. */
async function beside(file: string): Promise<Server> {
  const bench = path.resolve(import.meta.dirname, "../bench");
  const three = path.resolve(import.meta.dirname, "../node_modules/three/build");
  const types: Record<string, string> = { ".mjs": "text/javascript", ".js": "text/javascript", ".html": "text/html" };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = path.basename(pathname);
    const folder = pathname.startsWith("/three/") ? three : bench;
    const found = pathname === "/points.bin" ? file : path.join(folder, name);
    if (!existsSync(found)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(found)] ?? "application/octet-stream" });
    createReadStream(found).pipe(response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

/** From the click on the task in the list until its points are painted, milliseconds. */
async function openedFromList(page: Page, id: string): Promise<number> {
  await open(page, `/tasks?q=${id}&view=table`);
  const shown = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let from = 0;
        document.addEventListener("click", () => (from = performance.now()), { once: true, capture: true });
        const look = () => {
          const told = document.querySelector(".cloud-readout")?.textContent ?? "";
          const isShown = /\d points/.test(told) && !document.querySelector(".cloud-told");
          requestAnimationFrame(isShown ? () => resolve(performance.now() - from) : look);
        };
        look();
      }),
  );
  await page.locator(`.task-table tbody a[href*="${id}"]`).first().click();
  return shown;
}

test("a lidar task shows its first picture", async ({ page, site }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "tasklens-"));
  for (const points of [67_000, 1_000_000, 10_000_000]) {
    const bytes = kitti(points);
    const file = path.join(folder, "points.bin");
    writeFileSync(file, bytes);
    const id = await importFrames(site, { [`street_${points}.bin`]: bytes });
    const first = await openedFromList(page, id);
    const again = [];
    for (let round = 0; round < 3; round++) again.push(await openedFromList(page, id));
    const server = await beside(file);
    const theirs = [];
    for (let round = 0; round < 3; round++) {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/first.html?file=/points.bin`);
      await page.getByRole("button").click();
      await page.waitForFunction(() => "firstPicture" in globalThis, undefined, { timeout: 120_000 });
      theirs.push(await page.evaluate(() => (globalThis as unknown as { firstPicture: number }).firstPicture));
    }
    server.close();
    report(`${points} points, from the click, the server reads the file`, [first]);
    report(`${points} points, from the click, later`, again);
    report(`${points} points, three.js fetches and draws the raw file`, theirs);
  }
  rmSync(folder, { recursive: true });
});
