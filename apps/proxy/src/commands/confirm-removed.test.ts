import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "../store/open-store.ts";
import type { Inventory, Store } from "../store/store.ts";
import { confirmRemoved } from "./confirm-removed.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-01T00:00:00.000Z");
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();

let folder: string;
let serving: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-confirm-"));
  const source = "{ id: rmm, vendor: nable, url: 'http://127.0.0.1:1', apiKey: x }";
  await writeFile(join(folder, "lastgood.yaml"), `store: { url: file:store.db }\nsources: [${source}]\n`);
  serving = await openStore("file:store.db", { folder });
});
afterEach(async () => {
  await serving.close();
  await rm(folder, { recursive: true });
});

const inventoryOf = (many: number): Inventory => ({
  devices: Array.from({ length: many }, (_, n) => ({
    device: { id: `rmm:${n}`, name: `pc-${n}`, kind: null },
    client: null,
    site: null,
    protected: true,
  })),
  policies: [],
});

async function confirm(sourceId: string): Promise<string> {
  const out = new PassThrough({ encoding: "utf8" });
  const process = {
    env: {},
    cwd: folder,
    out,
    err: new PassThrough(),
    in: new PassThrough(),
    now: () => START,
  };
  await confirmRemoved(process, sourceId);
  return String(out.read() ?? "");
}

const missing = async () => (await serving.inventory()).filter((row) => row.missingSince !== null);

it("what shrank retires as anything else once someone says that it is gone, while Lastgood runs", async () => {
  await serving.putInventory("rmm", inventoryOf(20), at(1));
  for (const hours of [2, 10, 30]) await serving.putInventory("rmm", inventoryOf(15), at(hours));
  expect((await missing()).map((row) => row.missedInShrink)).toEqual(Array(5).fill(true));
  expect(await confirm("rmm")).toMatch(/^5 devices and policies of rmm: each retires once three complete/);
  expect(await missing()).toHaveLength(5);
  for (const row of await missing()) expect(row).toMatchObject({ missedInShrink: false, goneSince: at(30) });
  expect(await confirm("rmm")).toMatch(/^no inventory of rmm has shrunk by more than a tenth/);
});

it("a source that is none is named, with those there are", async () => {
  await expect(confirm("rmn")).rejects.toThrow(/"rmn" is no source of the configuration; .*rmm/);
});
