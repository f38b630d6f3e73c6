import { Box, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useLook } from '../../entities/look/look.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { usePageTitle } from '../../shared/ui/page-title';
import { readLastVisit } from './last-visit';

/** Its code is in the file of the first page behind the sign-in. It loads without asking the server first, so the card is shown also when the server does not answer. */
const CardFace = lazy(() => import('./card-face').then((module) => ({ default: module.CardFace })));

/** The card of the last visit, while the server is asked or cannot be reached. */
export function LastVisitPage({ code, isOffline }: { readonly code: string; readonly isOffline: boolean }) {
  const { t } = useTranslation('cabinet');
  const visit = readLastVisit(code);
  const { data: look } = useLook(code);
  usePageTitle(visit?.network ?? null);
  if (visit === null) {
    if (!isOffline) return <p role="status">{t('loading')}</p>;
    return <Notice isPage tone="bad" title={t('offline.firstTitle')} help={t('offline.firstHelp')} />;
  }
  return (
    <Stack component="main" gap={16} maw={420} m="0 auto" p="12px 16px 32px">
      <Box component="h1" m={0} fz={20}>
        {visit.network}
      </Box>
      <Suspense>
        <CardFace card={visit.card} look={look?.card ?? visit.look} />
      </Suspense>
      {visit.available !== null && (
        <Text fz={32} fw={680}>
          {t('balance.points', { count: visit.available })}
        </Text>
      )}
      {isOffline && <p role="status">{t('offline.help')}</p>}
    </Stack>
  );
}
