import { useQuery } from '@tanstack/react-query';
import type { CampaignResults, CampaignState } from '../../entities/campaign/campaign.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { UsedBar } from '../../shared/ui/used-bar';
import classes from './campaigns.module.css';
import { IntervalBar } from './interval-bar';
import { nextStepOf } from './next-step.rules';
import { useGroupColumns } from './use-group-columns';
import { VariantResults } from './variant-results';

/** Habits that took out less of the variance than this are not mentioned. */
const WORTH_SAYING = 0.05;

type Arm = CampaignResults['arms'][number];
type GroupComparison = NonNullable<CampaignResults['compared']>;

/** The campaign's effect: one plain sentence, the interval with 0 marked, and the groups behind it. */
export function ResultsPanel({ campaignId, state }: { readonly campaignId: string; readonly state: CampaignState }) {
  const { t } = useTranslation('admin');
  const results = useQuery(ask('/api/campaigns/{id}/stats', { id: campaignId }));
  const { guests, told, came, money, points } = useGroupColumns();
  if (results.isError) return <FailureNotice error={results.error} retry={results} />;
  if (results.data === undefined) return <Loading />;
  const { arms, compared, budgets, isAnnounced, variants } = results.data;
  const next = nextStepOf(results.data, state);
  return (
    <Panel title={t('campaigns.results')}>
      {arms.length === 0 ? (
        <Help>{t(state === 'SCHEDULED' ? 'campaigns.notYetStarted' : 'campaigns.noGuestsYet')}</Help>
      ) : (
        <>
          <Sentence compared={compared} isOver={state === 'ENDED'} />
          {compared?.money.interval != null && allowsInterval(compared) && (
            <IntervalBar interval={compared.money.interval} />
          )}
          {compared !== null && <GuestsNeeded compared={compared} arms={arms} />}
          {next !== null && (
            <p className={classes.nextStep}>
              <strong>{t('campaigns.nextStepTitle')}</strong> {t(`campaigns.nextStepOf.${next}`)}
            </p>
          )}
          {compared !== null && <FurtherSentences compared={compared} isOver={state === 'ENDED'} />}
          {isAnnounced === false && <Help>{t('campaigns.announcedLate')}</Help>}
          <DataTable
            caption={t('campaigns.groups')}
            columns={[
              { of: 'arm', title: t('campaigns.group'), words: (arm) => t(`campaigns.arm.${arm}`) },
              guests,
              told,
              came,
              { of: 'visits', title: t('campaigns.visits'), as: 'number', isAside: true },
              money,
              points,
            ]}
            rows={arms}
            rowKey={({ arm }) => arm}
            empty={null}
          />
          <Help>{t('campaigns.groupsHelp')}</Help>
          <HeldBack arms={arms} />
          {variants.length > 0 && <VariantResults variants={variants} />}
        </>
      )}
      {state !== 'SCHEDULED' && <Given results={results.data} />}
      <Budgets budgets={budgets} />
    </Panel>
  );
}

/** The gifts of the campaign in all, also to guests who are in no group yet. */
function Given({ results: { pointsWorth, moneyOff } }: { readonly results: CampaignResults }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <>
      <Help>{t('campaigns.cost', { money: format.money(pointsWorth) })}</Help>
      {moneyOff !== null && (
        <Help>{t('campaigns.offSoFar', { money: format.money(moneyOff.amount), count: moneyOff.checks })}</Help>
      )}
    </>
  );
}

/** Whether the interval may stand beside the verdict. With few guests or a few large receipts it looks narrower than chance is. */
function allowsInterval({ money: { verdict } }: GroupComparison): boolean {
  return verdict.because === null || verdict.because === 'TOO_WIDE';
}

/** The guests of the smaller group as a part of those that a verdict needs; nothing where guests are not the obstacle. */
function GuestsNeeded({ compared, arms }: { readonly compared: GroupComparison; readonly arms: readonly Arm[] }) {
  const { t } = useTranslation('admin');
  const { kind, because, guests } = compared.money.verdict;
  if (kind !== 'NOT_YET' || because === 'ARMS_OFF' || guests === null) return null;
  const counted = arms.filter(({ arm }) => arm !== 'HELD_OUT').map((arm) => arm.guests);
  const label = t('campaigns.guestsNeeded', { count: guests, now: Math.min(guests, ...counted) });
  return (
    <>
      <UsedBar label={label} used={Math.min(guests, ...counted)} limit={guests} />
      <Help>{label}</Help>
    </>
  );
}

interface SentenceProps<Of> {
  readonly compared: Of;
  readonly isOver: boolean;
}

function Sentence({ compared, isOver }: SentenceProps<GroupComparison | null>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (compared === null) return <div className={classes.large}>{t('campaigns.verdict.NO_CONTROL')}</div>;
  const { interval, verdict } = compared.money;
  const money = (value: number) => format.money(Math.round(value));
  if (verdict.because !== null)
    return (
      <>
        <div className={classes.large}>{t(isOver ? 'campaigns.verdict.NOT_PROVEN' : 'campaigns.verdict.NOT_YET')}</div>
        <Help>{t(`campaigns.obstacle.${verdict.because}`, { guests: format.number(verdict.guests ?? 0) })}</Help>
      </>
    );
  return (
    <div className={classes.large}>
      {verdict.kind === 'NO_EFFECT'
        ? t(isOver ? 'campaigns.verdict.HAD_NO_EFFECT' : 'campaigns.verdict.NO_EFFECT', {
            bound: money(verdict.bound ?? 0),
          })
        : t(verdict.kind === 'MORE' ? 'campaigns.verdict.MORE' : 'campaigns.verdict.LESS', {
            money: money(Math.abs(interval?.estimate ?? 0)),
            low: money(Math.min(Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0))),
            high: money(Math.max(Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0))),
          })}
    </div>
  );
}

/** Further parts of the sentence: looks before the end, the money after food cost, the guests' habits. */
function FurtherSentences({ compared, isOver }: SentenceProps<GroupComparison>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { look, money, margin } = compared;
  if (!allowsInterval(compared)) return null;
  const isDecided = money.verdict.kind === 'MORE' || money.verdict.kind === 'LESS';
  const sentences = [
    !isOver && look === 'BEFORE_END' && t(isDecided ? 'campaigns.look.decidedEarly' : 'campaigns.look.beforeEnd'),
    !isOver && look === 'NO_END' && t('campaigns.look.noEnd'),
    isDecided &&
      margin?.interval != null &&
      t(margin.interval.estimate < 0 ? 'campaigns.marginLess' : 'campaigns.marginMore', {
        money: format.money(Math.abs(Math.round(margin.interval.estimate))),
        low: format.money(Math.round(margin.interval.low)),
        high: format.money(Math.round(margin.interval.high)),
        share: format.share(margin.costedPpm),
      }),
    money.removed >= WORTH_SAYING && t('campaigns.habits', { share: format.share(money.removed * 1_000_000) }),
  ];
  return sentences.map((sentence) => sentence !== false && <Help key={sentence}>{sentence}</Help>);
}

/** Messages that the network's quiet hours or its limit for each guest hold back. */
function HeldBack({ arms }: { readonly arms: readonly Arm[] }) {
  const { t } = useTranslation('admin');
  const waiting = arms.reduce((sum, arm) => sum + arm.waiting, 0);
  const capped = arms.reduce((sum, arm) => sum + arm.capped, 0);
  return (
    <>
      {waiting > 0 && <Help>{t('campaigns.messagesWait', { count: waiting })}</Help>}
      {capped > 0 && <Help>{t('campaigns.messagesCapped', { count: capped })}</Help>}
    </>
  );
}

function Budgets({ budgets }: { readonly budgets: CampaignResults['budgets'] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurants = useRestaurants(budgets.some(({ restaurantId }) => restaurantId !== null));
  return (
    <>
      {budgets.map(({ unit, restaurantId, limit, used }) => {
        const amount = (value: number) => (unit === 'MONEY' ? format.money(value) : format.number(value));
        const place = restaurants.data?.find(({ id }) => id === restaurantId)?.name;
        const label = t(`campaigns.budgetUsed.${unit}`, { used: amount(used), limit: amount(limit) });
        return (
          <div key={`${unit} ${restaurantId ?? ''}`}>
            <Help>{place === undefined ? label : `${place}: ${label}`}</Help>
            <UsedBar label={label} used={used} limit={limit} />
          </div>
        );
      })}
    </>
  );
}
