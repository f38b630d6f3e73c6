import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import {
  type Automation,
  AUTOMATION_STATES,
  automationsQuery,
  copyExample,
  type ListedAutomation,
} from '../../entities/automation/automation.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconPlus } from '../../shared/icons/icon-plus';
import { type Column, DataTable } from '../../shared/ui/data-table';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { blankDocument } from './automation-first.rules';
import classes from './automations.module.css';
import { StateChip } from './state-chip';
import { useAutomationWords } from './use-automation-words';

/** All automations with what begins them and how many guests went through them. */
export function AutomationsPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const mayManage = useMayManage('campaigns.manage');
  const [address, setAddress] = useSearchParams();
  const asked = address.get('state');
  const archived = asked === 'ARCHIVED';
  const state = AUTOMATION_STATES.find((one) => one === asked) ?? null;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [chooses, setChooses] = useState(false);
  const automations = useQuery(automationsQuery(state, archived, cursors.at(-1)));
  const columns = useColumns();
  const older = automations.data?.nextCursor ?? null;
  const isEmpty = asked === null && cursors.length === 0 && automations.data?.items.length === 0;
  return (
    <>
      <PageHead title={t('nav.automations')} sub={t('automations.sub')}>
        {mayManage && automations.data !== undefined && !isEmpty && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setChooses(true)}>
            {t('automations.new')}
          </Button>
        )}
      </PageHead>
      {automations.isError ? (
        <ProblemNotice words={words(automations.error)} retry={automations} />
      ) : isEmpty ? (
        <>
          <Notice title={t('automations.emptyTitle')} help={t('automations.emptyHelp')} />
          {mayManage && <Examples />}
        </>
      ) : (
        <>
          <div className={classes.tools}>
            <NativeSelect
              label={t('campaigns.which')}
              value={asked ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setCursors([]);
                setAddress(value === '' ? {} : { state: value });
              }}
              data={[
                { value: '', label: t('automations.all') },
                ...AUTOMATION_STATES.map((value) => ({ value, label: t(`automations.state.${value}`) })),
                { value: 'ARCHIVED', label: t('campaigns.archived') },
              ]}
            />
          </div>
          <DataTable
            caption={t('nav.automations')}
            columns={columns}
            rows={automations.data?.items}
            rowKey={({ id }) => id}
            empty={<Notice title={t('automations.noneTitle')} help={t('automations.noneHelp')} />}
          />
          <div className={classes.row}>
            {cursors.length > 0 && (
              <Button variant="default" onClick={() => setCursors(cursors.slice(0, -1))}>
                {t('campaigns.newer')}
              </Button>
            )}
            {older !== null && (
              <Button variant="default" onClick={() => setCursors([...cursors, older])}>
                {t('campaigns.older')}
              </Button>
            )}
          </div>
        </>
      )}
      {chooses && (
        <Dialog title={t('automations.newTitle')} size="lg" onClose={() => setChooses(false)}>
          <p className={classes.help}>{t('automations.newHelp')}</p>
          <Examples />
        </Dialog>
      )}
    </>
  );
}

/** The ready examples and an empty automation; one press copies one and opens it. */
function Examples() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const examples = useQuery(ask('/api/automations/examples'));
  const open = async ({ id }: Automation) => {
    await client.invalidateQueries({ queryKey: keyOf('/api/automations') });
    void navigate(`/automations/${id}`);
  };
  const copy = useChange(copyExample, open);
  const create = useChange(actOf('POST', '/api/automations'), open);
  const error = copy.error ?? create.error;
  if (examples.isError) return <ProblemNotice words={words(examples.error)} retry={examples} />;
  const isBusy = copy.isPending || create.isPending;
  return (
    <>
      {error !== null && <ProblemNotice words={words(error)} />}
      <ul className={classes.examples} aria-label={t('automations.examples')}>
        {examples.data?.items.map(({ name }) => (
          <li key={name}>
            <button type="button" className={classes.example} disabled={isBusy} onClick={() => copy.mutate(name)}>
              <strong>{t(`automations.exampleTitle.${name}`)}</strong>
              {t(`automations.exampleHelp.${name}`)}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className={classes.example}
            disabled={isBusy}
            onClick={() => create.mutate({ document: blankDocument(t('automations.blankName')) })}
          >
            <strong>{t('automations.exampleTitle.BLANK')}</strong>
            {t('automations.exampleHelp.BLANK')}
          </button>
        </li>
      </ul>
    </>
  );
}

function useColumns(): Column<ListedAutomation>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useAutomationWords();
  return [
    {
      key: 'name',
      title: t('automations.name'),
      cell: ({ id, document }) => <Link to={`/automations/${id}`}>{document.name}</Link>,
    },
    { key: 'state', title: t('automations.stateTitle'), cell: ({ state }) => <StateChip state={state} /> },
    {
      key: 'trigger',
      title: t('automations.trigger'),
      isAside: true,
      cell: ({ document }) => words.trigger(document.trigger),
    },
    {
      key: 'entered',
      title: t('automations.entered'),
      isFigure: true,
      cell: ({ entered }) => format.number(entered),
    },
    { key: 'inside', title: t('automations.inside'), isFigure: true, cell: ({ inside }) => format.number(inside) },
    {
      key: 'finished',
      title: t('automations.finished'),
      isFigure: true,
      cell: ({ finished }) => format.number(finished),
    },
    {
      key: 'lately',
      title: t('automations.lastDays'),
      isFigure: true,
      isAside: true,
      cell: ({ enteredLately }) => format.number(enteredLately),
    },
  ];
}
