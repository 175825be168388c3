// How long frames of point clouds take in Chromium: the viewer's and those of three.js `Points`, of
// the same cloud, on canvases of the same size, in turns. `cargo xtask bench --only frames` runs it.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { chromium } from "@playwright/test";

const here = import.meta.dirname;
const FOLDERS = {
  "/frames/": process.env.TASKLENS_FRAMES,
  "/three/": path.join(here, "../node_modules/three/build"),
  "/": here,
};
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [prefix, folder] = Object.entries(FOLDERS).find(([prefix]) => pathname.startsWith(prefix));
  const file = path.join(folder, path.basename(pathname));
  if (!pathname.startsWith(prefix) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

const sizes = (process.env.TASKLENS_BENCH_POINTS ?? "67000,1000000,10000000").split(",").map(Number);
const browser = await chromium.launch({
  executablePath: process.env.TASKLENS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
const fixed = (ms) => ms.toFixed(1).padStart(9);
try {
  const results = [];
  for (const points of sizes) {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    page.on("pageerror", (error) => console.error(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/frames.html`);
    const result = await page.evaluate((points) => globalThis.measure(points), points);
    results.push(result);
    if (results.length === 1) {
      console.log(`Frames of ${result.width} × ${result.height} pixels, ${result.renderer}.`);
      console.log("Medians in milliseconds, until a pixel could be read, the camera turning 0.5° a frame.\n");
      console.log("    points  what                                                  drawn        ms  × three.js");
    }
    for (const { what, drawn, ms } of result.rows) {
      const ratio = (ms / result.rows[0].ms).toFixed(2).padStart(8);
      console.log(`${String(points).padStart(10)}  ${what.padEnd(50)}${String(drawn).padStart(9)} ${fixed(ms)}   ${ratio}`);
    }
    await page.close();
  }
  const moving = (points) => results.find((result) => result.points === points)?.rows.find((row) => row.key === "moving")?.ms;
  if (moving(10_000_000) && moving(1_000_000)) {
    console.log(`\nmoving, 10 million over 1 million points: ${(moving(10_000_000) / moving(1_000_000)).toFixed(2)}`);
  }
} finally {
  await browser.close();
  server.close();
}
