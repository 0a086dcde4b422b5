import { useEffect, useState } from "react";
import { copyText } from "../lib/copy-text.ts";

const SAID_MS = 2000;

/** Copies a text and says so; its width stays. `text` is asked for when it is pressed. */
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const [said, setSaid] = useState<"Copied" | "Refused" | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <button
      type="button"
      className="button swap"
      title={said === "Refused" ? "The browser does not let pages copy: copy it by hand" : undefined}
      onClick={async () => setSaid((await copyText(text())) ? "Copied" : "Refused")}
    >
      <span data-away={said !== null}>{label}</span>
      <span role="status">{said}</span>
    </button>
  );
}
