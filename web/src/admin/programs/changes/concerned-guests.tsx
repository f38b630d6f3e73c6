import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask, fileOf } from '../../../shared/api/calls';
import { IconArrowRight } from '../../../shared/icons/icon-arrow-right';
import { useState } from 'react';
import { Link } from 'react-router';
import type { WhichConcerned } from '../../../entities/program/impact.api';
import { TierChip } from '../../../entities/tier/tier-chip';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable, Pager } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { GuestsPanel } from './guests-panel';
import classes from './impact.module.css';

const FIRST = 10;
const PAGE = 50;
const WHICH: readonly WhichConcerned[] = ['ALL', 'LOSING', 'GAINING'];

/** The change in a year for each guest: the ten who lose most, or all of them page by page; also as a file. */
export function ConcernedGuests({ id }: { readonly id: string }) {
  const { t } = useTranslation('admin');
  const [which, setWhich] = useState<WhichConcerned>('ALL');
  const [isAll, setAll] = useState(false);
  const [cursor, setCursor] = useState<string>();
  const guests = useQuery(ask('/api/impacts/{id}/guests', { id, which, limit: isAll ? PAGE : FIRST, cursor }));
  const nextCursor = guests.data?.nextCursor ?? null;

  function show(next: { which?: WhichConcerned; isAll?: boolean }): void {
    setCursor(undefined);
    setWhich(next.which ?? which);
    setAll(next.isAll ?? isAll);
  }

  return (
    <GuestsPanel
      title={t('program.impact.concernedTitle')}
      readFile={() => fileOf('/api/impacts/{id}/file', { id, which })}
      fileName={`impact-${which.toLowerCase()}.csv`}
      error={guests.error}
      controls={
        <NativeSelect
          aria-label={t('program.impact.whichConcerned')}
          value={which}
          data={WHICH.map((value) => ({ value, label: t(`program.impact.among.${value}`) }))}
          onChange={({ currentTarget: { value } }) => show({ which: WHICH.find((one) => one === value) ?? 'ALL' })}
        />
      }
    >
      {!guests.isError && (
        <DataTable
          caption={t('program.report.table', { title: t('program.impact.concernedTitle') })}
          columns={[
            {
              title: t('guests.name'),
              cell: ({ guestId, name, cardNumber }) => (
                <Link to={`/guests/${guestId}`}>{name ?? cardNumber ?? t('guests.noName')}</Link>
              ),
            },
            {
              title: t('program.impact.tier'),
              cell: ({ from, to }) =>
                from === to ? (
                  <TierChip code={from} />
                ) : (
                  <span className={classes.move}>
                    <TierChip code={from} />
                    <IconArrowRight size={18} stroke={1.75} aria-label={t('program.impact.becomes')} />
                    <TierChip code={to} />
                  </span>
                ),
            },
            { of: 'paid', title: t('program.impact.losesPaid'), as: 'money', isAside: true },
            { of: 'discount', title: t('program.impact.losesDiscount'), as: 'money', isAside: true },
            { of: 'earned', title: t('program.impact.losesEarned'), as: 'number', isAside: true },
            { of: 'expired', title: t('program.impact.losesExpired'), as: 'number', isAside: true },
            { of: 'value', title: t('program.impact.losesValue'), as: 'money' },
          ]}
          rows={guests.data?.items}
          rowKey={({ guestId }) => guestId}
          empty={<Notice title={t('program.impact.noneConcernedTitle')} help={t('program.impact.noneConcernedHelp')} />}
        />
      )}
      {isAll ? (
        <>
          <Pager
            onFirst={cursor === undefined ? undefined : () => setCursor(undefined)}
            onNext={nextCursor === null ? undefined : () => setCursor(nextCursor)}
          />
          <Button variant="subtle" onClick={() => show({ isAll: false })}>
            {t('program.impact.showFirst')}
          </Button>
        </>
      ) : (
        nextCursor !== null && (
          <Button variant="subtle" onClick={() => show({ isAll: true })}>
            {t('program.impact.showAll')}
          </Button>
        )
      )}
    </GuestsPanel>
  );
}
