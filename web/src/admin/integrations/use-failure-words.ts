import { useTranslation } from '../../shared/i18n/use-translation';

const FAILURES = [
  'timeout',
  'no_connection',
  'address_not_allowed',
  'certificate',
  'redirect',
  'gone',
  'refused',
  'busy',
  'receiver_error',
] as const;

/** Why a call of a receiver failed, in words. */
export function useFailureWords(): (code: string) => string {
  const { t } = useTranslation('admin');
  return (code) => {
    const known = FAILURES.find((failure) => failure === code);
    return known === undefined ? code : t(`webhooks.failures.${known}`);
  };
}
