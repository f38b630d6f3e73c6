import type { Extension } from 'loyalty-platform/platform/extensions/extension';
import { DemoDoubles } from './demo-doubles';
import { DemoFilling } from './demo-filling';
import { DemoModule } from './demo.module';
import { registerSeedCommand } from './seed.cli';

/** Networks with a year of receipts to look at, the command `seed` that fills them, and a sign-in as their people. */
export const extension: Extension = {
  module: DemoModule,
  registerCommands: registerSeedCommand,
  hear: (app, message) => {
    app.get(DemoFilling).hear(message);
    // The command that filled the demonstration has ended, and no longer answers in place of the doubles.
    if (app.get(DemoFilling).percent === null) void app.get(DemoDoubles).resumeQuietly();
  },
};
