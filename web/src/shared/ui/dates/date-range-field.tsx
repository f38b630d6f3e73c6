import { DatePickerInput } from '@mantine/dates';
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

/** Days from one to another, picked in two months beside each other. A range of which only the beginning is picked changes nothing. */
export function DateRangeField({ label, from, to, onChange, max }: DateRangeFieldProps) {
  const format = useFormat();
  const calendar = useCalendar();
  const [begun, setBegun] = useState<string | null>(null);
  return (
    <DatePickerInput
      {...calendar}
      type="range"
      label={label}
      allowSingleDateInRange
      numberOfColumns={2}
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
