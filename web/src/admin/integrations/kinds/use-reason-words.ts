import { useTranslation } from '../../../shared/i18n/use-translation';

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
  'guest_unwilling',
  'payable_differs',
  'original_unknown',
  'unanswered_spend',
  'taking_back',
  'spend_refused',
  'hint',
  'signature_wrong',
  'webhook_not_readable',
  'no_text',
  'guest_told',
  'no_message_channel',
  'guest_blocked',
  'insufficient_points',
  'receipt_already_recorded',
  'place_not_mapped',
  'order_open',
  'in_shadow',
  'not_an_order',
  'order_changed_since',
  'order_not_recorded',
  'order_not_readable',
  'already_recorded',
  'closed_again',
  'lines_differ',
  'order_returned',
  'changed_after_closing',
  'money_not_valid',
  'webhook_not_readable',
  'hold_expired',
  'no_login',
  'unauthorized',
  'refused',
  'busy',
  'unreachable',
  'not_readable',
  'no_phone',
  'lease_over',
  'promo_code_refused',
  'without_promo_code',
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
  'api_login',
  'organizations',
  'webhook',
] as const;

/** Codes within the finding of a check, with a name before or an id after them. */
const FINDINGS = [
  'no_login',
  'unauthorized',
  'refused',
  'busy',
  'unreachable',
  'not_readable',
  'not_set',
  'another_token',
  'finds_anything',
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

/** The finding of a check, with its codes in words. */
export function useFindingWords(): (detail: string) => string {
  const { t } = useTranslation('admin');
  return (detail) =>
    detail
      .split(' ')
      .map((part) => {
        const known = FINDINGS.find((finding) => finding === part);
        return known === undefined ? part : t(`integrations.findings.${known}`);
      })
      .join(' ');
}
