import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ShadowGroup } from '../../entities/shadow/shadow.api';

const REFUSALS = [
  'insufficient_points',
  'points_already_spent',
  'redemption_limit_exceeded',
  'redemption_below_minimum',
  'redemption_closed',
  'guest_ambiguous',
  'guest_erased',
  'no_program',
  'credit_note_remainder',
  'credit_note_of_nobody',
  'sale_not_recorded',
] as const;

/** The code of a gain by a rule of the programme, with the name of the rule. */
const RULE = /^earning\.rule\.(.+)$/;

/** Says why the receipts of a group differ. */
export function useReason(): (group: Pick<ShadowGroup, 'reason' | 'detail' | 'rate'>) => string {
  const { t } = useTranslation('admin');
  const format = useFormat();

  function wordsOf(detail: string): string {
    const rule = RULE.exec(detail)?.[1];
    if (rule !== undefined) return t('shadow.ofRule', { name: rule });
    const known = REFUSALS.find((code) => code === detail);
    return known === undefined ? detail : t(`shadow.refusal.${known}`);
  }

  return ({ reason, detail, rate }) => {
    const why = t(`shadow.why.${reason}`, { detail: wordsOf(detail) });
    if (rate === null) return why;
    const { base, step, points } = rate;
    return `${why}: ${t('shadow.rate', { points, step: format.money(step), base })}`;
  };
}
