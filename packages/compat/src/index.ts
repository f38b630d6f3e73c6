import type { Extension } from 'loyalty-platform/platform/extensions/extension';
import { CompatModule } from './compat.module';

/** The calls of earlier systems, translated into calls of this platform. */
export const extension: Extension = { module: CompatModule };
