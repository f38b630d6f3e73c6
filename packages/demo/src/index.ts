import type { Extension } from 'loyalty-platform/platform/extensions/extension';
import { DemoFilling } from './demo-filling';
import { DemoModule } from './demo.module';
import { registerSeedCommand } from './seed.cli';

/** Networks with a year of receipts to look at, the command `seed` that fills them, and a sign-in as their people. */
export const extension: Extension = {
  module: DemoModule,
  registerCommands: registerSeedCommand,
  hear: (app, message) => {
    app.get(DemoFilling).hear(message);
  },
};
