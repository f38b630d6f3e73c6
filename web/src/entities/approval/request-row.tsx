import { Button, Flex, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ApprovalRequest, RequestDecision } from './approval.api';
import { GuestName } from '../guest/guest-name';
import { nameInWords, type NameRead } from '../guest/use-guest-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Row } from '../../shared/ui/row-list';
import { bound } from '../../shared/ui/bound';
import { useRequestWords } from './use-request-words';

const LONGEST_REASON = 1_000;

interface RequestRowProps {
  readonly request: ApprovalRequest;
  readonly guestName: NameRead;
  readonly isPending: boolean;
  readonly onDecide: (decision: RequestDecision) => void;
}

/** A request with the buttons that the reader may press, or why there are none. */
export function RequestRow({ request, guestName, isPending, onDecide }: RequestRowProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [rejects, setRejects] = useState(false);
  const { title, details } = useRequestWords(request);
  const { act, status, requestedBy, requestedAt, firstApprovedBy, decidedBy, decidedAt, reason, refusedBecause } =
    request;
  const nameOf = (person: ApprovalRequest['requestedBy']) =>
    person === null ? t('program.list.bySystem') : (person.name ?? t('program.list.colleague'));
  const name = act === null ? title : nameInWords(guestName, t('guests.noName'));
  const decide = (verb: RequestDecision['verb'], why = '') => onDecide({ request, verb, reason: why });
  return (
    <Row
      title={
        act === null ? (
          title
        ) : (
          <>
            {title}
            {' · '}
            {act.guestId === null ? (
              guestName
            ) : (
              <Link to={`/guests/${act.guestId}`}>
                <GuestName name={guestName} />
              </Link>
            )}
          </>
        )
      }
      about={[
        ...details,
        t('approvals.askedBy', { who: nameOf(requestedBy), at: format.dateTime(requestedAt) }),
        ...(firstApprovedBy === null || status !== 'WAITING'
          ? []
          : [t('approvals.firstApprovedBy', { who: nameOf(firstApprovedBy) })]),
        ...(status === 'WAITING'
          ? []
          : [
              t(`approvals.decided.${status}`, {
                who: nameOf(decidedBy),
                at: format.dateTime(decidedAt ?? requestedAt),
              }),
            ]),
        ...(reason === null ? [] : [t('approvals.reasonWas', { reason })]),
        ...(refusedBecause === null || refusedBecause === 'own_act' ? [] : [t(`approvals.refused.${refusedBecause}`)]),
      ]}
    >
      {request.mayApprove && (
        <Button
          variant="default"
          disabled={isPending}
          aria-label={t('approvals.approveOf', { name })}
          onClick={() => decide('approve')}
        >
          {t('approvals.approve')}
        </Button>
      )}
      {request.mayReject && (
        <Button
          variant="subtle"
          color="gray"
          disabled={isPending}
          aria-label={t('approvals.rejectOf', { name })}
          onClick={() => setRejects(true)}
        >
          {t('approvals.reject')}
        </Button>
      )}
      {request.mayWithdraw && (
        <Button
          variant="default"
          disabled={isPending}
          aria-label={t('approvals.withdrawOf', { name })}
          onClick={() => decide('withdraw')}
        >
          {t('approvals.withdraw')}
        </Button>
      )}
      {rejects && (
        <RejectDialog
          title={t('approvals.rejectOf', { name })}
          onClose={() => setRejects(false)}
          onReject={(why) => {
            setRejects(false);
            decide('reject', why);
          }}
        />
      )}
    </Row>
  );
}

interface RejectDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onReject: (reason: string) => void;
}

/** The person who asked reads the reason, so a rejection has one. */
function RejectDialog({ title, onClose, onReject }: RejectDialogProps) {
  const { t } = useTranslation('admin');
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <Flex
        component="form"
        direction="column"
        gap={16}
        onSubmit={(event) => {
          event.preventDefault();
          onReject(reason.trim());
        }}
      >
        <Textarea
          label={t('approvals.reason')}
          description={t('approvals.reasonHelp')}
          autosize
          minRows={2}
          maxLength={LONGEST_REASON}
          data-autofocus
          {...bound(reason, setReason)}
        />
        <Button type="submit" disabled={reason.trim() === ''}>
          {t('approvals.reject')}
        </Button>
      </Flex>
    </Dialog>
  );
}
