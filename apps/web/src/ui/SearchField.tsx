import { useEffect, useRef, useState } from "react";
import styles from "./SearchField.module.css";

/** Between two questions, however fast somebody types. */
const PAUSE_MS = 60;

/** Text that filters as it is typed; follows the address when that changes from elsewhere. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const [given, setGiven] = useState(value);
  // The last one, after those whose answers are still on their way back through the address.
  const [sent, setSent] = useState<readonly string[]>([value]);
  if (given !== value) {
    setGiven(value);
    const place = sent.indexOf(value);
    // Its own answers come back while the next letters are typed already.
    setSent(place === -1 ? [value] : sent.slice(place));
    if (place === -1) setText(value);
  }
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text.trim() === sent.at(-1)) return;
    const timer = setTimeout(
      () => {
        const asked = text.trim();
        sentAt.current = performance.now();
        // Back at what the address says: nothing else is on its way that counts.
        setSent(asked === value ? [asked] : [...sent, asked]);
        onChange(asked);
      },
      Math.max(0, sentAt.current + PAUSE_MS - performance.now()),
    );
    return () => clearTimeout(timer);
  });
  return (
    <input
      type="search"
      className={styles.field}
      placeholder={label}
      aria-label={label}
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
