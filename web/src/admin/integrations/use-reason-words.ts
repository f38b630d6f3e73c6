import { useTranslation } from '../../shared/i18n/use-translation';

/** Codes of adapters with words of their own; refusals of the ledger are shown by their code. */
const REASONS = [
  'failed',
  'connection_removed',
  'event_failed',
  'xml_not_valid',
  'other_restaurant',
  'many_guests',
  'till_not_mapped',
  'nothing_to_record',
  'cancelled_before',
  'not_whole_points',
  'guest_unknown',
  'payable_differs',
  'original_unknown',
  'unanswered_spend',
  'guest_blocked',
  'insufficient_points',
  'receipt_already_recorded',
] as const;

const CHECKS = [
  'enabled',
  'program',
  'currency',
  'tills_mapped',
  'tills_open',
  'called',
  'reached',
  'credentials',
] as const;

/** Why an event waits or was refused, or why a connection fails, in words. */
export function useReasonWords(): (code: string) => string {
  const { t } = useTranslation('admin');
  const check = useCheckWords();
  return (code) => {
    const known = REASONS.find((reason) => reason === code);
    return known === undefined ? check(code) : t(`integrations.reasons.${known}`);
  };
}

/** The subject of each check of a connection test, in words. */
export function useCheckWords(): (code: string) => string {
  const { t } = useTranslation('admin');
  return (code) => {
    const known = CHECKS.find((check) => check === code);
    return known === undefined ? code : t(`integrations.checks.${known}`);
  };
}
