import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createPortal } from 'react-dom';
import { useParams } from 'react-router';
import { ask } from '../../../shared/api/calls';
import { cardText } from '../../../shared/format/contact';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { BackLink, PageHead } from '../../../shared/ui/page';
import { useProblemWords } from '../../../shared/ui/problem-notice';
import { QrCode } from '../../../shared/ui/qr-code';
import classes from './credentials.module.css';

/** A guest's card to be printed: the number and the static QR. */
export function PrintedCardPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const { guestId = '' } = useParams();
  const network = useNetwork();
  const card = useQuery(ask('/api/guests/{id}/card', { id: guestId }));
  if (card.isError) {
    const actions = [{ label: t('credentials.backToGuest'), href: `/admin/guests/${guestId}` }];
    return <Notice isPage tone="bad" {...words(card.error)} actions={actions} />;
  }
  if (card.isPending) return <Loading />;
  const face = (
    <div className={classes.card}>
      <QrCode text={card.data.qr} label={t('credentials.qr')} />
      <div>
        <p className={classes.network}>{network.name}</p>
        <Text fz={13}>{cardText(card.data.cardNumber)}</Text>
      </div>
    </div>
  );
  return (
    <>
      <BackLink to={`/guests/${guestId}`}>{t('credentials.backToGuest')}</BackLink>
      <PageHead title={t('credentials.print')} sub={t('credentials.printHelp')} />
      <section aria-label={t('guest.card')}>{face}</section>
      <Button onClick={() => window.print()}>{t('credentials.printNow')}</Button>
      {createPortal(
        <div className="print-root print-only" aria-hidden>
          {face}
        </div>,
        document.body,
      )}
    </>
  );
}
