// npm start, npm test, npm run verify and npm run bench: installs what is missing, finds the runtime, does the task.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { findBrowser } from "./browser.mjs";
import { buildProxy, runLastgood } from "./lastgood.mjs";
import { filesBelow, findNode, hashOf, install, ROOT, run, unlessDone } from "./runtime.mjs";

const [task, ...rest] = process.argv.slice(2);
const SHOWS_SCREENS = ["web", "screens", "pictures"];
const bin = (name) => join(ROOT, "node_modules/.bin", name);

/** Runs a step with the runtime first on the PATH; its failure ends the task. */
async function step(title, command, args, env = {}) {
  console.log(`\n— ${title}`);
  const code = await run(command, args, {
    env: { PATH: `${dirname(findNode())}:${process.env.PATH}`, ...env },
  });
  if (code !== 0) process.exitCode = code;
  return code === 0;
}

async function buildWeb() {
  const inputs = [
    ...filesBelow("apps/web/src"),
    ...filesBelow("apps/web/public"),
    "apps/web/index.html",
    "apps/web/vite.config.ts",
    "apps/proxy/src/contract.ts",
    "pnpm-lock.yaml",
  ];
  const built = () => existsSync(join(ROOT, "apps/web/dist/index.html"));
  await unlessDone(
    ".cache/web-built",
    hashOf(inputs.filter((file) => existsSync(join(ROOT, file)))),
    built,
    async () => {
      console.log("Building the screens …");
      const code = await run(findNode(), [
        join(ROOT, "apps/web/node_modules/vite/bin/vite.js"),
        "build",
        "apps/web",
        "--logLevel",
        "warn",
      ]);
      if (code !== 0) throw new Error("the screens could not be built; what failed stands above");
    },
  );
}

async function verify() {
  return (
    (await step("types", bin("tsc"), ["-b"])) &&
    (await step("lint", bin("oxlint"), ["--type-aware", "--deny-warnings"])) &&
    (await step("format", bin("biome"), ["check", "."]))
  );
}

/** Counts of a run's report file; a report that is missing counts as one failure. */
function counts(file, read) {
  try {
    return read(JSON.parse(readFileSync(join(ROOT, file), "utf8")));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function test() {
  const reports = ".cache/reports";
  rmSync(join(ROOT, reports), { recursive: true, force: true });
  mkdirSync(join(ROOT, reports), { recursive: true });
  const verified = await verify();
  await step("unit, property, store and route tests", bin("vitest"), [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reports}/unit.json`,
  ]);
  await buildWeb();
  const browser = await findBrowser();
  await step(
    "journeys in a browser",
    join(ROOT, "e2e/node_modules/.bin/playwright"),
    ["test", "--config", "e2e/playwright.config.ts"],
    {
      LASTGOOD_BROWSER: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: join(ROOT, reports, "e2e.json"),
    },
  );
  const unit = counts(`${reports}/unit.json`, (r) => ({
    passed: r.numPassedTests,
    failed: r.numFailedTests + (r.success ? 0 : r.numFailedTests === 0 ? 1 : 0),
  }));
  const e2e = counts(`${reports}/e2e.json`, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped,
  }));
  const failed = unit.failed + e2e.failed + (verified ? 0 : 1);
  console.log(`\n${unit.passed + e2e.passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode ||= 1;
}

async function bench() {
  const [name, ...args] = rest;
  const file = join(ROOT, "tools/bench", `${name}.ts`);
  const names = filesBelow("tools/bench").flatMap((path) => /bench\/([a-z-]+)\.ts$/.exec(path)?.[1] ?? []);
  if (!name || !existsSync(file)) throw new Error(`name a benchmark: npm run bench -- ${names.join(" | ")}`);
  await buildProxy();
  if (SHOWS_SCREENS.includes(name)) await buildWeb();
  process.exitCode = await run(findNode(), ["--expose-gc", file, ...args]);
}

const TASKS = {
  async start() {
    await buildWeb();
    process.exitCode = await runLastgood(["serve", ...rest]);
  },
  test,
  verify,
  bench,
};

try {
  if (!Object.hasOwn(TASKS, task)) throw new Error(`unknown task; one of ${Object.keys(TASKS).join(", ")}`);
  await install();
  await TASKS[task]();
} catch (error) {
  console.error(`lastgood: ${error.message}`);
  process.exitCode = 1;
}
