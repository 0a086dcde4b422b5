import type { Opened } from "../opened.ts";
import { READS, WRITES } from "../sql/operations.ts";
import type { Db } from "../sql/schema.ts";
import { storable } from "./storable.ts";
import type { Role } from "./worker-messages.ts";

export interface Answers {
  answer(name: string, args: readonly unknown[]): Promise<unknown>;
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

  const run = async (name: string, args: readonly unknown[]) => {
    const operation = operations[name];
    const given = args.map(storable);
    try {
      if (operation !== undefined) return await operation(opened.db, ...given);
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
    answer(name, args) {
      // What waits for others to write may wait for ever.
      if (Object.hasOwn(beside, name)) return run(name, args);
      const call = opened.manyAtOnce ? run(name, args) : last.then(() => run(name, args));
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
