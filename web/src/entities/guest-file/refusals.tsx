import type { GuestFileWithRows } from './guest-file.api';
import { ThingActs } from '../../shared/described/row-acts';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';

/** Codes of reasons of refused rows for which the console says how to mend the row. */
const REMEDIES = [
  'guest_unnamed',
  'phone_invalid',
  'card_invalid',
  'email_invalid',
  'date_invalid',
  'points_invalid',
  'points_ended',
  'points_fraction',
  'tier_end_missing',
  'visits_invalid',
  'amount_invalid',
  'consent_invalid',
  'consent_missing',
  'tier_unknown',
  'stamps_unknown',
  'guest_repeated',
  'guest_ambiguous',
  'guest_erased',
  'guest_opened',
  'guest_has_history',
  'columns_missing',
  'columns_too_many',
  'quote_broken',
  'encoding_invalid',
  'text_too_long',
  'line_too_long',
  'refused',
  'time_invalid',
  'number_missing',
  'amount_negative',
  'receipt_duplicate',
  'point_of_sale_unknown',
  'credit_note_remainder',
  'already_recorded',
] as const;

interface RefusalsProps extends Pick<GuestFileWithRows, 'refusals'> {
  /** Reads the refused rows as a file. */
  readonly read: () => Promise<Blob>;
}

/** Why rows were refused, each reason with how to correct it. */
export function Refusals({ refusals, read }: RefusalsProps) {
  const { t } = useTranslation('admin');
  const remedyOf = (code: string) => {
    const known = REMEDIES.find((one) => one === code);
    return t(known === undefined ? 'guestFiles.remedies.other' : `guestFiles.remedies.${known}`);
  };
  return (
    <Panel
      title={t('guestFiles.refusals')}
      aside={
        <ThingActs thing={null} acts={[{ text: t('guestFiles.refusedFile'), file: () => ['refused.csv', read()] }]} />
      }
    >
      <DataTable
        caption={t('analytics.table', { title: t('guestFiles.refusals') })}
        rows={refusals}
        rowKey={({ code }) => code}
        empty={null}
        columns={[
          { of: 'reason', title: t('guestFiles.reason') },
          { title: t('guestFiles.remedy'), isAside: true, cell: ({ code }) => remedyOf(code) },
          { of: 'count', title: t('guestFiles.rows'), as: 'number' },
          { of: 'line', title: t('guestFiles.firstLine'), as: 'number', isAside: true },
        ]}
      />
    </Panel>
  );
}
