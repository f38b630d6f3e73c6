import type { ReactNode } from 'react';
import { BadgePicture } from '../../entities/campaign/badge-picture';
import type { EarnedBadge } from '../../entities/campaign/campaign.api';
import type { DueWarning, OpenCampaign } from '../../entities/guest/guest.api';
import { campaignDiscounts } from '../../entities/transaction/campaign-discounts';
import type { Transaction } from '../../entities/transaction/transaction.api';
import { useIdentifiedWords } from '../../entities/transaction/use-identified-words';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Slip } from './slip';
import classes from './slip.module.css';

export interface SlipItem {
  readonly name: string;
  readonly total: number;
}

interface SaleSlipProps {
  readonly sale: Transaction;
  readonly guestName: string | null;
  readonly placeName: string;
  /** Whether the slip is printed again later. */
  readonly isCopy?: boolean;
  readonly warnings?: readonly DueWarning[];
  /** Lines of a discounted sale's receipt, in the order of `discountByLine`. */
  readonly items?: readonly SlipItem[];
  /** The guest's campaigns, whose names label discounts; on a later copy the reasons already contain the names. */
  readonly campaigns?: readonly OpenCampaign[];
  /** Badges that the guest earned with the sale. */
  readonly badges?: readonly EarnedBadge[];
  /** The QR of an anonymous receipt. */
  readonly children?: ReactNode;
}

/** The printed slip: paid amount, points and reasons. */
export function SaleSlip({
  sale,
  guestName,
  placeName,
  isCopy = false,
  warnings = [],
  items = [],
  campaigns,
  badges = [],
  children,
}: SaleSlipProps) {
  const { t } = useTranslation('cashier');
  const identified = useIdentifiedWords();
  const format = useFormat();
  const spoken = useSpoken();
  const lines = isCopy ? [t('slip.copy')] : [];
  lines.push(format.dateTime(sale.attachedAt === null ? sale.recordedAt : sale.occurredAt));
  if (sale.receiptNumber !== null) lines.push(t('slip.receipt', { number: sale.receiptNumber }));
  if (sale.part !== null) {
    const { number, of: count, receiptAmount } = sale.part;
    lines.push(t('slip.part', { number, count, amount: format.money(receiptAmount) }));
  }
  if (guestName !== null) lines.push(guestName);
  if (sale.identifiedBy !== null) lines.push(identified(sale.identifiedBy));
  if (sale.attachedAt !== null) lines.push(t('slip.attached', { at: format.dateTime(sale.attachedAt) }));

  const rows: [label: string, value: string][] = [];
  if (sale.discount > 0)
    for (const [index, { name, total }] of items.entries()) {
      rows.push([name, format.money(total)]);
      const discount = sale.discountByLine[index] ?? 0;
      if (discount > 0) rows.push([t('slip.lineDiscount'), format.money(-discount)]);
    }
  rows.push([t('quote.receipt'), format.money(sale.amount)]);
  if (sale.discount > 0) rows.push([t('quote.discount'), format.money(-sale.discount)]);
  const byCampaigns = campaigns === undefined ? [] : campaignDiscounts(sale.trace, campaigns);
  for (const { name, amount } of byCampaigns) rows.push([t('quote.byCampaign', { name }), format.money(-amount)]);
  const isShown = (rule: string) =>
    byCampaigns.some(({ code }) => rule === `campaign.${code}.discount`) ||
    badges.some(({ campaignCode }) => rule === `campaign.${campaignCode}.badge`);
  if (sale.pointsValue > 0) {
    rows.push([t('quote.points', { count: sale.pointsRedeemed }), format.money(-sale.pointsValue)]);
  }
  rows.push([t('check.toPay'), format.money(sale.payable)]);
  if (sale.guestId !== null) rows.push([t('quote.earns'), t('points', { count: sale.pointsEarned })]);
  if (sale.guestId !== null && sale.balance !== null)
    rows.push([t('slip.balance'), t('points', { count: sale.balance.available })]);

  return (
    <Slip
      title={placeName}
      lines={lines}
      rows={rows}
      remarks={[
        ...warnings.map(({ points, lastDay }) => t('slip.warning', { count: points, day: format.day(lastDay) })),
        ...sale.trace.filter(({ rule }) => !isShown(rule)).map((line) => line.reason),
      ]}
    >
      {badges.map(({ campaignId, badge, picture }) => (
        <p key={campaignId} className={classes.badge}>
          <BadgePicture icon={badge.icon} colour={badge.colour} picture={picture} loading="eager" />
          {t('done.badge', { name: spoken(badge.name) })}
        </p>
      ))}
      {children}
    </Slip>
  );
}
