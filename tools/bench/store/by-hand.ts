// The questions of questions.ts as somebody would write them by hand in SQL, on PostgreSQL: by-hand.ts URL [TIMES]
import { createRequire } from "node:module";
import type * as Pg from "pg";
import { SESSION_SORTS } from "../../../apps/proxy/src/store/store.ts";
import { NOW } from "./build.ts";

const [url = "", asked = "200"] = process.argv.slice(2);
const TIMES = Number(asked);
const SINCE = NOW - 90 * 86_400_000;
const FAR = 99_900;

const { Client } = createRequire(new URL("../../../apps/proxy/package.json", import.meta.url))(
  "pg",
) as typeof Pg;
const client = new Client(url);
await client.connect();
const answers: { question: string; p50Ms: number; p99Ms: number }[] = [];
let random = 7;
const below = (most: number): number => {
  random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((random / 4_294_967_296) * most);
};
const device = () => `rmm-emea:${700_000 + below(8_000)}`;
const policy = () => `azure-prod:policy-${below(30)}`;

async function measure(
  question: string,
  times: number,
  text: string,
  values: () => unknown[],
): Promise<void> {
  const took: number[] = [];
  await client.query(text, values());
  for (let n = 0; n < times; n += 1) {
    const asking = values();
    const begun = performance.now();
    await client.query(text, asking);
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] as number;
  const round = (ms: number) => Math.round(ms * 100) / 100;
  answers.push({ question, p50Ms: round(at(0.5)), p99Ms: round(at(0.99)) });
}

/** All that a row of the grid shows. */
const GRID = `select s.*, d.name as device, p.name as policy, c.name as client, w.text as word, m.text as message
  from sessions s left join devices d on d.key = s.device_key left join policies p on p.key = s.policy_key
  left join clients c on c.key = coalesce(d.client_key, s.client_key)
  left join texts w on w.key = s.word_key left join texts m on m.key = s.message_key`;

/** A sort as an expression of that statement. */
const BY: Record<(typeof SESSION_SORTS)[number], string> = {
  at: "s.at",
  startedAt: "s.started_at",
  endedAt: "s.ended_at",
  durationMs: "s.duration_ms",
  selectedBytes: "s.selected_bytes",
  processedBytes: "s.processed_bytes",
  transferredBytes: "s.transferred_bytes",
  errorCount: "s.error_count",
  status: "s.status",
  device: "d.name",
  policy: "p.name",
  client: "c.name",
  workload: "s.workload_key",
  source: "s.source_key",
  kind: "s.kind",
};

await measure(
  "overview",
  TIMES,
  `select s.status, count(*) from items i
    join lateral (select status from sessions where item_key = i.key order by at desc, key desc limit 1) s on true
    where i.superseded = 0 group by s.status`,
  () => [],
);
await measure(
  "items by state",
  TIMES,
  `select i.* from items i
    join lateral (select status, at from sessions where item_key = i.key order by at desc, key desc limit 1) s on true
    where i.superseded = 0 and s.status = $1 order by s.at limit 100`,
  () => [below(3)],
);
await measure(
  "a device's page: its items",
  TIMES,
  `select i.*, s.* from items i join devices d on d.key = i.device_key
    join lateral (select * from sessions where item_key = i.key order by at desc, key desc limit 60) s on true where d.id = $1`,
  () => [device()],
);
await measure(
  "a device's page: its sessions",
  TIMES,
  `${GRID} where d.id = $1 order by s.at desc, s.key desc limit 100`,
  () => [device()],
);
await measure(
  "a policy's page: its items",
  TIMES,
  `select i.*, s.* from items i join policies p on p.key = i.policy_key
    join lateral (select * from sessions where item_key = i.key order by at desc, key desc limit 60) s on true where p.id = $1`,
  () => [policy()],
);
await measure(
  "a policy's page: its sessions",
  TIMES,
  `${GRID} where p.id = $1 order by s.at desc, s.key desc limit 100`,
  () => [policy()],
);
const SERIES = (by: string) =>
  `select s.id, s.at, s.status, s.duration_ms from sessions s join items i on i.key = s.item_key
    where i.${by} = (select key from ${by === "device_key" ? "devices" : "policies"} where id = $1) and s.at >= ${SINCE} order by s.at`;
await measure("90 days' series of a device", TIMES, SERIES("device_key"), () => [device()]);
await measure("90 days' series of a policy", Math.ceil(TIMES / 4), SERIES("policy_key"), () => [policy()]);
await measure(
  "text",
  TIMES,
  `${GRID} where d.name ilike $1 or p.name ilike $1 or c.name ilike $1 or m.text ilike $1 order by s.at desc limit 100`,
  () => [`%${["srv-00", "network path", "Client 17 ", "sql-04711", "locked"][below(5)]}%`],
);
for (const sort of SESSION_SORTS) {
  const by = `order by ${BY[sort]} desc nulls last, s.key desc limit 100`;
  const times = Math.ceil(TIMES / 10);
  await measure(`grid by ${sort}: 1st page`, times, `${GRID} ${by}`, () => []);
  await measure(`grid by ${sort}: 1,000th page`, times, `${GRID} ${by} offset ${FAR}`, () => []);
}
process.stdout.write(`${JSON.stringify({ answers })}\n`);
await client.end();
