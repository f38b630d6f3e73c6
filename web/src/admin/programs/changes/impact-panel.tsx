import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../shared/api/client';
import { useFormat } from '../../../shared/format/use-format';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { useProgram } from '../program-context';
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
  const impact = useQuery({
    queryKey: ['program', version, 'impact', documentHash, i18n.language],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/programs/{version}/impact', { params: { path: { version } }, signal })),
  });
  if (impact.data === undefined)
    return (
      <Panel title={t('program.impact.title')}>
        {impact.isError ? <ProblemNotice words={words(impact.error)} /> : <p>{t('program.impact.waiting')}</p>}
      </Panel>
    );

  const { guests, falls, rises, points } = impact.data;
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
          {impact.data.sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Panel>
      {moved > 0 && <ImpactCharts impact={impact.data} tiers={tiers} />}
      {moved > 0 && mayManage && <ImpactGuests impact={impact.data} documentHash={documentHash} />}
    </>
  );
}
