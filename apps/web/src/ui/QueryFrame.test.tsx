// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ClockProvider } from "../lib/clock.tsx";
import { StartingContext } from "../lib/starting.ts";
import { QueryFrame } from "./QueryFrame.tsx";

const NOW = Date.parse("2026-11-20T03:12:00Z");
beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const answer = (over: { data?: string; error?: Error; dataUpdatedAt?: number }) => ({
  data: undefined,
  error: null,
  dataUpdatedAt: 0,
  refetch: vi.fn<() => void>(),
  ...over,
});

function show(query: ReturnType<typeof answer>, starting: string | null = null) {
  return render(
    <ClockProvider zone="UTC">
      <StartingContext value={starting}>
        <QueryFrame query={query} what="the sources">
          {(data: string) => <p>{data}</p>}
        </QueryFrame>
      </StartingContext>
    </ClockProvider>,
  );
}

it("says how far a server came that is starting, as no failure, also while it is asked again", () => {
  const words = "Lastgood is starting: 3,000 of 13,630 items read";
  for (const query of [answer({ error: new Error(words) }), answer({})]) {
    show(query, words);
    expect(screen.getByRole("status").textContent).toContain(words);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByText(/could not/i)).toBeNull();
    cleanup();
  }
});

it("draws nothing at first and a skeleton past 300 ms", async () => {
  const { container } = show(answer({}));
  expect(container.querySelector("[aria-busy]")?.getAttribute("data-late")).toBe("false");
  await act(() => vi.advanceTimersByTimeAsync(301));
  expect(container.querySelector("[aria-busy]")?.getAttribute("data-late")).toBe("true");
});

it("says what failed where the data would be, and asks again when told to", () => {
  const query = answer({ error: new Error("The store cannot be read") });
  show(query);
  expect(screen.getByRole("alert").textContent).toContain("Could not read the sources.");
  expect(screen.getByRole("alert").textContent).toContain("The store cannot be read");
  screen.getByRole("button", { name: "Try again" }).click();
  expect(query.refetch).toHaveBeenCalledOnce();
});

it("keeps the last good data with its age, visibly withdrawn", () => {
  const query = answer({
    data: "206 good",
    error: new Error("gone"),
    dataUpdatedAt: NOW - 32 * 60_000,
  });
  const { container } = show(query);
  expect(container.querySelector(".withdrawn")?.textContent).toBe("206 good");
  expect(screen.getByRole("status").textContent).toBe("not read for 32 min: gone");
});

it("shows data that is good as it is", () => {
  const { container } = show(answer({ data: "206 good" }));
  expect(container.textContent).toBe("206 good");
  expect(container.querySelector(".withdrawn")).toBeNull();
});

it("keeps what was drawn where a later reading fails, and where it succeeds again", () => {
  const frame = (error: Error | null) => (
    <QueryFrame query={{ ...answer({ data: "4 sources" }), error }} what="the sources">
      {(data: string) => <button type="button">{data}</button>}
    </QueryFrame>
  );
  const { rerender } = render(frame(null));
  const drawn = screen.getByRole("button");
  drawn.focus();
  rerender(frame(new Error("The store cannot be read")));
  expect(screen.getByRole("status").textContent).toContain("The store cannot be read");
  expect(document.activeElement).toBe(drawn);
  rerender(frame(null));
  expect(document.activeElement).toBe(drawn);
});
