import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Guest, guestKeys } from '../../entities/guest/guest.api';
import { useNetworkSettings } from '../../entities/network/network.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Submit } from '../../shared/ui/submit';
import { GuestPicker } from '../../entities/guest/guest-picker';

const HOUR_MS = 3_600_000;

interface ClaimPanelProps {
  readonly receiptId: string;
  readonly recordedAt: string;
}

/** Makes a anonymous receipt a guest's sale, as long as the network lets it be said afterwards. */
export function ClaimPanel({ receiptId, recordedAt }: ClaimPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const [guest, setGuest] = useState<Guest | null>(null);
  const [openedAt] = useState(() => Date.now());
  const network = useNetworkSettings();
  const claim = useChange(
    actOf('POST', '/api/receipts/{id}/claim', { id: receiptId }),
    (_, { guestId }) => void queries.invalidateQueries({ queryKey: guestKeys.one(guestId) }),
  );

  function submit(): void {
    if (guest !== null) claim.mutate({ guestId: guest.id });
  }

  const name = guest?.name ?? t('guests.noName');
  if (claim.data !== undefined && guest !== null)
    return (
      <Panel title={t('claim.title')}>
        <p role="status">
          {t('claim.done', { name, count: 'pointsEarned' in claim.data ? claim.data.pointsEarned : 0 })}{' '}
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
        <Form gap={12} maw={480} mt={16} onSubmit={submit}>
          <GuestPicker label={t('claim.who')} picked={guest} onPick={setGuest} />
          <Submit
            of={claim}
            disabled={guest === null}
            text={guest === null ? t('claim.submit') : t('claim.submitOf', { name })}
          />
        </Form>
      )}
    </Panel>
  );
}
