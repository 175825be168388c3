import { defineConfig } from "@playwright/test";

// `cargo xtask test` builds the server and the sample database that the fixtures start from.
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  // A busy machine may lose a race that a person never would; a test that fails twice is broken.
  retries: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    // A zone with daylight saving that is none of the app's own choices.
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.TASKLENS_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
      ],
    },
  },
  projects: [
    { name: "tests", testIgnore: ["screenshots.spec.ts", "bench.spec.ts"] },
    { name: "bench", testMatch: "bench.spec.ts", fullyParallel: false, retries: 0, timeout: 600_000 },
    { name: "screenshots", testMatch: "screenshots.spec.ts", fullyParallel: false },
  ],
});
