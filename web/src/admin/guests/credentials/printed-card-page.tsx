import { Button, Text } from '@mantine/core';
import { createPortal } from 'react-dom';
import { useParams } from 'react-router';
import { getPrintedCard } from '../../../shared/api/operations';
import { DetailPage } from '../../../shared/described/detail-page';
import type { AnswerOfCall } from '../../../shared/described/operation';
import { cardText } from '../../../shared/format/contact';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { QrCode } from '../../../shared/ui/qr-code';
import classes from './credentials.module.css';

/** A guest's card to be printed: the number and the static QR. */
export function PrintedCardPage() {
  const { t } = useTranslation('admin');
  const { guestId = '' } = useParams();
  return (
    <DetailPage
      of={getPrintedCard}
      params={{ id: guestId }}
      back={{ to: `/guests/${guestId}`, text: t('credentials.backToGuest') }}
      title={() => t('credentials.print')}
      sub={() => t('credentials.printHelp')}
    >
      {(card) => (
        <>
          <section aria-label={t('guest.card')}>
            <Face card={card} />
          </section>
          <Button onClick={() => window.print()}>{t('credentials.printNow')}</Button>
          {createPortal(
            <div className="print-root print-only" aria-hidden>
              <Face card={card} />
            </div>,
            document.body,
          )}
        </>
      )}
    </DetailPage>
  );
}

function Face({ card: { qr, cardNumber } }: { readonly card: AnswerOfCall<typeof getPrintedCard> }) {
  const { t } = useTranslation('admin');
  const network = useNetwork();
  return (
    <div className={classes.card}>
      <QrCode text={qr} label={t('credentials.qr')} />
      <div>
        <div className={classes.network}>{network.name}</div>
        <Text fz={13}>{cardText(cardNumber)}</Text>
      </div>
    </div>
  );
}
