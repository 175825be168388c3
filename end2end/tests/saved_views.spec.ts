import { test, expect, open, type Page } from "./fixtures";

const menu = (page: Page) => page.locator(".views-menu");

async function openMenu(page: Page) {
  await menu(page).locator("summary").click();
}

async function save(page: Page, name: string) {
  await openMenu(page);
  await menu(page).getByRole("textbox", { name: "Save what is shown now as" }).fill(name);
  await menu(page).getByRole("button", { name: "Save" }).click();
  await expect(menu(page).getByRole("link", { name })).toBeVisible();
}

test("a filter gets a name, and its link is an ordinary filter link", async ({ page }) => {
  await open(page, "/tasks?status=error");
  await save(page, "Broken ones");
  await open(page, "/tasks");
  await openMenu(page);
  await menu(page).getByRole("link", { name: "Broken ones" }).click();
  await expect(page).toHaveURL(/\/tasks\?status=error$/);
  await expect(menu(page).locator("summary")).toContainText("Broken ones");
});

test("a name that is taken is refused with the reason", async ({ page, faults }) => {
  // The refusal is the server's answer, which the browser notes.
  faults.expected(/save_view/);
  await open(page, "/tasks?status=redo");
  await save(page, "Once more");
  await menu(page).getByRole("textbox", { name: "Save what is shown now as" }).fill("Once more");
  await menu(page).getByRole("button", { name: "Save" }).click();
  await expect(menu(page).getByRole("alert")).toContainText("exists already");
});

test("views are renamed, moved and deleted", async ({ page }) => {
  await open(page, "/tasks?status=queued");
  await save(page, "Waiting A");
  await open(page, "/tasks?status=in_progress");
  await save(page, "Waiting B");
  const names = () => menu(page).locator(".view-name").filter({ hasText: "Waiting" }).allTextContents();
  expect(await names()).toEqual(["Waiting A", "Waiting B"]);
  await menu(page).getByRole("button", { name: "Edit" }).click();
  await menu(page).getByRole("button", { name: "Move Waiting B up" }).click();
  await menu(page).getByRole("button", { name: "Done" }).click();
  await expect.poll(names).toEqual(["Waiting B", "Waiting A"]);
  await menu(page).getByRole("button", { name: "Edit" }).click();
  const name = menu(page).getByRole("textbox", { name: "Name of Waiting B" });
  await name.fill("Waiting C");
  await name.press("Enter");
  await menu(page).getByRole("button", { name: "Delete Waiting A" }).click();
  await menu(page).getByRole("button", { name: "Really delete Waiting A" }).click();
  await menu(page).getByRole("button", { name: "Done" }).click();
  await expect.poll(names).toEqual(["Waiting C"]);
});

test("the default view is where the Tasks tab opens", async ({ page }) => {
  await open(page, "/tasks?status=canceled");
  await save(page, "Given up");
  await menu(page).getByRole("button", { name: "Make default: Given up" }).click();
  await expect(menu(page).getByRole("button", { name: "Default: Given up" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("navigation").getByRole("link", { name: "Tasks" })).toHaveAttribute(
    "href",
    "/tasks?status=canceled",
  );
  await open(page, "/");
  await expect(page).toHaveURL(/\/tasks\?status=canceled$/);
  // All tasks stay within reach.
  await open(page, "/tasks");
  await expect(page).toHaveURL(/\/tasks$/);
  await openMenu(page);
  await menu(page).getByRole("button", { name: "Default: Given up" }).click();
  await expect(page.getByRole("navigation").getByRole("link", { name: "Tasks" })).toHaveAttribute("href", "/tasks");
});
