import { Button } from '@mantine/core';
import { useLook } from '../../entities/look/look.api';
import { askOrNull } from '../../shared/api/calls';
import { IconPrinter } from '../../shared/icons/icon-printer';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { DueWarning, OpenCampaign } from '../../entities/guest/guest.api';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { lazyPart } from '../../shared/api/lazy-part';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import type { SlipItem } from './sale-slip';
import { useBadgesOfSale } from './use-badges-of-sale';

const SaleSlip = lazyPart(() => import('./sale-slip').then((module) => module.SaleSlip));
/** Only slips of anonymous receipts have a QR, so its code loads only for them. */
const QrCode = lazyPart(() => import('../../shared/ui/qr-code').then((module) => module.QrCode));

interface PrintSlipProps {
  readonly sale: Transaction;
  readonly guestName: string | null;
  readonly placeName: string;
  /** Whether the slip is printed again later. */
  readonly isCopy?: boolean;
  /** Expiring points that the slip mentions to the guest. */
  readonly warnings?: readonly DueWarning[];
  readonly items?: readonly SlipItem[];
  readonly campaigns?: readonly OpenCampaign[];
  readonly onPrint?: () => void;
}

/** Prints a sale's slip; an anonymous receipt's slip has a QR by which a guest can claim it. */
export function PrintSlip({ onPrint, ...slip }: PrintSlipProps) {
  const isAnonymous = slip.sale.guestId === null;
  const { badges, isLoading } = useBadgesOfSale(slip.sale);
  // The code of the slip may still load; its look is read meanwhile, once for all sales.
  useLook(useNetwork().code);
  const qr = useQuery({
    ...askOrNull('/api/receipts/{id}/qr', { id: slip.sale.id }, { staleTime: 0 }, [
      'receipt_already_claimed',
      'receipt_refunded',
      'claim_window_over',
    ]),
    enabled: isAnonymous,
  });
  return (
    <Suspense fallback={<PrintButton isWaiting />}>
      <PrintButton isWaiting={qr.isLoading || isLoading} onPrint={onPrint} />
      <SaleSlip {...slip} badges={badges}>
        {qr.data != null && <ClaimCode {...qr.data} />}
      </SaleSlip>
    </Suspense>
  );
}

interface PrintButtonProps {
  readonly isWaiting: boolean;
  readonly onPrint?: (() => void) | undefined;
}

function PrintButton({ isWaiting, onPrint }: PrintButtonProps) {
  const { t } = useTranslation('cashier');
  return (
    <Button
      variant="default"
      size="lg"
      loading={isWaiting}
      leftSection={<IconPrinter size={20} stroke={1.75} />}
      onClick={() => {
        window.print();
        onPrint?.();
      }}
    >
      {t('done.print')}
    </Button>
  );
}

function ClaimCode({ qr, claimableUntil }: { readonly qr: string; readonly claimableUntil: string }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <>
      <QrCode text={qr} label={t('slip.qr')} />
      <p>{t('slip.claim', { until: format.dateTime(claimableUntil) })}</p>
    </>
  );
}
