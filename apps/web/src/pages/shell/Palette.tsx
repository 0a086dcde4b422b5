import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { findQuery } from "../../api/joined-queries.ts";
import { copyText } from "../../lib/copy-text.ts";
import { useSavedViews } from "../../lib/saved-views.ts";
import { useSettled } from "../../lib/settled.ts";
import { theme } from "../../lib/theme.ts";
import { Mark } from "../../ui/Mark.tsx";
import { type Act, type Choice, choicesFor } from "./choices.ts";
import styles from "./Palette.module.css";

const PAGE = { devices: "/devices/$id", policies: "/policies/$id", clients: "/clients/$id" } as const;

/** Finds any page, saved view, command, device, policy or client by the beginning of a name. */
export function Palette({ onKeys }: { onKeys: () => void }) {
  const go = useGo(onKeys);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const listId = useId();
  const q = useSettled(text.trim(), 60);
  const { data, isFetching, error } = useQuery({ ...findQuery(q), enabled: open && q.length > 0 });
  const typed = text.trim();
  const views = useSavedViews();
  const choices = open ? choicesFor(text, views, (typed === "" ? null : data) ?? []) : [];
  const chosen = Math.min(at, choices.length - 1);

  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  useEffect(() => {
    if (open) document.getElementById(`${listId}-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [open, listId, chosen]);

  function take(choice: Choice | undefined): void {
    if (choice === undefined) return;
    setText("");
    setOpen(false);
    input.current?.blur();
    go(choice);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "ArrowDown") {
      setOpen(true);
      setAt(open ? (chosen + 1) % choices.length : 0);
    } else if (event.key === "ArrowUp") setAt((chosen - 1 + choices.length) % choices.length);
    else if (event.key === "Enter" && open) take(choices[chosen]);
    else if (event.key === "Escape") {
      event.stopPropagation();
      setOpen(false);
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
  }

  return (
    <div className={styles.find}>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Find a page, device, policy or client"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && chosen >= 0 ? `${listId}-${chosen}` : undefined}
        placeholder="Find anything"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        data-find
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => {
          setAt(0);
          setOpen(true);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id={listId} role="listbox" aria-label="Found" hidden={!open}>
        {choices.map((choice, index) => (
          // The box keeps the focus; a press must come before its blur closes the list.
          <li
            key={choice.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseDown={(event) => {
              event.preventDefault();
              take(choice);
            }}
          >
            {choice.look === undefined ? null : (
              <span data-tone={choice.look.tone}>
                <Mark shape={choice.look.shape} className="tone" />
              </span>
            )}
            <bdi>{choice.label}</bdi>
            <span className="faint">{choice.word}</span>
          </li>
        ))}
        {typed !== "" && (error !== null || (isFetching && data === undefined)) ? (
          <li className="dim" role="presentation">
            {error === null ? "Looking…" : error.message}
          </li>
        ) : null}
      </ul>
    </div>
  );
}

function useGo(onKeys: () => void): (choice: Choice) => void {
  const navigate = useNavigate();
  const router = useRouter();
  const acts: Record<Act, () => void> = {
    "copy-link": () => void copyText(location.href),
    print: () => window.print(),
    light: () => theme.write("light"),
    dark: () => theme.write("dark"),
    keys: onKeys,
  };
  return ({ go }) => {
    if (go.kind === "page") void navigate({ to: go.to });
    else if (go.kind === "address") router.history.push(go.href);
    else if (go.kind === "group") void navigate({ to: PAGE[go.of], params: { id: go.id } });
    else if (go.kind === "items") void navigate({ to: "/items", search: { q: go.q } });
    else acts[go.act]();
  };
}
