import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../shared/format/use-format';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { useProgram } from '../version/program-context';
import { askedImpactQuery, cancelImpact, impactRunQuery } from '../../../entities/program/impact.api';
import { isOpen } from '../../../entities/program/run';
import { RunEnded, RunProgress } from '../runs/run-progress';
import sentences from '../sentences/program-sentences.module.css';
import { ImpactCharts } from './impact-charts';
import { ImpactGuests } from './impact-guests';
import classes from './impact.module.css';
import { sum, tiersOfBoth } from './impact.rules';

/** Which guests would rise and fall by the change, and what their points would be worth. */
export function ImpactPanel({ version, documentHash }: { readonly version: number; readonly documentHash: string }) {
  const { t, i18n } = useTranslation('admin');
  const words = useProblemWords();
  const format = useFormat();
  const { program, inForce, mayManage } = useProgram();
  const asked = useQuery(askedImpactQuery({ version, documentHash }, inForce?.version));
  const run = useQuery(impactRunQuery(asked.data?.id, i18n.language));
  if (run.data === undefined) {
    const error = asked.error ?? run.error;
    return (
      <Panel title={t('program.impact.title')}>
        {error === null ? <p>{t('program.impact.waiting')}</p> : <ProblemNotice words={words(error)} />}
      </Panel>
    );
  }
  const { impact, endedAt } = run.data;
  if (impact === null)
    return (
      <Panel title={t('program.impact.title')}>
        {asked.isError && <ProblemNotice words={words(asked.error)} />}
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

  const { guests, falls, rises, points } = impact;
  const moved = sum(falls) + sum(rises);
  const codesOf = (document: typeof program.document | undefined) => document?.tiers.map(({ code }) => code) ?? [];
  const tiers = tiersOfBoth(codesOf(inForce?.document), codesOf(program.document));
  return (
    <>
      <Panel title={t('program.impact.title')}>
        <dl className={classes.tally}>
          <div data-kind="rise">
            <dt>{t('program.impact.rise')}</dt>
            <dd>{format.number(sum(rises))}</dd>
          </div>
          <div data-kind="fall">
            <dt>{t('program.impact.fall')}</dt>
            <dd>{format.number(sum(falls))}</dd>
          </div>
          <div>
            <dt>{t('program.impact.guests')}</dt>
            <dd>{format.number(guests)}</dd>
          </div>
          <div>
            <dt>{t('program.impact.worth')}</dt>
            <dd>{format.money(points.worthAfter)}</dd>
            {points.worthAfter !== points.worthBefore && (
              <dd className={classes.before}>
                {t('program.impact.worthBefore', { worth: format.money(points.worthBefore) })}
              </dd>
            )}
          </div>
        </dl>
        <ul className={sentences.sentences}>
          {impact.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {endedAt !== null && (
          <p className={classes.stood}>{t('program.impact.stood', { at: format.dateTime(endedAt) })}</p>
        )}
      </Panel>
      {moved > 0 && <ImpactCharts impact={impact} tiers={tiers} />}
      {moved > 0 && mayManage && <ImpactGuests impact={impact} documentHash={documentHash} />}
    </>
  );
}
