import { type DragEvent, useState } from "react";

type Side = "before" | "after";

/**
 * Lets a pointer drag one of several things beside another. `along` is the way in which they stand; what is dragged
 * over tells by `data-drop` on which side the dragged one would come to stand.
 */
export function useReorder(along: "x" | "y", onMove: (id: string, side: Side, other: string) => void) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<{ id: string; side: Side } | null>(null);
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  return (id: string) => ({
    draggable: true,
    "data-drop": over?.id === id && dragged !== id ? over.side : undefined,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      // Firefox drags nothing that carries no data.
      event.dataTransfer.setData("text/plain", id);
      setDragged(id);
    },
    onDragOver: (event: DragEvent) => {
      if (dragged === null) return;
      event.preventDefault();
      const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
      const isBefore = along === "x" ? event.clientX < left + width / 2 : event.clientY < top + height / 2;
      const side: Side = isBefore ? "before" : "after";
      if (over?.id !== id || over.side !== side) setOver({ id, side });
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (dragged !== null && over !== null) onMove(dragged, over.side, over.id);
      end();
    },
    onDragEnd: end,
  });
}
