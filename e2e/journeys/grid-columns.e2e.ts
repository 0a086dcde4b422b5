import type { Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

// Someone arranges the columns of the sessions for the work at hand, by keyboard or by pointer, and finds them so after
// a reload and in the link that goes to a colleague.

test.use({ setting: { days: 6, devices: { nable: 5, azure: 3, enterpriseManager: 2, unitrends: 2 } } });

/** Columns, left to right. */
const headers = (page: Page) =>
  page
    .getByRole("columnheader")
    .getByRole("separator")
    .evaluateAll((edges) => edges.map((one) => one.ariaLabel?.replace("Width of ", "")));

const header = (page: Page, name: string) => page.getByRole("columnheader", { name: new RegExp(`^${name}`) });

const edge = (page: Page, name: string) => page.getByRole("separator", { name: `Width of ${name}` });

const leftOf = async (page: Page, name: string) => (await header(page, name).boundingBox())?.x;

test("columns are ordered, pinned and widened by keyboard, and a reload keeps them", async ({
  lastgood: _,
  page,
}) => {
  await page.goto(
    "/sessions?cols=status,what,workload,client,at,ended,duration,source,vendor,type,policy,note",
  );
  const group = page.getByRole("group", { name: "Columns" });
  await page.locator("summary", { hasText: "Columns" }).press("Enter");
  const left = group.getByRole("button", { name: "Move Duration left" });
  await left.press("Enter");
  await left.press("Enter");
  // What was moved keeps the focus, so that it can be moved on.
  await expect(left).toBeFocused();
  await expect
    .poll(() => headers(page))
    .toEqual([
      "Status",
      "What",
      "Workload",
      "Client",
      "Duration",
      "Started",
      "Ended",
      "Source",
      "Vendor",
      "Vendor's type",
      "Policy",
      "Note",
    ]);
  await group.getByRole("button", { name: "Pin Duration" }).press("Space");
  await group.getByRole("checkbox", { name: "Workload" }).press("Space");
  const arranged = [
    "Duration",
    "Status",
    "What",
    "Client",
    "Started",
    "Ended",
    "Source",
    "Vendor",
    "Vendor's type",
    "Policy",
    "Note",
  ];
  await expect.poll(() => headers(page)).toEqual(arranged);
  await page.keyboard.press("Escape");
  await expect(group).toHaveCount(0);

  await edge(page, "What").focus();
  await page.keyboard.press("ArrowRight");
  await expect(edge(page, "What")).toHaveAttribute("aria-valuenow", "206");
  await page.keyboard.press("ArrowRight");
  await expect(edge(page, "What")).toHaveAttribute("aria-valuenow", "222");
  await expect(page).toHaveURL(/cols=duration\*,status,what:222,client/);

  await page.reload();
  await expect.poll(() => headers(page)).toEqual(arranged);
  expect((await header(page, "What").boundingBox())?.width).toBeCloseTo(222, 0);
  const [pinned, free] = [await leftOf(page, "Duration"), await leftOf(page, "Status")];
  await page.getByRole("table").evaluate((table) => table.closest("[tabindex]")?.scrollTo({ left: 300 }));
  await expect.poll(() => leftOf(page, "Status")).toBeCloseTo((free ?? 0) - 300, 0);
  expect(await leftOf(page, "Duration")).toBe(pinned);

  await page.locator("summary", { hasText: "Columns" }).press("Enter");
  await group.getByRole("button", { name: "Usual columns" }).press("Enter");
  await expect(page).not.toHaveURL(/cols=/);
});

test("a pointer drags columns to other places and their edges wider, and a reload keeps them", async ({
  lastgood: _,
  page,
}) => {
  await page.goto("/sessions?cols=status,what,client,at,duration");
  await header(page, "Duration").dragTo(header(page, "What"), { targetPosition: { x: 12, y: 12 } });
  const arranged = ["Status", "Duration", "What", "Client", "Started"];
  await expect.poll(() => headers(page)).toEqual(arranged);

  const box = await edge(page, "Client").boundingBox();
  const [x, y] = [(box?.x ?? 0) + 4, (box?.y ?? 0) + 8];
  const { width: before } = (await header(page, "Client").boundingBox()) ?? { width: 0 };
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 40, y);
  await page.mouse.move(x + 80, y);
  await page.mouse.up();
  await expect(page).toHaveURL(new RegExp(`client:${Math.round(before) + 80}`));

  await page.reload();
  await expect.poll(() => headers(page)).toEqual(arranged);
  expect((await header(page, "Client").boundingBox())?.width).toBeCloseTo(before + 80, 0);
  await edge(page, "Client").dblclick();
  await expect
    .poll(async () => (await header(page, "Client").boundingBox())?.width)
    .toBeLessThan(before + 80);
});
