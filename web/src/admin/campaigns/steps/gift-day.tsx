import { DateField } from '../../../shared/ui/dates/date-field';
import { DecimalInput } from '../../../shared/ui/decimal-input';
import { useMember } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';

interface GiftDayProps {
  readonly path: DocumentPath;
  /** Whether the day is typed as days after the gift, or as a date. */
  readonly by: 'days' | 'date';
  readonly label: string;
}

/** A day in the validity of a gift: a number of days after the gift, or a date. Where the day may be missing, an empty input removes it. */
export function GiftDay({ path, by, label }: GiftDayProps) {
  const { member, value, error, change } = useMember(path, true);
  const day = (value ?? {}) as { readonly days?: number | string; readonly date?: string };
  const own = day[by];
  const set = (next: number | string) => {
    if (next !== '') change({ [by]: next });
    else if (own !== undefined) change(member.orNull === true ? null : { [by]: '' });
  };
  // One input for days and one for a date can edit the same day. Once the day has a value, only the input that shows the value shows its mistake.
  const shown = { label, error: own === undefined && value !== null ? undefined : error };
  return by === 'days' ? (
    <DecimalInput {...shown} decimals={0} value={own ?? ''} onChange={set} />
  ) : (
    <DateField {...shown} value={String(own ?? '')} onChange={set} />
  );
}
