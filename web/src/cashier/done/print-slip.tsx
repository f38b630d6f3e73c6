import { Portal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/format/use-format';
import classes from './print-slip.module.css';
import type { Done } from './result';

interface PrintSlipProps {
  readonly done: Pick<Done, 'answer' | 'guestName'>;
  readonly placeName: string;
}

/** The slip for the guest, as wide as a till roll; only the printer sees it. */
export function PrintSlip({ done: { answer, guestName }, placeName }: PrintSlipProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const rows: [label: string, value: string][] = [[t('quote.receipt'), format.money(answer.amount)]];
  if (answer.discount > 0) rows.push([t('quote.discount'), format.money(-answer.discount)]);
  if (answer.pointsValue > 0) {
    rows.push([t('quote.points', { count: answer.pointsRedeemed }), format.money(-answer.pointsValue)]);
  }
  rows.push([t('check.toPay'), format.money(answer.payable)]);
  if (guestName !== null) rows.push([t('quote.earns'), t('points', { count: answer.pointsEarned })]);
  if (answer.balance !== null) rows.push([t('slip.balance'), t('points', { count: answer.balance.available })]);

  return (
    <Portal className="print-root">
      <article className={`print-only ${classes.slip}`} aria-hidden>
        <h1>{placeName}</h1>
        <p>
          {format.dateTime(answer.recordedAt ?? answer.occurredAt)}
          {answer.receiptNumber !== null && <> · {t('slip.receipt', { number: answer.receiptNumber })}</>}
        </p>
        {guestName !== null && <p>{guestName}</p>}
        <dl>
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {answer.trace.map((line, index) => (
          <p key={`${line.rule}-${index}`}>{line.reason}</p>
        ))}
      </article>
    </Portal>
  );
}
