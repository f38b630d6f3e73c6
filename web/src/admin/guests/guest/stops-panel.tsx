import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StoppedAddress } from '../../../entities/guest/guest.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { ask } from '../../../shared/api/calls';
import { freeAddress } from '../../../shared/api/operations';
import { ActDialog } from '../../../shared/described/act-form';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import classes from './guest-page.module.css';

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
      {freed !== null && (
        <ActDialog
          of={freeAddress}
          params={{ id: guestId, channel: freed }}
          title={t('stops.freeOf', { channel: t(`messages.channels.${freed}`) })}
          layout={{ gap: 12 }}
          above={<Text c="dimmed">{t('stops.freeHelp')}</Text>}
          fields={{
            reason: { label: t('stops.reason'), help: t('stops.reasonHelp'), needed: t('stops.reasonNeeded') },
          }}
          submit={t('stops.free')}
          onClose={() => setFreed(null)}
        />
      )}
    </Panel>
  );
}
