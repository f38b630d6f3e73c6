import { numberFormat } from '../../shared/i18n/intl';
import { useMemo } from 'react';
import { useFormat } from '../../shared/format/use-format';

/** Writes chances as per cent, also small ones: "33.33%", "0.0001%". */
export function useChance(): (weight: number, total: number) => string {
  const { locale } = useFormat();
  return useMemo(() => {
    const usual = perCent(locale, 2);
    const small = perCent(locale, 4);
    return (weight, total) => (weight / total < SMALL ? small : usual).format(weight / total);
  }, [locale]);
}

/** Below this share two decimals of a per cent are not enough. */
const SMALL = 0.001;

function perCent(locale: string, maximumFractionDigits: number): Intl.NumberFormat {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits });
}
