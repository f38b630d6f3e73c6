import { Box, Stack, Text } from '@mantine/core';
import { useLook } from '../../entities/look/look.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CardFace } from './card-face';
import type { LastVisit } from './last-visit';

interface LastCardProps {
  readonly code: string;
  readonly visit: LastVisit;
  readonly isOffline: boolean;
}

/** The card as the guest's last visit left it. */
export function LastCard({ code, visit, isOffline }: LastCardProps) {
  const { t } = useTranslation('cabinet');
  const { data: look } = useLook(code);
  return (
    <Stack component="main" gap={16} maw={420} m="0 auto" p="12px 16px 32px">
      <Box component="h1" m={0} fz={20}>
        {visit.network}
      </Box>
      <CardFace card={visit.card} look={look?.card ?? visit.look} />
      {visit.available !== null && (
        <Text component="div" fz={32} fw={680}>
          {t('balance.points', { count: visit.available })}
        </Text>
      )}
      {isOffline && <p role="status">{t('offline.help')}</p>}
    </Stack>
  );
}
