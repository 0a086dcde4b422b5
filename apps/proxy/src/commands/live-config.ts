import { ConfigError, type LoadedConfig } from "../config.ts";
import type { Config } from "../config-types.ts";

/** The configuration as it is used now, and as it changes while running. */
export interface LiveConfig {
  current(): Config;
  /** Every file it was read from. */
  files(): readonly string[];
  /**
   * Reads the files anew. True where a changed configuration is now used; a bad one changes nothing and stands as a
   * warning until it is mended.
   */
  reload(): Promise<boolean>;
}

const AT_START = "takes effect at the next start";

/** What cannot change while running, in words. */
function needsRestart(running: Config, next: Config): string[] {
  const said: string[] = [];
  if (next.server.host !== running.server.host || next.server.port !== running.server.port)
    said.push(`server.listen was changed; it ${AT_START}`);
  if (next.store.url !== running.store.url) said.push(`store.url was changed; it ${AT_START}`);
  return said;
}

/** `refuse` gives the reasons, in words, why a configuration that is right in itself cannot be used here. */
export function createLiveConfig(deps: {
  first: LoadedConfig;
  read: () => LoadedConfig;
  refuse: (next: Config) => Promise<string[]>;
  say: (warning: string) => void;
}): LiveConfig {
  const { first } = deps;
  let used: LoadedConfig = first;
  let current: Config = first;

  function reject(reasons: readonly string[]): false {
    const warnings = reasons.map((reason) => `The changed configuration is not used: ${reason}`);
    for (const warning of warnings) deps.say(warning);
    current = { ...used, warnings: [...used.warnings, ...warnings] };
    return false;
  }

  return {
    current: () => current,
    files: () => used.files,
    async reload() {
      let next: LoadedConfig;
      try {
        next = deps.read();
      } catch (error) {
        if (error instanceof ConfigError) return reject(error.complaints);
        throw error;
      }
      if (next.demo) return reject(["lastgood.yaml is gone; put it back, or stop Lastgood"]);
      const refused = await deps.refuse(next);
      if (refused.length > 0) return reject(refused);
      const later = needsRestart(first, next);
      const { host, port } = first.server;
      used = {
        ...next,
        server: { ...next.server, host, port },
        store: { ...next.store, url: first.store.url },
        warnings: [...next.warnings, ...later],
      };
      for (const warning of used.warnings) deps.say(warning);
      current = used;
      return true;
    },
  };
}
