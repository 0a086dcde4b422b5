// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SearchField } from "./SearchField.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const field = () => screen.getByRole<HTMLInputElement>("searchbox");
const type = (value: string) => fireEvent.change(field(), { target: { value } });
const pass = (ms: number) => {
  act(() => void vi.advanceTimersByTime(ms));
};

it("keeps the letters that are typed while its own filter comes back", () => {
  const asked: string[] = [];
  const of = (value: string) => <SearchField label="Search" value={value} onChange={(q) => asked.push(q)} />;
  const { rerender } = render(of(""));
  type("s");
  pass(60);
  type("sq");
  rerender(of("s"));
  expect(field().value).toBe("sq");
  pass(60);
  expect(asked).toEqual(["s", "sq"]);
});

it("keeps what was asked last while the answer to an earlier letter comes back", () => {
  const of = (value: string) => <SearchField label="Search" value={value} onChange={() => {}} />;
  const { rerender } = render(of(""));
  type("s");
  pass(1);
  type("sq");
  pass(60);
  rerender(of("s"));
  expect(field().value).toBe("sq");
  rerender(of("sq"));
  rerender(of(""));
  expect(field().value).toBe("");
});

it("shows a filter that comes from elsewhere, though it was typed here and taken back before", () => {
  const of = (value: string) => <SearchField label="Search" value={value} onChange={() => {}} />;
  const { rerender } = render(of(""));
  type("sql");
  pass(1);
  type("");
  pass(60);
  rerender(of("sql"));
  expect(field().value).toBe("sql");
});

it("asks at the first letter, and for those typed fast after it once", () => {
  const asked: string[] = [];
  render(<SearchField label="Search" value="" onChange={(q) => asked.push(q)} />);
  type("s");
  pass(1);
  expect(asked).toEqual(["s"]);
  type("sq");
  pass(20);
  type("sql");
  pass(20);
  expect(asked).toEqual(["s"]);
  pass(20);
  expect(asked).toEqual(["s", "sql"]);
});

it("follows the address when that changes from elsewhere", () => {
  const { rerender } = render(<SearchField label="Search" value="sql" onChange={() => {}} />);
  rerender(<SearchField label="Search" value="" onChange={() => {}} />);
  expect(field().value).toBe("");
});
