import type { Page } from "@playwright/test";
import type { Item, Series } from "../harness/api.ts";
import { expect, type Lastgood, test } from "../harness/test.ts";

// Someone with a link to one machine looks how long its backups took and what they moved: both charts are there, the
// failed run is marked, and the table under each chart has the very figures. Where a vendor tells no transferred size
// the page says so. One workload is in focus; keyboard alone reads its runs and chooses a time; the calendar leads to a
// day's sessions; the lanes of runs are read by keyboard, too; and the page can be put on paper.

const MINUTE = 60_000;
const UNITS = new Map([
  ...Object.entries({ s: 1000, m: MINUTE, h: 60 * MINUTE, d: 1440 * MINUTE }),
  ...Object.entries({ B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }),
]);

/** A shown figure as a number again: `1 h 04 m` in milliseconds, `1.2 GiB` in bytes; null where it is not known. */
function valueOf(text: string): number | null {
  const parts = [...text.matchAll(/([\d.]+) (s|m|h|d|[KMGT]?i?B)\b/g)];
  if (parts.length === 0) return null;
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS.get(unit as string) ?? Number.NaN), 0);
}

const figure = (page: Page, title: string | RegExp) =>
  page.getByRole("figure").filter({ has: page.getByRole("heading", { name: title }) });

/** Compares the table under a chart with what the API tells of the last 30 days. */
async function expectTwin(lastgood: Lastgood, page: Page, title: string, device: string, metric: string) {
  const box = figure(page, title);
  await box.getByText("As a table").click();
  const rows = box.getByRole("table").getByRole("row");
  await expect(rows.nth(1)).toBeVisible();
  const [, ...shown] = await rows.evaluateAll((all) =>
    all.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.innerText)),
  );
  const from = new Date(Date.now() - 31 * 1440 * MINUTE).toISOString();
  const { lines } = await lastgood.api.get<Series>(
    `/api/series?device=${encodeURIComponent(device)}&metric=${metric}&from=${from}`,
  );
  const points = lines
    .flatMap((line) => line.points.map((point) => ({ ...point, name: line.name })))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  expect(shown.length).toBeGreaterThan(20);
  expect(points.length - shown.length).toBeLessThan(6);
  for (const [i, texts] of shown.entries()) {
    const point = points[i];
    expect(texts[1]).toBe(point?.name);
    expect(texts[2]?.toLowerCase()).toContain(point?.status.replace("-", " "));
    const value = valueOf(texts[3] as string);
    if (value === null || point?.value == null) expect(value).toBe(point?.value ?? null);
    else expect(Math.abs(value - point.value)).toBeLessThanOrEqual(Math.max(MINUTE / 2, point.value * 0.06));
  }
}

test("a machine's durations and transferred sizes are drawn, failed runs marked", async ({
  lastgood,
  page,
}) => {
  const items = await lastgood.api.all<Item>("/api/protected-items?vendor=nable&state=failed");
  const failed = items.find((item) => item.device) as Item;
  const device = failed.device as { id: string; name: string };
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);

  await expect(page.getByRole("heading", { level: 1, name: device.name })).toBeVisible();
  await expect(
    page.getByRole("row", { name: new RegExp(`Failed.*${failed.workload}`) }).first(),
  ).toBeVisible();
  await expect(
    page.getByRole("slider", { name: new RegExp(`${failed.workload}.* runs, [1-9]\\d* failed`) }),
  ).toBeVisible();
  for (const title of ["Duration", "Transferred"]) {
    const box = figure(page, title);
    await expect(box.locator(".recharts-surface").first()).toBeVisible();
  }
  await expect(figure(page, "Duration").locator('[data-tone="failed"]').first()).toBeVisible();
  await expectTwin(lastgood, page, "Duration", device.id, "durationMs");
  await expectTwin(lastgood, page, "Transferred", device.id, "transferredBytes");
});

test("a vendor that tells no transferred sizes is said to tell none", async ({ lastgood, page }) => {
  const items = await lastgood.api.all<Item>("/api/protected-items?vendor=veeam-enterprise-manager");
  const device = items.find((item) => item.device)?.device as { id: string };
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);
  await expect(figure(page, "Duration").locator(".recharts-surface").first()).toBeVisible();
  await expect(
    page
      .getByText(/transferred/i)
      .filter({ hasText: /no|not/ })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("heading", { name: "Transferred" })).toHaveCount(0);
});

/** A machine with several workloads, one of which failed last. */
async function failedMachine(lastgood: Lastgood) {
  const items = await lastgood.api.all<Item>("/api/protected-items?vendor=nable");
  const several = items.filter(
    ({ device }) => device !== null && items.filter((other) => other.device?.id === device.id).length > 1,
  );
  const failed = several.find(({ state }) => state === "failed") as Item;
  const other = several.find(
    ({ id, device }) => device?.id === failed.device?.id && id !== failed.id,
  ) as Item;
  return { failed, other, device: failed.device as { id: string; name: string } };
}

test("one workload is in focus: the link keeps which, and the keyboard reads its runs and chooses a time", async ({
  lastgood,
  page,
}) => {
  test.slow();
  const { failed, other, device } = await failedMachine(lastgood);
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);
  const legend = page.getByRole("group", { name: "Line in focus: Duration" });
  const first = legend.getByRole("button", { pressed: true });
  await expect(first).toHaveText(new RegExp(`Failed: .*${failed.workload}`));
  await expect(figure(page, "Duration").getByText(`${failed.workload} usually takes`)).toBeVisible();

  await legend.getByRole("button", { name: other.workload as string }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`line=${other.id}`));
  await expect(figure(page, "Duration").getByText(new RegExp(`^${other.workload} .*takes`))).toBeVisible();
  await expect(
    page
      .getByRole("group", { name: "Line in focus: Transferred size" })
      .getByRole("button", { pressed: true }),
  ).toContainText(other.workload as string);
  await page.reload();
  await expect(legend.getByRole("button", { pressed: true })).toContainText(other.workload as string);
  await legend.getByRole("button", { name: failed.workload as string }).click();

  const { lines } = await lastgood.api.get<Series>(
    `/api/series?device=${encodeURIComponent(device.id)}&metric=durationMs`,
  );
  const runs = lines.find(({ id }) => id === failed.id)?.points ?? [];
  const chart = page.getByRole("slider", { name: /^Duration/ });
  await chart.focus();
  await page.keyboard.press("End");
  await expect(chart).toHaveAttribute("aria-valuetext", /Failed/);
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=.*&to=/);
  const zoomed = new URL(page.url()).searchParams;
  const [from, to] = ["from", "to"].map((name) => Date.parse(zoomed.get(name) as string)) as [number, number];
  const within = runs.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  expect(within).toEqual(runs.slice(-5));
  await expect(page.getByRole("slider", { name: new RegExp(`^${failed.workload}: 5 runs`) })).toBeVisible();
  // What is usual is known by the runs before the chosen time.
  await expect(figure(page, "Duration").getByText("usually takes")).toBeVisible();

  await page.getByRole("button", { name: "Reset zoom" }).first().click();
  await expect(page).not.toHaveURL(/from=/);
  await chart.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Session" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`session=.*${runs.at(-1)?.sessionId.split(":").at(-1)}`));
  await page.keyboard.press("Escape");

  // The tip stays within its chart wherever a run stands.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const title of ["Duration", "Transferred size"]) {
    const chart = page.getByRole("slider", { name: new RegExp(`^${title}`) });
    await chart.focus();
    for (const key of ["Home", "PageDown", "PageDown", "End"]) {
      await page.keyboard.press(key);
      const box = await chart.boundingBox();
      const tip = await chart.locator("strong").locator("..").boundingBox();
      if (box === null || tip === null) throw new Error("The chart or its tip is not there");
      expect(tip.x).toBeGreaterThanOrEqual(box.x);
      expect(tip.y).toBeGreaterThanOrEqual(box.y);
      expect(tip.x + tip.width).toBeLessThanOrEqual(box.x + box.width);
      expect(tip.y + tip.height).toBeLessThanOrEqual(box.y + box.height);
    }
  }
});

test("the lanes are one stop of the Tab key, read run by run and lane by lane, and lead to a session and back", async ({
  lastgood,
  page,
}) => {
  const { failed, device } = await failedMachine(lastgood);
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);
  const lanes = page.getByRole("region", { name: "Runs" }).getByRole("slider");
  const worst = page.getByRole("slider", { name: new RegExp(`^${failed.workload}: \\d+ runs`) });
  const focused = lanes.and(page.locator(":focus"));
  await expect(worst).toBeVisible();
  await page.getByRole("group", { name: "Time shown" }).getByRole("button").last().focus();
  const [, second] = await lanes.all();
  if (second === undefined) throw new Error("The machine has one lane only");
  for (let tab = 0; tab < 60 && (await focused.count()) === 0; tab += 1) await page.keyboard.press("Tab");
  await expect(worst).toBeFocused();

  // The newest run first; what is told is also what is seen.
  await page.keyboard.press("ArrowLeft");
  await expect(worst).toHaveAttribute("aria-valuetext", /Failed/);
  const told = (await worst.getAttribute("aria-valuetext")) as string;
  const tip = worst.locator("strong").locator("..").locator("> *");
  expect((await tip.allInnerTexts()).join(", ")).toBe(told);
  await page.keyboard.press("ArrowDown");
  await expect(second).toBeFocused();
  await page.keyboard.press("Home");
  await expect(second).toHaveAttribute("aria-valuenow", "1");
  await page.keyboard.press("ArrowUp");
  await expect(worst).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  await expect(worst).toHaveAttribute("aria-valuetext", /arrow keys/);

  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/session=/);
  await expect(page.getByRole("complementary", { name: "Session" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(worst).toBeFocused();
  await expect(worst).toHaveAttribute("aria-valuetext", told);

  await page.keyboard.press("Tab");
  await expect(focused).toHaveCount(0);
});

test("a day of the calendar opens that day's sessions, and the page can be put on paper", async ({
  lastgood,
  page,
}) => {
  const { device } = await failedMachine(lastgood);
  await page.goto(`/devices/${encodeURIComponent(device.id)}`);
  const calendar = page.getByRole("region", { name: "Calendar" });
  await expect(calendar.getByRole("table")).toHaveCount(4);
  await calendar.getByRole("button", { name: /^Back to/ }).click();
  await expect(page).toHaveURL(/month=\d{4}-\d\d/);
  await calendar.getByRole("button", { name: /^On to/ }).click();
  await expect(page).not.toHaveURL(/month=/);

  const day = calendar.getByRole("link", { name: /failed/ }).last();
  const told = (await day.getAttribute("aria-label")) as string;
  await day.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect(day).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sessions\?/);
  const counted = [...told.matchAll(/(\d+) (?:failed|fine|warning)/g)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
  await expect(page.getByRole("table", { name: `${counted} sessions` })).toBeVisible();

  // On paper stand the charts and the loaded sessions, and where they are from.
  await page.goBack();
  await expect(figure(page, "Duration").locator(".recharts-surface").first()).toBeVisible();
  await expect(page.getByRole("table", { name: /sessions$/ })).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: device.name })).toBeVisible();
  const printed = page.getByRole("region", { name: "Printed sessions" });
  const { total } = await lastgood.api.get<{ total: number }>(
    `/api/sessions?device=${encodeURIComponent(device.id)}&limit=1`,
  );
  await expect(printed.getByRole("row")).toHaveCount(Math.min(200, total) + 1);
  await expect(printed.getByText(page.url())).toBeVisible();
  const colours = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.color, style.backgroundColor];
  });
  expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  await page.emulateMedia({ media: "screen" });
  await expect(printed).toHaveCount(0);
});
