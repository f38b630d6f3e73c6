import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { requestCountQuery, requestsQuery } from './approval.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './approvals.module.css';
import { RequestList, useRequestDecisions } from './request-list';

const SHOWN = 3;

/** The first requests that wait for the reader, with a link to all; hidden when there are none. */
export function RequestsPanel() {
  const { t, language } = useTranslation('admin');
  const decisions = useRequestDecisions();
  const waiting = useQuery(requestsQuery('WAITING', undefined, language));
  const count = useQuery(requestCountQuery);
  const forMe = (waiting.data?.items ?? []).filter(({ mayApprove, mayReject }) => mayApprove || mayReject);
  if (waiting.isError) return <FailureNotice error={waiting.error} retry={waiting} />;
  if (forMe.length === 0 && !decisions.isTold) return null;
  return (
    <Panel
      title={t('approvals.title')}
      aside={
        <Link className={classes.all} to="/approvals">
          {t('approvals.all', { count: count.data?.forMe ?? forMe.length })}
        </Link>
      }
    >
      {decisions.notice}
      <RequestList label={t('approvals.title')} requests={forMe.slice(0, SHOWN)} decisions={decisions} />
    </Panel>
  );
}
