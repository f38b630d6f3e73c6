import { Flex } from '@mantine/core';
import { BadgePicture } from '../../entities/campaign/badge-picture';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useBadgesOfSale } from '../slip/use-badges-of-sale';

/** Badges that the guest earned with a sale, items of a list. */
export function BadgesOfSale({ sale }: { readonly sale: Transaction }) {
  const { t } = useTranslation('cashier');
  const spoken = useSpoken();
  const { badges } = useBadgesOfSale(sale);
  return badges.map(({ campaignId, badge, picture }) => (
    <Flex component="li" key={campaignId} align="center" gap={12}>
      <BadgePicture icon={badge.icon} colour={badge.colour} picture={picture} />
      {t('done.badge', { name: spoken(badge.name) })}
    </Flex>
  ));
}
