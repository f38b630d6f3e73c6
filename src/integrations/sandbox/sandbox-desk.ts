import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Sandboxes } from '../../configuration';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { found } from '../../platform/problems/problem';
import { type Author, RateLimiter, UseCase } from '../../security';
import { FilledSandboxes } from './filled-sandboxes';
import { NetworkCopies } from './network-copies';
import { type MadeSandboxAnswer, type SandboxState, sandboxAnswer } from './sandbox.dto';
import { Handles } from '../../platform/http/handlers-of';

/** The most sandboxes that a network may make in a day, because each cleared one stays in the database as a closed network. */
const MADE_A_DAY = 20;
const DAY_S = 24 * 60 * 60;

/** Closes the sandbox of the caller's network with everything in it, and makes a new one. */
export class ClearSandbox extends UseCase<MadeSandboxAnswer> {}

/** Makes the sandbox of the caller's network. */
export class CreateSandbox extends UseCase<MadeSandboxAnswer> {}

/** Makes and clears the sandbox of a network. */
@Injectable()
export class SandboxDesk {
  constructor(
    private readonly networks: Networks,
    private readonly copies: NetworkCopies,
    private readonly sandboxes: Sandboxes,
    private readonly filled: FilledSandboxes,
    private readonly keyed: KeyedCalls,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws ProblemError `not_found`, `rate_limited` */
  @Handles(ClearSandbox)
  clearSandbox({ context: { networkId, call, author } }: ClearSandbox): Promise<MadeSandboxAnswer> {
    return this.clear(networkId, call, author);
  }

  /** @throws ProblemError `sandbox_exists`, `rate_limited`; `forbidden` in a sandbox */
  @Handles(CreateSandbox)
  createSandbox({ context: { networkId, call, author } }: CreateSandbox): Promise<MadeSandboxAnswer> {
    return this.make(networkId, call, author);
  }

  async state(networkId: string): Promise<SandboxState> {
    const { sandboxOf } = await this.networks.getProfile(networkId);
    const sandbox = sandboxOf === null ? await this.sandboxes.find(networkId, 'SANDBOX') : undefined;
    return { isSandbox: sandboxOf !== null, sandbox: sandbox === undefined ? null : sandboxAnswer(sandbox) };
  }

  /** @throws ProblemError `not_found` for a network without a sandbox; a sandbox itself has none */
  async get(networkId: string): Promise<NetworkProfile> {
    return found(await this.sandboxes.find(networkId, 'SANDBOX'));
  }

  /** @throws ProblemError `sandbox_exists`, `rate_limited`; `forbidden` in a sandbox */
  async make(networkId: string, call: KeyedCall, author: Author): Promise<MadeSandboxAnswer> {
    const source = await this.copies.read(networkId);
    const sandboxId = newId();
    return this.keyed.runAcross(networkId, call, 201, async (tx, enter) => {
      await this.count(networkId);
      await enter(sandboxId);
      const made = await this.filled.write(tx, sandboxId, source, author);
      await enter(networkId);
      await this.filled.append(tx, networkId, 'network.sandbox_made', sandboxId, author);
      return made;
    });
  }

  /** Closes the sandbox and makes another. @throws ProblemError `not_found`, `sandbox_exists`, `rate_limited` */
  async clear(networkId: string, call: KeyedCall, author: Author): Promise<MadeSandboxAnswer> {
    const old = await this.get(networkId);
    const source = await this.copies.read(networkId);
    const sandboxId = newId();
    let ended: readonly string[] = [];
    const made = await this.keyed.runAcross(networkId, call, 200, async (tx, enter) => {
      await this.count(networkId);
      await enter(old.id);
      ended = await this.sandboxes.close(tx, old.id, author);
      await enter(sandboxId);
      const answer = await this.filled.write(tx, sandboxId, source, author);
      await enter(networkId);
      await this.filled.append(tx, networkId, 'network.sandbox_cleared', sandboxId, author);
      return answer;
    });
    this.sandboxes.noteClosed(old.id, ended);
    return made;
  }

  /** Counts the call towards the day's limit; a repeated call was answered before and is not counted. @throws ProblemError `rate_limited` */
  private count(networkId: string): Promise<unknown> {
    return this.limiter.hit(`sandbox:${networkId}`, MADE_A_DAY, DAY_S);
  }
}
