import { Box, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Confirmation, confirmationsQuery } from '../../entities/guest-account/guest-account.api';
import { call } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { MainAction } from '../telegram/main-action';
import { shake } from '../telegram/telegram';
import classes from './confirmations.module.css';

/** Spends that wait for the guest's tap, the newest first: the guest stands at the till. */
export function Confirmations({ guestId }: { readonly guestId: string }) {
  const { data: [asked] = [] } = useQuery(confirmationsQuery(guestId));
  return asked === undefined ? null : <Asked key={asked.id} guestId={guestId} asked={asked} />;
}

function Asked({ guestId, asked }: { readonly guestId: string; readonly asked: Confirmation }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const deciding = useMutation({
    mutationFn: (confirm: boolean) => call('POST', '/api/auth/me/confirmations/{id}', { id: asked.id }, { confirm }),
    onSuccess: (left, confirm) => {
      shake(confirm ? 'success' : 'error');
      queries.setQueryData(confirmationsQuery(guestId).queryKey, left);
    },
    onError: () => shake('error'),
  });
  useEffect(() => {
    shake('success');
  }, []);
  return (
    <section className={classes.asked} aria-label={t('confirm.title')} role="alert">
      <Box component="h2" m={0} fz={22}>
        {t('confirm.points', { count: asked.points })}
      </Box>
      <Text mt={8} mb={16} c="dimmed" lh={1.5}>
        {t('confirm.help')}
      </Text>
      <FailureNotice error={deciding.error} />
      <Stack gap={8}>
        <MainAction
          label={t('confirm.yes', { count: asked.points })}
          isBusy={deciding.isPending}
          onPress={() => deciding.mutate(true)}
        />
        <Button
          variant="default"
          size="lg"
          fullWidth
          disabled={deciding.isPending}
          onClick={() => deciding.mutate(false)}
        >
          {t('confirm.no')}
        </Button>
      </Stack>
    </section>
  );
}
