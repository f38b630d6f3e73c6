import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { askOrNull } from '../../shared/api/calls';
import { useTranslation } from '../../shared/i18n/use-translation';
import { codeKeyOf } from '../../../../src/typed/code';

const PAUSE_MS = 300;
const CHARACTERS = 10;

/** The referral code in a typed or scanned text: the end of a link's path, else the whole text. */
export function referralCodeOf(text: string): string {
  return /\/join\/[^/]+\/([^/?#]+)/.exec(text)?.[1] ?? text;
}

/** The help or error at the field of a friend's code: the new guest's points, or that no guest has the code. */
export function useFriendCode(typed: string): { readonly help?: string; readonly error?: string } {
  const { t } = useTranslation('cashier');
  const [code] = useDebouncedValue(codeKeyOf(typed), PAUSE_MS);
  const isWhole = code.length >= CHARACTERS;
  const found = useQuery({ ...askOrNull('/api/referrals/codes/{code}', { code }), enabled: isWhole });
  if (!isWhole || found.isError) return {};
  if (found.data === undefined) return { help: t('newGuest.friendCodeChecking') };
  if (found.data === null) return { error: t('newGuest.friendCodeUnknown') };
  const { inviter, friendPoints: count } = found.data;
  const who = inviter === null ? '' : t('newGuest.friendCodeBy', { name: inviter });
  return { help: t('newGuest.friendCodeGives', { count, who }) };
}
