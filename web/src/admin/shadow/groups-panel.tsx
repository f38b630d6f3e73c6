import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ask, keyOf } from '../../shared/api/calls';
import { acceptShadowGroup, reopenShadowGroup } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { ActTable } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { ReceiptsSheet } from './receipts-sheet';
import type { ShadowGroup } from '../../entities/shadow/shadow.api';
import { useReason } from './use-reason';

/** Where a manager mends what makes receipts of a reason differ; none: nothing of the programme does. */
const OF_PROGRAM: ReadonlySet<ShadowGroup['reason']> = new Set([
  'SPENDING',
  'RULE',
  'RATE',
  'ROUNDING',
  'RETURN',
  'EARNING',
]);

/** The reasons why receipts differ, each with what can be done about it. */
export function GroupsPanel() {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const reasonOf = useReason();
  const groups = useQuery(ask('/api/shadow/groups'));
  const refresh = useRefresh([keyOf('/api/shadow')]);
  return (
    <Panel title={t('shadow.groups')}>
      <Help>{t('shadow.groupsHelp')}</Help>
      <ActTable<ShadowGroup>
        reading={groups}
        caption={t('analytics.table', { title: t('shadow.groups') })}
        columns={[
          { title: t('shadow.reason'), isName: true, cell: (group) => <ReasonCell group={group} /> },
          { of: 'receipts', title: t('shadow.receipts'), as: 'number' },
          { of: 'balances', title: t('shadow.balancesOfFiles'), as: 'number', isAside: true },
          { of: 'guests', title: t('shadow.guests'), as: 'number', isAside: true },
          { of: 'money', title: t('shadow.money'), as: 'money' },
        ]}
        rows={groups.data?.groups}
        rowKey={({ id }) => id}
        empty={<Help>{t('shadow.noGroups')}</Help>}
        refresh={refresh}
        actsTitle={t('shadow.state')}
        acts={[
          {
            text: t('shadow.show'),
            dialog: (group, close) => (
              <ReceiptsSheet title={reasonOf(group)} filter={{ groupId: group.id }} onClose={close} />
            ),
          },
          {
            of: acceptShadowGroup,
            text: t('shadow.accept'),
            isShown: ({ acceptedAt }) => acceptedAt === null,
            dialog: ({ id }, close) => (
              <ActDialog
                of={acceptShadowGroup}
                params={{ id }}
                title={t('shadow.acceptTitle')}
                above={<Help>{t('shadow.acceptHelp')}</Help>}
                fields={{ note: { label: t('shadow.note') } }}
                submit={t('shadow.accept')}
                cancel={shared('action.cancel')}
                anew={[keyOf('/api/shadow')]}
                onClose={close}
              />
            ),
          },
          {
            of: reopenShadowGroup,
            text: t('shadow.reopen'),
            isShown: ({ acceptedAt }) => acceptedAt !== null,
            ask: () => ({ title: t('shadow.reopenTitle'), help: t('shadow.reopenHelp'), yes: t('shadow.reopen') }),
          },
        ]}
      />
    </Panel>
  );
}

function ReasonCell({ group }: { readonly group: ShadowGroup }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const reasonOf = useReason();
  const { acceptedAt, note, reason, detail } = group;
  const isOfCampaign = reason === 'RULE' && detail.startsWith('campaign.');
  return (
    <>
      <div>{reasonOf(group)}</div>
      {acceptedAt !== null && (
        <Help>{t('shadow.acceptedOn', { day: format.date(acceptedAt), note: note ?? undefined })}</Help>
      )}
      {acceptedAt === null && isOfCampaign && <Link to="/campaigns">{t('shadow.toCampaigns')}</Link>}
      {acceptedAt === null && !isOfCampaign && OF_PROGRAM.has(reason) && (
        <Link to="/programs">{t('shadow.toProgram')}</Link>
      )}
    </>
  );
}
