import { Text } from '@mantine/core';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

/** The last day of a card, which the cashier tells the guest; nothing for a card that never ends. */
export function GiftEnd({ endsOn }: { readonly endsOn: string | null }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return endsOn !== null && <Text c="dimmed">{t('gifts.ends', { day: format.birthday(endsOn) })}</Text>;
}
