import type { Opened } from "../opened.ts";
import { READS, WRITES } from "../sql/operations.ts";
import type { Db } from "../sql/schema.ts";
import { Stopped } from "../store.ts";
import { storable } from "./storable.ts";
import type { Role } from "./worker-messages.ts";

export interface Answers {
  /** `stop` is set once nobody waits for the answer any more. */
  answer(name: string, args: readonly unknown[], stop?: Int32Array): Promise<unknown>;
  /** Ends once all that was asked before is answered. */
  close(): Promise<void>;
}

type Operation = (db: Db, ...args: unknown[]) => Promise<unknown>;

/** Does what is asked of an open store: in turn, or all at once where it can. */
export function answerCalls(role: Role, opened: Opened): Answers {
  const beside = (opened.beside ?? {}) as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const operations = (role === "reads" ? READS : WRITES) as Record<string, Operation>;
  const underWay = new Set<Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();

  const run = async (name: string, args: readonly unknown[], stop: Int32Array | undefined) => {
    if (stop !== undefined && Atomics.load(stop, 0) !== 0) throw new Stopped();
    const operation = operations[name];
    const given = args.map(storable);
    try {
      const work = async (db: Db) => operation?.(db, ...given);
      if (operation !== undefined)
        return await (stop === undefined ? work(opened.db) : (opened.until?.(stop, work) ?? work(opened.db)));
      if (beside[name] !== undefined) return await beside[name](...given);
    } catch (error) {
      throw opened.toError(error);
    }
    throw new Error(`there is no operation ${name}`);
  };
  const settled = (call: Promise<unknown>) =>
    call.then(
      () => {},
      () => {},
    );
  return {
    answer(name, args, stop) {
      // What waits for others to write may wait for ever.
      if (Object.hasOwn(beside, name)) return run(name, args, stop);
      const call = opened.manyAtOnce ? run(name, args, stop) : last.then(() => run(name, args, stop));
      last = settled(call);
      underWay.add(last);
      const done = last;
      void done.then(() => underWay.delete(done));
      return call;
    },
    async close() {
      await Promise.all(underWay);
      await opened.close();
    },
  };
}
