import { Button } from '@mantine/core';
import { IconDeviceFloppy } from '../../shared/icons/icon-device-floppy';
import { useEffect, useRef } from 'react';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './kept-result.module.css';
import type { Kept } from './offline-desk';

/** A sale that is safe on this device and goes to the server as soon as it answers. */
export function KeptResult({ kept, onNext }: { readonly kept: Kept; readonly onNext: () => void }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    next.current?.focus();
  }, []);
  const { pointsEarned, campaignPoints, campaignMoney } = kept;
  const byProgram = pointsEarned - (campaignPoints ?? 0);
  const payable = format.money(kept.payable);
  return (
    <section className={classes.result} aria-label={t('done.label')}>
      <p className={classes.title} role="status">
        <IconDeviceFloppy size={32} stroke={1.75} aria-hidden />
        {kept.guestName === null
          ? t('offline.kept.titleNobody', { payable })
          : t('offline.kept.title', { payable, name: kept.guestName })}
      </p>
      <p className={classes.payable}>{payable}</p>
      <p className={classes.help}>{t('offline.kept.help')}</p>
      {kept.pointsRedeemed > 0 && (
        <p className={classes.help}>{t('offline.kept.spent', { count: kept.pointsRedeemed })}</p>
      )}
      {byProgram > 0 && <p className={classes.help}>{t('offline.kept.earns', { count: byProgram })}</p>}
      {campaignPoints !== null && campaignPoints > 0 && (
        <p className={classes.help}>{t('offline.kept.campaigns', { count: campaignPoints })}</p>
      )}
      {campaignMoney > 0 && (
        <p className={classes.help}>{t('offline.campaigns.money', { amount: format.money(campaignMoney) })}</p>
      )}
      {campaignPoints === null && <p className={classes.help}>{t('offline.campaigns.later')}</p>}
      <Button ref={next} className={classes.next ?? ''} onClick={onNext} rightSection={<kbd>Enter</kbd>}>
        {t('done.next')}
      </Button>
    </section>
  );
}
