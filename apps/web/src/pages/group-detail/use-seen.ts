import { useEffect, useRef, useState } from "react";

/** Asked for a little before it comes into sight, in CSS pixels. */
const AHEAD = "400px";

/** Whether an element has been in sight, or nearly so, since it was first drawn. */
export function useSeen<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        setSeen(true);
        observer.disconnect();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, isSeen] as const;
}
