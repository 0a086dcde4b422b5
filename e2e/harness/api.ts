import type { Vendor } from "./vendors.ts";

/** What the journeys read of the program's answers. */
export interface List<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

export interface Source {
  id: string;
  vendor: Vendor;
  name: string;
  state: string;
  lastGoodPollAt: string | null;
  error: { kind: string; message: string } | null;
  items: number;
}

export interface Item {
  id: string;
  sourceId: string;
  vendor: Vendor;
  device: { id: string; name: string | null } | null;
  policy: { id: string; name: string | null } | null;
  workload: string | null;
  vendorType: string | null;
  state: string;
  reason: string;
  failuresInARow: number;
  lastSession: { id: string } | null;
}

export interface Overview {
  sentence: string;
  total: number;
  counts: Record<string, number>;
  worst: Item[];
}

export interface Series {
  unit: string;
  lines: {
    id: string;
    name: string;
    points: { sessionId: string; at: string; value: number | null; status: string }[];
  }[];
}

/** Reads from the program; throws with what it answered where that is no success. */
export class Api {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(this.url + path);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Every row of a list, page after page. @param path with its query, if any */
  async all<T>(path: string): Promise<T[]> {
    const rows: T[] = [];
    const base = `${path}${path.includes("?") ? "&" : "?"}limit=500`;
    let cursor: string | null = null;
    do {
      const page: List<T> = await this.get(cursor === null ? base : `${base}&cursor=${cursor}`);
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return rows;
  }
}
