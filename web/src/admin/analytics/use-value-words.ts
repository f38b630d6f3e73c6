import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { trendOf } from '../../entities/report/comparison.rules';

/** Minor units; a count; parts per million; thousandths. */
export type ValueKind = 'money' | 'count' | 'share' | 'thousandths';

const MILLION = 1_000_000;
const THOUSAND = 1_000;
/** A percentage point. */
const POINT = 10_000;

const COMPACT = { notation: 'compact', maximumFractionDigits: 1 } as const;

/** How the values of figures are written on the page, on an axis, in a file, and beside an earlier value. */
export function useValueWords() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const majorUnits = 10 ** currencyDigits(format.currency);

  /** In major units, of one, or as it is. */
  function raw(kind: ValueKind, value: number | null): number | null {
    if (value === null) return null;
    switch (kind) {
      case 'money':
        return value / majorUnits;
      case 'share':
        return value / MILLION;
      case 'thousandths':
        return value / THOUSAND;
      case 'count':
        return value;
    }
  }

  function written(kind: ValueKind, value: number | null): string {
    if (value === null) return '—';
    switch (kind) {
      case 'money':
        return format.money(value);
      case 'share':
        return format.share(value);
      case 'thousandths':
        return format.number(value / THOUSAND);
      case 'count':
        return format.number(value);
    }
  }

  /** As short as a cell of a heat map. */
  function short(kind: ValueKind, value: number): string {
    const digits = kind === 'share' ? { style: 'percent' as const, maximumFractionDigits: 0 } : COMPACT;
    return new Intl.NumberFormat(format.locale, digits).format(raw(kind, value) ?? 0);
  }

  /** A raw value on the axis of a chart. */
  function axis(kind: ValueKind, value: number): string {
    if (kind === 'money') return format.wholeMoney(value);
    return kind === 'share' ? format.share(value * MILLION) : format.number(value);
  }

  /** "▲ 12 %", or of a share the difference in percentage points. */
  function change(kind: ValueKind, now: number | null, before: number | null): string {
    if (now === null || before === null) return '';
    if (kind === 'share') {
      const points = (now - before) / POINT;
      const sign = points > 0 ? '+' : points < 0 ? '−' : '';
      return t('analytics.percentagePoints', {
        change: `${sign}${format.number(Math.round(Math.abs(points) * 10) / 10)}`,
      });
    }
    const trend = trendOf(now, before);
    return trend === null ? '' : t(`reports.trend.${trend.direction}`, { share: format.share(trend.ppm) });
  }

  return { raw, written, short, axis, change };
}
