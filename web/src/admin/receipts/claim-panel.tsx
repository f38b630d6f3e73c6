import { Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { guestKeys } from '../../entities/guest/guest.api';
import { useNetworkSettings } from '../../entities/network/network.api';
import { claimReceipt } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import type { AnswerOfCall } from '../../shared/described/operation';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useGuestField } from '../../entities/guest/use-guest-field';

const HOUR_MS = 3_600_000;

interface ClaimPanelProps {
  readonly receiptId: string;
  readonly recordedAt: string;
}

/** Makes a anonymous receipt a guest's sale, as long as the network lets it be said afterwards. */
export function ClaimPanel({ receiptId, recordedAt }: ClaimPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { guest, field } = useGuestField(t('claim.who'));
  const [openedAt] = useState(() => Date.now());
  const network = useNetworkSettings();
  const [claimed, setClaimed] = useState<AnswerOfCall<typeof claimReceipt>>();
  const name = guest?.name ?? t('guests.noName');
  if (claimed !== undefined && guest !== null)
    return (
      <Panel title={t('claim.title')}>
        <p role="status">
          {t('claim.done', { name, count: 'pointsEarned' in claimed ? claimed.pointsEarned : 0 })}{' '}
          <Link to={`/guests/${guest.id}`}>{t('claim.toGuest')}</Link>
        </p>
      </Panel>
    );
  if (network.isError) return <FailureNotice error={network.error} />;
  if (network.isPending) return <Loading />;
  const hours = network.data.settings.claimWindowHours;
  const until = new Date(Date.parse(recordedAt) + hours * HOUR_MS);
  const isOver = until.getTime() <= openedAt;
  return (
    <Panel title={t('claim.title')}>
      <Text c="dimmed">
        {isOver
          ? t('claim.over', { count: hours, until: format.dateTime(until.toISOString()) })
          : t('claim.help', { until: format.dateTime(until.toISOString()) })}
      </Text>
      {!isOver && (
        <ActForm
          of={claimReceipt}
          params={{ id: receiptId }}
          layout={{ gap: 12, maw: 480, mt: 16 }}
          fields={{ guestId: field }}
          isDisabled={() => guest === null}
          submit={guest === null ? t('claim.submit') : t('claim.submitOf', { name })}
          anew={guest === null ? [] : [guestKeys.one(guest.id)]}
          onDone={setClaimed}
        />
      )}
    </Panel>
  );
}
