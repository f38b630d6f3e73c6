import { useState } from 'react';
import type { OwnInput } from '../../shared/described/fields';
import type { Guest } from './guest.api';
import { GuestPicker } from './guest-picker';

/** The field of a guest, who is found by name or phone. `without`: guests that can't be chosen here. */
export function useGuestField(label: string, without: readonly string[] = []) {
  const [guest, setGuest] = useState<Guest | null>(null);
  return {
    guest,
    field: {
      label,
      control: ({ onChange }: OwnInput<string>) => (
        <GuestPicker
          label={label}
          picked={guest}
          without={without}
          onPick={(picked) => {
            setGuest(picked);
            onChange(picked?.id ?? '');
          }}
        />
      ),
    },
  };
}
