import type { Context } from "../../outcome.ts";
import { type Draft, draftOf } from "./draft.ts";

/** Leaves out each reference whose entity is there too, and lends the entity the reference's name and links. */
export function withoutReferences(drafts: readonly Draft[], context: Context): readonly Draft[] {
  if (!drafts.some(({ taken }) => taken.isReference)) return drafts;
  const entities = new Set(drafts.filter(({ taken }) => !taken.isReference).map(keyOf));
  const references = Map.groupBy(
    drafts.filter((draft) => draft.taken.isReference && entities.has(keyOf(draft))),
    keyOf,
  );
  if (references.size === 0) return drafts;
  return drafts.flatMap((draft) => {
    const lenders = references.get(keyOf(draft));
    if (lenders === undefined) return [draft];
    return draft.taken.isReference ? [] : [borrow(draft, lenders, context)];
  });
}

/** Null, which no entity has as its key, for a record without a guid. */
function keyOf({ taken }: Draft): string | null {
  return taken.guid === null ? null : `${taken.what} ${taken.guid}`;
}

function borrow(entity: Draft, lenders: readonly Draft[], context: Context): Draft {
  const sorted = lenders.toSorted((a, b) => (a.raw.text < b.raw.text ? -1 : 1));
  const name = entity.taken.name ?? sorted.find(({ taken }) => taken.name !== null)?.taken.name ?? null;
  const links = [entity, ...sorted].flatMap(({ taken }) => taken.links);
  return draftOf({ ...entity.taken, name, links }, entity.raw, entity.index, context);
}
