import { Text } from '@mantine/core';
import type { GuestFileWithRows } from './guest-file.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';

/** Codes of faults of an imported file for which the console has words. */
const FAULTS = [
  'file_empty',
  'not_gzip',
  'gzip_damaged',
  'not_csv',
  'encoding_wrong',
  'header_wrong',
  'header_repeated',
  'column_missing',
  'dates_ambiguous',
  'no_program',
  'too_many_rows',
  'guests_acted',
  'undo_over',
  'already_imported',
  'spreadsheet_damaged',
  'formula_without_value',
  'plan_limit_reached',
  'shadow_ended',
  'mostly_rejected',
  'no_point_of_sale',
] as const;

/** The columns that no field reads; those that look like points, cards or phones as a warning. */
export function Unread({ unread }: Pick<GuestFileWithRows, 'unread'>) {
  const { t } = useTranslation('admin');
  const namesOf = (columns: GuestFileWithRows['unread']) => columns.map(({ column }) => column).join(', ');
  const looking = unread.filter(({ looksLike }) => looksLike !== null);
  const others = unread.filter(({ looksLike }) => looksLike === null);
  return (
    <>
      {looking.length > 0 && (
        <Notice
          tone="bad"
          title={t('guestFiles.unreadTitle')}
          help={t('guestFiles.unread', { columns: namesOf(looking) })}
        />
      )}
      {others.length > 0 && <Text c="dimmed">{t('guestFiles.unreadOther', { columns: namesOf(others) })}</Text>}
    </>
  );
}

/** The fault that ended the last step of a file. */
export function FaultNotice({ code }: { readonly code: string }) {
  const { t } = useTranslation('admin');
  const known = FAULTS.find((one) => one === code);
  const help = known === undefined ? t('guestFiles.faultHelp', { code }) : t(`guestFiles.faults.${known}`);
  return <Notice tone="bad" title={t('guestFiles.faultTitle')} help={help} />;
}
