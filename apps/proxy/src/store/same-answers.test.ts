import {
  FLAGS,
  KINDS,
  LEVELS,
  type Named,
  type Normalized,
  type Reject,
  STATUSES,
  type Vendor,
} from "@lastgood/normalize";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { type Inventory, SESSION_SORTS, type SessionFilter, type Store } from "./store.ts";
import { drawn } from "./test/drawn.ts";
import { makeSession } from "./test/make-session.ts";
import { postgresDatabase } from "./test/postgres-database.ts";
import { temporaryFolder } from "./test/temporary-folder.ts";

let file: Store;
let server: Store;
const folder = temporaryFolder();
beforeAll(async () => {
  file = await openStore("file:store.db", { folder: folder() });
  server = await openStore(await postgresDatabase(), { folder: folder() });
});
afterAll(() => Promise.all([file?.close(), server?.close()]));

/** What languages, escapes and encodings make of a text, and what no database keeps. */
const text = fc.constantFrom(
  "a",
  "A",
  "b",
  "",
  "ä",
  "Ä",
  "ß",
  "İ",
  "z_%",
  "Z\\",
  "'\"",
  "\u{1f4be}",
  "a\0b",
  "\ud800",
  "job|x",
  "a b",
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });
const time = fc.integer({ min: 0, max: 40 }).map((n) => new Date(Date.UTC(2026, 2, 1, n)).toISOString());
const figure = fc.constantFrom(0, 1, 2, 10, 2 ** 31, Number.MAX_SAFE_INTEGER);
const VENDOR_OF = { n: "nable", a: "veeam-azure", e: "veeam-enterprise-manager", u: "unitrends" } as const;

type Run = (store: Store, prefix: string) => Promise<unknown>;

const named = (id: string, kind: string): fc.Arbitrary<(sourceId: string) => Named> =>
  fc.record({ own: fc.constantFrom("1", "2", id), name: maybe(text) }).map(({ own, name }) => {
    return (sourceId: string) => ({ id: `${sourceId}:${kind}${own}`, name });
  });
const client = maybe(named("\0", "c"));
const site = maybe(named("é", "s"));
const device = maybe(named("\ud800", "d"));
const policy = maybe(named("%", "p"));
const deviceKind = fc.constantFrom("server" as const, "vm" as const, null);

const session = fc
  .record({
    own: fc.constantFrom("1", "2", "3", "4", "\0", "5~2026-03-01T02:00:00.000Z", "5"),
    parent: maybe(fc.constantFrom("1", "2", "none")),
    fields: fc.record({
      kind: fc.constantFrom(...KINDS),
      status: fc.constantFrom(...STATUSES),
      vendorType: maybe(text),
      vendorStatus: maybe(text),
      level: maybe(fc.constantFrom(...LEVELS)),
      workload: maybe(text),
      startedAt: maybe(time),
      endedAt: maybe(time),
      durationMs: maybe(figure),
      selectedBytes: maybe(figure),
      transferredBytes: maybe(figure),
      errorCount: maybe(figure),
      message: maybe(text),
      flags: fc.subarray([...FLAGS]),
      issues: fc.array(fc.record({ field: text, problem: text }), { maxLength: 1 }),
    }),
    itemKey: maybe(fc.constantFrom("x", "y", "job|1", "\0")),
    names: fc.record({ client, site, device, policy }),
    deviceKind,
    rawText: text,
  })
  .map(
    ({ own, parent, fields, itemKey, names, deviceKind, rawText }) =>
      (sourceId: string, vendor: Vendor) => {
        const known = names.device?.(sourceId) ?? null;
        return makeSession({
          ...fields,
          vendor,
          sourceId,
          id: own,
          parentId: parent === null ? null : `${sourceId}:${parent}`,
          itemKey,
          rawText,
          client: names.client?.(sourceId) ?? null,
          site: names.site?.(sourceId) ?? null,
          device: known === null ? null : { ...known, kind: deviceKind },
          policy: names.policy?.(sourceId) ?? null,
        });
      },
  );

const source = fc.constantFrom(...(Object.keys(VENDOR_OF) as (keyof typeof VENDOR_OF)[]));

const putSessions = fc
  .record({ source, sessions: fc.array(session, { minLength: 1, maxLength: 12 }), time })
  .map(({ source, sessions, time }): Run => {
    return (store, prefix) => {
      const id = prefix + source;
      const made: Normalized[] = sessions.map((make) => make(id, VENDOR_OF[source]));
      return store.putSessions(id, made, time);
    };
  });

const putInventory = fc
  .record({
    source,
    time,
    devices: fc.array(fc.record({ device, client, site, protected: fc.boolean(), kind: deviceKind }), {
      maxLength: 4,
    }),
    policies: fc.array(fc.record({ policy, removed: fc.boolean(), disabled: fc.boolean() }), {
      maxLength: 3,
    }),
    isPart: fc.boolean(),
    fillsNames: fc.boolean(),
    list: fc.constantFrom("", "other"),
  })
  .map(({ source, time, devices, policies, ...given }): Run => {
    return (store, prefix) => {
      const id = prefix + source;
      const inventory: Inventory = {
        ...given,
        devices: devices.flatMap(({ device, client, site, kind, protected: isProtected }) =>
          device === null
            ? []
            : {
                device: { ...device(id), kind },
                client: client?.(id) ?? null,
                site: site?.(id) ?? null,
                protected: isProtected,
              },
        ),
        policies: policies.flatMap(({ policy, ...marks }) =>
          policy === null ? [] : { policy: policy(id), ...marks },
        ),
      };
      return store.putInventory(id, inventory, time);
    };
  });

const putRejects = fc
  .record({
    source,
    time,
    rejects: fc.array(fc.record({ index: fc.nat(5), reason: text, record: text }), { maxLength: 5 }),
    repeats: fc.array(text, { maxLength: 4 }),
  })
  .map(({ source, time, rejects, repeats }): Run => {
    return (store, prefix) => {
      const vendor = VENDOR_OF[source];
      const made: Reject[] = rejects.map((reject) => ({ vendor, ...reject }));
      const raw = repeats.map((one) => ({ format: "json" as const, text: one }));
      return store.putRejects(prefix + source, made, raw, time);
    };
  });

const putSource = fc
  .record({
    source,
    at: maybe(time),
    message: text,
    learnt: fc.array(text, { maxLength: 2 }),
    cursor: maybe(text),
  })
  .map(({ source, at, message, learnt, cursor }): Run => {
    return (store, prefix) =>
      store.putSource({
        sourceId: prefix + source,
        vendor: VENDOR_OF[source],
        host: "host:1",
        lastPolledAt: at,
        lastGoodPollAt: at,
        lastPollMs: 7,
        error: at === null ? null : { kind: "http", message, at },
        learnt,
        certificateEndsAt: at,
        cursor,
      });
  });

const putRead = fc
  .record({
    source,
    time,
    ids: fc.array(fc.constantFrom("d1", "d2", "d\ud800", "p1"), { maxLength: 3 }),
    whole: fc.boolean(),
  })
  .map(({ source, time, ids, whole }): Run => {
    return (store, prefix) => {
      const all = [...new Set(ids)].map((id) => `${prefix}${source}:${id}`);
      const scope = {
        deviceIds: all.filter((id) => id.includes(":d")),
        policyIds: all.filter((id) => id.includes(":p")),
      };
      return store.putRead(prefix + source, whole ? null : scope, time);
    };
  });

const putFlags = fc
  .record({ source, ids: fc.subarray(["1", "2", "3", "gone"]), flags: fc.subarray([...FLAGS]) })
  .map(({ source, ids, flags }): Run => {
    return (store, prefix) => store.putFlags(ids.map((id) => ({ id: `${prefix}${source}:${id}`, flags })));
  });

const operations = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: putSessions },
    { weight: 2, arbitrary: putInventory },
    putRejects,
    putSource,
    putRead,
    putFlags,
  ),
  { minLength: 3, maxLength: 14 },
);

/** All that a store can be asked, of the sources that begin with `prefix`. */
async function everything(store: Store, prefix: string) {
  const ids = (Object.keys(VENDOR_OF) as (keyof typeof VENDOR_OF)[]).map((one) => prefix + one);
  const isOurs = ({ sourceId }: { sourceId: string }) => sourceId.startsWith(prefix);
  const page = async (filter: SessionFilter, sort: string) => {
    const { nextCursor, ...told } = await store.sessions({ ...filter, sort, limit: 500 });
    return { ...told, hasMore: nextCursor !== null };
  };
  const pages = async (filter: SessionFilter, sort: string) => {
    const found = [];
    let cursor: string | null = null;
    do {
      const query = { ...filter, sort, limit: 17, ...(cursor === null ? {} : { cursor }) };
      const { nextCursor, ...page } = await store.sessions(query);
      found.push(page);
      cursor = nextCursor;
    } while (cursor !== null);
    return found;
  };
  const streamed = [];
  for await (const slice of store.streamSessions({ source: ids }, "durationMs")) streamed.push(slice);
  for await (const slice of store.streamSessions({ source: ids }, "-at")) streamed.push(slice);
  const all = streamed.flat();
  const filters: SessionFilter[] = [
    { source: [] },
    { parent: "none" },
    { parent: `${ids[0]}:1` },
    { vendor: ["nable", "unitrends"] },
    { client: ids.map((id) => `${id}:c1`) },
    { site: ids.map((id) => `${id}:s1`), status: ["success", "failed"] },
    { device: ids.map((id) => `${id}:d\ud800`) },
    { policy: ids.map((id) => `${id}:p%`), kind: ["backup", "other"] },
    { workload: ["a", "ä", "a\0b"] },
    { flag: [...FLAGS].slice(0, 2) },
    { from: "2026-03-01T03:00:00.000Z", to: "2026-03-01T20:00:00.000Z" },
    ...["a", "ä", "z_", "\\", "%", "\0", "", "'"].map((q) => ({ q })),
  ];
  const histories = async (options: Parameters<Store["histories"]>[0]) =>
    (await store.histories(options)).filter(({ item }) => isOurs(item));
  const items = await histories({ runs: 3 });
  return {
    sources: (await store.sources()).filter(isOurs),
    counts: new Map([...(await store.counts())].filter(([id]) => id.startsWith(prefix))),
    unknownTypes: (await store.unknownTypes()).filter(isOurs),
    rejects: await Promise.all(
      ids.map(async (id) => ({ ...(await store.rejects(id, 100)), nextCursor: null })),
    ),
    sorted: await Promise.all(
      SESSION_SORTS.flatMap((sort) => [page({ source: ids }, sort), page({ source: ids }, `-${sort}`)]),
    ),
    paged: await Promise.all(["-at", "workload", "-errorCount"].map((sort) => pages({ source: ids }, sort))),
    filtered: await Promise.all(filters.map((filter) => page({ source: ids, ...filter }, "-at"))),
    streamed,
    single: await Promise.all([...new Set(all.map(({ id }) => id))].map((id) => store.session(id))),
    histories: items,
    someHistories: await histories({
      itemIds: items.slice(0, 3).map(({ item }) => item.id),
      runs: 50,
      since: "2026-03-01T05:00:00.000Z",
    }),
    reads: new Map([...(await store.reads())].filter(([id]) => items.some(({ item }) => item.id === id))),
    inventory: (await store.inventory()).filter(isOurs),
    series: await Promise.all(
      ids.flatMap((id) => [
        drawn(store, { device: `${id}:d1` }, "durationMs"),
        drawn(store, { policy: `${id}:p1` }, "selectedBytes", {
          from: "2026-03-01T03:00:00.000Z",
          to: "2026-03-01T20:00:00.000Z",
        }),
      ]),
    ),
    containers: await Promise.all(ids.map((id) => store.containers(id, 3))),
    open: await Promise.all(ids.map((id) => store.openSessions(id, "2026-03-01T10:00:00.000Z"))),
  };
}

/** What a write answers; its lists of ids are in no order. */
function unordered(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, Array.isArray(value) ? new Set(value) : value]),
  );
}

it("a file and a server answer alike, whatever was written", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(operations, async (list) => {
      const prefix = `run${++runs}-`;
      for (const run of list) {
        const [ofFile, ofServer] = await Promise.all([run(file, prefix), run(server, prefix)]);
        expect(unordered(ofServer)).toEqual(unordered(ofFile));
      }
      const [ofFile, ofServer] = await Promise.all([everything(file, prefix), everything(server, prefix)]);
      expect(ofServer).toEqual(ofFile);
    }),
    { seed: 20_260_310, numRuns: 30, endOnFailure: true },
  );
}, 120_000);
