import { Injectable } from '@nestjs/common';
import { ConfigurationChanges, type Look, LookChanges, Looks } from 'loyalty-platform/configuration';
import { NO_ORIGIN } from 'loyalty-platform/security';

/** The look of the demonstration's pizzeria. */
const PIZZERIA: Look = {
  accent: '#9a2a17',
  accentInk: '#ffffff',
  card: { design: 'WAVES', from: '#9a2a17', to: '#7a1f10', ink: '#ffffff' },
  font: 'ROUNDED',
  texts: {
    welcome: { ru: 'Пицца, которая помнит вас', en: 'Pizza that remembers you' },
    letter: null,
    slip: { ru: 'Спасибо, что зашли!', en: 'Thank you for coming!' },
  },
};

/** Gives the demonstration's network a look, unless it already has one. */
@Injectable()
export class DemoLook {
  constructor(
    private readonly looks: Looks,
    private readonly changes: ConfigurationChanges,
    private readonly lookChanges: LookChanges,
  ) {}

  async ensure(networkId: string): Promise<void> {
    if (!(await this.looks.managedLook(networkId)).isDefault) return;
    await this.changes.apply(networkId, (tx) =>
      this.lookChanges.set(tx, networkId, PIZZERIA, { actor: 'system', origin: NO_ORIGIN }),
    );
  }
}
