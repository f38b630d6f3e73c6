import { Button, Checkbox } from '@mantine/core';
import { IconMinus } from '../../shared/icons/icon-minus';
import { IconPlus } from '../../shared/icons/icon-plus';
import type { Receipt } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './refund-lines.module.css';
import { type ChosenLines, mostOf, refundedOf } from './refund-lines.rules';

interface RefundLinesProps {
  readonly items: Receipt['items'];
  readonly chosen: ChosenLines;
  readonly disabled: boolean;
  readonly onChange: (chosen: ChosenLines) => void;
}

/** The lines of a sale, from which whole lines or single units are chosen. */
export function RefundLines({ items, chosen, disabled, onChange }: RefundLinesProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();

  function choose(line: number, quantity: number): void {
    const others = Object.entries(chosen).filter(([other]) => Number(other) !== line);
    onChange(Object.fromEntries(quantity <= 0 ? others : [...others, [line, quantity]]));
  }

  return (
    <ul className={classes.lines} aria-label={t('refund.lines')}>
      {items.map((item) => {
        const { line, quantity } = item;
        const name = item.name ?? item.sku ?? t('refund.line', { number: line });
        const units = chosen[line] ?? 0;
        const most = mostOf(item);
        return (
          <li key={line} className={classes.line}>
            <Checkbox
              size="md"
              label={name}
              checked={units > 0}
              disabled={disabled}
              onChange={(event) => choose(line, event.currentTarget.checked ? quantity : 0)}
            />
            <span className={classes.figure}>{format.money(refundedOf(item, units === 0 ? quantity : units))}</span>
            {units > 0 && most > 1 && (
              <span className={classes.units}>
                <Button
                  variant="default"
                  px={0}
                  w={44}
                  disabled={disabled || units <= 1}
                  aria-label={t('menu.fewer', { name })}
                  onClick={() => choose(line, units - 1)}
                >
                  <IconMinus size={18} aria-hidden />
                </Button>
                <output>{t('refund.units', { units: format.number(units), most: format.number(most) })}</output>
                <Button
                  variant="default"
                  px={0}
                  w={44}
                  disabled={disabled || units >= most}
                  aria-label={t('menu.more', { name })}
                  onClick={() => choose(line, units + 1)}
                >
                  <IconPlus size={18} aria-hidden />
                </Button>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
