import { useTranslation } from 'react-i18next';
import type { ActAnswer } from '../../shared/api/types';
import { useFormat } from '../../shared/format/use-format';
import { Slip } from './slip';

interface SaleSlipProps {
  readonly answer: ActAnswer;
  readonly guestName: string | null;
  readonly placeName: string;
}

/** What the guest paid, got and why. */
export function SaleSlip({ answer, guestName, placeName }: SaleSlipProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const lines = [format.dateTime(answer.recordedAt ?? answer.occurredAt)];
  if (answer.receiptNumber !== null) lines.push(t('slip.receipt', { number: answer.receiptNumber }));
  if (guestName !== null) lines.push(guestName);

  const rows: [label: string, value: string][] = [[t('quote.receipt'), format.money(answer.amount)]];
  if (answer.discount > 0) rows.push([t('quote.discount'), format.money(-answer.discount)]);
  if (answer.pointsValue > 0) {
    rows.push([t('quote.points', { count: answer.pointsRedeemed }), format.money(-answer.pointsValue)]);
  }
  rows.push([t('check.toPay'), format.money(answer.payable)]);
  if (guestName !== null) rows.push([t('quote.earns'), t('points', { count: answer.pointsEarned })]);
  if (answer.balance !== null) rows.push([t('slip.balance'), t('points', { count: answer.balance.available })]);

  return <Slip title={placeName} lines={lines} rows={rows} remarks={answer.trace.map((line) => line.reason)} />;
}
