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

/** Kysely over connections that are made when they are needed, and made anew once one is lost. */
export function pooledDialect(
  config: ClientConfig,
  connections: number,
  onConnect: (processId: number) => void = () => {},
): Dialect {
  const pool = new Pool({ ...config, types: TYPES, max: connections });
  // A lost connection leaves the pool by itself, and whoever uses it is told by the query's own error.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    // Told by every server, and missing in the types alone.
    onConnect((client as unknown as { processID: number }).processID);
  });
  return new PostgresDialect({ pool: withoutUnanswering(pool) });
}

/** A server that does not answer may answer to the next question: such a connection is not used again. */
function withoutUnanswering(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let isUnanswered = false;
      const query = async (text: string, parameters: readonly unknown[]) => {
        try {
          return await client.query(text, [...parameters]);
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
