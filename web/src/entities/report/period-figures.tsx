import type { DayFigures, PeriodReport } from './report.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Figures } from '../../shared/ui/page';
import { shareOf, trendOf } from './comparison.rules';
import classes from './reports.module.css';

type Spans = Pick<
  PeriodReport,
  'businessDate' | 'from' | 'to' | 'figures' | 'comparedFrom' | 'comparedTo' | 'comparedUntil' | 'compared'
>;

interface Figure {
  readonly label: string;
  readonly read: (figures: DayFigures) => number | null;
  readonly write: (value: number) => string;
}

/** The figures of a period, net sales first and then their parts, each beside the earlier period, which is named. */
export function PeriodFigures({ report }: { readonly report: Spans }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spanWords = useSpanWords();
  const { figures, compared, comparedFrom, comparedTo, comparedUntil, to, businessDate } = report;
  const money = (label: string, read: Figure['read']): Figure => ({
    label,
    read,
    write: (value) => format.money(value),
  });
  const count = (label: string, read: Figure['read']): Figure => ({
    label,
    read,
    write: (value) => format.number(value),
  });
  const shown: readonly Figure[] = [
    money(t('reports.net'), ({ net }) => net),
    money(t('reports.gross'), ({ payable }) => payable),
    money(t('reports.refunds'), ({ refundedPayable }) => refundedPayable),
    count(t('reports.receipts'), ({ sales }) => sales),
    money(t('reports.averageWith'), ({ averageCheckWithGuest }) => averageCheckWithGuest),
    money(t('reports.averageWithout'), ({ averageCheckWithoutGuest }) => averageCheckWithoutGuest),
    {
      label: t('today.guestShare'),
      read: ({ guestNet, net }) => shareOf(guestNet, net),
      write: (value) => format.share(value),
    },
    count(t('today.newGuests'), ({ newGuests }) => newGuests),
    count(t('today.pointsEarned'), ({ pointsEarned }) => pointsEarned),
    count(t('today.pointsRedeemed'), ({ pointsRedeemed }) => pointsRedeemed),
    count(t('reports.pointsExpired'), ({ pointsExpired }) => pointsExpired),
    count(t('reports.refundCount'), ({ refunds }) => refunds),
  ];
  // A day that is not over is compared up to the same time; where the server could not, with a whole one, and says so.
  const key = to === businessDate && comparedUntil === null ? 'reports.vsWhole' : 'reports.vs';
  const wholeDays = spanWords(comparedFrom, comparedTo);
  const days =
    comparedUntil === null ? wholeDays : t('reports.until', { days: wholeDays, time: format.time(comparedUntil) });
  function comparison(now: number | null, before: number | null, write: (value: number) => string): string {
    const trend = trendOf(now, before);
    if (trend !== null)
      return t(key, { trend: t(`reports.trend.${trend.direction}`, { share: format.share(trend.ppm) }), days });
    return t('today.compared', { day: days, value: before === null ? '—' : write(before) });
  }
  return (
    <>
      <p className={classes.help}>{t('reports.netHelp')}</p>
      <Figures
        areLong
        figures={shown.map(({ label, read, write }) => {
          const now = read(figures);
          return { label, value: now === null ? '—' : write(now), compared: comparison(now, read(compared), write) };
        })}
      />
    </>
  );
}

/** "Saturday, 14 November", or "8 Nov – 14 Nov". */
export function useSpanWords(): (from: string, to: string) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (from, to) =>
    from === to ? format.weekday(from) : t('reports.span', { from: format.day(from), to: format.day(to) });
}
