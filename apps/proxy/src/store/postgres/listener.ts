import { Client, type ClientConfig } from "pg";
import { CHANNEL, EVERYTHING, readTold } from "../sql/tell-others.ts";
import type { Heard } from "../store.ts";

export interface Listener {
  /** From then on what others say of their writes is heard, for as long as it is not closed. */
  listen(): Promise<void>;
  /** Answers once something was heard, with all of it: everything, where something may have been missed. One call at a time. */
  heard(): Promise<Heard[]>;
  close(): Promise<void>;
}

/** So often it is looked whether the connection still answers: one that was cut off may say nothing for hours. */
const LOOK_MS = 2_000;

/** A connection of its own, made again once it is lost. `isOwn` tells the processes of this program's connections. */
export function createListener(config: ClientConfig, isOwn: (processId: number) => boolean): Listener {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let waiting: Heard[] = [];
  let wake = () => {};

  const tell = (heard: Heard) => {
    waiting = heard.sourceId === null ? [heard] : [...waiting, heard];
    wake();
  };

  async function connect(): Promise<void> {
    const made = new Client(config);
    const lose = () => {
      if (client === made) client = null;
    };
    made.on("error", lose);
    made.on("end", lose);
    made.on("notification", ({ processId, payload = "" }) => {
      if (!isOwn(processId)) tell(readTold(payload));
    });
    try {
      await made.connect();
      await made.query(`listen ${CHANNEL}`);
    } catch (error) {
      drop(made);
      throw error;
    }
    client = made;
  }

  async function look(): Promise<void> {
    const asked = client;
    try {
      if (asked !== null) await asked.query("select 1");
      else {
        await connect();
        tell(EVERYTHING);
      }
    } catch {
      if (asked !== null) drop(asked);
      if (client === asked) client = null;
    }
    if (isClosed) return client === null ? undefined : drop(client);
    timer = setTimeout(() => void look(), LOOK_MS);
  }

  return {
    async listen() {
      await connect();
      timer = setTimeout(() => void look(), LOOK_MS);
    },
    async heard() {
      if (waiting.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const all = waiting;
      waiting = [];
      return all;
    },
    async close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      if (client !== null) await client.end();
    },
  };
}

/** Not waited for: its server may be gone. */
function drop(client: Client): void {
  client.end().catch(() => {});
}
