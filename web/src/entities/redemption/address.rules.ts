/** Characters of a postal address, without the spaces around it. */
const LEAST_ADDRESS = 5;
export const MOST_ADDRESS = 500;

/** The address as it is sent; undefined where the field is empty. */
export function parseAddress(typed: string): string | undefined {
  const address = typed.trim();
  return address === '' ? undefined : address;
}

/** Null: the reward can be taken with this address, or with none where it may be handed over instead. */
export function addressFault(address: string | undefined, isRequired: boolean): 'needed' | 'short' | null {
  if (address === undefined) return isRequired ? 'needed' : null;
  return address.length < LEAST_ADDRESS ? 'short' : null;
}
