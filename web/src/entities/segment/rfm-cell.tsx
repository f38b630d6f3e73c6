import { Button, Flex, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Rfm } from './rfm.api';
import { useMayManage } from '../session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './rfm.module.css';
import { shareOf, startWithCell, startWithName } from './rfm-links';

type RfmCell = Rfm['cells'][number];

/** The meaning of a cell, and segments that can be made of its guests. */
export function ChosenCell({ rfm, cell }: { readonly rfm: Rfm; readonly cell: RfmCell }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayManage = useMayManage('segments.manage');
  return (
    <div className={classes.chosen}>
      <h3>{t(`segments.rfm.names.${cell.name}`)}</h3>
      <p>{t(`segments.rfm.meaning.${cell.name}`)}</p>
      <Text mb={12} c="dimmed" lh={1.45}>
        {t('segments.rfm.cellFigures', {
          guests: format.number(cell.guests),
          share: format.share(shareOf(cell.guests, rfm.guests)),
          spend: format.money(cell.spend),
        })}{' '}
        <LastPurchase limits={rfm.boundaries?.recency ?? []} recency={cell.recency} />
      </Text>
      {mayManage && (
        <Flex gap={8} wrap="wrap">
          <Button component={Link} to={startWithCell(cell.recency, cell.value)}>
            {t('segments.rfm.ofCell')}
          </Button>
          <Button component={Link} variant="default" to={startWithName(cell.name)}>
            {t('segments.rfm.ofName', { name: t(`segments.rfm.names.${cell.name}`) })}
          </Button>
        </Flex>
      )}
    </div>
  );
}

/** The days of a score of recency, from the limits between the fifths. */
function LastPurchase({ limits, recency }: { readonly limits: readonly number[]; readonly recency: number }) {
  const { t } = useTranslation('admin');
  const fifth = 5 - recency;
  const [before, until] = [limits[fifth - 1], limits[fifth]];
  if (until === undefined) return before === undefined ? null : t('segments.rfm.daysOver', { days: before });
  if (before === undefined)
    return until === 0 ? t('segments.rfm.daysToday') : t('segments.rfm.daysTo', { days: until });
  return before === until ? t('segments.rfm.daysNone') : t('segments.rfm.daysFrom', { from: before + 1, days: until });
}
