import { outline } from './icon';

export const IconMinus = outline('M5 12l14 0');
