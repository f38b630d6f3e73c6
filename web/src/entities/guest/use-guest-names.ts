import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { WHOLE_PAGE } from '../../shared/api/lists';
import { guestKeys, readGuests } from './guest.api';

/** A guest's name; null: the guest has none; undefined: it is not read yet. */
export type NameRead = string | null | undefined;

/** A guest's name in a sentence, or `unnamed` for a guest without one; an ellipsis until it is loaded. */
export function nameInWords(name: NameRead, unnamed: string): string {
  return name === undefined ? '…' : (name ?? unnamed);
}

/** Names of the guests whom a list knows by their ids; a dash where they could not be read. */
export function useGuestNames(ids: readonly string[]): (id: string) => NameRead {
  const asked = [...new Set(ids)].sort();
  const names = useQuery({
    queryKey: [...guestKeys.each, { names: asked }],
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const known = new Map<string, string>();
      for (let at = 0; at < asked.length; at += WHOLE_PAGE)
        for (const { id, name } of await readGuests(asked.slice(at, at + WHOLE_PAGE), signal))
          if (name !== null) known.set(id, name);
      return known;
    },
  });
  if (names.isError) return () => '—';
  return (id) => names.data?.get(id) ?? (names.data === undefined || names.isPlaceholderData ? undefined : null);
}
