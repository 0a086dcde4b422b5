import type { ProtectedItem } from "@lastgood/proxy/contract";
import { useEffect, useRef, useState } from "react";

/** A failure is the same one as long as its run of failures is unbroken. */
function failuresOf(problems: readonly ProtectedItem[]): Set<string> {
  return new Set(
    problems.filter(({ state }) => state === "failed").map(({ id, failingSince }) => `${id} ${failingSince}`),
  );
}

/** Sounds once for each failure that was not there before; what stood at the start makes no sound. */
export function useFailureSound(
  problems: readonly ProtectedItem[] | null,
  on: boolean,
): "off" | "ready" | "blocked" {
  const known = useRef<Set<string> | null>(null);
  const audio = useRef<AudioContext | null>(null);
  const [state, setState] = useState<"off" | "ready" | "blocked">("off");
  useEffect(() => {
    if (!on) return;
    const context = new AudioContext();
    audio.current = context;
    const tell = () => setState(context.state === "running" ? "ready" : "blocked");
    tell();
    context.addEventListener("statechange", tell);
    return () => {
      context.removeEventListener("statechange", tell);
      audio.current = null;
      void context.close();
    };
  }, [on]);
  useEffect(() => {
    if (problems === null) return;
    const present = failuresOf(problems);
    const before = known.current;
    // One that comes back in the same run (a source was dark meanwhile) has been heard.
    known.current = new Set([...[...(before ?? [])].slice(-1000), ...present]);
    if (before === null || audio.current === null) return;
    if ([...present].some((failure) => !before.has(failure))) beep(audio.current);
  }, [problems]);
  return on ? state : "off";
}

function beep(context: AudioContext): void {
  for (const [at, pitch] of [
    [0, 660],
    [0.28, 520],
  ] as const) {
    const tone = context.createOscillator();
    const level = context.createGain();
    const start = context.currentTime + at;
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.0001, start);
    level.gain.exponentialRampToValueAtTime(0.3, start + 0.03);
    level.gain.exponentialRampToValueAtTime(0.0001, start + 0.24);
    tone.connect(level).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.26);
  }
}
