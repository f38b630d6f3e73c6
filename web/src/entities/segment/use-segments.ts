import { useQuery } from '@tanstack/react-query';
import { segmentsQuery } from './segment.api';

/** Segments that may be named, or those in the archive. */
export function useSegments(enabled = true, archived = false) {
  return useQuery({ ...segmentsQuery(archived), enabled });
}

/** Names of segments by their codes; the code itself for those in the archive. */
export function useSegmentNames(enabled: boolean): (code: string) => string {
  const segments = useSegments(enabled);
  return (code) => segments.data?.find((segment) => segment.code === code)?.name ?? code;
}
