import { useCallback, useEffect, useRef, useState } from "react";

export type Sound = "off" | "ready" | "blocked";

/** A short sound. Browsers refuse it on a page that nobody has touched, unless they were started otherwise. */
export function useChime(on: boolean): { sound: Sound; play: () => void } {
  const audio = useRef<AudioContext | null>(null);
  const [sound, setSound] = useState<Exclude<Sound, "off">>("blocked");
  useEffect(() => {
    if (!on) return;
    const context = openAudio();
    if (context === null) return;
    audio.current = context;
    const tell = () => setSound(context.state === "running" ? "ready" : "blocked");
    const wake = () => void context.resume().catch(() => undefined);
    tell();
    context.addEventListener("statechange", tell);
    document.addEventListener("pointerdown", wake);
    document.addEventListener("keydown", wake);
    return () => {
      context.removeEventListener("statechange", tell);
      document.removeEventListener("pointerdown", wake);
      document.removeEventListener("keydown", wake);
      audio.current = null;
      void context.close();
    };
  }, [on]);
  // While it is refused nothing is queued: a night's failures must not sound all at once at the first touch.
  const play = useCallback(() => {
    if (audio.current?.state === "running") chime(audio.current);
  }, []);
  return { sound: on ? sound : "off", play };
}

function openAudio(): AudioContext | null {
  try {
    return new AudioContext();
  } catch {
    return null;
  }
}

function chime(context: AudioContext): void {
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
