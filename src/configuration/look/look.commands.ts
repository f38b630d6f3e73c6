import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { LookChanges } from './look-changes';
import { logoOf } from './look-images';
import type { ManagedLook } from './look.dto';
import type { Look } from './look.schema';
import { Handles } from '../../platform/http/handlers-of';

/** Sets the logo of a network, made anew from the bytes; null removes it. */
export class SetLogo extends UseCase<ManagedLook, { readonly data: string | null }> {}

export class SetLook extends UseCase<ManagedLook, { readonly look: Look }> {}

@Injectable()
export class LookHandlers {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly looks: LookChanges,
  ) {}

  /** @throws ProblemError `invalid_body` for bytes that are no picture */
  @Handles(SetLogo)
  async setLogo({ context: { call, networkId, author }, input: { data } }: SetLogo): Promise<ManagedLook> {
    // Decoded before the transaction, which holds the lock of the network's configuration.
    const logo = data === null ? null : await logoOf(Buffer.from(data, 'base64'));
    if (data !== null && logo === null)
      throw new ProblemError('invalid_body', {}, [
        { path: 'data', code: 'not_valid', message: '', arguments: { reason: 'notALogo' } },
      ]);
    return this.changes.run(networkId, call, 200, (tx) => this.looks.setLogo(tx, networkId, logo, author));
  }

  /** @throws ProblemError `invalid_body` for colours whose contrast is too weak */
  @Handles(SetLook)
  setLook({ context: { call, networkId, author }, input: { look } }: SetLook): Promise<ManagedLook> {
    return this.changes.run(networkId, call, 200, (tx) => this.looks.set(tx, networkId, look, author, call));
  }
}
