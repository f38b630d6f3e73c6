import { Box } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { Rfm } from './rfm.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './rfm.module.css';

type RfmCell = Rfm['cells'][number];

const FIFTHS = [1, 2, 3, 4, 5];
/** Darker than this the numbers could no longer be read. */
const DARKEST = 45;

interface RfmGridProps {
  readonly rfm: Rfm;
  readonly chosen: RfmCell | null;
  readonly onChoose: (cell: RfmCell) => void;
}

/** Guests by value upwards and by the last purchase to the right; the darker a cell, the more guests. */
export function RfmGrid({ rfm, chosen, onChoose }: RfmGridProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const most = Math.max(1, ...rfm.cells.map(({ guests }) => guests));
  return (
    <table className={classes.grid} onKeyDown={walkCells}>
      <caption className="visually-hidden">{t('segments.rfm.grid')}</caption>
      <colgroup>
        <col className={classes.axis} />
        <col span={FIFTHS.length} />
      </colgroup>
      <tbody>
        {FIFTHS.toReversed().map((value) => (
          <tr key={value}>
            <th scope="row">{value}</th>
            {FIFTHS.map((recency) => {
              const cell = rfm.cells.find((one) => one.recency === recency && one.value === value);
              if (cell === undefined) return null;
              const name = t(`segments.rfm.names.${cell.name}`);
              const named = { name, recency: String(recency), value: String(value) };
              return (
                <td key={recency}>
                  <button
                    type="button"
                    aria-pressed={cell === chosen}
                    aria-label={t('segments.rfm.cell', { ...named, count: cell.guests })}
                    style={{
                      background: `color-mix(in srgb, var(--accent) ${String(Math.round((cell.guests / most) * DARKEST))}%, var(--surface))`,
                    }}
                    onClick={() => onChoose(cell)}
                  >
                    <span className={classes.cellName}>{named.name}</span>{' '}
                    <Box component="span" fw={650}>
                      {format.number(cell.guests)}
                    </Box>
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td />
          {FIFTHS.map((recency) => (
            <th key={recency} scope="col">
              {recency === 1
                ? t('segments.rfm.longAgo', { recency: String(recency) })
                : recency === 5
                  ? t('segments.rfm.lately', { recency: String(recency) })
                  : recency}
            </th>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -5, ArrowDown: 5 };

/** The arrows go from cell to cell; Enter opens one. */
function walkCells(event: KeyboardEvent<HTMLTableElement>): void {
  const step = STEPS[event.key];
  if (step === undefined || !(event.target instanceof HTMLButtonElement)) return;
  const cells = [...event.currentTarget.querySelectorAll('button')];
  const next = cells[cells.indexOf(event.target) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
