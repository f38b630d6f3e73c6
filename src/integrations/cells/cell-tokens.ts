import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { CellPass } from '../../platform/cells/cell-pass';
import { Clock } from '../../platform/clock/clock';
import { ACCESS_TOKEN_ALGORITHM, jwtKeys } from '../../security';

const SECONDS = 60;
const claimsSchema = z.object({ kind: z.literal('cell'), exp: z.int() });

/** The pass of a server to those of other cells: a token of a minute under the newest of JWT_KEYS, which no guard takes for a caller. */
@Injectable()
export class CellTokens implements CellPass {
  private readonly jwt = new JwtService();

  constructor(private readonly clock: Clock) {}

  sign(): string {
    const { id, key } = jwtKeys().newest;
    const exp = Math.floor(this.clock.now().getTime() / 1_000) + SECONDS;
    return this.jwt.sign({ kind: 'cell', exp }, { privateKey: key, algorithm: ACCESS_TOKEN_ALGORITHM, keyid: id });
  }

  isRight(pass: string): boolean {
    return [...jwtKeys().keys.values()].some(({ key }) => this.isSignedBy(pass, key));
  }

  private isSignedBy(pass: string, key: unknown): boolean {
    try {
      const options = {
        publicKey: key as never,
        algorithms: [ACCESS_TOKEN_ALGORITHM] as const,
        ignoreExpiration: true,
      };
      const { exp } = claimsSchema.parse(
        this.jwt.verify<object>(pass, { ...options, algorithms: [...options.algorithms] }),
      );
      return exp * 1_000 > this.clock.now().getTime();
    } catch {
      return false;
    }
  }
}
