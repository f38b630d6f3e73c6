import { Button, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { StoppedAddress } from '../../../entities/guest/guest.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { actOf, ask } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { Form } from '../../../shared/ui/form';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { Submit } from '../../../shared/ui/submit';
import classes from './guest-page.module.css';
import { useFields } from '../../../shared/ui/use-fields';

const stopsOf = (guestId: string) => ask('/api/guests/{id}/stopped-addresses', { id: guestId });

/** Addresses of the guest to which nothing but codes is sent; nothing where there are none. */
export function StopsPanel({ guestId }: { readonly guestId: string }) {
  const mayManage = useMayManage('campaigns.manage');
  return mayManage ? <Stops guestId={guestId} /> : null;
}

function Stops({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [freed, setFreed] = useState<StoppedAddress['channel'] | null>(null);
  const stops = useQuery(stopsOf(guestId));
  if (stops.isError) return <FailureNotice error={stops.error} retry={stops} />;
  const items = stops.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title={t('stops.title')}>
      <Text c="dimmed">{t('stops.help')}</Text>
      {items.map(({ channel, reason, failure, stoppedAt, mayFree }) => (
        <div key={channel} className={classes.stop}>
          <p>
            {t(`messages.channels.${channel}`)}: {t(`messages.stops.${reason}`)}
            <span className={classes.remark}>{t('stops.since', { date: format.dateTime(stoppedAt), failure })}</span>
          </p>
          {mayFree ? (
            <Button
              variant="default"
              aria-label={t('stops.freeOf', { channel: t(`messages.channels.${channel}`) })}
              onClick={() => setFreed(channel)}
            >
              {t('stops.free')}
            </Button>
          ) : (
            <Text c="dimmed">{t('stops.byGuest')}</Text>
          )}
        </div>
      ))}
      {freed !== null && <FreeDialog guestId={guestId} channel={freed} onClose={() => setFreed(null)} />}
    </Panel>
  );
}

interface FreeDialogProps {
  readonly guestId: string;
  readonly channel: StoppedAddress['channel'];
  readonly onClose: () => void;
}

function FreeDialog({ guestId, channel, onClose }: FreeDialogProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const free = useChange(
    actOf('POST', '/api/guests/{id}/stopped-addresses/{channel}/free', { id: guestId, channel }),
    (left) => {
      queries.setQueryData(stopsOf(guestId).queryKey, left);
      onClose();
    },
  );
  const { field, onSubmit } = useFields({
    initial: { reason: '' },
    error: free.error,
    check: ({ reason }) => ({ reason: reason.trim() === '' && t('stops.reasonNeeded') }),
  });
  const submit = onSubmit(({ reason }) => free.mutate({ reason: reason.trim() }));

  return (
    <Dialog title={t('stops.freeOf', { channel: t(`messages.channels.${channel}`) })} onClose={onClose}>
      <Form gap={12} onSubmit={submit}>
        <Text c="dimmed">{t('stops.freeHelp')}</Text>
        <TextInput
          label={t('stops.reason')}
          description={t('stops.reasonHelp')}
          data-autofocus
          maxLength={200}
          {...field('reason')}
        />
        <Submit of={free} text={t('stops.free')} />
      </Form>
    </Dialog>
  );
}
