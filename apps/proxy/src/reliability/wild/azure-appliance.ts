import type { Answer, Asked } from "./small-world.ts";

export interface AzureRow {
  id: string;
  executionStartTime: string;
  [key: string]: unknown;
}

export interface AzureWays {
  /** By session id, what `protectedItems` lists. */
  items?: Record<string, unknown[]>;
  /** Rows a page, however many are asked for. */
  mostRows?: number;
  /** What a page says that there are in all; default what there are. Undefined: it does not say. */
  totalOf?: (page: unknown[], all: unknown[]) => number | undefined;
}

/** A Veeam appliance for Azure with these sessions, in the order in which it lists them. */
export function azureAppliance(rows: readonly AzureRow[], ways: AzureWays = {}): Answer {
  const { items = {} } = ways;
  return (asked) => {
    const { path, query } = asked;
    if (path === "/api/oauth2/token") return { access_token: "token-of-the-test", expires_in: 3600 };
    if (path === "/api/v8.1/system/about") return { serverVersion: "8.1.0.299" };
    if (path === "/api/v8.1/jobSessions") {
      const [from, to] = [query.get("FromUtc") ?? "", query.get("ToUtc") ?? "9999"];
      const isWithin = ({ executionStartTime: at }: AzureRow) => at >= from.slice(0, 19) && at <= to;
      return page(rows.filter(isWithin), asked, ways);
    }
    const id = /^\/api\/v8\.1\/jobSessions\/([^/]+)\/protectedItems$/.exec(path)?.[1];
    return id === undefined ? undefined : page(items[id] ?? [], asked, ways);
  };
}

function page(all: readonly unknown[], { query }: Asked, { mostRows, totalOf }: AzureWays) {
  const [offset, asked] = [Number(query.get("Offset")), Number(query.get("Limit"))];
  const limit = Math.min(asked, mostRows ?? asked);
  const results = all.slice(offset, offset + limit);
  const totalCount = totalOf ? totalOf(results, [...all]) : all.length;
  return { offset, limit, totalCount, results };
}
