import { LISTED_STATES } from '../../entities/referral/referral.api';
import { ReferralRow } from '../../entities/referral/referral-row';
import { useMayManage } from '../../entities/session/use-may-manage';
import { listReferrals } from '../../shared/api/operations';
import { ListTable } from '../../shared/described/list';
import { type FiltersOf, useList } from '../../shared/described/use-list';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';

const AT_ONCE = 20;

/** Referrals of the network, first those that wait for a manager, each with its evidence. */
export function ReferralsPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('referrals.decide');
  const filters: FiltersOf<typeof listReferrals> = {
    state: {
      label: t('referrals.filter'),
      usual: 'IN_REVIEW',
      all: t('referrals.any'),
      choices: LISTED_STATES.map((value) => ({ value, label: t(`referrals.listed.${value}`) })),
    },
  };
  const list = useList(listReferrals, { filters, limit: AT_ONCE, isEnabled: mayManage });
  const state = LISTED_STATES.find((one) => one === list.valueOf('state'));
  const none = state === 'IN_REVIEW' ? 'referrals.reviewNone' : 'referrals.none';
  return (
    <>
      <PageHead title={t('nav.referrals')} sub={t('referrals.sub')} />
      {mayManage ? (
        <Panel title={state === undefined ? t('referrals.any') : t(`referrals.listed.${state}`)}>
          <ListTable
            of={listReferrals}
            list={list}
            title={t('nav.referrals')}
            filters={filters}
            item={(referral) => <ReferralRow referral={referral} />}
            empty={[t('referrals.emptyTitle'), t('referrals.emptyHelp')]}
            none={[t(`${none}Title`), t(`${none}Help`)]}
          />
        </Panel>
      ) : (
        <Notice title={t('referrals.readOnlyTitle')} help={t('referrals.readOnlyHelp')} />
      )}
    </>
  );
}
