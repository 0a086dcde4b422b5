// Plain ESM without dependencies: it runs on whatever Node the machine has, before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PNPM = "pnpm@12.21.0";
const PACKAGES = ["", "apps/proxy", "apps/web", "packages/normalize", "packages/simulators", "e2e"];

/** Hash of some files' names and contents. */
export function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(ROOT, file)));
  return hash.digest("hex");
}

/** Every file below a folder of the project, sorted. */
export function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(ROOT.length))
    .sort();
}

/** Does a step unless its inputs are those of the last time. */
export async function unlessDone(stamp, key, done, step) {
  const file = join(ROOT, stamp);
  if (done() && existsSync(file) && readFileSync(file, "utf8") === key) return;
  await step();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, key);
}

/** Installs what the lock file names, unless that is there already. */
export async function install() {
  const inputs = [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ...PACKAGES.map((folder) => join(folder, "package.json")),
  ];
  const key = `${hashOf(inputs)} ${process.platform} ${process.arch}`;
  const there = () => existsSync(join(ROOT, "node_modules/.bin/lastgood"));
  await unlessDone("node_modules/.lastgood-installed", key, there, async () => {
    console.log("Installing what Lastgood needs (once) …");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const args = [
      "exec",
      "--yes",
      `--package=${PNPM}`,
      "--",
      "pnpm",
      "install",
      "--frozen-lockfile",
      "--reporter=append-only",
    ];
    const code = await run(npm, args, { quiet: true });
    if (code !== 0)
      throw new Error(`the installation failed (${npm} ${args.join(" ")}); what it printed stands above`);
  });
}

const works = (node) => {
  const { status, stdout } = spawnSync(node, ["-p", "process.versions.node"], { encoding: "utf8" });
  if (status !== 0) return false;
  const [major, minor] = stdout.trim().split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
};

/** The Node that runs Lastgood: the one installed beside it, else this machine's own if it is new enough. */
export function findNode() {
  const bundled = join(ROOT, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
  for (const node of [bundled, process.execPath])
    if ((node === process.execPath || existsSync(node)) && works(node)) return node;
  throw new Error(
    `Lastgood runs on Node 22.18 or newer; this machine has ${process.version} and no newer one could be installed beside ` +
      "Lastgood. Install Node 24 from nodejs.org and try again.",
  );
}

/**
 * V8 aborts now and then where threads come and go on processors with memory protection keys ("Check failed:
 * jit_page.has_value()", nodejs/node#64500): without them it keeps no such books.
 */
export const STEADY = "--no-memory-protection-keys";

/**
 * How Lastgood itself is run: it shares a machine for months, so garbage is collected before it piles up, one heap of
 * native memory serves all threads, and what was compiled once is kept.
 */
export const SPARING = {
  flags: [STEADY, "--max-semi-space-size=4", "--heap-growing-percent=100"],
  env: {
    MALLOC_ARENA_MAX: "1",
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, ".cache/compiled"),
  },
};

/** A process's parent and its program's name; null where neither /proc nor ps tells. */
function describe(pid) {
  try {
    const [, name, ppid] = /^\d+ \((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return { name, ppid: Number(ppid) };
  } catch {
    const [ppid, name] = (
      spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? ""
    )
      .trim()
      .split(/\s+/);
    return name ? { name, ppid: Number(ppid) } : null;
  }
}

/**
 * Tells whether the npm that started us is gone. npm runs scripts through a shell, which outlives an npm that was killed:
 * so the shell's own parent is watched as well.
 */
function watchStarter() {
  const parent = process.ppid;
  const shell = describe(parent);
  const starter = shell && /(^|\/)(ba|da|z|k)?sh$/.test(shell.name) ? shell.ppid : null;
  return () => {
    if (process.ppid !== parent) return true;
    if (starter === null || starter <= 1) return false;
    try {
      process.kill(starter, 0);
      return false;
    } catch (error) {
      return error.code === "ESRCH";
    }
  };
}

/**
 * Runs a program to its end and gives its exit code. Signals are passed on, and where npm started us and is gone the
 * program is ended too: nothing stays behind.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      env: { ...process.env, ...options.env },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (printed += data));
    const pass = (signal) => child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, pass);
    const isLeft = process.env.npm_lifecycle_event ? watchStarter() : () => false;
    const watch = setInterval(() => isLeft() && child.kill("SIGTERM"), 500);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      for (const one of signals) process.off(one, pass);
      if (options.quiet && code !== 0) process.stderr.write(printed);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}
