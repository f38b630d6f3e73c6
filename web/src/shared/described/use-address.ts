import { useCallback } from 'react';
import { type NavigateOptions, useSearchParams } from 'react-router';

/** Members of an address and their new values; null and an empty text remove one. */
export type AddressChange = Readonly<Record<string, string | null>>;

/** Filters of a page in its address, so that a link and a reload show the same. */
export function useAddress() {
  const [address, setAddress] = useSearchParams();
  const change = useCallback(
    (members: AddressChange, options?: NavigateOptions) =>
      setAddress(() => {
        // The hook knows the address as it was drawn last, which a second quick change would bring back.
        const after = new URLSearchParams(location.search);
        for (const [name, value] of Object.entries(members)) {
          if (value === null || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      }, options),
    [setAddress],
  );
  return { address, change, clear: () => setAddress({}) };
}
