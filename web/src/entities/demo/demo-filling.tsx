import { Box, Progress, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { demoQuery } from './demo.api';

/** How much of the demonstration's year of receipts is there; nothing once all of it is, and the pages then read again. */
export function DemoFilling() {
  const { t } = useTranslation();
  const { data: demo } = useQuery(demoQuery);
  const percent = demo?.filling ?? null;
  const queries = useQueryClient();
  const wasFilling = useRef(false);
  useEffect(() => {
    if (wasFilling.current && percent === null) void queries.invalidateQueries();
    wasFilling.current = percent !== null;
  }, [percent, queries]);
  if (percent === null)
    return demo?.isIncomplete === true ? (
      <Text component="p" role="status" mb={16} lh={1.5}>
        {t('demo.incomplete')}
      </Text>
    ) : null;
  return (
    <Box component="section" mb={16} aria-label={t('demo.title')}>
      <Progress value={percent} aria-label={t('demo.filling')} />
      <Text mt={8} c="dimmed" lh={1.5}>
        {t('demo.fillingOf', { percent })}
      </Text>
    </Box>
  );
}
