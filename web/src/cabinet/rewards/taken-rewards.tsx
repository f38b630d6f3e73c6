import { Box, Flex } from '@mantine/core';
import type { NamedRedemption } from '../../entities/redemption/redemption.api';
import { IconCircleCheckFilled } from '../../shared/icons/icon-circle-check-filled';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import classes from './taken-rewards.module.css';

interface TakenRewardsProps {
  readonly title: string;
  readonly redemptions: readonly NamedRedemption[];
}

/** Whether something is still to come of it: it waits, or can be used. */
export function isOpen({ status, usableAtSale }: NamedRedemption): boolean {
  return usableAtSale || status === 'PENDING' || status === 'READY';
}

/** Rewards that the guest has taken, those that can be used at the till first; nothing without any. */
export function TakenRewards({ title, redemptions }: TakenRewardsProps) {
  const { t } = useTranslation('cabinet');
  if (redemptions.length === 0) return null;
  const usableFirst = [...redemptions].sort((a, b) => Number(b.usableAtSale) - Number(a.usableAtSale));
  return (
    <Panel title={title}>
      <ul className={classes.list}>
        {usableFirst.map((redemption) => (
          <Taken key={redemption.id} redemption={redemption} />
        ))}
      </ul>
      {usableFirst.some(isOpen) && <p className={classes.cancel}>{t('rewards.cancelHelp')}</p>}
    </Panel>
  );
}

function Taken({ redemption }: { readonly redemption: NamedRedemption }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const name = redemption.name ?? t('rewards.noName');
  const { status, usableAtSale, expiresAt, createdAt, quantity, shippingAddress } = redemption;
  const state =
    shippingAddress === null || status === 'CANCELLED' || status === 'EXPIRED'
      ? t(`rewards.status.${status}`)
      : t(`rewards.delivery.${status}`);
  const isFetched = shippingAddress === null && !usableAtSale;
  const about = [
    usableAtSale ? t('rewards.usable') : state,
    ...(isFetched && status === 'PENDING' ? [t('rewards.fetchLater')] : []),
    ...(isFetched && status === 'READY' ? [t('rewards.fetch')] : []),
    ...(shippingAddress === null ? [] : [t('rewards.sentTo', { address: shippingAddress.replaceAll('\n', ', ') })]),
    isOpen(redemption) && expiresAt !== null
      ? t('rewards.until', { date: format.date(expiresAt) })
      : format.date(createdAt),
  ];
  return (
    <Flex component="li" gap={12} miw={0} data-usable={usableAtSale}>
      {usableAtSale && <IconCircleCheckFilled size={24} className={classes.mark} aria-hidden />}
      <Box miw={0}>
        <p className={classes.name}>{quantity > 1 ? t('rewards.several', { name, count: quantity }) : name}</p>
        {about.map((line) => (
          <p key={line} className={classes.about}>
            {line}
          </p>
        ))}
      </Box>
    </Flex>
  );
}
