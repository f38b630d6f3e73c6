import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { readGuests } from '../../../entities/guest/guest.api';
import type { Backtest, BacktestReport } from '../../../entities/program/backtest.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { Figures, Panel } from '../../../shared/ui/page';
import { TierChip } from '../../../entities/tier/tier-chip';
import { useProgram } from '../version/program-context';
import classes from './backtests.module.css';
import { ComparedMoney } from './compared-money';
import { Comparison } from './comparison';
import { Difference, shareOf } from './difference';
import { ShortTable } from '../../../shared/ui/short-table';
import { useRestaurantNames } from '../../../entities/restaurant/use-restaurant-names';

interface ReportProps {
  readonly id: string;
  readonly report: BacktestReport;
  readonly others: readonly Backtest[];
}

/** A backtest's report for an owner: costs, guests who change tier, and what it can't know. */
export function Report({ id, report, others }: ReportProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRestaurantNames(t('program.report.noPlace'));
  const monthOf = useMonthNames();
  const { total, months, restaurants, cannotKnow } = report;
  if (report.acts === 0) return <Notice title={t('program.report.emptyTitle')} help={t('program.report.emptyHelp')} />;
  const last = months.at(-1);
  const more = total.draft.cost - total.actual.cost;
  const withShare = (value: string, share: string | null) =>
    share === null ? value : t('program.report.withShare', { value, share });
  const really = (value: string, actual: number, draft: number) =>
    t('program.report.really', { value: withShare(value, shareOf(actual, draft, format)) });
  const liability = { actual: last?.liability.actual.value ?? 0, draft: last?.liability.draft.value ?? 0 };
  const money = { draft: format.money(total.draft.cost), actual: format.money(total.actual.cost) };
  return (
    <>
      <Panel title={t('program.report.title')}>
        <Text component="div" mb={16} fz={20} fw={600} lh={1.4} lts="-0.01em" textWrap="pretty">
          {t(more > 0 ? 'program.report.more' : more < 0 ? 'program.report.less' : 'program.report.same', {
            ...money,
            difference: withShare(format.money(Math.abs(more)), shareOf(total.actual.cost, total.draft.cost, format)),
          })}
        </Text>
        {report.noRegret !== undefined && (
          <Text mb={16} c="dimmed" textWrap="pretty">
            {report.noRegret.receipts === 0
              ? t('program.report.noRegretNone')
              : t('program.report.noRegret', {
                  receipts: report.noRegret.receipts,
                  cost: format.money(report.noRegret.cost),
                })}
          </Text>
        )}
        <Figures
          figures={[
            {
              label: t('program.report.cost'),
              value: money.draft,
              compared: really(money.actual, total.actual.cost, total.draft.cost),
            },
            {
              label: t('program.report.liability'),
              value: format.money(liability.draft),
              compared: really(format.money(liability.actual), liability.actual, liability.draft),
            },
            {
              label: t('program.report.issued'),
              value: format.number(total.draft.pointsIssued),
              compared: really(
                format.number(total.actual.pointsIssued),
                total.actual.pointsIssued,
                total.draft.pointsIssued,
              ),
            },
            { label: t('program.report.gaining'), value: format.number(report.gaining) },
            { label: t('program.report.losing'), value: format.number(report.losing) },
            { label: t('program.report.guests'), value: format.number(report.guests) },
          ]}
        />
      </Panel>
      <ComparedMoney
        title={t('program.report.costTitle')}
        heading={t('program.report.month')}
        rows={months.map(({ month, actual, draft }) => ({
          key: month,
          label: monthOf(month),
          actual: actual.cost,
          draft: draft.cost,
        }))}
      />
      <div className={classes.pair}>
        <ComparedMoney
          title={t('program.report.liabilityTitle')}
          heading={t('program.report.month')}
          rows={months.map(({ month, liability }) => ({
            key: month,
            label: monthOf(month),
            actual: liability.actual.value,
            draft: liability.draft.value,
          }))}
        />
        <ComparedMoney
          areLines
          title={t('program.report.restaurantTitle')}
          heading={t('program.report.restaurant')}
          rows={restaurants.map(({ restaurantId, actual, draft }) => ({
            key: restaurantId ?? '',
            label: nameOf(restaurantId),
            actual: actual.cost,
            draft: draft.cost,
          }))}
        />
      </div>
      <Moves moves={report.moves} />
      <div className={classes.pair}>
        <Outcomes title={t('program.report.gainers')} outcomes={report.gainers} />
        <Outcomes title={t('program.report.losers')} outcomes={report.losers} />
      </div>
      <Panel title={t('program.report.cannotKnow')}>
        <ul className={classes.help}>
          {cannotKnow.map((code) => (
            <li key={code}>
              {KNOWN.some((known) => known === code) ? t(`program.report.limits.${code as Limit}`) : code}
            </li>
          ))}
        </ul>
      </Panel>
      <Comparison id={id} others={others} />
    </>
  );
}

const KNOWN = [
  'GUESTS_WOULD_HAVE_BEHAVED_OTHERWISE',
  'WARNINGS_AS_THEY_WERE_READ',
  'GIFTS_AS_THEY_WERE_RECEIVED',
  'SEGMENTS_AS_THEY_ARE_NOW',
] as const;
type Limit = (typeof KNOWN)[number];

function Moves({ moves }: { readonly moves: BacktestReport['moves'] }) {
  const { t } = useTranslation('admin');
  const moved = moves.filter(({ tier, draftTier }) => tier !== draftTier);
  return (
    <Panel title={t('program.report.movesTitle')}>
      <DataTable
        caption={t('analytics.table', { title: t('program.report.movesTitle') })}
        rows={moved}
        rowKey={({ tier, draftTier }) => `${tier} ${draftTier}`}
        empty={<p className={classes.help}>{t('program.report.noMoves')}</p>}
        columns={[
          { title: t('program.report.tierNow'), cell: ({ tier }) => <TierChip code={tier} /> },
          { title: t('program.report.tierDraft'), cell: ({ draftTier }) => <TierChip code={draftTier} /> },
          { of: 'guests', title: t('program.report.guestsMoved'), as: 'number' },
        ]}
      />
    </Panel>
  );
}

interface OutcomesProps {
  readonly title: string;
  readonly outcomes: BacktestReport['gainers'];
}

function Outcomes({ title, outcomes }: OutcomesProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { mayManage } = useProgram();
  const ids = outcomes.map(({ guestId }) => guestId);
  // An analyst reads figures, no personal data.
  const known = useQuery({
    queryKey: ['guests-by-id', ids],
    enabled: mayManage && ids.length > 0,
    queryFn: ({ signal }) => readGuests(ids, signal),
  });
  const nameOf = (guestId: string) => {
    if (known.isLoading) return '…';
    const guest = known.data?.find(({ id }) => id === guestId);
    return guest?.name ?? guest?.cardNumber ?? t('program.report.guestOf', { id: guestId.slice(-8) });
  };
  return (
    <Panel title={title}>
      <ShortTable
        caption={t('program.report.table', { title })}
        rows={outcomes}
        rowKey={({ guestId }) => guestId}
        empty={<p className={classes.help}>{t('program.report.nobody')}</p>}
        columns={[
          {
            title: t('program.report.guest'),
            cell: ({ guestId }) =>
              mayManage ? <Link to={`/guests/${guestId}`}>{nameOf(guestId)}</Link> : nameOf(guestId),
          },
          { of: 'draftTier', title: t('program.report.tierDraft'), isAside: true },
          {
            title: t('program.report.discount'),
            isFigure: true,
            isAside: true,
            cell: ({ actualDiscount = 0, draftDiscount = 0 }) => format.money(draftDiscount - actualDiscount),
          },
          {
            title: t('program.report.points'),
            isFigure: true,
            isAside: true,
            cell: ({ actualPoints = 0, draftPoints = 0 }) => format.number(draftPoints - actualPoints),
          },
          {
            title: t('program.report.difference'),
            isFigure: true,
            cell: ({ actual, draft }) => <Difference from={actual} to={draft} isMoney />,
          },
        ]}
      />
      {outcomes.length > 0 && <p className={classes.help}>{t('program.report.worthHelp')}</p>}
    </Panel>
  );
}

/** "Oct 2026" of `2026-10`. */
export function useMonthNames(): (month: string) => string {
  const { locale } = useFormat();
  const format = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  return (month) => format.format(new Date(`${month}-01T00:00:00Z`));
}
