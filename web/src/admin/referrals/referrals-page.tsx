import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LISTED_STATES, referralsQuery } from '../../entities/referral/referral.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ListPager } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RowList } from '../../shared/ui/row-list';
import { ReferralRow } from '../../entities/referral/referral-row';
import { useAddress } from '../../shared/described/use-address';

/** Referrals of the network, first those that wait for a manager, each with its evidence. */
export function ReferralsPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('referrals.decide');
  const { address, change } = useAddress();
  const asked = address.get('state') ?? 'IN_REVIEW';
  const state = LISTED_STATES.find((one) => one === asked);
  const cursor = address.get('cursor') ?? undefined;
  const referrals = useQuery({ ...referralsQuery(state, cursor), enabled: mayManage });
  const items = referrals.data?.items ?? [];
  const head = <PageHead title={t('nav.referrals')} sub={t('referrals.sub')} />;

  if (!mayManage)
    return (
      <>
        {head}
        <Notice title={t('referrals.readOnlyTitle')} help={t('referrals.readOnlyHelp')} />
      </>
    );
  return (
    <>
      {head}
      <NativeSelect
        label={t('referrals.filter')}
        w={280}
        maw="100%"
        mb="md"
        value={state ?? 'ANY'}
        data={[
          ...LISTED_STATES.map((value) => ({ value, label: t(`referrals.listed.${value}`) })),
          { value: 'ANY', label: t('referrals.any') },
        ]}
        onChange={(event) => change({ state: event.currentTarget.value, cursor: null })}
      />
      <FailureNotice error={referrals.error} retry={referrals} />
      {referrals.isPending && <Loading />}
      {referrals.isSuccess && items.length === 0 && <Empty state={state} />}
      {items.length > 0 && (
        <Panel title={state === undefined ? t('referrals.any') : t(`referrals.listed.${state}`)}>
          <RowList label={t('nav.referrals')}>
            {items.map((referral) => (
              <ReferralRow key={referral.id} referral={referral} />
            ))}
          </RowList>
        </Panel>
      )}
      <ListPager list={referrals.data} cursor={cursor} onTurn={(at) => change({ cursor: at ?? null })} />
    </>
  );
}

function Empty({ state }: { readonly state: (typeof LISTED_STATES)[number] | undefined }) {
  const { t } = useTranslation('admin');
  if (state === undefined) return <Notice title={t('referrals.emptyTitle')} help={t('referrals.emptyHelp')} />;
  if (state === 'IN_REVIEW')
    return <Notice title={t('referrals.reviewNoneTitle')} help={t('referrals.reviewNoneHelp')} />;
  return <Notice title={t('referrals.noneTitle')} help={t('referrals.noneHelp')} />;
}
