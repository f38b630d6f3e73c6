import { changesAtMs, type OwnCard } from '../../entities/guest-account/guest-account.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { QrCode } from '../../shared/ui/qr-code';
import classes from './card-face.module.css';
import { useNow } from './use-now';

/** The QR and the six digits for the till, on white in every theme, because scanners and sunlight need it. */
export function CardFace({ card }: { readonly card: OwnCard }) {
  const { t } = useTranslation('cabinet');
  const now = useNow();
  const isLive = card.endsAtMs > now;
  // The code changes before it ends; where no newer one came, the shown one is good to its end.
  const secondsLeft = Math.ceil(((changesAtMs(card) > now ? changesAtMs(card) : card.endsAtMs) - now) / 1_000);
  const text = isLive ? card.qr : card.staticQr;
  return (
    <section className={classes.face} aria-label={t('card.title')}>
      {text === null ? (
        <p className={classes.ended}>{t('card.ended')}</p>
      ) : (
        <div className={classes.qr}>
          <QrCode text={text} label={t('card.qr')} />
        </div>
      )}
      {isLive ? (
        <>
          <p className={classes.digits}>
            <span className="visually-hidden">{t('card.digits', { code: card.cardCode })}</span>
            <span aria-hidden>{`${card.cardCode.slice(0, 3)} ${card.cardCode.slice(3)}`}</span>
          </p>
          <p className={classes.changes}>{t('card.changes', { count: secondsLeft })}</p>
        </>
      ) : (
        <p className={classes.changes}>
          {t('card.number', { number: card.cardNumber.replaceAll(/(\d{4})(?=\d)/g, '$1 ') })}
        </p>
      )}
    </section>
  );
}
