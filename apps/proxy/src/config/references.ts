import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface References {
  /**
   * The text with `${NAME}` and `${file:path}` replaced and `$${` made a literal `${`; `complaint` says which of them
   * could not be. What was put in is never looked through again.
   */
  replace(text: string): { text: string; complaint: string | null };
  /** Files that were read, absolute: a change of one is a change of the configuration. */
  files(): string[];
}

const REFERENCE = /\$\$\{|\$\{([^}]*)(\})?/g;

/** `folder` is where relative paths begin: the configuration file's own. */
export function createReferences(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): References {
  const files = new Set<string>();

  function valueOf(name: string): { value: string } | { complaint: string } {
    if (name.startsWith("file:")) {
      const path = name.slice("file:".length).trim();
      const file = resolve(folder, path);
      files.add(file);
      try {
        return {
          value: readFileSync(file, "utf8")
            .replace(/^\uFEFF/, "")
            .replace(/\r?\n$/, ""),
        };
      } catch (error) {
        return { complaint: `names the file ${path}, which ${whyUnread(error)} (looked for ${file})` };
      }
    }
    if (!/^[A-Za-z_]\w*$/.test(name))
      return { complaint: `has \${${name}}, which names no variable; write $\${ for a literal \${` };
    const value = env[name];
    if (value !== undefined) return { value };
    return { complaint: `needs the variable ${name}, which is not set; set it in the environment` };
  }

  return {
    replace(text) {
      let complaint: string | null = null;
      const replaced = text.replaceAll(REFERENCE, (whole, name?: string, end?: string) => {
        if (name === undefined) return "${";
        const found =
          end === undefined
            ? { complaint: "has a ${ without its }; write $${ for a literal ${" }
            : valueOf(name);
        if ("value" in found) return found.value;
        complaint ??= found.complaint;
        return whole;
      });
      return { text: replaced, complaint };
    },
    files: () => [...files],
  };
}

/** Why a file could not be read, to follow its name. */
export function whyUnread(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
  if (code === "EISDIR") return "is a folder";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this user";
  return `cannot be read${typeof code === "string" ? ` (${code})` : ""}`;
}
