import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { shownIn } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Segment, segmentsQuery } from './segment.api';

/** Segments that may be named, or those in the archive, under their names in the reader's language. */
export function useSegments(enabled = true, archived = false) {
  const { language } = useTranslation();
  const select = useCallback(
    ({ items }: { readonly items: readonly Segment[] }) => items.map((one) => shownIn(one, language)),
    [language],
  );
  return useQuery({ ...segmentsQuery(archived), enabled, select });
}

/** Names of segments by their codes; the code itself for those in the archive. */
export function useSegmentNames(enabled: boolean): (code: string) => string {
  const segments = useSegments(enabled);
  return (code) => segments.data?.find((segment) => segment.code === code)?.name ?? code;
}
