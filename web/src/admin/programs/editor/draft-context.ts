import { createContext, useContext, useSyncExternalStore } from 'react';
import type { DraftStore, Mistake, DocumentPath } from './draft-store';

export const DraftContext = createContext<DraftStore | null>(null);

export function useDraftStore(): DraftStore {
  const store = useContext(DraftContext);
  if (store === null) throw new Error('a field of a program stands outside of its form');
  return store;
}

/** A part of the document; the caller knows its form from the schema. */
export function useValue<Value>(path: DocumentPath): Value {
  const store = useDraftStore();
  return useSyncExternalStore(store.subscribe, () => store.get(path)) as Value;
}

export function useMistake(path: DocumentPath, within = false): Mistake | undefined {
  const store = useDraftStore();
  return useSyncExternalStore(store.subscribe, () => store.mistakeAt(path, within));
}

const NOTHING: readonly never[] = [];

/** A list of the document, which may be missing while nothing is in it, with what can be done to it. */
export function useList<Item>(path: DocumentPath) {
  const store = useDraftStore();
  const items = useValue<readonly Item[] | undefined>(path) ?? NOTHING;
  return {
    items,
    add: (item: Item) => store.set(path, [...items, item]),
    removeAt: (index: number) =>
      store.set(
        path,
        items.filter((_, at) => at !== index),
      ),
  };
}
