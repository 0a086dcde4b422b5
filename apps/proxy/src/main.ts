import { Command } from "commander";
import type { ImportOptions } from "./commands/import.ts";
import { type NormalizeOptions, normalize } from "./commands/normalize.ts";
import type { SimulateOptions } from "./commands/simulate.ts";
import { simulateHelp } from "./commands/simulate-help.ts";
import type { Process } from "./commands/surroundings.ts";
import { UsageError } from "./commands/usage-error.ts";
import { RELEASE } from "./version.ts";

const surroundings: Process = {
  env: process.env,
  cwd: process.cwd(),
  out: process.stdout,
  err: process.stderr,
  in: process.stdin,
  now: Date.now,
};

// What reads our output may have had enough: `lastgood normalize … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

/** A terminal signals us and what started us, and that passes it on: so soon after the first it is the same one. */
const SAME_SIGNAL_MS = 500;

/** Stops once and in order; a second signal ends the program at once, with the code given. */
function onSignal(stop: () => void, codeAtOnce: number): void {
  let stoppedAt: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (stoppedAt !== null && Date.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(codeAtOnce);
      if (stoppedAt !== null) return;
      stoppedAt = Date.now();
      stop();
    });
  // Started through npm or npx, whose end reaches only their shell: what started us is watched.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid !== parent && process.kill(process.pid, "SIGTERM"), 500).unref();
}

/** Runs until a signal. */
function untilSignal(stop: () => Promise<void>): void {
  onSignal(() => {
    stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
    // A vendor that does not answer a logout must not keep us.
    setTimeout(() => process.exit(0), 8_000).unref();
  }, 1);
}

/** Every error is a sentence; where it came from is for whoever asks for it by LASTGOOD_LOG=debug. */
function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  for (const line of text.split("\n")) process.stderr.write(`lastgood: ${line}\n`);
  if (process.env.LASTGOOD_LOG === "debug" && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

// Commands load what they need when they run: normalize in a pipe must not wait for the server.
const program = new Command("lastgood")
  .description("One browser dashboard over every vendor's backup sessions")
  .version(RELEASE)
  .showHelpAfterError("(lastgood --help lists everything)");

program
  .command("serve")
  .description("serve the dashboard, without building it")
  .action(async () => {
    const { serve } = await import("./commands/serve.ts");
    const running = await serve(surroundings);
    process.stdout.write(`Lastgood is at ${running.url}\n`);
    untilSignal(running.stop);
  });

program
  .command("check")
  .description("log on to every source and print what it found; exit 1 if any fails")
  .option("--json", "a line of JSON a source")
  .action(async (options: { json?: boolean }) => {
    const { check } = await import("./commands/check.ts");
    process.exitCode = await check(surroundings, options);
  });

program
  .command("normalize")
  .description("a saved reply, from a file or stdin, to one session a line of JSON; rejects on stderr")
  .argument("[file]", "the reply; stdin if left out")
  .requiredOption("--vendor <vendor>", "nable, veeam-azure, veeam-enterprise-manager or unitrends")
  .option("--source <id>", "the source's id (default: the vendor's name)")
  .option("--device <id>", "nable: the polled device (default: 0)")
  .option("--system <id>", "unitrends: the system that was asked for (default: 0)")
  .option("--time-zone <zone>", "unitrends, and the times in Enterprise Manager names (default: UTC)")
  .option("--parent <file>", "veeam-azure: the session whose protectedItems these are")
  .action(async (file: string | undefined, options: NormalizeOptions) => {
    process.exitCode = await normalize(surroundings, file, options);
  });

program
  .command("import")
  .description("saved replies or exports into the store, under a configured source")
  .argument("<file...>", "the replies")
  .requiredOption("--source <id>", "the source they came from")
  .option("--device <id>", "nable: the device that was polled (default: the one number in each file's name)")
  .option("--system <id>", "unitrends: the system that was asked for (needed there)")
  .option(
    "--time-zone <zone>",
    "unitrends, and the times in Enterprise Manager names (default: the source's)",
  )
  .option("--parent <file>", "veeam-azure: the session whose protectedItems these are")
  .action(async (files: string[], options: ImportOptions) => {
    const { importReplies } = await import("./commands/import.ts");
    const stop = new AbortController();
    onSignal(() => stop.abort(), 130);
    process.exitCode = await importReplies(surroundings, files, options, { stop: stop.signal });
  });

program
  .command("backup")
  .description("a consistent copy of the embedded store into a file, while Lastgood runs")
  .argument("<file>", "the copy; relative to the working directory")
  .option("--force", "replaces a file that is there")
  .addHelpText(
    "after",
    "\nThe copy is checked before it gets its name, and is one file that only you may read.\nA store on a PostgreSQL server is backed up by pg_dump.",
  )
  .action(async (file: string, options: { force?: boolean }) => {
    const { backupStore } = await import("./commands/backup.ts");
    await backupStore(surroundings, file, options);
  });

program
  .command("restore")
  .description("a backup back into the embedded store's place; Lastgood must be stopped")
  .argument("<file>", "what `lastgood backup` wrote; relative to the working directory")
  .addHelpText(
    "after",
    "\nThe backup is checked first, and the store that is there is kept beside it under another name.\nA store on a PostgreSQL server is put back by pg_restore.",
  )
  .action(async (file: string) => {
    const { restoreStore } = await import("./commands/restore.ts");
    restoreStore(surroundings, file);
  });

program
  .command("rebuild")
  .description("what the store keeps beside the sessions, anew from them, while Lastgood runs")
  .addHelpText(
    "after",
    "\nThese are each item's newest and last good session and failures in a row, and the figures of days and hours. Days\nthat store.retention let go stay as they are. Exit 130 if it is stopped before the end.",
  )
  .action(async () => {
    const { rebuildStore } = await import("./commands/rebuild.ts");
    const stop = new AbortController();
    onSignal(() => stop.abort(), 130);
    process.exitCode = await rebuildStore(surroundings, { stop: stop.signal });
  });

program
  .command("confirm-removed")
  .description("that what a source's inventories lack since they shrank is gone indeed, while Lastgood runs")
  .argument("<source>", "the source's id")
  .action(async (sourceId: string) => {
    const { confirmRemoved } = await import("./commands/confirm-removed.ts");
    await confirmRemoved(surroundings, sourceId);
  });

program
  .command("simulate")
  .description("one simulated vendor on a port")
  .requiredOption("--vendor <vendor>", "nable, veeam-azure, veeam-enterprise-manager or unitrends")
  .requiredOption("--port <port>", "0 takes a free one")
  .option("--seed <number>", "another world (default: 1)")
  .option("--days <number>", "nights of history (default: 60)")
  .option("--devices <number>", "how many there are (default: as in the demonstration)")
  .option("--option <name=value>", "a dialect; see below; may be repeated", collect)
  .option("--clock-offset <duration>", "how far its clock is ahead: 2d, -2d, 90m (default: 0s)")
  .option(
    "--event <name[@delay]>",
    "what happens, at once or after 30s, 5m …; see below; may be repeated",
    collect,
  )
  .option("--fault <name>", "what goes wrong; see below")
  .option("--fault-call <text>", "only with calls whose path and query hold this (default: with every call)")
  .option("--fault-after <number>", "only after so many such calls (default: 0)")
  .option("--fault-count <number>", "with so many calls, and then no more (default: for ever)")
  .addHelpText("after", simulateHelp)
  .action(async (options: SimulateOptions) => {
    const { simulate } = await import("./commands/simulate.ts");
    untilSignal(await simulate(surroundings, options));
  });

program.parseAsync().catch(fail);
