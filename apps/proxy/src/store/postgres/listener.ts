import { Client, type ClientConfig } from "pg";
import { CHANNEL } from "../sql/differences.ts";

export interface Listener {
  /** A number that changes when another process wrote, or may have while nothing could be heard. One call at a time. */
  version(): Promise<number>;
  close(): Promise<void>;
}

/** A connection of its own, made at the first call and again once it is lost, that hears what others say of their writes. */
export function createListener(config: ClientConfig, isOwn: (processId: number) => boolean): Listener {
  let client: Client | null = null;
  let heard = 0;

  const connect = async (): Promise<Client> => {
    const made = new Client(config);
    made.on("error", () => {
      if (client === made) client = null;
    });
    made.on("notification", ({ processId }) => {
      if (!isOwn(processId)) heard++;
    });
    try {
      await made.connect();
      await made.query(`listen ${CHANNEL}`);
    } catch (error) {
      drop(made);
      throw error;
    }
    heard++;
    return made;
  };
  return {
    async version() {
      try {
        client ??= await connect();
        // What was said before this question comes before its answer.
        await client.query("select 1");
        return heard;
      } catch (error) {
        if (client !== null) drop(client);
        client = null;
        throw error;
      }
    },
    async close() {
      await client?.end();
    },
  };
}

/** Not waited for: its server may be gone. */
function drop(client: Client): void {
  client.end().catch(() => {});
}
