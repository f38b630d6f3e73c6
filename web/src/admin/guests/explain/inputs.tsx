import type { Explanation } from '../../../entities/transaction/transaction.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { type Fact, Facts } from '../../../shared/ui/facts';
import classes from './explain-sheet.module.css';

/** The inputs of the decision: the guest before it in a few figures, and the stored record. */
export function Inputs({ explanation: { inputs, decision } }: { readonly explanation: Explanation }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const guest = inputs.guest as GuestBefore | null;
  const facts: readonly Fact[] =
    guest === null
      ? []
      : [
          [t('explain.before.tier'), guest.tier],
          [t('explain.before.available'), format.number(guest.balance.available)],
          [t('explain.before.spend'), format.money(guest.lifetime.spend)],
          [t('explain.before.visits'), format.number(guest.lifetime.visits)],
        ];
  return (
    <section>
      <h3 className={classes.heading}>{t('explain.inputs')}</h3>
      {facts.length > 0 && <Facts facts={facts} />}
      <details className={classes.raw}>
        <summary>{t('explain.raw')}</summary>
        <pre tabIndex={0}>{JSON.stringify({ inputs, decision }, null, 2)}</pre>
      </details>
    </section>
  );
}

/** The part of `decide`'s state that is shown. */
interface GuestBefore {
  readonly tier: string | null;
  readonly balance: { readonly available: number };
  readonly lifetime: { readonly spend: number; readonly visits: number };
}
