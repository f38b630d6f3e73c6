import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApprovalRequest, decideRequest, type RequestDecision } from './approval.api';
import { useGuestNames } from '../guest/use-guest-names';
import { askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RowList } from '../../shared/ui/row-list';
import classes from './approvals.module.css';
import { RequestRow } from './request-row';

/** Decides requests, and says what happened: also after the last of them has left the list. */
export function useRequestDecisions() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [told, setTold] = useState<string | null>(null);
  const decide = useChange(decideRequest, (shown, { verb }) => {
    if (shown === 'oneMore') setTold(t('approvals.done.oneMore'));
    else setTold(shown === null ? t(`approvals.done.${verb}`) : `${t('changes.link')} ${shown.link}`);
    void askAnew(
      queries,
      keyOf('/api/approvals'),
      keyOf('/api/programs'),
      keyOf('/api/users'),
      keyOf('/api/campaigns'),
    );
  });
  return {
    isPending: decide.isPending,
    isTold: told !== null,
    notice: (
      <>
        {told !== null && (
          <p className={classes.told} role="status">
            {told}
          </p>
        )}
        <FailureNotice error={decide.error} />
      </>
    ),
    decide: (decision: RequestDecision) => {
      setTold(null);
      decide.mutate(decision, {
        // Somebody else may have decided the request, so the list is read again.
        onError: () => void queries.invalidateQueries({ queryKey: keyOf('/api/approvals') }),
      });
    },
  };
}

interface RequestListProps {
  readonly label: string;
  readonly requests: readonly ApprovalRequest[];
  readonly decisions: ReturnType<typeof useRequestDecisions>;
}

export function RequestList({ label, requests, decisions }: RequestListProps) {
  const { t } = useTranslation('admin');
  const nameOf = useGuestNames(requests.flatMap(({ act }) => act?.guestId ?? []));
  const guestOf = ({ act }: ApprovalRequest) => (act?.guestId == null ? t('approvals.ofNobody') : nameOf(act.guestId));
  return (
    <RowList label={label}>
      {requests.map((request) => (
        <RequestRow
          key={request.id}
          request={request}
          guestName={guestOf(request)}
          isPending={decisions.isPending}
          onDecide={decisions.decide}
        />
      ))}
    </RowList>
  );
}
