import { IconCloudUpload } from '../../shared/icons/icon-cloud-upload';
import { IconGift } from '../../shared/icons/icon-gift';
import { IconHistory } from '../../shared/icons/icon-history';
import { IconKeyboard } from '../../shared/icons/icon-keyboard';
import { IconShieldX } from '../../shared/icons/icon-shield-x';
import { useQuery } from '@tanstack/react-query';
import { shiftQuery } from '../../entities/shift/shift.api';
import { useOnline } from '../../shared/api/connection';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useOutlook, useStorageKept } from '../offline/till-offline';
import classes from './strip.module.css';

interface StripProps {
  readonly pointOfSaleId: string;
  readonly onWaiting: () => void;
  readonly onLastActs: () => void;
  readonly onGifts: () => void;
  readonly onKeys: () => void;
}

/** The screen's bottom line: whether the server answers, the shift's figures, and buttons for its acts. */
export function Strip({ pointOfSaleId, onWaiting, onLastActs, onGifts, onKeys }: StripProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const online = useOnline();
  const { data: shift } = useQuery(shiftQuery(pointOfSaleId));
  return (
    <footer className={classes.strip}>
      <p className={classes.state} data-online={online} role="status">
        <span className={classes.dot} aria-hidden />
        {online ? t('strip.online') : t('strip.offline')}
      </p>
      <StorageMark />
      <WaitingButton onWaiting={onWaiting} />
      <p className={classes.totals}>
        {shift === null && t('strip.noActs')}
        {shift != null && (
          <>
            <span className={classes.wide}>
              {t('strip.totals', { count: shift.totals.sales.count, amount: format.money(shift.totals.received.net) })}
            </span>
            <span className={classes.narrow}>
              {t('strip.shortTotals', { amount: format.money(shift.totals.received.net) })}
            </span>
          </>
        )}
      </p>
      <button type="button" className={classes.button} onClick={onGifts}>
        <IconGift size={20} stroke={1.75} aria-hidden />
        <span className={classes.giftWords}>{t('gifts.title')}</span>
        <kbd>F9</kbd>
      </button>
      <button type="button" className={`${classes.button} ${classes.lastActs}`} onClick={onLastActs}>
        <IconHistory size={20} stroke={1.75} aria-hidden />
        <span>{t('strip.lastActs')}</span>
        <kbd>F8</kbd>
      </button>
      <button type="button" className={`${classes.button} ${classes.keys}`} onClick={onKeys}>
        <IconKeyboard size={20} stroke={1.75} aria-hidden />
        <span>{t('strip.keys')}</span>
        <kbd>?</kbd>
      </button>
    </footer>
  );
}

/** Warns that the browser may delete waiting sales when the device is full; hidden if the browser has promised to keep them. */
function StorageMark() {
  const { t } = useTranslation('cashier');
  const isKept = useStorageKept();
  if (isKept !== false) return null;
  return (
    <p className={classes.storage} title={t('offline.storage.notKeptHelp')}>
      <IconShieldX size={18} stroke={1.75} aria-hidden />
      <span className={classes.storageWords}>{t('offline.storage.notKept')}</span>
    </p>
  );
}

/** Shows how many sales wait on this device and since when, or that a person has to see one of them. */
function WaitingButton({ onWaiting }: { readonly onWaiting: () => void }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const { waiting: count, toSee, oldestAt } = useOutlook();
  if (count + toSee === 0) return null;
  return (
    <button type="button" className={`${classes.button} ${classes.waiting}`} data-alert={toSee > 0} onClick={onWaiting}>
      <IconCloudUpload size={20} stroke={1.75} aria-hidden />
      {toSee > 0 && <span>{t('offline.strip.toSee', { count: toSee })}</span>}
      {count > 0 && (
        <span>
          {t('offline.strip.waiting', { count })}
          {oldestAt !== null && (
            <span className={classes.wide}>
              {' '}
              {t('offline.strip.since', { time: format.time(new Date(oldestAt).toISOString()) })}
            </span>
          )}
        </span>
      )}
    </button>
  );
}
