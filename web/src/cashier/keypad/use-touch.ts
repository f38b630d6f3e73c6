import { useMediaQuery } from '@mantine/hooks';

/** True on touch screens, where the page's keypad replaces the device's keyboard. */
export function useTouch(): boolean {
  return useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
}
