import { Text } from '@mantine/core';
import { changesAtMs, type OwnCard } from '../../entities/guest-account/guest-account.api';
import { cardGround } from '../../entities/look/card-ground';
import type { PublicLook } from '../../entities/look/look.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { QrCode } from '../../shared/ui/qr-code';
import classes from './card-face.module.css';
import { useNow } from './use-now';

interface CardFaceProps {
  readonly card: OwnCard;
  /** Null: not known. */
  readonly look: PublicLook['card'] | null;
}

/**
 * The card as the network has drawn it. The QR and the six digits for the till stand on white in every look and theme, because
 * scanners and sunlight need it.
 */
export function CardFace({ card, look }: CardFaceProps) {
  const { t } = useTranslation('cabinet');
  const now = useNow();
  const isLive = card.endsAtMs > now;
  // The code changes before it ends; where no newer one came, the shown one is good to its end.
  const secondsLeft = Math.ceil(((changesAtMs(card) > now ? changesAtMs(card) : card.endsAtMs) - now) / 1_000);
  const text = isLive ? card.qr : card.staticQr;
  const drawing = look === null ? {} : { background: cardGround(look), color: look.ink };
  return (
    <section className={classes.face} aria-label={t('card.title')} style={drawing}>
      <div className={classes.plate}>
        {text === null ? (
          <Text my={24} mx={8} fz={18} lh={1.5} ta="center">
            {t('card.ended')}
          </Text>
        ) : (
          <div className={classes.qr}>
            <QrCode text={text} label={t('card.qr')} />
          </div>
        )}
        {isLive && (
          <>
            <Text component="div" mt={-6} fz={40} fw={700} lh={1.15} lts="0.04em">
              <span className="visually-hidden">{t('card.digits', { code: card.cardCode })}</span>
              <span aria-hidden>{`${card.cardCode.slice(0, 3)} ${card.cardCode.slice(3)}`}</span>
            </Text>
            <Text c="#46504b" fz={14} ta="center">
              {t('card.changes', { count: secondsLeft })}
            </Text>
          </>
        )}
      </div>
      <Text ta="center">{t('card.number', { number: card.cardNumber.replaceAll(/(\d{4})(?=\d)/g, '$1 ') })}</Text>
    </section>
  );
}
