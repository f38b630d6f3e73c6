import { useAddress } from './use-address';

/** Whether the page's form for something new is open. The address says so, by which the palette and the first steps open it. */
export function useNewDialog(): readonly [boolean, (isOpen: boolean) => void] {
  const { address, change } = useAddress();
  return [address.has('new'), (isOpen) => change({ new: isOpen ? 'true' : null }, { replace: true })];
}
