import type { CSSProperties } from 'react';
import { useChance } from '../../../entities/wheel/use-chance';
import type { WheelEpoch, WheelPrize } from '../../../entities/wheel/wheel.api';
import { useFormat } from '../../../shared/format/use-format';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { ColumnOf } from '../../../shared/ui/columns';
import { DataTable } from '../../../shared/ui/data-table';
import { useGivesWords } from './use-gives-words';
import classes from './wheel.module.css';

/** The prizes of an epoch: odds, how often each was drawn and given, and the cost. */
export function PrizesTable({ epoch }: { readonly epoch: WheelEpoch }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spoken = useSpoken();
  const chanceOf = useChance();
  const gives = useGivesWords();
  const { prizes, total, draws } = epoch;
  const columns: ColumnOf<WheelPrize>[] = [
    {
      title: t('wheel.prize'),
      isName: true,
      cell: (prize) => (
        <>
          {spoken(prize.name)}
          <br />
          <small>{prize.isFallback ? t('wheel.fallbackOf', { gives: gives(prize) }) : gives(prize)}</small>
        </>
      ),
    },
    {
      title: t('wheel.chance'),
      isFigure: true,
      cell: ({ weight }) => (
        <>
          <Share text={chanceOf(weight, total)} share={weight / total} />
          <small>{t('wheel.weightOf', { weight, total })}</small>
        </>
      ),
    },
    {
      title: t('wheel.drawn'),
      isFigure: true,
      cell: ({ drawn }) =>
        draws === 0 ? (
          format.number(drawn)
        ) : (
          <Share text={t('wheel.drawnOf', { count: drawn, share: chanceOf(drawn, draws) })} share={drawn / draws} />
        ),
    },
    { of: 'given', title: t('wheel.given'), as: 'number' },
    { of: 'cost', title: t('wheel.cost'), as: 'number', isAside: true },
    {
      title: t('wheel.left'),
      isFigure: true,
      cell: ({ stock, stockLeft }) =>
        stock === null || stockLeft === null ? t('wheel.noLimit') : t('wheel.leftOf', { left: stockLeft, stock }),
    },
  ];
  return (
    <DataTable
      caption={t('analytics.table', { title: t('wheel.prizes') })}
      columns={columns}
      rows={prizes}
      rowKey={({ number }) => String(number)}
      empty={null}
    />
  );
}

/** A share in words above its bar. */
function Share({ text, share }: { readonly text: string; readonly share: number }) {
  return (
    <span className={classes.share}>
      {text}
      <span className={classes.bar} aria-hidden>
        <span className={classes.part} style={{ width: `${String(share * 100)}%` } satisfies CSSProperties} />
      </span>
    </span>
  );
}
