import { useEffect, useState } from "react";
import type { Viewport } from "./letters.ts";

const read = (): Viewport => ({ width: window.innerWidth, height: window.innerHeight });

export function useViewport(): Viewport {
  const [viewport, setViewport] = useState(read);
  useEffect(() => {
    const tell = () => setViewport(read());
    window.addEventListener("resize", tell);
    return () => window.removeEventListener("resize", tell);
  }, []);
  return viewport;
}
