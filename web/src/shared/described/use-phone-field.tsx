import type { ReactNode } from 'react';
import { PhoneInput, usePhone } from '../ui/phone-input';
import type { OwnInput } from './fields';

interface PhoneFieldOptions {
  readonly label: string;
  readonly help?: ReactNode;
  /** The country whose numbers need no `+`. */
  readonly country: string;
  /** The fault of an empty input; left out: the phone may be left out. */
  readonly needed?: string;
}

/** The field of a phone, whose digits are grouped while they are typed. `takeNumber` returns the phone in E.164; null: the input is empty or faulty. */
export function usePhoneField({ label, help, country, needed }: PhoneFieldOptions) {
  const phone = usePhone(country);
  return {
    takeNumber: phone.take,
    field: {
      label,
      help,
      // `PhoneInput` shows the fault in its own words, so a blank text is enough to stop the form.
      check: () => phone.take() === null && (needed !== undefined || !phone.isEmpty) && (needed ?? ' '),
      control: ({ description, error, onChange }: OwnInput<string>) => (
        <PhoneInput
          data-autofocus
          label={label}
          description={description}
          phone={phone}
          error={error}
          {...(needed !== undefined && { needed })}
          onEdit={onChange}
        />
      ),
    },
  };
}
