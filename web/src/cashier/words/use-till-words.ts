import type { GuestKey } from '../../entities/guest/guest.api';
import { ApiProblem } from '../../shared/api/problem';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useProblemWords, type ProblemWords } from '../../shared/ui/problem-notice';

/**
 * The till's words for errors, each with the next step. `key` is the key of the look-up: an expired code needs other advice than an unknown phone.
 */
export function useTillWords(): (error: unknown, key?: GuestKey) => ProblemWords {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const sharedWords = useProblemWords();

  return (error, key) => {
    if (!(error instanceof ApiProblem)) return sharedWords(error);
    if (error.code === 'guest_not_found') return notFoundWords(key);
    const code = TILL_CODES.find((known) => known === error.code);
    if (code === undefined) return sharedWords(error);
    const figures = {
      available: t('points', { count: error.numberBeside('available') ?? 0 }),
      max: t('points', { count: error.numberBeside('max') ?? 0 }),
      min: t('points', { count: error.numberBeside('min') ?? 0 }),
      left: format.money(error.numberBeside('max') ?? 0),
    };
    return { title: t(`problem.${code}.title`, figures), help: t(`problem.${code}.help`, figures) };
  };

  function notFoundWords(key: GuestKey | undefined): ProblemWords {
    const means = key === undefined ? 'card' : meansOf(key);
    return { title: t(`problem.notFound.${means}.title`), help: t(`problem.notFound.${means}.help`) };
  }
}

function meansOf(key: GuestKey): 'qr' | 'code' | 'phone' | 'card' {
  if ('qr' in key) return 'qr';
  if ('code' in key) return 'code';
  return 'phone' in key ? 'phone' : 'card';
}

const TILL_CODES = [
  'insufficient_points',
  'redemption_limit_exceeded',
  'confirmation_failed',
  'redemption_below_minimum',
  'receipt_already_recorded',
  'receipt_belongs_to_another_guest',
  'receipt_already_claimed',
  'claim_window_over',
  'refund_exceeds_sale',
  'not_refundable',
  'undo_window_over',
  'points_already_spent',
  'guest_blocked',
  'guest_exists',
  'phone_invalid',
  'own_account',
  'limit_exceeded',
  'shift_closed',
  'point_of_sale_closed',
  'restaurant_in_shadow',
  'no_program',
  'occurred_at_out_of_range',
  'not_known_offline',
  'code_not_checked_offline',
] as const;
