// Vitest's global set-up: one PostgreSQL server for the whole run, started when a test first asks for its address.
import { once } from "node:events";
import { createServer } from "node:http";
import { startPostgres } from "./postgres.mjs";

export default async function setup(project) {
  let starting = null;
  let stop = () => {};
  const door = createServer((_, response) => {
    starting ??= startPostgres();
    starting.then(
      (server) => {
        stop = server.stop;
        response.end(server.url);
      },
      (error) => response.writeHead(500).end(error.message),
    );
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  project.provide("postgresDoor", `http://127.0.0.1:${door.address().port}`);
  const end = () => {
    stop();
    stop = () => {};
  };
  process.once("exit", end);
  return async () => {
    door.closeAllConnections();
    door.close();
    await starting?.catch(() => {});
    end();
    process.off("exit", end);
  };
}
