import { useMediaQuery } from '@mantine/hooks';

/** True where fingers do the work: the keypad of the page serves in place of the device's keyboard. */
export function useTouch(): boolean {
  return useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
}
