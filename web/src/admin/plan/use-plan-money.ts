import { formatMoney } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';

/** Money of plans and invoices, whose currency need not be the network's. */
export function usePlanMoney(): (minorUnits: number, currency: string) => string {
  const { locale } = useFormat();
  return (minorUnits, currency) => formatMoney({ minorUnits, currency }, locale);
}
