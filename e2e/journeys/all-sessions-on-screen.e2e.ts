import type { List } from "../harness/api.ts";
import { expect, test } from "../harness/test.ts";
import { type Session, VENDORS } from "../harness/vendors.ts";

// Someone compares Lastgood with the vendors' own consoles: every session that any of the four tells is there, none
// twice, none invented, and the grid counts them all.

/** What only Lastgood adds: when it first had a session, and flags that need its item's history. */
const told = (session: Session) => ({
  ...session,
  firstSeenAt: null,
  flags: session.flags.filter((flag) => ["nothing-protected", "errors-counted", "clock"].includes(flag)),
});
const byId = (sessions: Session[]) => sessions.map(told).toSorted((a, b) => (a.id < b.id ? -1 : 1));

test.use({ setting: { clients: false } });

test("every session of all four vendors is served, and the grid counts them", async ({ lastgood, page }) => {
  const { api, simulators, sources } = lastgood;
  for (const vendor of VENDORS) {
    const { id } = sources[vendor];
    const served = byId(await api.all<Session>(`/api/sessions?source=${id}`));
    const expected = byId(simulators[vendor].sessions(id));
    expect(served.map((session) => session.id)).toEqual(expected.map((session) => session.id));
    for (const [i, session] of expected.entries()) expect(served[i]).toEqual(session);
  }
  const { total } = await api.get<List<Session>>("/api/sessions?limit=1");
  await page.goto("/sessions?rows=all");
  const grid = page.getByRole("region", { name: "Sessions" });
  await expect(grid.getByText(`${total.toLocaleString("en-GB")} sessions`).first()).toBeVisible();
  await expect(grid.getByRole("table")).toHaveAttribute("aria-rowcount", String(total + 1));
});
