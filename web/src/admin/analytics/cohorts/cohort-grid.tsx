import { currencyDigits } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { fadeAtEdges } from '../../../shared/ui/scroll-edges';
import classes from './cohorts.module.css';
import { type Cohort, figureOf, type CohortMeasure, mostOf, shadeOf } from './cohorts.rules';

interface CohortGridProps {
  readonly cohorts: readonly Cohort[];
  readonly measure: CohortMeasure;
}

/** A heat map that is a table: each cell says its figure, and is the darker the larger that is. */
export function CohortGrid({ cohorts, measure }: CohortGridProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const shown = cohorts.filter(({ guests }) => guests > 0);
  const most = mostOf(shown, measure);
  const columns = Math.max(0, ...shown.map(({ cells }) => cells.length));
  const caption = t('cohorts.table', { measure: t(`cohorts.measures.${measure}`) });
  const majorUnits = 10 ** currencyDigits(format.currency);
  const said: Readonly<Record<CohortMeasure, (figure: number) => string>> = {
    guests: (figure) => format.share(figure),
    visits: (figure) => format.number(figure),
    money: (figure) => format.wholeMoney(figure / majorUnits),
    perGuest: (figure) => format.wholeMoney(figure / majorUnits),
  };
  return (
    <div ref={fadeAtEdges} className={classes.scroll} tabIndex={0} role="region" aria-label={caption}>
      <table className={classes.grid}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('cohorts.month')}</th>
            <th scope="col" data-figure>
              {t('cohorts.joined')}
            </th>
            {Array.from({ length: columns }, (_, since) => (
              <th key={since} scope="col" data-figure>
                <span className="visually-hidden">{t('cohorts.since', { count: since })}</span>
                <span aria-hidden>{since}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((cohort) => (
            <tr key={cohort.month}>
              <th scope="row">{format.month(cohort.month)}</th>
              <td data-figure>{format.number(cohort.guests)}</td>
              {cohort.cells.map((cell) => {
                const figure = figureOf(cohort, cell, measure);
                return (
                  <td
                    key={cell.since}
                    data-figure
                    style={{
                      background: `color-mix(in srgb, var(--accent) ${String(shadeOf(figure, most))}%, var(--surface))`,
                    }}
                  >
                    {figure === null ? (
                      <span className="visually-hidden">{t('cohorts.notOver')}</span>
                    ) : (
                      said[measure](figure)
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
