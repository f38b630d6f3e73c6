const ID = /"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/g;

/** Ids that documents name, as a condition on a restaurant does. */
export function idsIn(documents: readonly unknown[]): ReadonlySet<string> {
  return new Set([...JSON.stringify(documents).matchAll(ID)].flatMap(([, id]) => id ?? []));
}

/** The document with the ids of copies in place of those of their originals. An id without a copy stays. */
export function withCopiedIds<Named>(document: Named, copies: ReadonlyMap<string, string>): Named {
  const text = JSON.stringify(document).replace(ID, (whole, id: string) => {
    const copy = copies.get(id);
    return copy === undefined ? whole : JSON.stringify(copy);
  });
  return JSON.parse(text) as Named;
}
