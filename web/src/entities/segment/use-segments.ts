import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Segment } from '../../shared/api/types';

/** A network has at most a hundred. */
const ALL = 200;
const WHILE_COUNTING_MS = 2_000;

/** Segments that may be named, or those in the archive; asked again while guests are being looked at. */
export function useSegments(enabled = true, archived = false) {
  return useQuery({
    queryKey: ['segments', archived],
    enabled,
    queryFn: async ({ signal }) => {
      const query = { limit: ALL, archived: archived ? 'true' : 'false' } as const;
      return (await answerOf(api.GET('/api/segments', { params: { query }, signal }))).items;
    },
    refetchInterval: ({ state }) => whileCounting(state.data?.[0]),
  });
}

/** Names of segments by their codes; the code itself for those in the archive. */
export function useSegmentNames(enabled: boolean): (code: string) => string {
  const segments = useSegments(enabled);
  return (code) => segments.data?.find((segment) => segment.code === code)?.name ?? code;
}

export function useSegment(id: string) {
  return useQuery({
    queryKey: ['segments', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/segments/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => whileCounting(state.data),
  });
}

function whileCounting(segment: Segment | undefined): number | false {
  return segment?.isCounting === true ? WHILE_COUNTING_MS : false;
}
