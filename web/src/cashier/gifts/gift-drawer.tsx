import { SegmentedControl, Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import { useOnline } from '../../shared/api/connection';
import { useTranslation } from '../../shared/i18n/use-translation';
import { switched } from '../../shared/ui/bound';
import { SideSheet } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import type { CheckGift } from './check-gifts.rules';
import { GiftActs } from './gift-acts';
import { PayByCard } from './pay-by-card';
import { PayIntoCard } from './pay-into-card';
import { SellDigital } from './sell-digital';

const DEEDS = ['SPENT', 'SOLD', 'TOPPED_UP'] as const;

interface GiftDrawerProps {
  readonly pointOfSaleId: string;
  readonly receiptNumber: string | null;
  /** A scanned code; empty: none. */
  readonly code: string;
  /** The amount still to pay for the current receipt, in minor units; null: there is no receipt. */
  readonly left: number | null;
  /** The refund of the receipt that was just undone; null: none was. */
  readonly receiptRefundId: string | null;
  readonly onGift: (gift: CheckGift) => void;
  readonly onRefunded: (spendingId: string, amount: number) => void;
  readonly onClose: () => void;
}

/** Gift cards at the till: balance, payment, sale, top-up and refunds. */
export function GiftDrawer({
  pointOfSaleId,
  receiptNumber,
  code,
  left,
  receiptRefundId,
  onGift,
  onRefunded,
  onClose,
}: GiftDrawerProps) {
  const { t } = useTranslation('cashier');
  const online = useOnline();
  const [deed, setDeed] = useState<(typeof DEEDS)[number]>('SPENT');
  const [isDigital, setDigital] = useState(false);
  const at = { pointOfSaleId, receiptNumber };
  return (
    <SideSheet size="min(520px, 100%)" title={t('gifts.title')} onClose={onClose}>
      {!online && <Notice title={t('gifts.offlineTitle')} help={t('gifts.offlineHelp')} />}
      {online && (
        <Stack gap={16}>
          <SegmentedControl
            fullWidth
            aria-label={t('gifts.deeds')}
            value={deed}
            onChange={(chosen) => setDeed(DEEDS.find((known) => known === chosen) ?? 'SPENT')}
            data={DEEDS.map((value) => ({ value, label: t(`gifts.deed.${value}`) }))}
          />
          {deed === 'SOLD' && (
            <Switch
              label={t('gifts.digital')}
              {...switched(isDigital, setDigital)}
              styles={{ body: { minHeight: 44 } }}
            />
          )}
          {deed === 'SPENT' && <PayByCard at={at} scanned={code} left={left} onGift={onGift} />}
          {deed === 'SOLD' && isDigital && <SellDigital at={at} onGift={onGift} />}
          {(deed === 'TOPPED_UP' || (deed === 'SOLD' && !isDigital)) && (
            <PayIntoCard key={deed} kind={deed} at={at} scanned={code} onGift={onGift} />
          )}
          <GiftActs pointOfSaleId={pointOfSaleId} receiptRefundId={receiptRefundId} onRefunded={onRefunded} />
        </Stack>
      )}
    </SideSheet>
  );
}
