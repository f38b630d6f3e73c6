import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { WHOLE_PAGE } from '../../shared/api/lists';
import { guestKeys, readGuests } from './guest.api';

/** Names of the guests whom a list knows by their ids; undefined while they are on their way, and for who has none. */
export function useGuestNames(ids: readonly string[]): (id: string) => string | undefined {
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
  return (id) => names.data?.get(id);
}
