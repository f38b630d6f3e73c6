import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { guestKeys } from '../guest/guest.api';
import type { Referral } from './referral.api';
import { useColleagueNames } from '../staff/use-colleague-names';
import { actOf, keyOf } from '../../shared/api/calls';
import { useAct } from '../../shared/api/use-act';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Row } from '../../shared/ui/row-list';
import { Submit } from '../../shared/ui/submit';
import { bound } from '../../shared/ui/bound';

type Round = Referral['rounds'][number];
type Decision = 'PAY' | 'REFUSE';

const LONGEST_COMMENT = 500;

/** A referral with its chain of evidence: registration, purchase, signs, decision and points; in review with the buttons. */
export function ReferralRow({ referral }: { readonly referral: Referral }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [asked, setAsked] = useState<Decision | null>(null);
  const lineOf = useRoundLines();
  const { referrerId, referrerName, friendId, friendName, code, state, refusal, registeredAt, rounds } = referral;
  const referrer = referrerId === null ? t('referrals.noReferrer', { code }) : (referrerName ?? t('guests.noName'));
  const friend = friendName ?? t('guests.noName');
  const pair = t('referrals.pair', { referrer, friend });
  const review = rounds.find((round) => round.state === 'IN_REVIEW');
  const lines: ReactNode[] = [
    refusal === null ? t(`referrals.state.${state}`) : t(`referrals.refusal.${refusal}`),
    t('referrals.registered', { date: format.dateTime(registeredAt) }),
    ...rounds.flatMap(lineOf),
  ];
  return (
    <Row
      title={
        <>
          {referrerId === null ? referrer : <Link to={`/guests/${referrerId}`}>{referrer}</Link>}
          {' → '}
          <Link to={`/guests/${friendId}`}>{friend}</Link>
        </>
      }
      about={lines}
    >
      {review !== undefined && (
        <>
          <Button variant="default" aria-label={t('referrals.payOf', { pair })} onClick={() => setAsked('PAY')}>
            {t('referrals.pay')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('referrals.refuseOf', { pair })}
            onClick={() => setAsked('REFUSE')}
          >
            {t('referrals.refuse')}
          </Button>
          {asked !== null && (
            <DecideDialog
              round={review}
              decision={asked}
              title={t(asked === 'PAY' ? 'referrals.payOf' : 'referrals.refuseOf', { pair })}
              onClose={() => setAsked(null)}
            />
          )}
        </>
      )}
    </Row>
  );
}

function useRoundLines(): (round: Round) => ReactNode[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const colleague = useColleagueNames();
  const payoutText = ({ side, points, refused, revokeId }: Round['payouts'][number]): string => {
    if (refused !== null) return t(`referrals.payoutRefused.${side}`, { code: refused });
    const payout = t(`referrals.payout.${side}`, { count: points });
    return revokeId === null ? payout : t('referrals.payoutBack', { payout });
  };
  return ({ id, saleId, createdAt, reasons, decidedBy, comment, payouts }) => [
    <Link key={id} to={`/receipts/${saleId}`}>
      {t('referrals.purchase', { date: format.dateTime(createdAt) })}
    </Link>,
    ...reasons.map((reason) => t(`referrals.reason.${reason}`)),
    ...(decidedBy === null ? [] : [t('referrals.decided', { who: colleague(decidedBy), comment: comment ?? '' })]),
    ...payouts.map(payoutText),
  ];
}

interface DecideDialogProps {
  readonly round: Round;
  readonly decision: Decision;
  readonly title: string;
  readonly onClose: () => void;
}

function DecideDialog({ round, decision, title, onClose }: DecideDialogProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [comment, setComment] = useState('');
  const act = useAct({
    storedAt: `loyalty.act.referral.${round.id}`,
    send: actOf('POST', '/api/referrals/{id}/decide', { id: round.id }),
    onDone: () => {
      void queries.invalidateQueries({ queryKey: keyOf('/api/referrals') });
      void queries.invalidateQueries({ queryKey: guestKeys.each });
      onClose();
    },
  });
  const isEmpty = comment.trim() === '';
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => isEmpty || act.submit({ decision, comment: comment.trim() })}>
        <TextInput
          label={t('referrals.comment')}
          description={t('referrals.commentHelp')}
          maxLength={LONGEST_COMMENT}
          data-autofocus
          {...bound(comment, setComment)}
        />
        <Submit of={act} disabled={isEmpty} text={t(decision === 'PAY' ? 'referrals.pay' : 'referrals.refuse')} />
      </Form>
    </Dialog>
  );
}
