import { useState } from 'react';

/** The rows of a list that a person has chosen. A row that the list no longer shows, on another page or by another filter, is not chosen. */
export interface Chosen {
  /** Whether the list shows any row. */
  readonly isOpen: boolean;
  /** Ids of the chosen rows, in the order of the list. */
  readonly ids: readonly string[];
  readonly areAll: boolean;
  readonly has: (id: string) => boolean;
  readonly nameOf: (id: string) => string;
  readonly toggle: (id: string) => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

export function useChosen<Row extends { readonly id: string }>(
  rows: readonly Row[] | undefined,
  nameOf: (row: Row) => string,
): Chosen {
  const [marked, setMarked] = useState<ReadonlySet<string>>(NOTHING);
  const shown = rows ?? [];
  const ids = shown.map(({ id }) => id).filter((id) => marked.has(id));
  return {
    isOpen: shown.length > 0,
    ids,
    areAll: ids.length > 0 && ids.length === shown.length,
    has: (id) => marked.has(id),
    nameOf: (id) => {
      const row = shown.find((one) => one.id === id);
      return row === undefined ? '' : nameOf(row);
    },
    toggle: (id) => setMarked(new Set(marked.has(id) ? ids.filter((one) => one !== id) : [...ids, id])),
    chooseAll: () => setMarked(new Set(shown.map(({ id }) => id))),
    clear: () => setMarked(NOTHING),
  };
}

const NOTHING: ReadonlySet<string> = new Set();
