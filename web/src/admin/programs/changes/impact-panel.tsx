import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useProgram } from '../version/program-context';
import { askedImpactQuery, cancelImpact, impactRunQuery } from '../../../entities/program/impact.api';
import { isOpen } from '../../../entities/program/run';
import { RunEnded, RunProgress } from '../../../entities/program/run-progress';
import sentences from '../sentences/program-sentences.module.css';
import { ChangesByGuests } from './changes-by-guests';
import { ConcernedGuests } from './concerned-guests';
import { ImpactCharts } from './impact-charts';
import { ImpactGuests } from './impact-guests';
import classes from './impact.module.css';
import { sum, tiersOfBoth } from './impact.rules';

/** How many guests the change affects, what a year of theirs loses and gains, and which tiers they move between. */
export function ImpactPanel({ version, documentHash }: { readonly version: number; readonly documentHash: string }) {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const { program, inForce, mayManage } = useProgram();
  const asked = useQuery(askedImpactQuery({ version, documentHash }, inForce?.version));
  const run = useQuery(impactRunQuery(asked.data?.id, language));
  if (run.data === undefined) {
    const error = asked.error ?? run.error;
    return (
      <Panel title={t('program.impact.title')}>
        {error === null ? <p>{t('program.impact.waiting')}</p> : <FailureNotice error={error} />}
      </Panel>
    );
  }
  const { impact, endedAt } = run.data;
  if (impact === null)
    return (
      <Panel title={t('program.impact.title')}>
        <FailureNotice error={asked.error} retry={asked} />
        {isOpen(run.data) && (
          <RunProgress
            run={run.data}
            cancel={mayManage ? cancelImpact : undefined}
            onCancelled={() => void run.refetch()}
          />
        )}
        <RunEnded run={run.data} onAgain={() => void asked.refetch()} />
      </Panel>
    );

  const { guests, concerned, changes, losing, gaining, falls, rises, points } = impact;
  const moved = sum(falls) + sum(rises);
  const codesOf = (document: typeof program.document | undefined) => document?.tiers.map(({ code }) => code) ?? [];
  const tiers = tiersOfBoth(codesOf(inForce?.document), codesOf(program.document));
  return (
    <>
      <Panel title={t('program.impact.title')}>
        <dl className={classes.tally}>
          <Tallied
            question={t('program.impact.concerned')}
            figure={format.number(concerned)}
            beside={t('program.impact.ofGuests', { guests: format.number(guests) })}
          />
          <Tallied
            kind="fall"
            question={t('program.impact.losing')}
            figure={format.money(Math.abs(losing.value))}
            beside={t('program.impact.byGuests', { count: losing.guests })}
          />
          <Tallied
            kind="rise"
            question={t('program.impact.gaining')}
            figure={format.money(gaining.value)}
            beside={t('program.impact.byGuests', { count: gaining.guests })}
          />
          <Tallied question={t('program.impact.falling')} figure={format.number(sum(falls))} />
          <Tallied question={t('program.impact.rising')} figure={format.number(sum(rises))} />
          <Tallied
            question={t('program.impact.worth')}
            figure={format.money(points.worthAfter)}
            beside={
              points.worthAfter === points.worthBefore
                ? undefined
                : t('program.impact.worthBefore', { worth: format.money(points.worthBefore) })
            }
          />
        </dl>
        <ul className={sentences.sentences}>
          {impact.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p className={classes.stood}>{t('program.impact.yearHelp')}</p>
        {endedAt !== null && (
          <p className={classes.stood}>{t('program.impact.stood', { at: format.dateTime(endedAt) })}</p>
        )}
      </Panel>
      {changes.length > 0 && <ChangesByGuests changes={changes} />}
      {concerned > 0 && mayManage && <ConcernedGuests id={run.data.id} />}
      {moved > 0 && <ImpactCharts impact={impact} tiers={tiers} />}
      {moved > 0 && mayManage && <ImpactGuests impact={impact} documentHash={documentHash} />}
    </>
  );
}

interface TalliedProps {
  readonly question: string;
  readonly figure: string;
  readonly beside?: string | undefined;
  readonly kind?: 'rise' | 'fall';
}

function Tallied({ question, figure, beside, kind }: TalliedProps) {
  return (
    <div data-kind={kind}>
      <dt>{question}</dt>
      <dd>{figure}</dd>
      {beside !== undefined && <dd className={classes.before}>{beside}</dd>}
    </div>
  );
}
