import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import {
  type AutomationRunDetail,
  type AutomationStep,
  type AutomationVersion,
} from '../../entities/automation/automation.api';
import { nameInWords, useGuestNames } from '../../entities/guest/use-guest-names';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './automations.module.css';
import { useAutomationWords } from './use-automation-words';

interface RunPathProps {
  readonly automationId: string;
  readonly runId: string;
  readonly versions: readonly AutomationVersion[];
}

/** One run of a guest through an automation: each step that was done, as a sentence with its time. */
export function RunPath({ automationId, runId, versions }: RunPathProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const run = useQuery(ask('/api/automations/{id}/runs/{runId}', { id: automationId, runId }));
  const names = useGuestNames(run.data === undefined ? [] : [run.data.guestId]);
  const sentence = useSentences(versions);
  if (run.isError) return <FailureNotice error={run.error} retry={run} />;
  if (run.data === undefined) return <Loading />;
  const { guestId, enteredAt, endedAt, version, path, causedBy } = run.data;
  return (
    <>
      <h3>{t('automations.path.title', { name: nameInWords(names(guestId), t('automations.runs.noName')) })}</h3>
      <Link to={`/guests/${guestId}`}>{t('automations.runs.openGuest')}</Link>
      <ol className={classes.path}>
        <li>
          <span className={classes.time}>{format.dateTime(enteredAt)}</span>
          {t(causedBy.length === 0 ? 'automations.path.entered' : 'automations.path.enteredByAutomation', {
            version: path[0]?.version ?? version,
          })}
        </li>
        {path.map((done) => (
          <li key={done.visit}>
            <span className={classes.time}>{format.dateTime(done.at)}</span>
            {sentence.of(done)}
          </li>
        ))}
        <li>
          {endedAt !== null && <span className={classes.time}>{format.dateTime(endedAt)}</span>}
          {sentence.end(run.data)}
        </li>
      </ol>
    </>
  );
}

type PathStep = AutomationRunDetail['path'][number];

function useSentences(versions: readonly AutomationVersion[]) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useAutomationWords();
  return { of: sentenceOf, end: endOf };

  function stepOf(version: number, name: string | null): AutomationStep | undefined {
    return versions.find((one) => one.version === version)?.document.steps.find((step) => step.name === name);
  }

  function sentenceOf(done: PathStep): string {
    const { kind, outcome, branch, points, version } = done;
    const step = stepOf(version, done.step);
    if (step?.kind !== kind) return t('automations.path.old', { kind: t(`automations.kind.${kind}`) });
    const reason = reasonOf(done);
    if (outcome === 'REFUSED') return t('automations.path.refused', { step: words.step(step), reason });
    switch (step.kind) {
      case 'WAIT':
        return t('automations.path.WAIT', { time: words.time(step.amount, step.unit) });
      case 'WAIT_UNTIL':
        return t('automations.path.WAIT_UNTIL', { days: words.days(step.weekdays), at: step.at });
      case 'WAIT_EVENT': {
        const event = words.event(step.until);
        return outcome === 'TIMED_OUT'
          ? t('automations.path.inTime', { time: words.time(step.amount, step.unit), event })
          : t('automations.path.happened', { event });
      }
      case 'BRANCH':
        return t('automations.path.way', { way: words.way(step, branch ?? 0) });
      case 'SPLIT':
        return t('automations.path.chance', { way: words.way(step, branch ?? 0) });
      case 'POINTS':
        return t('automations.path.POINTS', { count: points ?? step.points });
      case 'COUPON':
        return t('automations.path.COUPON', { name: words.name('batch', step.batchId) });
      case 'REWARD':
        return t('automations.path.REWARD', { name: words.name('reward', step.reward) });
      case 'CAMPAIGN':
        return t('automations.path.CAMPAIGN', { name: words.name('campaign', step.campaign) });
      case 'MESSAGE': {
        const title = words.title(step);
        if (outcome === 'NOT_SENT') return t('automations.path.NOT_SENT', { title, reason });
        return t(outcome === 'WAITS' ? 'automations.path.WAITS' : 'automations.path.SENT', { title });
      }
      case 'LIST':
        return t(step.isIn ? 'automations.path.LIST_IN' : 'automations.path.LIST_OUT', {
          name: words.name('segment', step.segment),
        });
      case 'WEBHOOK':
        return t('automations.path.WEBHOOK', { topic: step.topic });
      case 'END':
        return t('automations.path.END');
    }
  }

  function endOf({ state, reason, step: name, version, dueAt }: AutomationRunDetail): string {
    switch (state) {
      case 'WAITING': {
        const step = stepOf(version, name);
        if (step === undefined || dueAt === null) return t('automations.path.nowNowhere');
        return t('automations.path.now', { step: words.step(step), at: format.dateTime(dueAt) });
      }
      case 'LEFT':
        return t(`automations.path.left.${reason ?? 'other'}`);
      default:
        return t(`automations.path.state.${state}`);
    }
  }

  /** Reason why the message of a step was not sent, in words; a reason without words as its code. */
  function reasonOf({ reason }: PathStep): string {
    if (reason === null) return '';
    const known = MESSAGE_REASONS.find((one) => one === reason);
    return known === undefined ? reason : t(`messages.reasons.${known}`);
  }
}

const MESSAGE_REASONS = ['NO_GUEST', 'BLOCKED', 'NO_CONSENT', 'HELD_OUT', 'CONTROL', 'NO_CHANNEL', 'CAPPED'] as const;
