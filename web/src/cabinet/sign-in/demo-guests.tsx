import { Box, Button, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { demoQuery } from '../../entities/demo/demo.api';
import { enterAsGuest } from '../../entities/session/session';
import { call } from '../../shared/api/calls';
import classes from './demo-guests.module.css';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** Guests of the demonstration, each signed in by one press; nothing without a demonstration. */
export function DemoGuests({ network }: { readonly network: string }) {
  const { t } = useTranslation('entry');
  const { data: demo } = useQuery(demoQuery);
  const entering = useMutation({
    mutationFn: async (phone: string): Promise<void> =>
      enterAsGuest(
        await call('POST', '/api/demo/session', {}, { network, phone, refreshCookie: 'PERSISTENT' }),
        'ON_DEVICE',
      ),
  });
  const guests = demo?.guests.filter((guest) => guest.network === network) ?? [];
  if (guests.length === 0) return null;
  return (
    <div role="group" className={classes.demo} aria-label={t('demo.title')}>
      <Box component="h2" m={0} fz={16} fw={650}>
        {t('demo.title')}
      </Box>
      <Text mb={4} c="dimmed" fz={14} lh={1.4}>
        {t('demo.help')}
      </Text>
      {guests.map(({ name, phone, part }) => (
        <Button
          key={phone}
          variant="default"
          size="md"
          justify="space-between"
          disabled={entering.isPending}
          onClick={() => entering.mutate(phone)}
          rightSection={<span className={classes.part}>{t(`demo.${part}`)}</span>}
        >
          {name}
        </Button>
      ))}
      <FailureNotice error={entering.error} />
    </div>
  );
}
