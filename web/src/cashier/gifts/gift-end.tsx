import { Text } from '@mantine/core';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

/** The card's last day, which the cashier tells the guest; nothing for a card without one. */
export function GiftEnd({ endsOn }: { readonly endsOn: string | null }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return endsOn !== null && <Text c="dimmed">{t('gifts.ends', { day: format.birthday(endsOn) })}</Text>;
}
