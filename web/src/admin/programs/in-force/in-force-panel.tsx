import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import {
  type Program,
  type ProgramDocument,
  type ProgramVersion,
  simulationQuery,
} from '../../../entities/program/program.api';
import type { ProgramStage } from '../../../entities/program/stage';
import { useBenefitWords } from '../../../entities/program/use-benefit-words';
import { useColleagueNames } from '../../../entities/staff/use-colleague-names';
import { TierChip } from '../../../entities/tier/tier-chip';
import { figureOf } from '../../../shared/format/decimal';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { StageChip } from '../version/stage-chip';
import classes from './in-force.module.css';

/** The sale by which tiers are compared, in major units. */
const EXAMPLE = 1_000;
/** More than a sale could take, so that the programme alone says how many may pay. */
const PLENTY_OF_POINTS = 1_000_000_000;
const MILLION = 1_000_000;

interface InForcePanelProps {
  readonly program: Program;
  /** Versions that wait for a second person or for their time, with their stages. */
  readonly ahead: readonly { readonly version: ProgramVersion; readonly stage: ProgramStage }[];
  /** False: it decides from the beginning of time, which is no date for people. */
  readonly hasStart: boolean;
}

/** The programme in force as a ladder of tiers, who decided it, and what waits to follow it. */
export function InForcePanel({ program, ahead, hasStart }: InForcePanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useColleagueNames();
  const { version, document, effectiveFrom, publishedAt, publishedBy, publication } = program;
  const paid = EXAMPLE * 10 ** currencyDigits(format.currency);
  const since = hasStart ? effectiveFrom : publishedAt;
  const decided = { at: format.dateTime(since ?? program.createdAt), who: nameOf(publishedBy) };
  const second = publication?.status === 'APPROVED' ? publication.decidedBy : null;
  return (
    <Panel
      title={t('program.title', { version, name: document.name })}
      aside={
        <Button variant="default" component={Link} to={`/programs/${String(version)}`}>
          {t('program.inForce.rules')}
        </Button>
      }
    >
      <p className={classes.who}>
        {hasStart ? t('program.inForce.since', decided) : t('program.inForce.always', decided)}{' '}
        {second !== null && second !== publishedBy && t('program.inForce.second', { who: nameOf(second) })}
      </p>
      <Help>{t('program.inForce.example', { money: format.money(paid) })}</Help>
      <ol className={classes.ladder} tabIndex={0} aria-label={t('program.tiers.title')}>
        {document.tiers.map((tier, index) => (
          <Rung key={tier.code} document={document} tier={tier} step={index} of={document.tiers.length} paid={paid} />
        ))}
      </ol>
      {ahead.length > 0 && (
        <ul className={classes.ahead} aria-label={t('program.inForce.ahead')}>
          {ahead.map(({ version: next, stage }) => (
            <li key={next.version}>
              <StageChip stage={stage} />{' '}
              <Link to={`/programs/${String(next.version)}/changes`}>
                {t('program.list.versionOf', { version: next.version })}
              </Link>{' '}
              {stage === 'SCHEDULED' && next.effectiveFrom !== null
                ? t('program.inForce.from', { at: format.dateTime(next.effectiveFrom) })
                : t('program.inForce.asked', { who: nameOf(next.publication?.requestedBy ?? next.createdBy) })}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface RungProps {
  readonly document: ProgramDocument;
  readonly tier: ProgramDocument['tiers'][number];
  readonly step: number;
  readonly of: number;
  readonly paid: number;
}

function Rung({ document, tier, step, of, paid }: RungProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const benefitWords = useBenefitWords();
  const needs = useNeeds(tier);
  // The decision of the till, so that rules which hold now count too.
  const sale = useQuery(
    simulationQuery({ document, guest: { tier: tier.code, points: PLENTY_OF_POINTS }, sale: { amount: paid } }),
  ).data;
  const payable = sale?.payable ?? paid;
  const most = sale?.redeemable?.max ?? 0;
  return (
    <li className={classes.rung} style={{ '--step': step, '--steps': of } as CSSProperties}>
      <TierChip code={tier.code} />
      <p className={classes.needs}>{needs}</p>
      <dl>
        {payable < paid && (
          <div>
            <dt>{t('program.inForce.payable')}</dt>
            <dd>{format.money(payable)}</dd>
          </div>
        )}
        <div>
          <dt>{t('program.inForce.points')}</dt>
          <dd>{sale === undefined ? '—' : `+${format.number(sale.pointsEarned)}`}</dd>
        </div>
        <div>
          <dt>{t('program.inForce.byPoints')}</dt>
          <dd>
            {sale === undefined
              ? '—'
              : most === 0
                ? t('program.inForce.nothing')
                : format.money(Math.floor((most * figureOf(document.pointValue)) / MILLION))}
          </dd>
        </div>
      </dl>
      {tier.benefits.length > 0 && <p className={classes.benefits}>{tier.benefits.map(benefitWords).join(' · ')}</p>}
    </li>
  );
}

/** The needs of a tier in words: "from ₽30,000 or 10 visits". */
function useNeeds({ needs, match }: ProgramDocument['tiers'][number]): string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [spend, visits, points] = [figureOf(needs.spend), figureOf(needs.visits), figureOf(needs.points)];
  const told = [
    ...(spend > 0 ? [format.money(spend)] : []),
    ...(visits > 0 ? [t('program.inForce.visits', { count: visits })] : []),
    ...(points > 0 ? [t('campaigns.pointsOf', { count: points })] : []),
    ...Object.entries(needs.counters).flatMap(([code, count]) =>
      figureOf(count) > 0 ? [`${code}: ${format.number(figureOf(count))}`] : [],
    ),
  ];
  if (told.length === 0) return t('program.inForce.everybody');
  const type = match === 'ANY' ? 'disjunction' : 'conjunction';
  return t('program.inForce.needs', { needs: format.list(told, type) });
}
