import { openStore } from "../../../apps/proxy/src/store/open-store.ts";
import { startPostgres } from "../../postgres.mjs";
import { fill, SIZES, worldOf } from "./build.ts";

/** The store of this size on a server of its own, filled by the real path, for as long as it is used. */
export async function onPostgres<T>(size: string, use: (url: string) => T): Promise<T> {
  const { url: server, stop } = await startPostgres();
  try {
    const url = `${server}/postgres`;
    const store = await openStore(url, { folder: "/" });
    const nights = SIZES[size] as number;
    const say = (line: string) => process.stdout.write(`\r${size} on PostgreSQL: ${line}  `);
    await fill(store, worldOf(), 734 - nights, 734, say);
    await store.close();
    process.stdout.write("\n");
    return use(url);
  } finally {
    stop();
  }
}
