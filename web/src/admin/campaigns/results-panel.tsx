import { useQuery } from '@tanstack/react-query';
import type { CampaignResults, CampaignState } from '../../entities/campaign/campaign.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Column, DataTable, figureAsideColumn } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './campaigns.module.css';
import { labelsOnBar, placesOnBar } from './interval-bar.rules';
import { useGroupColumns } from './use-group-columns';
import { VariantResults } from './variant-results';

/** Habits that took out less of the variance than this are not mentioned. */
const WORTH_SAYING = 0.05;

type Arm = CampaignResults['arms'][number];
type Compared = NonNullable<CampaignResults['compared']>;

/** The campaign's effect: one plain sentence, the interval with 0 marked, and the groups behind it. */
export function ResultsPanel({ campaignId, state }: { readonly campaignId: string; readonly state: CampaignState }) {
  const { t } = useTranslation('admin');
  const results = useQuery(ask('/api/campaigns/{id}/stats', { id: campaignId }));
  const columns = useColumns();
  if (results.isError) return <FailureNotice error={results.error} retry={results} />;
  if (results.data === undefined) return <Loading />;
  const { arms, compared, budgets, isAnnounced, variants } = results.data;
  return (
    <Panel title={t('campaigns.results')}>
      {arms.length === 0 ? (
        <Help>{t(state === 'SCHEDULED' ? 'campaigns.notYetStarted' : 'campaigns.noGuestsYet')}</Help>
      ) : (
        <>
          <Sentence compared={compared} />
          {compared !== null && <FurtherSentences compared={compared} />}
          {compared?.money.interval != null && compared.armsAsPlanned && <IntervalBar compared={compared} />}
          {isAnnounced === false && <Help>{t('campaigns.announcedLate')}</Help>}
          <DataTable
            caption={t('campaigns.groups')}
            columns={columns}
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

function Sentence({ compared }: { readonly compared: Compared | null }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (compared === null) return <p className={classes.large}>{t('campaigns.verdict.NO_CONTROL')}</p>;
  const { interval, verdict } = compared.money;
  const money = (value: number) => format.money(Math.round(value));
  if (verdict.because !== null)
    return (
      <>
        <p className={classes.large}>{t('campaigns.verdict.NOT_YET')}</p>
        <Help>{t(`campaigns.obstacle.${verdict.because}`, { guests: format.number(verdict.guests ?? 0) })}</Help>
      </>
    );
  return (
    <p className={classes.large}>
      {verdict.kind === 'NO_EFFECT'
        ? t('campaigns.verdict.NO_EFFECT', { bound: money(verdict.bound ?? 0) })
        : t(verdict.kind === 'MORE' ? 'campaigns.verdict.MORE' : 'campaigns.verdict.LESS', {
            money: money(Math.abs(interval?.estimate ?? 0)),
            low: money(Math.min(Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0))),
            high: money(Math.max(Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0))),
          })}
    </p>
  );
}

/** Further parts of the sentence: looks before the end, the money after food cost, the guests' habits. */
function FurtherSentences({ compared }: { readonly compared: Compared }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { look, money, margin, armsAsPlanned } = compared;
  if (!armsAsPlanned) return null;
  const isDecided = money.verdict.kind === 'MORE' || money.verdict.kind === 'LESS';
  const sentences = [
    look === 'BEFORE_END' && t(isDecided ? 'campaigns.look.decidedEarly' : 'campaigns.look.beforeEnd'),
    look === 'NO_END' && t('campaigns.look.noEnd'),
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

/** The difference in money per guest, from its lower to its upper bound, with 0 marked. */
function IntervalBar({ compared }: { readonly compared: Compared }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { interval } = compared.money;
  if (interval === null) return null;
  const places = placesOnBar(interval);
  const money = (value: number) => format.money(Math.round(value));
  const texts = {
    low: money(interval.low),
    high: money(interval.high),
    both: `${money(interval.low)} – ${money(interval.high)}`,
    zero: '0',
  };
  const percent = (share: number) => `${String(share * 100)}%`;
  return (
    <>
      <div
        className={classes.bar}
        role="img"
        aria-label={t('campaigns.interval', {
          low: money(interval.low),
          estimate: money(interval.estimate),
          high: money(interval.high),
        })}
      >
        <div className={classes.span} style={{ left: percent(places.low), width: percent(places.high - places.low) }} />
        <div className={classes.point} style={{ left: percent(places.estimate) }} />
        <div className={classes.zero} style={{ left: percent(places.zero) }} />
      </div>
      <div className={classes.scale} aria-hidden>
        {labelsOnBar(places).map(({ of, at, isBelow }) => (
          <span key={of} data-below={isBelow} style={{ left: percent(at) }}>
            {texts[of]}
          </span>
        ))}
      </div>
      <Help>{t('campaigns.perGuestDifference')}</Help>
    </>
  );
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
            <div
              className={classes.used}
              role="progressbar"
              aria-label={label}
              aria-valuemin={0}
              aria-valuemax={limit}
              aria-valuenow={used}
            >
              <div style={{ width: `${String(Math.min(100, (used / limit) * 100))}%` }} />
            </div>
          </div>
        );
      })}
    </>
  );
}

function useColumns(): Column<Arm>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { guests, told, came, money, points } = useGroupColumns();
  return [
    { key: 'arm', title: t('campaigns.group'), cell: ({ arm }) => t(`campaigns.arm.${arm}`) },
    guests,
    told,
    came,
    figureAsideColumn('visits', t('campaigns.visits'), ({ visits }) => format.number(visits)),
    money,
    points,
  ];
}
