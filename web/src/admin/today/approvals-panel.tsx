import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Approval,
  approvalsQuery,
  decideApproval,
  type ExpectedRefund,
} from '../../entities/transaction/transaction.api';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { MANUAL_REASONS } from '../../entities/transaction/manual-reasons';
import { useRefundWords } from '../../entities/transaction/use-refund-words';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import classes from './approvals-panel.module.css';

/** Requests of colleagues above their limit, oldest first; hidden when there are none. */
export function ApprovalsPanel() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const queries = useQueryClient();
  const [told, setTold] = useState<string | null>(null);
  const waiting = useQuery(approvalsQuery);
  const items = waiting.data?.items ?? [];
  const nameOf = useGuestNames(items.flatMap(({ guestId }) => guestId ?? []));
  const refresh = () => void queries.invalidateQueries({ queryKey: approvalsQuery.queryKey });
  const decide = useChange(decideApproval, (_, { isApproved }) => {
    setTold(isApproved ? t('approvals.approved') : t('approvals.rejected'));
    refresh();
  });

  if (waiting.isError) return <ProblemNotice words={words(waiting.error)} />;
  if (items.length === 0 && told === null) return null;
  return (
    <Panel title={t('approvals.title')}>
      {told !== null && (
        <p className={classes.told} role="status">
          {told}
        </p>
      )}
      {decide.error !== null && <ProblemNotice words={words(decide.error)} />}
      <RowList>
        {items.map((approval) => (
          <ApprovalRow
            key={approval.id}
            approval={approval}
            guestName={
              approval.guestId === null ? t('approvals.ofNobody') : (nameOf(approval.guestId) ?? t('guests.noName'))
            }
            isPending={decide.isPending}
            onDecide={(isApproved) => {
              setTold(null);
              decide.mutate({ id: approval.id, isApproved });
            }}
          />
        ))}
      </RowList>
    </Panel>
  );
}

interface ApprovalRowProps {
  readonly approval: Approval;
  readonly guestName: string;
  readonly isPending: boolean;
  readonly onDecide: (isApproved: boolean) => void;
}

function ApprovalRow({ approval, guestName, isPending, onDecide }: ApprovalRowProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const colleagueOf = useColleagueNames();
  const { t: shared } = useTranslation();
  const { guestId, points, direction, sale, refund, requestedBy, requestedAt } = approval;
  const refundWords = useRefundWords();
  const toRefund = useToRefund();
  const reason = useReasonOf(approval);
  return (
    <Row
      title={
        <>
          {direction === null ? toRefund(refund) : shared(`manual.submit.${direction}`, { count: points })}
          {' · '}
          {guestId === null ? guestName : <Link to={`/guests/${guestId}`}>{guestName}</Link>}
        </>
      }
      about={[
        reason,
        ...(refund === null ? [] : refundWords(refund)),
        ...(sale === null ? [] : [<RefundedSale key="sale" sale={sale} />]),
        t('program.list.byAt', { who: colleagueOf(requestedBy), at: format.dateTime(requestedAt) }),
      ]}
    >
      <Button
        variant="default"
        disabled={isPending}
        aria-label={t('approvals.approveOf', { name: guestName })}
        onClick={() => onDecide(true)}
      >
        {t('approvals.approve')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        disabled={isPending}
        aria-label={t('approvals.rejectOf', { name: guestName })}
        onClick={() => onDecide(false)}
      >
        {t('approvals.reject')}
      </Button>
    </Row>
  );
}

/** The refunded sale, with its receipt number if it has one. */
function RefundedSale({ sale }: { readonly sale: NonNullable<Approval['sale']> }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const at = format.dateTime(sale.occurredAt);
  if (sale.type === 'REDEMPTION') return t('approvals.ofRedemption', { at });
  const said = { amount: format.money(sale.amount), at };
  return (
    <Link to={`/receipts/${sale.id}`}>
      {sale.receiptNumber === null
        ? t('approvals.ofSale', said)
        : t('approvals.ofReceipt', { ...said, number: sale.receiptNumber })}
    </Link>
  );
}

/** The refund's amounts, in short. */
function useToRefund(): (refund: ExpectedRefund | null) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (refund) => {
    if (refund === null) return t('approvals.refundNone');
    return refund.amount === 0
      ? t('approvals.refundPoints', { count: refund.pointsReturned })
      : t('approvals.refundOf', { amount: format.money(refund.payable) });
  };
}

/** Why it was asked for, in the words of whoever asked; points by hand name one of the network's reasons besides. */
function useReasonOf({ reasonCode, comment }: Approval): string {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const said = comment === null ? t('approvals.noComment') : t('approvals.said', { comment });
  if (reasonCode === null) return said;
  const known = MANUAL_REASONS.find((code) => code === reasonCode);
  return t('approvals.because', { reason: known === undefined ? reasonCode : shared(`manual.reasons.${known}`), said });
}
