import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { segmentPreviewQuery, type SegmentRule } from '../../entities/segment/segment.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RuleMistakes } from './rule-mistakes';

const PAUSE_MS = 600;

/** How many guests the unsaved rule matches, or its mistakes. */
export function RulePreview({ rule }: { readonly rule: SegmentRule }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [settled] = useDebouncedValue(JSON.stringify(rule), PAUSE_MS);
  const preview = useQuery({ ...segmentPreviewQuery(settled), placeholderData: keepPreviousData });
  if (preview.isError)
    return (
      <>
        <FailureNotice error={preview.error} marked={['rule']} />
        <RuleMistakes error={preview.error} />
      </>
    );
  if (preview.data === undefined) return <p role="status">{t('segments.previewing')}</p>;
  const { guests, of } = preview.data;
  const named = { count: guests, guests: format.number(guests), of: format.number(of) };
  return (
    <Text component="div" my={12} fz={20} fw={650} lts="-0.01em" role="status">
      {t('segments.preview', named)}
    </Text>
  );
}
