import { Button, Flex, Text } from '@mantine/core';
import { IconDeviceFloppy } from '../../shared/icons/icon-device-floppy';
import { useEffect, useRef } from 'react';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './kept-result.module.css';
import type { KeptActView } from './offline-desk';

/** The result of a sale that was kept on this device and is sent as soon as the server answers. */
export function KeptResult({ kept, onNext }: { readonly kept: KeptActView; readonly onNext: () => void }) {
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
    <Flex component="section" direction="column" gap={16} mih="100%" aria-label={t('done.label')}>
      <Flex component="p" gap={14} align="center" m={0} fz={20} fw={600} role="status">
        <IconDeviceFloppy size={32} stroke={1.75} aria-hidden />
        {kept.guestName === null
          ? t('offline.kept.titleNobody', { payable })
          : t('offline.kept.title', { payable, name: kept.guestName })}
      </Flex>
      <div className={classes.payable}>{payable}</div>
      <Text fz={18}>{t('offline.kept.help')}</Text>
      {kept.pointsRedeemed > 0 && <Text fz={18}>{t('offline.kept.spent', { count: kept.pointsRedeemed })}</Text>}
      {byProgram > 0 && <Text fz={18}>{t('offline.kept.earns', { count: byProgram })}</Text>}
      {campaignPoints !== null && campaignPoints > 0 && (
        <Text fz={18}>{t('offline.kept.campaigns', { count: campaignPoints })}</Text>
      )}
      {campaignMoney > 0 && (
        <Text fz={18}>{t('offline.campaigns.money', { amount: format.money(campaignMoney) })}</Text>
      )}
      {campaignPoints === null && <Text fz={18}>{t('offline.campaigns.later')}</Text>}
      <Button ref={next} h={68} mt="auto" bdrs={16} fz={20} onClick={onNext} rightSection={<kbd>Enter</kbd>}>
        {t('done.next')}
      </Button>
    </Flex>
  );
}
