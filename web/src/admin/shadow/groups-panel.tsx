import { Button, Flex, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { actOf, ask, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Help, Panel } from '../../shared/ui/page';
import { ChangeQuestion, Question } from '../../shared/ui/question';
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
  const reasonOf = useReason();
  const groups = useQuery(ask('/api/shadow/groups'));
  const [shown, setShown] = useState<ShadowGroup | null>(null);
  const [accepts, setAccepts] = useState<ShadowGroup | null>(null);
  const [reopens, setReopens] = useState<ShadowGroup | null>(null);
  const columns: ColumnOf<ShadowGroup>[] = [
    { title: t('shadow.reason'), isName: true, cell: (group) => <ReasonCell group={group} /> },
    { of: 'receipts', title: t('shadow.receipts'), as: 'number' },
    { of: 'balances', title: t('shadow.balancesOfFiles'), as: 'number', isAside: true },
    { of: 'guests', title: t('shadow.guests'), as: 'number', isAside: true },
    { of: 'money', title: t('shadow.money'), as: 'money' },
    {
      key: 'acts',
      title: t('shadow.state'),
      isActs: true,
      cell: (group) => (
        <Flex gap={8} wrap="wrap">
          <Button variant="default" size="sm" onClick={() => setShown(group)}>
            {t('shadow.show')}
          </Button>
          {group.acceptedAt === null ? (
            <Button variant="default" size="sm" onClick={() => setAccepts(group)}>
              {t('shadow.accept')}
            </Button>
          ) : (
            <Button variant="default" size="sm" onClick={() => setReopens(group)}>
              {t('shadow.reopen')}
            </Button>
          )}
        </Flex>
      ),
    },
  ];
  return (
    <Panel title={t('shadow.groups')}>
      <Help>{t('shadow.groupsHelp')}</Help>
      <DataTable
        reading={groups}
        caption={t('analytics.table', { title: t('shadow.groups') })}
        columns={columns}
        rows={groups.data?.groups}
        rowKey={({ id }) => id}
        empty={<Help>{t('shadow.noGroups')}</Help>}
      />
      {shown !== null && (
        <ReceiptsSheet title={reasonOf(shown)} filter={{ groupId: shown.id }} onClose={() => setShown(null)} />
      )}
      {accepts !== null && <AcceptGroup group={accepts} onClose={() => setAccepts(null)} />}
      {reopens !== null && (
        <ChangeQuestion
          title={t('shadow.reopenTitle')}
          help={t('shadow.reopenHelp')}
          yes={t('shadow.reopen')}
          send={actOf('POST', '/api/shadow/groups/{id}/reopen', { id: reopens.id })}
          anew={[keyOf('/api/shadow')]}
          onClose={() => setReopens(null)}
        />
      )}
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

function AcceptGroup({ group, onClose }: { readonly group: ShadowGroup; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const accepting = useChange(actOf('POST', '/api/shadow/groups/{id}/accept', { id: group.id }), async () => {
    await askAnew(queries, keyOf('/api/shadow'));
    onClose();
  });
  const text = note.trim();
  return (
    <Question
      title={t('shadow.acceptTitle')}
      help={t('shadow.acceptHelp')}
      yes={t('shadow.accept')}
      of={accepting}
      onYes={() => accepting.mutate({ note: text === '' ? null : text })}
      onClose={onClose}
    >
      <TextInput
        label={t('shadow.note')}
        maxLength={500}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </Question>
  );
}
