import { Button, Flex, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type AutomationRun,
  type AutomationVersion,
  automationRunsQuery,
} from '../../entities/automation/automation.api';
import { nameInWords, useGuestNames } from '../../entities/guest/use-guest-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { SideSheet } from '../../shared/ui/dialog';
import { Loading } from '../../shared/ui/loading';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './automations.module.css';
import { RunPath } from './run-path';

const STATES = ['ALL', 'WAITING', 'DONE', 'GOAL', 'LEFT', 'HELD_OUT'] as const;

interface RunsSheetProps {
  readonly automationId: string;
  readonly versions: readonly AutomationVersion[];
  /** Only guests who wait at this step or whose run ended at it are listed; null: all guests of the automation. */
  readonly step: { readonly name: string; readonly sentence: string } | null;
  /** Id of the run that the sheet shows first; null: the sheet begins with the list of runs. */
  readonly firstRun?: string | null;
  readonly onClose: () => void;
}

/** Side sheet with the guests of an automation; a press on a guest shows the steps of that guest's run. */
export function RunsSheet({ automationId, versions, step, firstRun = null, onClose }: RunsSheetProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [state, setState] = useState<(typeof STATES)[number]>(step === null ? 'ALL' : 'WAITING');
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [open, setOpen] = useState<string | null>(firstRun);
  const which = {
    ...(step !== null && { step: step.name }),
    ...(state !== 'ALL' && { state: state satisfies AutomationRun['state'] }),
  };
  const runs = useQuery({ ...automationRunsQuery(automationId, which, cursors.at(-1)), enabled: open === null });
  const names = useGuestNames(runs.data?.items.map(({ guestId }) => guestId) ?? []);
  const nameOf = (id: string) => nameInWords(names(id), t('automations.runs.noName'));
  const older = runs.data?.nextCursor ?? null;
  const title = step === null ? t('automations.runs.title') : t('automations.runs.titleAt', { step: step.sentence });
  return (
    <SideSheet title={title} size="lg" onClose={onClose}>
      {open !== null ? (
        <>
          <Button variant="default" onClick={() => setOpen(null)}>
            {t('automations.runs.back')}
          </Button>
          <RunPath automationId={automationId} runId={open} versions={versions} />
        </>
      ) : (
        <>
          <NativeSelect
            label={t('automations.runs.which')}
            value={state}
            onChange={(change) => {
              setCursors([]);
              setState(change.currentTarget.value as typeof state);
            }}
            data={STATES.map((value) => ({ value, label: t(`automations.runs.states.${value}`) }))}
          />
          <FailureNotice error={runs.error} retry={runs} />
          {runs.isPending && <Loading />}
          {runs.data?.items.length === 0 && <Help>{t('automations.runs.none')}</Help>}
          <ul className={classes.path}>
            {runs.data?.items.map((run) => (
              <li key={run.id}>
                <button type="button" className={classes.link} onClick={() => setOpen(run.id)}>
                  {t('automations.runs.open', { name: nameOf(run.guestId) })}
                </button>
                <span className={classes.time}>
                  {format.dateTime(run.enteredAt)} · {t(`automations.runs.states.${run.state}`)}
                </span>
                <Link to={`/guests/${run.guestId}`}>{t('automations.runs.openGuest')}</Link>
              </li>
            ))}
          </ul>
          <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
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
          </Flex>
        </>
      )}
    </SideSheet>
  );
}
