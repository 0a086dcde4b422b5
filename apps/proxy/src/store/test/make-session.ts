import { blankSession, type Normalized, type Session } from "@lastgood/normalize";

export const SEEN = "2026-03-10T12:00:00.000Z";

type Given = Partial<Session> & { sourceId: string; id: string; itemKey?: string | null; rawText?: string };

/** A finished backup of a device, with whatever is given put over it; `id` comes without the source. */
export function makeSession({ itemKey, rawText, id, ...given }: Given): Normalized {
  const startedAt = given.startedAt === undefined ? "2026-03-10T01:00:00.000Z" : given.startedAt;
  const { sourceId } = given;
  const session: Session = {
    ...blankSession(sourceId, given.vendor ?? "nable"),
    vendorId: id,
    kind: "backup",
    status: "success",
    vendorType: "BACKUP",
    vendorStatus: "COMPLETED",
    device: { id: `${sourceId}:dev`, name: "dev", kind: "server" },
    workload: "FILE_SYSTEM",
    endedAt: startedAt,
    durationMs: 60_000,
    at: startedAt ?? given.endedAt ?? null,
    ...given,
    startedAt,
    id: `${sourceId}:${id}`,
  };
  const key = itemKey === undefined ? `${session.device?.id}|${session.workload}` : itemKey;
  return { session, itemKey: key, raw: { format: "json", text: rawText ?? JSON.stringify({ id }) } };
}

/** A policy's run (`parent`) and the runs of its devices, as the Azure normalizer gives them. */
export function makePolicyRun(
  sourceId: string,
  id: string,
  devices: readonly string[],
  given: Partial<Session> = {},
): Normalized[] {
  const policy = { id: `${sourceId}:pol`, name: "Nightly" };
  const shared = {
    ...given,
    sourceId,
    vendor: "veeam-azure",
    vendorType: "PolicyBackup",
    policy,
    workload: null,
  } as const;
  const parent = makeSession({ ...shared, id, device: null, itemKey: `${policy.id}|PolicyBackup` });
  const children = devices.map((name) => {
    const device = { id: `${sourceId}:${name}`, name, kind: "vm" } as const;
    const itemKey = `${device.id}|${policy.id}|PolicyBackup`;
    return makeSession({ ...shared, id: `${id}:${name}`, parentId: `${sourceId}:${id}`, device, itemKey });
  });
  return [parent, ...children];
}
