/** The content type of Prometheus' text format, version 0.0.4. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const ESCAPED = /[\\\n"]/;

const escape = (text: string) =>
  ESCAPED.test(text) ? text.replace(/[\\\n"]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`)) : text;

/** Labels as a sample has them. One that is null stands empty, which is the same to Prometheus as none. */
export function labelled(labels: Record<string, string | null>): string {
  return Object.entries(labels)
    .map(([label, text]) => `${label}="${escape(text ?? "")}"`)
    .join(",");
}

/**
 * One metric and its samples. Written here because a registry keeps every sample as an object before it tells them: of ten
 * thousand items that holds up all other answers for a second.
 */
export function createMetric(name: string, type: "gauge" | "counter", help: string) {
  let text = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  return {
    /** `labels` as `labelled` gives them. A value that is null gives no sample. */
    add(labels: string, value: number | null): void {
      if (value !== null) text += `${name}{${labels}} ${value}\n`;
    },
    text: () => text,
  };
}
