import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';
import { type Bounds, labelsOnBar, placesOnBar } from './interval-bar.rules';
import classes from './interval-bar.module.css';

const percent = (share: number) => `${String(share * 100)}%`;

/** The difference in money per guest, from its lower to its upper bound, with 0 marked. */
export function IntervalBar({ interval }: { readonly interval: Bounds }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const places = placesOnBar(interval);
  const money = (value: number) => format.money(Math.round(value));
  const texts = {
    low: money(interval.low),
    high: money(interval.high),
    both: `${money(interval.low)} – ${money(interval.high)}`,
    zero: '0',
  };
  return (
    <>
      <Marks interval={interval} />
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

/** The bar without its scale; `isSmall`: as high as a line of a list. */
export function Marks({ interval, isSmall = false }: { readonly interval: Bounds; readonly isSmall?: boolean }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const places = placesOnBar(interval);
  const money = (value: number) => format.money(Math.round(value));
  const side = interval.low > 0 ? 'more' : interval.high < 0 ? 'less' : 'both';
  return (
    <div
      className={classes.bar}
      data-small={isSmall}
      data-side={side}
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
  );
}
