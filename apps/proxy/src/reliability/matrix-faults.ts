import { type Fault, type FaultName, NAMED_FAULTS } from "@lastgood/simulators";
import type { Limits } from "../vendors/network-failure.ts";

/** Where a struck call goes instead of its source. */
export type Elsewhere = "refused" | "unknown-host" | "tls-self-signed" | "tls-expired" | "tls-other-name";

/** One column of the matrix. */
export interface MatrixFault {
  name: string;
  /** What the vendor does; null where the call does not reach it. */
  simulated: Fault | null;
  elsewhere?: Elsewhere;
  /** Short limits for struck calls, so that nothing waits. */
  limits?: Partial<Limits>;
  maxBytes?: number;
}

/** Faults that a poll meets in its second such call alone, so that a part of it is read. */
export const PASSING_FAULTS = ["cut", "429", "500", "503", "html", "empty", "truncated", "malformed"];

export const passing = (fault: MatrixFault): MatrixFault => ({
  ...fault,
  simulated: { ...fault.simulated, after: 1, count: 1 },
});

/** Where struck calls have little time, or little room. */
const LIMITED: Partial<Record<FaultName, Pick<MatrixFault, "limits" | "maxBytes">>> = {
  silent: { limits: { overallMs: 50 } },
  stall: { limits: { overallMs: 50 } },
  drip: { limits: { overallMs: 60 } },
  endless: { maxBytes: 500_000 },
  "gzip-bomb": { maxBytes: 500_000 },
};

const ELSEWHERE: readonly Elsewhere[] = [
  "refused",
  "unknown-host",
  "tls-self-signed",
  "tls-expired",
  "tls-other-name",
];

export const MATRIX_FAULTS: readonly MatrixFault[] = [
  ...ELSEWHERE.map((elsewhere) => ({ name: elsewhere, simulated: null, elsewhere })),
  ...(Object.keys(NAMED_FAULTS) as FaultName[]).map((name) => ({
    name,
    simulated: { ...NAMED_FAULTS[name].fault, ...(name === "drip" ? { dripMs: 5 } : {}) },
    ...LIMITED[name],
  })),
];
