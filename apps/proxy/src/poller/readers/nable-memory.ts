import type { NableDevice } from "../../vendors/nable/client.ts";

/** What is kept between polls. */
export interface NableMemory {
  /** Epoch milliseconds; 0: to be asked for again. */
  inventoryAt: number;
  clients: number;
  /** Those with backup, as far as they are known. */
  devices: NableDevice[];
  /** Whether every device of a complete inventory was asked for once. */
  isFilled?: boolean;
  /** By the vendor's own id; a device that was never asked for is missing. */
  reads: Map<string, DeviceRead>;
}

export interface DeviceRead {
  /** When its history was last asked for, epoch milliseconds. */
  at: number;
  /** It did not answer as it should, or the newest run of one of its plugins is no good one. */
  failed: boolean;
}

/**
 * Who is asked first: what was never read, then what failed lately, then what was read longest ago. What was read less
 * than an interval ago comes last, so that a sweep that a restart cut short goes on where it was.
 */
export function sweepOrder(memory: NableMemory, now: number, everyMs: number): NableDevice[] {
  const rank = ({ deviceId }: NableDevice): [group: number, at: number] => {
    const read = memory.reads.get(deviceId);
    if (read === undefined) return [0, 0];
    if (now - read.at < everyMs) return [3, read.at];
    return [read.failed ? 1 : 2, read.at];
  };
  return memory.devices
    .map((device) => ({ device, rank: rank(device) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
    .map(({ device }) => device);
}

export function blankMemory(): NableMemory {
  return { inventoryAt: 0, clients: 0, devices: [], reads: new Map() };
}

export function writeMemory(memory: NableMemory | null): string | null {
  return memory === null ? null : JSON.stringify({ nable: { ...memory, reads: [...memory.reads] } });
}

/** Null for a first poll's and another make's. */
export function readMemory(cursor: string | null): NableMemory | null {
  try {
    const { nable } = JSON.parse(cursor ?? "{}");
    return Array.isArray(nable?.devices) ? { ...nable, reads: new Map(nable.reads) } : null;
  } catch {
    return null;
  }
}
