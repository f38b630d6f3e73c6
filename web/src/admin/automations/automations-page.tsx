import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import {
  type Automation,
  AUTOMATION_STATES,
  automationsQuery,
  copyExample,
  type ListedAutomation,
} from '../../entities/automation/automation.api';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconPlus } from '../../shared/icons/icon-plus';
import type { ColumnOf } from '../../shared/ui/columns';
import { Dialog } from '../../shared/ui/dialog';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Examples, StateList, useStateFilter } from '../../entities/status/state-list';
import { blankDocument } from './automation-first.rules';
import classes from './automations.module.css';
import { StateChip } from './state-chip';
import { useAutomationWords } from './use-automation-words';
import { useNewDialog } from '../../shared/described/use-new-dialog';

/** All automations with their triggers and how many guests went through each. */
export function AutomationsPage() {
  const { t } = useTranslation('admin');
  const filter = useStateFilter(AUTOMATION_STATES);
  const page = useQuery(automationsQuery(filter.state, filter.archived, filter.cursors.at(-1)));
  const [chooses, setChooses] = useNewDialog();
  return (
    <>
      <StateList
        kind="automations"
        filter={filter}
        page={page}
        columns={useColumns()}
        stateName={(state) => t(`automations.state.${state}`)}
        create={
          page.data !== undefined && (
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setChooses(true)}>
              {t('automations.new')}
            </Button>
          )
        }
        examples={<Beginnings />}
      />
      {chooses && (
        <Dialog title={t('automations.newTitle')} size="lg" onClose={() => setChooses(false)}>
          <Help>{t('automations.newHelp')}</Help>
          <Beginnings />
        </Dialog>
      )}
    </>
  );
}

/** The ready automations and an empty one; one press copies the automation and opens its page. */
function Beginnings() {
  const { t } = useTranslation('admin');
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
  if (examples.isError) return <FailureNotice error={examples.error} retry={examples} />;
  return (
    <>
      <FailureNotice error={error} />
      <Examples
        label={t('automations.examples')}
        isBusy={copy.isPending || create.isPending}
        examples={[
          ...(examples.data?.items ?? []).map(({ name }) => ({ name, onClick: () => copy.mutate(name) })),
          {
            name: 'BLANK' as const,
            onClick: () => create.mutate({ document: blankDocument(t('automations.blankName')) }),
          },
        ].map(({ name, onClick }) => ({
          title: t(`automations.exampleTitle.${name}`),
          help: t(`automations.exampleHelp.${name}`),
          onClick,
        }))}
      />
    </>
  );
}

function useColumns(): ColumnOf<ListedAutomation>[] {
  const { t } = useTranslation('admin');
  const words = useAutomationWords();
  return [
    {
      key: 'name',
      isName: true,
      title: t('automations.name'),
      cell: ({ id, document }) => (
        <>
          <Link to={`/automations/${id}`}>{document.name}</Link>
          <span className={classes.trigger}>{words.trigger(document.trigger)}</span>
        </>
      ),
    },
    { key: 'state', title: t('automations.stateTitle'), cell: ({ state }) => <StateChip state={state} /> },
    { of: 'entered', title: t('automations.entered'), as: 'number' },
    { of: 'inside', title: t('automations.inside'), as: 'number' },
    { of: 'finished', title: t('automations.finished'), as: 'number' },
    { of: 'enteredLately', title: t('automations.lastDays'), as: 'number', isAside: true },
  ];
}
