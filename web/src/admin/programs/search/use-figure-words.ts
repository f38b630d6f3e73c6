import type { ProgramFigure } from '../../../entities/program/search.api';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';

type FigureName = Pick<ProgramFigure, 'figure' | 'tier'>;
type Unit = ProgramFigure['unit'];

/** The decimals with which values of a unit are typed in whole per cents, times or major units. */
export function decimalsOf(unit: Unit, currencyDecimals: number): number {
  return { PER_CENT: 4, TIMES: 6, MONEY: currencyDecimals, COUNT: 0 }[unit];
}

/** Names of figures and their values, as a reader of this programme says them. */
export function useFigureWords({ expiry }: Pick<ProgramDocument, 'expiry'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const expiryUnit = expiry.kind === 'DAYS' || ('unit' in expiry && expiry.unit === 'DAYS') ? 'DAYS' : 'MONTHS';
  return {
    nameOf: ({ figure, tier }: FigureName) =>
      t(`program.search.figures.${figure}`, { tier: tier ?? '', unit: expiryUnit }),
    valueOf: ({ unit }: { readonly unit: Unit }, value: number) => {
      switch (unit) {
        case 'PER_CENT':
          return format.share(value);
        case 'TIMES':
          return `×${format.number(value / 1_000_000)}`;
        case 'MONEY':
          return format.money(value);
        case 'COUNT':
          return format.number(value);
      }
    },
  };
}
