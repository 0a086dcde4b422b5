import {
  type Dialect,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  PostgresQueryCompiler,
  type PrimitiveValueListNode,
} from "kysely";
import { type ClientConfig, Pool, types } from "pg";
import type { Db } from "../sql/schema.ts";
import { cancellable } from "./cancel.ts";

/** Figures of these types are read as numbers, as SQLite gives them: what the store keeps and sums fits. */
const { INT8, NUMERIC } = types.builtins;

/** PostgreSQL has no `in ()`. */
class Compiler extends PostgresQueryCompiler {
  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    if (node.values.length > 0) super.visitPrimitiveValueList(node);
    else this.append("(null)");
  }
}

export function toDb(dialect: Dialect): Db {
  return new Kysely({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createDriver: () => dialect.createDriver(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => new Compiler(),
    },
  });
}

export const NUMBERS: Record<number, (text: string) => number> = { [INT8]: Number, [NUMERIC]: Number };

const TYPES: NonNullable<ClientConfig["types"]> = {
  getTypeParser: (...[type, format]: Parameters<typeof types.getTypeParser>): unknown =>
    NUMBERS[type] ?? types.getTypeParser(type, format),
};

export interface Connections {
  most: number;
  /**
   * Whether what is sent again is kept by the server under a name, and planned once: most of a write is the same few
   * statements for every row. A read's plan may rest on what is asked for.
   */
  keepsStatements?: boolean;
  /** Told of each connection's process on the server. */
  onConnect?: (processId: number) => void;
}

/** Kysely over connections that are made when they are needed, and made anew once one is lost. */
export function pooledDialect(
  config: ClientConfig,
  { most, keepsStatements = false, onConnect }: Connections,
): Dialect {
  const pool = new Pool({ ...config, types: TYPES, max: most });
  // A lost connection leaves the pool by itself, and whoever uses it is told by the query's own error.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    onConnect?.(processOf(client));
  });
  return new PostgresDialect({
    pool: connectionsOf(pool, config, keepsStatements ? statementNames() : () => undefined),
  });
}

/** Told by every server, and missing in the types alone. */
const processOf = (client: unknown): number => (client as { processID: number }).processID;

/** More shapes of statement than a write's own; lists of ids make one for each length. */
const KEPT_STATEMENTS = 200;

/** A name for a statement that was there before. */
function statementNames(): (text: string) => string | undefined {
  const numbers = new Map<string, number>();
  return (text) => {
    const number = numbers.get(text);
    if (number === undefined && numbers.size < KEPT_STATEMENTS) numbers.set(text, numbers.size);
    return number === undefined ? undefined : `lastgood_${number}`;
  };
}

/** A server that does not answer may answer to the next question: such a connection is not used again. */
function connectionsOf(
  pool: Pool,
  config: ClientConfig,
  nameOf: (text: string) => string | undefined,
): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let isUnanswered = false;
      const query = async (text: string, parameters: readonly unknown[]) => {
        const name = parameters.length === 0 ? undefined : nameOf(text);
        try {
          const asked = { text, values: [...parameters], ...(name === undefined ? {} : { name }) };
          return await cancellable(config, processOf(client), () => client.query(asked));
        } catch (error) {
          isUnanswered ||= error instanceof Error && error.message === UNANSWERED;
          throw error;
        }
      };
      return {
        query: query as unknown as PostgresPoolClient["query"],
        release: (drop) => client.release(drop === true || isUnanswered),
      };
    },
  };
}

/** What `pg` says when a query's time is over and the server has said nothing. */
export const UNANSWERED = "Query read timeout";
