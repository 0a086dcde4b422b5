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
  const [sent, setSent] = useState(value);
  if (given !== value) {
    setGiven(value);
    // Its own answer comes back while the next letters are typed already.
    if (value !== sent) {
      setSent(value);
      setText(value);
    }
  }
  const sentAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text.trim() === sent) return;
    const timer = setTimeout(
      () => {
        sentAt.current = performance.now();
        setSent(text.trim());
        onChange(text.trim());
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
