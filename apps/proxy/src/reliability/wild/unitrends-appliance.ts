import type { Answer } from "./small-world.ts";

export interface UnitrendsRow {
  /** Epoch milliseconds: what the appliance filters by. */
  startedAt: number;
  row: Record<string, unknown>;
}

/** A Unitrends appliance with these backups, of the newer dialect. */
export function unitrendsAppliance(
  rows: readonly UnitrendsRow[],
  history: { data: unknown[]; limited?: boolean } = { data: [] },
): Answer {
  return ({ path, body }) => {
    if (path === "/api/login") return { auth_token: "token=of-the-test=" };
    if (path === "/api/systems") return { appliance: [{ id: 1, name: "ueb-1" }] };
    if (path === "/api/jobs/history") return history;
    if (path !== "/api/backups") return undefined;
    const { start_time: from, end_time: to } = JSON.parse(body) as { start_time: number; end_time: number };
    const data = rows.filter(({ startedAt }) => startedAt / 1000 >= from && startedAt / 1000 <= to);
    return data.length === 0 ? [] : { data: data.map(({ row }) => row) };
  };
}
