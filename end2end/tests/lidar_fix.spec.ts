// Fixing cuboids in space, on the sample set: everything from the first drag to the saved response.

import { expect, open, test, type Page } from "./fixtures";
import type { Site } from "./site";

/** A completed lidar task with more than one frame; each test takes another. */
function lidarTask(site: Site, number: number): string {
  return site.sql(
    `select encode(task_id, 'hex') from task
     where task_type = 6 and status = 2 and response_version > 0
     order by seq offset ${number} limit 1`,
  );
}

const panel = (page: Page) => page.getByRole("region", { name: "Fix", exact: true });
const field = (page: Page, name: string) => panel(page).getByLabel(name, { exact: true });
const changes = (page: Page) => panel(page).locator(".fix-changes summary");

async function shown(page: Page) {
  await expect(page.locator(".cloud-readout")).toContainText(/\d points/);
  await expect(page.locator(".cloud-told")).toHaveCount(0);
}

async function fixing(page: Page, id: string) {
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.getByRole("button", { name: "Fix…" }).click();
  await expect(panel(page).getByRole("heading", { name: "In this frame" })).toBeVisible();
}

async function choose(page: Page, row: number) {
  await panel(page).locator(".fix-objects button").nth(row).click();
  await expect(page.locator(".cloud-stage .fix-handles .body")).toHaveAttribute("d", /M/);
  // The camera glides there.
  await expect.poll(() => stable(page)).toBe(true);
}

async function stable(page: Page): Promise<boolean> {
  const body = page.locator(".cloud-stage .fix-handles .body");
  const before = await body.getAttribute("d");
  await page.waitForTimeout(250);
  return before === (await body.getAttribute("d"));
}

async function drag(page: Page, handle: string, dx: number, dy: number) {
  const box = await page.locator(handle).boundingBox();
  if (!box) throw new Error(`${handle} has no box`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx, y + dy, { steps: 5 });
  await page.mouse.up();
}

interface Cuboid {
  uuid: string;
  label: string;
  position: { x: number; y: number; z: number };
  dimensions: { x: number; y: number; z: number };
  yaw: number;
  numberOfPoints?: number;
}

function responses(site: Site, id: string): { annotations: { url?: string } | { cuboids: Cuboid[] }[] }[] {
  return JSON.parse(
    site.sql(`select json_agg(body order by response.version) from response join task using (seq) where task_id = decode('${id}', 'hex')`),
  );
}

test("a cuboid is dragged, typed, taken back, found again after a reload, and saved", async ({ page, site }) => {
  // Software draws four canvases at each step.
  test.slow();
  const id = lidarTask(site, 0);
  const before = responses(site, id);
  await fixing(page, id);

  // The scene turns while cuboids are put right, and frames step.
  const canvas = await page.locator(".cloud-canvas").boundingBox();
  if (!canvas) throw new Error("the canvas has no box");
  await page.mouse.move(canvas.x + 40, canvas.y + 60);
  await page.mouse.down();
  await page.mouse.move(canvas.x + 120, canvas.y + 70, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.press(".");
  await expect(page.locator(".frame-number")).toContainText("2 / ");
  await page.keyboard.press(",");
  await expect(page.locator(".frame-number")).toContainText("1 / ");

  await choose(page, 0);
  const start = { x: await field(page, "X").inputValue(), length: await field(page, "Length").inputValue() };
  await drag(page, ".cloud-stage .fix-handles .body", 30, 12);
  await expect(field(page, "X")).not.toHaveValue(start.x);
  await expect(changes(page)).toHaveText("1 cuboid changed");
  await page.keyboard.press("Control+z");
  await expect(field(page, "X")).toHaveValue(start.x);
  await expect(changes(page)).toHaveText("Nothing changed");
  await page.keyboard.press("Control+Shift+z");
  await expect(field(page, "X")).not.toHaveValue(start.x);

  // A face in the view from above: the opposite one stays, so the length changes.
  await drag(page, ".fix-side.large .fix-handles .front .dot", 0, -20);
  await expect(field(page, "Length")).not.toHaveValue(start.length);
  await field(page, "Z").fill("1.25");
  await field(page, "Z").press("Enter");
  await field(page, "Yaw").fill("30");
  await field(page, "Yaw").press("Enter");
  await expect(page.locator(".cloud-readout")).toContainText("inside the chosen cuboid");
  const length = await field(page, "Length").inputValue();
  await page.screenshot({ path: "test-results/lidar-fix.png" });

  // What is typed rests for a moment before it is kept.
  await page.waitForFunction(
    (start) => Object.entries(localStorage).some(([key, draft]) => key.startsWith(start) && draft.includes("0.523599")),
    `fix-space:${id}:`,
  );
  await page.reload();
  await shown(page);
  await expect(page.locator(".fix-offer")).toContainText("1 cuboid changed");
  await page.getByRole("button", { name: "Go on with it" }).click();
  await expect(changes(page)).toHaveText("1 cuboid changed");
  await choose(page, 0);
  await expect(field(page, "Yaw")).toHaveValue("30");
  await expect(field(page, "Length")).toHaveValue(length);
  // Undo reaches back before the reload.
  await page.locator(".cloud-canvas").focus();
  await page.keyboard.press("Control+z");
  await expect(field(page, "Yaw")).not.toHaveValue("30");
  await page.keyboard.press("Control+Shift+z");

  // A cuboid more: two clicks, then it is fitted.
  await page.keyboard.press("n");
  await expect(panel(page).locator(".fix-told")).toHaveText("Click one corner of the new cuboid");
  await page.mouse.click(canvas.x + 330, canvas.y + 120);
  await expect(panel(page).locator(".fix-told")).toHaveText("Click the opposite corner");
  await page.mouse.click(canvas.x + 420, canvas.y + 170);
  await expect(changes(page)).toHaveText("2 cuboids changed");

  await panel(page).getByLabel("Comment").fill("too short");
  await panel(page).getByRole("button", { name: "Save the fix" }).click();
  await expect(page.locator(".audit-standing")).toContainText("Fixed by");
  await expect(panel(page)).toHaveCount(0);

  const after = responses(site, id);
  expect(after).toHaveLength(before.length + 1);
  expect(after[0]).toEqual(before[0]);
  const frames = after[after.length - 1].annotations as { cuboids: Cuboid[] }[];
  const fixed = frames[0].cuboids[0];
  expect(fixed.position.z).toBe(1.25);
  expect(fixed.yaw).toBe(0.523599);
  // The field rounds to millimetres.
  expect(fixed.dimensions.y).toBeCloseTo(Number(length), 2);
  const added = frames[0].cuboids[frames[0].cuboids.length - 1];
  expect(added.uuid).toMatch(/^[0-9a-f-]{36}$/);
  expect(added.numberOfPoints).toBeGreaterThanOrEqual(0);

  // The page that is opened anew shows it, and no draft is left.
  await open(page, `/tasks/${id}`);
  await shown(page);
  await expect(page.locator(".fix-offer")).toHaveCount(0);
  await page.getByRole("button", { name: "Fix…" }).click();
  await choose(page, 0);
  await expect(field(page, "Yaw")).toHaveValue("30");
  await expect(changes(page)).toHaveText("Nothing changed");
});

test("keys nudge, turn, delete, copy and interpolate, and the help tells them", async ({ page, site }) => {
  await fixing(page, lidarTask(site, 1));
  await choose(page, 0);
  await page.locator(".cloud-canvas").focus();
  const yaw = Number(await field(page, "Yaw").inputValue());
  await page.keyboard.press("q");
  await expect.poll(async () => Number(await field(page, "Yaw").inputValue())).toBeCloseTo(yaw + 1, 2);
  const x = await field(page, "X").inputValue();
  const y = await field(page, "Y").inputValue();
  await page.keyboard.press("w");
  await expect.poll(async () => [await field(page, "X").inputValue(), await field(page, "Y").inputValue()]).not.toEqual([x, y]);
  await page.keyboard.press("c");
  await expect(panel(page).locator(".fix-told")).toHaveText("Copied to the next frame");
  await expect(changes(page)).toHaveText("2 cuboids changed");
  const count = await panel(page).locator(".fix-objects button").count();
  await page.keyboard.press("Delete");
  await expect(panel(page).locator(".fix-objects button")).toHaveCount(count - 1);
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("Control+z");
  await expect(changes(page)).toHaveText("Nothing changed");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Copy it to the next frames");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
});

test("a label and an attribute are changed in all frames", async ({ page, site }) => {
  const id = lidarTask(site, 2);
  const before = responses(site, id).length;
  await fixing(page, id);
  await choose(page, 0);
  const select = panel(page).getByLabel("Label, in all frames");
  const now = await select.inputValue();
  const other = (await select.locator("option").allInnerTexts()).find((label) => label !== now) ?? "";
  await select.selectOption(other);
  await panel(page).getByRole("checkbox", { name: "Answer for all frames" }).check();
  await panel(page).locator(".fix-attributes input[type=text]").first().fill("teal");
  await panel(page).locator(".fix-attributes input[type=text]").first().press("Enter");
  await panel(page).getByRole("button", { name: "Save the fix" }).click();
  // It may have been fixed before: the standing verdict alone does not tell that this one is saved.
  await expect.poll(() => responses(site, id).length).toBe(before + 1);
  const all = responses(site, id);
  const frames = all[all.length - 1].annotations as { cuboids: (Cuboid & { attributes: Record<string, string> })[] }[];
  const { uuid } = frames[0].cuboids[0];
  for (const frame of frames) {
    const track = frame.cuboids.find((cuboid) => cuboid.uuid === uuid);
    if (track) expect([track.label, Object.values(track.attributes).includes("teal")]).toEqual([other, true]);
  }
});

test("a rejection carries a comment pinned to an object and frame, and a click leads there", async ({ page, site }) => {
  const id = lidarTask(site, 3);
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.keyboard.press(".");
  await expect(page.locator(".frame-number")).toContainText("2 / ");
  await page.getByRole("listbox").getByRole("option").first().click();
  const pins = page.getByRole("region", { name: "Pinned comments" });
  await pins.getByRole("button", { name: "Pin a comment…" }).click();
  await pins.getByLabel("Comment on the chosen cuboid").fill("the rear is cut off");
  await pins.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(pins.locator("li")).toContainText("frame 2");
  await expect(pins.locator("li")).toContainText("the rear is cut off");
  await page.getByRole("button", { name: "Reject…" }).click();
  const dialog = page.getByRole("dialog", { name: "Reject" });
  await expect(dialog).toContainText("1 pinned comment goes with it");
  await dialog.getByLabel("Reason").fill("loose boxes");
  await dialog.getByRole("button", { name: /^Reject/ }).click();
  await expect(page.locator(".audit-standing")).toContainText("loose boxes");
  const comment = site.sql(
    `select comment from audit join task using (seq) where task_id = decode('${id}', 'hex') order by audit_id desc limit 1`,
  );
  expect(comment).toMatch(/^loose boxes\n@ frame 2, object [0-9a-f-]+ \(.+\): the rear is cut off$/);

  await open(page, `/tasks/${id}`);
  await shown(page);
  await expect(page.locator(".frame-number")).toContainText("1 / ");
  await pins.getByRole("button", { name: /the rear is cut off/ }).click();
  await expect(page.locator(".frame-number")).toContainText("2 / ");
  await expect(page.locator(".cloud-pin")).toHaveText("the rear is cut off");
  await expect(page).toHaveURL(/#frame=2&.*object=\d+/);
  await page.screenshot({ path: "test-results/lidar-pin.png" });
});

test("a cuboid is added also by who measured before, and what was done is kept when the fix is closed", async ({ page, site }) => {
  const id = lidarTask(site, 4);
  await fixing(page, id);
  const canvas = await page.locator(".cloud-canvas").boundingBox();
  if (!canvas) throw new Error("the canvas has no box");
  const measure = page.getByRole("button", { name: "Measure" });
  await measure.click();
  await page.locator(".cloud-canvas").focus();
  await page.keyboard.press("n");
  await expect(measure).toHaveAttribute("aria-pressed", "false");
  await page.mouse.click(canvas.x + 330, canvas.y + 120);
  await expect(panel(page).locator(".fix-told")).toHaveText("Click the opposite corner");
  await page.mouse.click(canvas.x + 420, canvas.y + 170);
  await expect(changes(page)).toHaveText("1 cuboid changed");
  await page.locator(".cloud-canvas").focus();
  await page.keyboard.press("w");
  // Before the hand has rested for long enough.
  await panel(page).getByRole("button", { name: "Close" }).click();
  await expect(page.locator(".fix-offer")).toContainText("1 cuboid changed");
});

test("a comment is pinned by its own key, not by that of measuring", async ({ page, site }) => {
  await open(page, `/tasks/${lidarTask(site, 5)}`);
  await shown(page);
  await page.getByRole("listbox").getByRole("option").first().click();
  await page.locator(".cloud-canvas").focus();
  await page.keyboard.press("Shift+M");
  await expect(page.getByLabel("Comment on the chosen cuboid")).toBeVisible();
  await expect(page.getByRole("button", { name: "Measure" })).toHaveAttribute("aria-pressed", "false");
});

test("only points of the shown frame count as inside, however many frames are shown together", async ({ page, site }) => {
  const id = lidarTask(site, 5);
  await open(page, `/tasks/${id}`);
  await shown(page);
  await page.getByRole("listbox").getByRole("option").first().click();
  const readout = page.locator(".cloud-readout");
  await expect(readout).toContainText("inside the chosen cuboid");
  const inside = /([\d,]+) inside/.exec((await readout.textContent()) ?? "")?.[1];
  expect(inside).toBeTruthy();
  await page.locator("details.cloud-menu summary", { hasText: "Frames" }).click();
  await page.getByLabel("Frames to either side").fill("2");
  await page.getByLabel("Frames to either side").press("Enter");
  await page.getByRole("combobox", { name: "Colour" }).selectOption("frame");
  await expect(page.getByRole("region", { name: "Colours" }).getByRole("button", { name: /Frame \d/ })).not.toHaveCount(1);
  await expect(readout).toContainText(`${inside} inside the chosen cuboid`);
});
