import { Box, Button, Flex, Stack } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { olderActsQuery, type Shift, shiftQuery, type ShiftTotals } from '../../entities/shift/shift.api';
import type { AnyTransaction } from '../../entities/transaction/transaction.api';
import { call, keyOf } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { pointsChange } from '../../entities/transaction/points-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { SideSheet } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useNames } from '../guest/use-guest';
import { useOutlook } from '../offline/till-offline';
import { Slip } from '../slip/slip';
import { useTillWords } from '../words/use-till-words';
import { amountLeft } from './act.rules';
import { ActDetails } from './act-details';
import { FindReceipt } from './find-receipt';
import classes from './shift-drawer.module.css';

interface ShiftDrawerProps {
  readonly pointOfSaleId: string;
  readonly guest: { readonly id: string; readonly name: string | null } | null;
  readonly placeName: string;
  /** The act that is shown first; null: the whole shift. */
  readonly actId: string | null;
  readonly onChanged: () => void;
  readonly onUndone: (saleId: string) => void;
  readonly onClose: () => void;
}

/** The shift's last acts with their effects, and the report with which the shift is closed. */
export function ShiftDrawer({
  pointOfSaleId,
  guest,
  placeName,
  actId,
  onChanged,
  onUndone,
  onClose,
}: ShiftDrawerProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const shift = useQuery(shiftQuery(pointOfSaleId));
  const [chosen, setChosen] = useState(actId);

  return (
    <SideSheet size="min(520px, 100%)" title={t('shift.title')} onClose={onClose}>
      {chosen !== null && (
        <ActDetails
          transactionId={chosen}
          guest={guest}
          placeName={placeName}
          onChanged={onChanged}
          onUndone={onUndone}
          onBack={() => setChosen(null)}
        />
      )}
      {chosen === null && (
        <Stack gap={16}>
          {shift.isError && <ProblemNotice words={words(shift.error)} />}
          {shift.isPending && <Loading />}
          {shift.data === null && <Notice title={t('shift.emptyTitle')} help={t('shift.emptyHelp')} />}
          {shift.data != null && <ShiftReport shift={shift.data} placeName={placeName} onChoose={setChosen} />}
          <FindReceipt onChoose={setChosen} />
        </Stack>
      )}
    </SideSheet>
  );
}

const GIFT_ACTS = ['sold', 'toppedUp', 'spent', 'refunded'] as const;

interface ShiftReportProps {
  readonly shift: Shift;
  readonly placeName: string;
  readonly onChoose: (transactionId: string) => void;
}

function ShiftReport({ shift, placeName, onChoose }: ShiftReportProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const older = useInfiniteQuery({ ...olderActsQuery(shift), enabled: false });
  const acts = [...shift.items, ...(older.data?.pages ?? []).flatMap(({ items }) => items)];
  const nameOf = useNames(acts.flatMap(({ guestId }) => guestId ?? []));
  const hasOlder = older.data === undefined ? shift.nextCursor !== null : older.hasNextPage;
  const { totals } = shift;
  const since = t('shift.since', { day: format.day(shift.businessDate), time: format.time(shift.openedAt) });
  const money = useMoneyFigures(totals);
  const figures: [label: string, value: string][] = [
    [t('shift.sales'), format.number(totals.sales.count)],
    [t('shift.discount'), format.money(totals.sales.discount)],
    [t('shift.earned'), format.number(totals.sales.points + totals.credits.points)],
    [t('shift.redeemed'), format.number(totals.sales.pointsRedeemed + totals.redemptions.points)],
    ...GIFT_ACTS.filter((act) => totals.giftCards[act].count > 0).map((act): [string, string] => [
      t(`shift.gifts.${act}`),
      format.money(totals.giftCards[act].amount),
    ]),
  ];
  return (
    <Stack gap={16}>
      <p className={classes.since}>{since}</p>
      <dl className={classes.money}>
        {money.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <dl className={classes.figures}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Box component="h3" mt={8} mb={-8} fz={16} fw={650}>
        {t('shift.acts')}
      </Box>
      <ul className={classes.acts}>
        {acts.map((act) => (
          <li key={act.id}>
            <button type="button" className={classes.act} onClick={() => onChoose(act.id)}>
              <span className={classes.what}>
                {isUndo(act) ? t('shift.undo') : t(`shift.type.${act.type}`)}
                {act.type === 'SALE' && amountLeft(act, acts) === 0 && <em> · {t('shift.isRefunded')}</em>}
              </span>
              <span className={classes.sum}>{sumOf(act)}</span>
              <span className={classes.soft}>
                {format.time(act.recordedAt)}
                {act.type !== 'REFUND' && act.receiptNumber !== null && (
                  <> · {t('slip.receipt', { number: act.receiptNumber })}</>
                )}
                {whoseOf(act)}
              </span>
              <Box component="span" c="var(--accent-text)" ta="end">
                {pointsOf(act)}
              </Box>
            </button>
          </li>
        ))}
      </ul>
      {hasOlder && (
        <Button
          variant="default"
          loading={older.isFetching}
          onClick={() => void (older.data === undefined ? older.refetch() : older.fetchNextPage())}
        >
          {t('shift.older')}
        </Button>
      )}
      {older.isError && <ProblemNotice words={words(older.error)} />}
      <CloseShift shift={shift} />
      <Slip title={placeName} lines={[since]} rows={[...money, ...figures]} remarks={[]} />
    </Stack>
  );

  function whoseOf(act: AnyTransaction): string {
    if (act.guestId === null) return act.type === 'SALE' ? ` · ${t('shift.nobody')}` : '';
    const name = nameOf(act.guestId);
    return name === null ? '' : ` · ${name}`;
  }

  function sumOf(act: AnyTransaction): string {
    if (act.type === 'REFUND') return format.money(-act.payable);
    return act.type === 'SALE' ? format.money(act.payable) : '';
  }

  function pointsOf(act: AnyTransaction): string {
    const change = pointsChange(act);
    return change === 0 ? '' : t('shift.points', { value: format.signed(change) });
  }
}

/** The net amount first, then its parts, as the server counted them. */
function useMoneyFigures({ received }: ShiftTotals): [label: string, value: string][] {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return [
    [t('shift.net'), format.money(received.net)],
    [t('shift.gross'), format.money(received.gross)],
    [t('shift.refunded'), format.money(-received.refunded)],
    [t('shift.undone'), format.money(-received.undone)],
  ];
}

/** Closing a shift is final, so it asks once. */
function CloseShift({ shift }: { shift: Shift }) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const queries = useQueryClient();
  const { waiting } = useOutlook();
  const [asks, setAsks] = useState(false);
  const closing = useMutation({
    mutationFn: () => call('POST', '/api/shifts/{id}/close', { id: shift.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf('/api/shifts') }),
  });
  if (shift.closedAt !== null) return <p className={classes.since}>{t('shift.isClosed')}</p>;
  return (
    <Flex gap={8} wrap="wrap" pt={8}>
      {closing.isError && <ProblemNotice words={words(closing.error)} />}
      {asks ? (
        <>
          <p className={classes.soft}>{t('shift.closeHelp')}</p>
          {waiting > 0 && <p role="alert">{t('offline.closing', { count: waiting })}</p>}
          <Button loading={closing.isPending} onClick={() => closing.mutate()}>
            {t('shift.closeYes')}
          </Button>
          <Button variant="default" onClick={() => setAsks(false)}>
            {t('cancel')}
          </Button>
        </>
      ) : (
        <>
          <Button variant="default" onClick={() => window.print()}>
            {t('done.print')}
          </Button>
          <Button variant="default" onClick={() => setAsks(true)}>
            {t('shift.close')}
          </Button>
        </>
      )}
    </Flex>
  );
}

function isUndo(act: AnyTransaction): boolean {
  return act.type === 'REFUND' && act.reason === 'UNDO';
}
