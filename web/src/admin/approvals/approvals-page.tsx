import { useQuery } from '@tanstack/react-query';
import { requestsQuery, type RequestsOf } from '../../entities/approval/approval.api';
import { useMay } from '../../entities/session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ListPager } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { OnePersonPanel } from '../../entities/approval/one-person-panel';
import { RequestList, useRequestDecisions } from '../../entities/approval/request-list';
import { useAddress } from '../../shared/described/use-address';

/** Requests that need a second person: open requests that the reader can decide, the reader's own requests, and decided requests. */
export function ApprovalsPage() {
  const { t } = useTranslation('admin');
  const mayDecide = useMay()('approvals.decide');
  return (
    <>
      <PageHead title={t('nav.approvals')} sub={t('approvals.sub')} />
      {mayDecide ? (
        <>
          <OnePersonPanel />
          <Waiting />
          <Decided />
        </>
      ) : (
        <Notice title={t('approvals.forManagersTitle')} help={t('approvals.forManagersHelp')} />
      )}
    </>
  );
}

function Waiting() {
  const { t } = useTranslation('admin');
  const decisions = useRequestDecisions();
  const { items, pager, problem, isPending } = useRequests('WAITING');
  if (problem !== null) return problem;
  if (isPending) return <Loading />;
  const own = items.filter(({ mayWithdraw }) => mayWithdraw);
  const others = items.filter(({ mayWithdraw }) => !mayWithdraw);
  return (
    <>
      {decisions.notice}
      {items.length === 0 && <Notice title={t('approvals.emptyTitle')} help={t('approvals.emptyHelp')} />}
      {others.length > 0 && (
        <Panel title={t('approvals.title')}>
          <RequestList label={t('approvals.title')} requests={others} decisions={decisions} />
        </Panel>
      )}
      {own.length > 0 && (
        <Panel title={t('approvals.mine')}>
          <RequestList label={t('approvals.mine')} requests={own} decisions={decisions} />
        </Panel>
      )}
      {pager}
    </>
  );
}

function Decided() {
  const { t } = useTranslation('admin');
  const decisions = useRequestDecisions();
  const { items, pager, problem, isPending } = useRequests('DECIDED');
  if (problem !== null) return problem;
  if (isPending || items.length === 0) return null;
  return (
    <Panel title={t('approvals.decidedTitle')}>
      <RequestList label={t('approvals.decidedTitle')} requests={items} decisions={decisions} />
      {pager}
    </Panel>
  );
}

/** A page of requests; the address says which one. */
function useRequests(status: RequestsOf) {
  const { language } = useTranslation('admin');
  const { address, change } = useAddress();
  const name = status.toLowerCase();
  const cursor = address.get(name) ?? undefined;
  const requests = useQuery(requestsQuery(status, cursor, language));
  const goTo = (next: string | null) => change({ [name]: next });
  return {
    items: requests.data?.items ?? [],
    isPending: requests.isPending,
    problem: requests.isError ? <FailureNotice error={requests.error} retry={requests} /> : null,
    pager: <ListPager list={requests.data} cursor={cursor} onTurn={(at) => goTo(at ?? null)} />,
  };
}
