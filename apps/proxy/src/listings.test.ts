import { expect, it } from "vitest";
import { createListings } from "./listings.ts";
import { testConfig } from "./routes/test-app.ts";
import type { InventoryRow } from "./store/store.ts";

const row = (more: Partial<InventoryRow>): InventoryRow => ({
  sourceId: "azure",
  device: null,
  policy: null,
  client: null,
  site: null,
  protected: true,
  removedSince: null,
  disabled: false,
  off: null,
  lastListedAt: "2026-03-09T12:00:00.000Z",
  missingSince: null,
  missedInventories: 0,
  goneSince: null,
  missedInShrink: false,
  lastReadAt: "2026-03-09T12:00:00.000Z",
  ...more,
});

it("what never ran is an item of the client that the configuration names, else of the vendor's", () => {
  const policy = { id: "azure:p9", name: "Aue-new" };
  const device = { id: "rmm:9009", name: "new-pc", kind: "workstation" as const };
  const told = { id: "rmm:7", name: "Told" };
  const match = [{ source: "azure", client: null, site: null, device: null, policy: "Aue-*" }];
  const config = { ...testConfig(), clients: [{ id: "aue", name: "Stadtwerke Aue", match }] };
  const listings = createListings();
  listings.take([row({ policy }), row({ sourceId: "rmm", device, client: told })], []);
  const clients = listings.withoutSession([], config).map(({ history }) => history.item.client);
  expect(clients).toEqual([{ id: "aue", name: "Stadtwerke Aue" }, told]);
});
