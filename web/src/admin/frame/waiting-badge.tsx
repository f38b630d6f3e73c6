import { useQuery } from '@tanstack/react-query';
import { requestCountQuery } from '../../entities/approval/approval.api';
import { referralCountQuery } from '../../entities/referral/referral.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './admin-frame.module.css';

/** How many requests wait for the reader; nothing where none does. */
export function WaitingBadge() {
  const { t } = useTranslation('admin');
  const count = useQuery(requestCountQuery).data?.forMe ?? 0;
  return <Badge count={count} words={t('approvals.waiting', { count })} />;
}

/** How many referrals wait for a manager; nothing where none does. */
export function ReferralsBadge() {
  const { t } = useTranslation('admin');
  const count = useQuery(referralCountQuery).data?.inReview ?? 0;
  return <Badge count={count} words={t('referrals.waiting', { count })} />;
}

function Badge({ count, words }: { readonly count: number; readonly words: string }) {
  if (count === 0) return null;
  return (
    <>
      <span className={classes.badge} aria-hidden>
        {count}
      </span>
      <span className="visually-hidden">{words}</span>
    </>
  );
}
