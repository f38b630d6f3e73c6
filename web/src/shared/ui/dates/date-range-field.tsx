import { DatePickerInput } from '@mantine/dates';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useFormat } from '../../format/use-format';
import { useCalendar } from './use-calendar';

interface DateRangeFieldProps {
  readonly label: string;
  /** `YYYY-MM-DD`, as `to`, which is the last day. */
  readonly from: string;
  readonly to: string;
  readonly onChange: (from: string, to: string) => void;
  readonly max?: string;
}

/** Two months fit beside each other. */
const WIDE = '(min-width: 760px)';

/** Days from one to another, picked in a calendar. A range of which only the beginning is picked changes nothing. */
export function DateRangeField({ label, from, to, onChange, max }: DateRangeFieldProps) {
  const format = useFormat();
  const calendar = useCalendar();
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [begun, setBegun] = useState<string | null>(null);
  return (
    <DatePickerInput
      {...calendar}
      type="range"
      label={label}
      allowSingleDateInRange
      numberOfColumns={isWide ? 2 : 1}
      columnsToScroll={1}
      value={begun === null ? [from, to] : [begun, null]}
      {...(max === undefined ? {} : { maxDate: max })}
      valueFormatter={() => `${format.birthday(from)} – ${format.birthday(to)}`}
      onChange={([first, last]) => {
        setBegun(last === null ? first : null);
        if (first !== null && last !== null) onChange(first, last);
      }}
      onDropdownClose={() => setBegun(null)}
    />
  );
}
