// @vitest-environment happy-dom
import type { Progress, Source } from "@lastgood/proxy/contract";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Reading } from "./Reading.tsx";

afterEach(cleanup);

const fill: Progress = {
  phase: "first-fill",
  unit: "devices",
  done: 120,
  total: 1000,
  totalIsEstimate: true,
  ratePerMinute: 58,
  etaMs: 900_000,
};
const show = (progress: Progress | null) =>
  render(<Reading source={{ id: "rmm", polling: true, nextPollAt: null, progress } as Source} />);

it("shows a bar that is named by the words of what it measures", () => {
  show(fill);
  const bar = screen.getByRole("progressbar", { name: /^First fill: 120 of about 1,000 devices/ });
  expect([bar.getAttribute("value"), bar.getAttribute("max")]).toEqual(["0.12", "1"]);
  expect(screen.getByText(/what was not read yet is shown as unknown/)).toBeTruthy();
});

it("shows no bar where nothing tells how much there is, and nothing where nothing is read", () => {
  show({ ...fill, total: null });
  expect(screen.queryByRole("progressbar")).toBeNull();
  expect(screen.getByText(/^First fill: 120 devices/)).toBeTruthy();
  cleanup();
  expect(show(null).container.textContent).toBe("");
});
