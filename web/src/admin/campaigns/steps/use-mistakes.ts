import { useSyncExternalStore } from 'react';
import { useDocumentStore } from '../../../shared/document/document-context';

/** Whether the server found a mistake in one of these members of the campaign. */
export function useHasMistake(...members: readonly string[]): boolean {
  const store = useDocumentStore();
  const mistakes = useSyncExternalStore(store.subscribe, store.allMistakes);
  return mistakes.some(({ path }) => members.includes(/^\w+/.exec(path)?.[0] ?? ''));
}
