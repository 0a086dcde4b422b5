import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { findQuery } from "../../api/queries.ts";
import { nameOf } from "../../lib/names.ts";
import { useSettled } from "../../lib/settled.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./FindBox.module.css";

const PAGE = { devices: "/devices/$id", policies: "/policies/$id", clients: "/clients/$id" } as const;
const WORD = { devices: "device", policies: "policy", clients: "client" } as const;

/** Finds devices, policies and clients by name; Enter without a choice lists the items that fit. */
export function FindBox() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const listId = useId();
  const q = useSettled(text.trim(), 60);
  const { data = [], isFetching, error } = useQuery({ ...findQuery(q), enabled: q.length > 0 });
  const shown = open && q.length > 0;

  function go(index: number): void {
    const found = data[index];
    setOpen(false);
    setText("");
    if (found === undefined) void navigate({ to: "/items", search: { q: text.trim() } });
    else void navigate({ to: PAGE[found.kind], params: { id: found.group.id } });
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "ArrowDown") setAt((before) => Math.min(before + 1, data.length - 1));
    else if (event.key === "ArrowUp") setAt((before) => Math.max(before - 1, -1));
    else if (event.key === "Enter" && text.trim() !== "") go(at);
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
        type="text"
        role="combobox"
        aria-label="Find a device, policy or client"
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && at >= 0 ? `${listId}-${at}` : undefined}
        placeholder="Find a device, policy, client"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        data-find
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id={listId} role="listbox" aria-label="Found" hidden={!shown}>
        {data.map(({ kind, group }, index) => (
          // The box keeps the focus; a press must come before its blur closes the list.
          <li
            key={`${kind} ${group.id}`}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseDown={(event) => {
              event.preventDefault();
              go(index);
            }}
          >
            <span data-tone={STATE_LOOK[group.state].tone}>
              <Mark shape={STATE_LOOK[group.state].shape} className="tone" />
            </span>
            <bdi>{nameOf(group)}</bdi>
            <span className="faint">{WORD[kind]}</span>
          </li>
        ))}
        {shown && data.length === 0 ? (
          <li className="dim" role="presentation">
            {error !== null ? error.message : isFetching ? "Looking…" : "Nothing has this name"}
          </li>
        ) : null}
      </ul>
    </div>
  );
}
