import { Button, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { claimReceipt } from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { lazyPart } from '../../shared/api/lazy-part';
import { ApiProblem } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { useGuestId } from '../frame/use-guest-id';
import { shake } from '../telegram/telegram';
import classes from './receipt-page.module.css';

const CameraDialog = lazyPart(() => import('../../shared/ui/camera-dialog').then((module) => module.CameraDialog));

/** Points for a receipt that was paid without the card: the guest scans the QR that the till printed. */
export function ReceiptPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const queries = useQueryClient();
  const [isScanning, setIsScanning] = useState(false);
  const [typed, setTyped] = useState('');
  const [unconfirmed, setUnconfirmed] = useState<string | null>(null);
  const claiming = useChange(claimReceipt, () => {
    shake('success');
    setUnconfirmed(null);
    return queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  });
  const claim = (qr: string): void => {
    setUnconfirmed(null);
    claiming.mutate(
      { qr },
      { onError: (error) => setUnconfirmed(codeOf(error) === 'fiscal_receipt_number_needed' ? qr : null) },
    );
  };
  const cameraWords = {
    title: t('receipt.scan'),
    view: t('receipt.view'),
    hint: t('receipt.hint'),
    trouble: {
      denied: { title: t('receipt.denied.title'), help: t('receipt.denied.help') },
      missing: { title: t('receipt.missing.title'), help: t('receipt.missing.help') },
      insecure: { title: t('receipt.insecure.title'), help: t('receipt.insecure.help') },
      broken: { title: t('receipt.broken.title'), help: t('receipt.broken.help') },
    },
  };
  return (
    <>
      <PageHead title={t('receipt.title')} sub={t('receipt.help')} />
      <Stack gap={12} maw={420}>
        <Button size="lg" loading={claiming.isPending} onClick={() => setIsScanning(true)}>
          {t('receipt.scan')}
        </Button>
        <form
          className={classes.typed}
          onSubmit={(event) => {
            event.preventDefault();
            claim(typed.trim());
          }}
        >
          <TextInput
            label={t('receipt.typed')}
            placeholder="t=20261125T1305&s=450.00&fn=…"
            maxLength={200}
            autoComplete="off"
            {...bound(typed, setTyped)}
          />
          <Button type="submit" variant="default" disabled={typed.trim() === ''}>
            {t('receipt.add')}
          </Button>
        </form>
        <FailureNotice error={claiming.error} />
        {unconfirmed !== null && (
          <PrintedNumber
            isPending={claiming.isPending}
            onSend={(receiptNumber) => claiming.mutate({ qr: unconfirmed, receiptNumber })}
          />
        )}
        {claiming.isSuccess && <p role="status">{t('receipt.done', { count: claiming.data })}</p>}
      </Stack>
      {isScanning && (
        <Suspense>
          <CameraDialog
            words={cameraWords}
            onClose={() => setIsScanning(false)}
            onRead={(text) => {
              setIsScanning(false);
              claim(text);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

interface PrintedNumberProps {
  readonly isPending: boolean;
  readonly onSend: (receiptNumber: string) => void;
}

/** Asks for the number on the print, where neither the till nor a fiscal operator confirms the QR. */
function PrintedNumber({ isPending, onSend }: PrintedNumberProps) {
  const { t } = useTranslation('cabinet');
  const [number, setNumber] = useState('');
  return (
    <form
      className={classes.typed}
      onSubmit={(event) => {
        event.preventDefault();
        onSend(number.trim());
      }}
    >
      <TextInput
        label={t('receipt.number')}
        description={t('receipt.numberHelp')}
        maxLength={100}
        autoComplete="off"
        autoFocus
        {...bound(number, setNumber)}
      />
      <Button type="submit" loading={isPending} disabled={number.trim() === ''}>
        {t('receipt.sendNumber')}
      </Button>
    </form>
  );
}

const codeOf = (error: unknown): string | undefined => (error instanceof ApiProblem ? error.code : undefined);
