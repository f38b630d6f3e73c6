import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { CampaignResultsRow } from '../../../entities/analytics/analytics.api';
import { campaignFiguresQuery, campaignName, type ListedCampaign } from '../../../entities/campaign/campaign.api';
import { useSegmentNames } from '../../../entities/segment/use-segments';
import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { ColumnOf } from '../../../shared/ui/columns';
import { Marks } from '../interval-bar';
import { OfferThumb } from '../offer-art';
import { StateChip } from '../state-chip';
import classes from './campaign-columns.module.css';

const ISO_DATE = 'yyyy-mm-dd'.length;

type Uplift = NonNullable<CampaignResultsRow['uplift']>;

/** A narrower window has no room for the column of the audience, which the page of each campaign shows too. */
const ROOM_FOR_AUDIENCE = '(min-width: 1180px)';

/** Guests and effect of the campaigns on the page, in one request; they come after the rows. */
function useFigures(campaigns: readonly ListedCampaign[]) {
  const ids = campaigns.filter(({ runningVersion }) => runningVersion !== null).map(({ id }) => id);
  const figures = useQuery({ ...campaignFiguresQuery(ids), enabled: ids.length > 0 });
  const rows = new Map(figures.data?.items.map((row) => [row.campaignId, row]));
  return {
    error: figures.error,
    of: ({ id, runningVersion }: ListedCampaign) =>
      runningVersion === null ? null : figures.isSuccess ? (rows.get(id) ?? null) : figures.isError ? null : undefined,
  };
}

/** The columns of the list of campaigns. `failure`: guests and effects could not be read. */
export function useCampaignColumns(campaigns: readonly ListedCampaign[]): {
  readonly columns: readonly ColumnOf<ListedCampaign>[];
  readonly failure: unknown;
} {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const hasRoom = useMediaQuery(ROOM_FOR_AUDIENCE, true, { getInitialValueInEffect: false });
  const figures = useFigures(campaigns);
  const segmentName = useSegmentNames(campaigns.some(({ document }) => document.audience.segments.length > 0));
  const audienceOf = ({ document: { audience } }: ListedCampaign) => {
    const names = [...audience.segments.map(segmentName), ...audience.tiers];
    return names.length === 0 ? t('campaigns.list.everybody') : names.join(', ');
  };
  const columns: readonly ColumnOf<ListedCampaign>[] = [
    {
      title: t('campaigns.name'),
      cell: ({ id, document, picture, budgets }) => (
        <span className={classes.name}>
          <OfferThumb document={document} picture={picture} />
          <span>
            <Link to={`/campaigns/${id}`}>{campaignName(document, language)}</Link>
            {budgets.length > 0 && (
              <span className={classes.onPhone}>
                <BudgetCell budgets={budgets} />
              </span>
            )}
          </span>
        </span>
      ),
      isName: true,
    },
    { title: t('campaigns.stateTitle'), cell: ({ state }) => <StateChip state={state} /> },
    { title: t('campaigns.list.budget'), isAside: true, cell: ({ budgets }) => <BudgetCell budgets={budgets} /> },
    {
      title: t('campaigns.list.effect'),
      isAside: true,
      cell: (campaign) => {
        const figure = figures.of(campaign);
        if (figure === undefined) return <Skeleton height={16} width={120} />;
        return figure === null ? '—' : <EffectCell uplift={figure.uplift} isOver={campaign.state === 'ENDED'} />;
      },
    },
    hasRoom && {
      title: t('campaigns.list.audience'),
      isAside: true,
      cell: (campaign) => {
        const figure = figures.of(campaign);
        return (
          <span className={classes.two}>
            <span className={classes.cut}>{audienceOf(campaign)}</span>
            {figure === undefined ? (
              <Skeleton height={10} width={72} mt={4} />
            ) : (
              figure !== null &&
              figure.guests > 0 && <small>{t('campaigns.list.guests', { count: figure.guests })}</small>
            )}
          </span>
        );
      },
    },
    {
      title: t('campaigns.list.time'),
      isAside: true,
      cell: ({ document: { schedule } }) => (
        <span className={classes.dates}>
          {format.day(schedule.startsAt.slice(0, ISO_DATE))}
          <small>
            {schedule.endsAt === null
              ? t('campaigns.list.noEnd')
              : t('campaigns.list.until', { to: format.day(schedule.endsAt.slice(0, ISO_DATE)) })}
          </small>
        </span>
      ),
    },
  ];
  return { columns, failure: figures.error };
}

/** The budget of the network that is used up furthest: spent of its limit, in words and as a bar. */
function BudgetCell({ budgets }: Pick<ListedCampaign, 'budgets'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [first] = budgets.toSorted((one, other) => other.used / other.limit - one.used / one.limit);
  if (first === undefined) return <small className={classes.soft}>{t('campaigns.list.noBudget')}</small>;
  const { unit, limit, used } = first;
  const amount = (value: number) => (unit === 'MONEY' ? format.money(value) : format.number(value));
  const label = t(`campaigns.budgetUsed.${unit}`, { used: amount(used), limit: amount(limit) });
  const digits = 10 ** currencyDigits(format.currency);
  const short = (value: number) => (unit === 'MONEY' ? format.wholeMoney(value / digits) : format.number(value));
  const share = Math.min(1, used / limit);
  return (
    <span className={classes.two}>
      <span className={classes.cut} aria-hidden>
        {t('campaigns.list.spent', { used: short(used), limit: short(limit) })}
      </span>
      <span
        className={classes.used}
        data-low={share >= NEARLY}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={used}
      >
        <span style={{ width: `${String(share * 100)}%` }} />
      </span>
    </span>
  );
}

/** From this share on the budget soon ends. */
const NEARLY = 0.9;

/** The money that each guest spent more or less because of the campaign, with the bounds as a small picture. */
function EffectCell({ uplift, isOver }: { readonly uplift: Uplift | null; readonly isOver: boolean }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (uplift === null) return <small className={classes.soft}>{t('campaigns.list.noControl')}</small>;
  const { interval, verdict } = uplift;
  if (interval === null || verdict.kind === 'NOT_YET')
    return <small className={classes.soft}>{t(isOver ? 'campaigns.list.notProven' : 'campaigns.list.early')}</small>;
  const money = format.money(Math.abs(Math.round(interval.estimate)));
  return (
    <span className={classes.two}>
      <strong>
        {verdict.kind === 'NO_EFFECT'
          ? t('campaigns.list.none')
          : `${verdict.kind === 'MORE' ? '+' : '\u2212'}${money}`}
      </strong>
      <Marks interval={interval} isSmall />
    </span>
  );
}
