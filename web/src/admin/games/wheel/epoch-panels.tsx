import { Wheel } from '../../../entities/wheel/wheel';
import type { WheelEpoch } from '../../../entities/wheel/wheel.api';
import { useFormat } from '../../../shared/format/use-format';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Figures, Panel } from '../../../shared/ui/page';
import { PrizesTable } from './prizes-table';
import { ProofPanel } from './proof-panel';
import classes from './wheel.module.css';

/** One epoch of the wheel: its figures, prizes, terms and proof. */
export function EpochPanels({ epoch }: { readonly epoch: WheelEpoch }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spoken = useSpoken();
  const { state, draws, cost, budgetPoints, prizes, leastSale, useDays, endsAt } = epoch;
  const given = prizes.reduce((sum, prize) => sum + (prize.kind === 'NOTHING' ? 0 : prize.given), 0);
  const compared = budgetPoints === null ? t('wheel.noBudget') : t('wheel.ofBudget', { budget: budgetPoints });
  return (
    <>
      <section aria-label={t('wheel.figures')}>
        <Figures
          figures={[
            { label: t('wheel.draws'), value: format.number(draws) },
            { label: t('wheel.prizesGiven'), value: format.number(given) },
            { label: t('wheel.pointsGiven'), value: format.number(cost), compared },
          ]}
        />
      </section>
      <Panel title={t('wheel.prizes')}>
        <div className={classes.beside}>
          <Wheel
            prizes={prizes.map(({ name, weight }) => ({ name: spoken(name), weight }))}
            rotation={0}
            turnsFor={0}
          />
          <PrizesTable epoch={epoch} />
        </div>
      </Panel>
      <Panel title={t('wheel.terms')}>
        <p className={classes.text}>{t('wheel.leastSaleSaid', { amount: format.money(leastSale) })}</p>
        <p className={classes.text}>{t('wheel.useDaysSaid', { days: useDays })}</p>
        {state === 'RUNNING' && (
          <p className={classes.text}>
            {endsAt === null ? t('wheel.endsNever') : t('wheel.endsSaid', { at: format.dateTime(endsAt) })}
          </p>
        )}
      </Panel>
      <ProofPanel epoch={epoch} />
    </>
  );
}
